"""Report the sizes of files and functions: a guide for the eye (DESIGN), not a fence."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]


def quantile(values: list[int], q: float) -> int:
    return sorted(values)[min(len(values) - 1, int(q * len(values)))]


def main() -> None:
    """Print median, ninth decile and the largest of files and functions."""
    files: dict[str, int] = {}
    functions: dict[str, int] = {}
    for folder in ("kit", "synthetic_data", "products"):
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            name = str(path.relative_to(ROOT))
            files[name] = text.count("\n")
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    functions[f"{name}:{node.name}"] = (node.end_lineno or node.lineno) - node.lineno + 1
    for title, sizes in (("文件", files), ("函数", functions)):
        largest = ", ".join(f"{n} {k}" for k, n in sorted(sizes.items(), key=lambda x: -x[1])[:3])
        values = list(sizes.values())
        print(
            f"{title}:{len(values)} 个,中位数 {median(values):g} 行,九成在 {quantile(values, 0.9)} 行以内;最大:{largest}"
        )


if __name__ == "__main__":
    main()

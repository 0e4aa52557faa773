"""``make docs``: gather the pages, build the site into ``.kit/site``; a warning fails the build."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from docs.site.reference import pages

ROOT = Path(__file__).parents[2]
GUIDE = {
    "合伙人": ["guide/start", "guide/products", "guide/data", "guide/catalogs", "guide/mistakes"],
    "审查人员": ["guide/review", "guide/lifecycle"],
    "讲师": ["workshop/guide"],
    "运营人员": ["guide/serving", "guide/publish"],
    "参考": ["reference/commands", "reference/catalogs", "reference/checks", "reference/errors", "reference/glossary", "reference/results"],
}  # fmt: skip


def gather(source: Path) -> None:
    """Write the Markdown of the whole site under ``source``."""
    shutil.rmtree(source, ignore_errors=True)
    for part in ("guide", "decisions"):
        shutil.copytree(ROOT / "docs" / part, source / part)
    (source / "workshop").mkdir()
    shutil.copy(ROOT / "notebooks" / "workshop" / "guide.md", source / "workshop")
    (source / "reference").mkdir()
    made = pages(ROOT) | {"glossary.md": (ROOT / "GLOSSARY.md").read_text(encoding="utf-8"), "results.md": (ROOT / "docs" / "results.md").read_text(encoding="utf-8")}
    for name, text in made.items():
        (source / "reference" / name).write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "CONTRIBUTING.md", source / "contributing.md")
    (source / "index.md").write_text(_index(source), encoding="utf-8")


def _index(source: Path) -> str:
    listed = {p for group in GUIDE.values() for p in group}
    others = sorted(p.relative_to(source).with_suffix("").as_posix() for p in (source / "guide").glob("*.md"))
    guide = {**GUIDE, "其他": [p for p in others if p not in listed]}
    guide["Developers (English)"] = ["contributing", *sorted(f"decisions/{p.stem}" for p in (source / "decisions").glob("*.md"))]
    trees = [f"```{{toctree}}\n:caption: {caption}\n:maxdepth: 1\n\n" + "\n".join(p for p in group if (source / f"{p}.md").exists()) + "\n```" for caption, group in guide.items() if group]
    return "# 开发套件指南\n\n在笔记本里,用合成数据开发公共数据产品。第一次来:`make lab`,打开 `notebooks/00_start.ipynb`;遇到错误码,查 [错误码](reference/errors.md)。\n\n" + "\n\n".join(trees) + "\n"


def build(out: Path, source: Path) -> int:
    """The exit code of Sphinx."""
    from sphinx.cmd.build import build_main

    gather(source)
    return build_main(["-q", "-W", "--keep-going", "-b", "html", "-c", str(Path(__file__).parent), "-d", str(source.parent / "site-cache"), str(source), str(out)])


if __name__ == "__main__":
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1767225600")  # the same site from the same text
    status = build(ROOT / ".kit" / "site", ROOT / ".kit" / "site-source")
    print("在浏览器里打开 .kit/site/index.html" if status == 0 else "生成有警告或错误,见上。")
    sys.exit(status)

"""The text and the figures of a report: Chinese Markdown with places for tables and figures, and PNGs that are only pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kit.errors import OutputError
from kit.product.figures import png
from kit.product.outputs import write_bytes
from kit.product.plan import Output

PLACE = re.compile(r"\{([a-z]*):([^{}\n]*)\}")
MOST = 200_000  # characters (ours): a long report has a tenth of that


def check_report(output: Output, text: str) -> list[str]:
    """What is wrong with the text of a report, as Chinese sentences."""
    declared = {"table": set(output.tables), "figure": set(output.figures)}
    used = {(kind, name.strip()) for kind, name in PLACE.findall(text)}
    unknown = sorted(f"{{{kind}:{name}}}" for kind, name in used if name not in declared.get(kind, ()))
    unused = sorted(f"{{{kind}:{name}}}" for kind, names in declared.items() for name in names if (kind, name) not in used)
    found = [f"正文提到没有声明的 {'、'.join(unknown)}"] if unknown else []
    found += [f"正文没有用到 {'、'.join(unused)}"] if unused else []
    found += [f"正文长于 {MOST:,} 字"] if len(text) > MOST else []
    return found + list(dict.fromkeys(_not_plain(text)))


def write_report(output: Output, text: str, figures: Mapping[str, Any], folder: Path) -> Path:
    """Leave ``<name>.report.md`` and a PNG for each figure; OutputError says what does not fit."""
    at = f"product.yaml 的 outputs.{output.name}"
    if set(figures) != set(output.figures):
        missing, extra = sorted(set(output.figures) - set(figures)), sorted(set(figures) - set(output.figures))
        said = [f"缺少 {'、'.join(missing)}"] if missing else []
        said += [f"多出没有声明的 {'、'.join(map(str, extra))}"] if extra else []
        raise OutputError("KIT-O020", f"报告 {output.name} 的图与声明不符:{';'.join(said)}", where=at, next_step="figures 里的名字与声明的一致。")
    if problems := check_report(output, text):
        raise OutputError("KIT-O021", f"报告 {output.name}({output.title})的正文不合要求:" + ";".join(problems), where=at,
                          next_step="表格写 {table:输出名},图写 {figure:图名},其余用普通 Markdown。")  # fmt: skip
    for name, figure in figures.items():
        if not hasattr(figure, "savefig"):
            raise OutputError("KIT-O022", f"报告 {output.name} 的图 {name} 不是 matplotlib 的 Figure", where=at, next_step="传入 plt.subplots() 给出的 figure。")
        write_bytes(folder / f"{output.name}.{name}.png", lambda part, figure=figure: part.write_bytes(png(figure)))
    return write_bytes(folder / output.file, lambda part: part.write_text(text, encoding="utf-8"))


def _not_plain(text: str) -> Iterator[str]:
    """What the page that shows a report would have to trust: HTML, pictures from elsewhere, links that do something."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for token in [*tokens, *(child for t in tokens for child in t.children or ())]:
        if token.type in ("html_block", "html_inline"):
            yield "正文里有 HTML"
        elif token.type == "image":
            yield "正文里有 Markdown 图片(图只能用 {figure:图名})"
        elif token.type == "link_open" and not str(token.attrs.get("href", "")).startswith(("http://", "https://", "#")):
            yield "正文里有不是 http 的链接"

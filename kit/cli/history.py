"""``kit history``: what happened to a product, who did it, and where it stands."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from kit.cli.output import console, emit, table
from kit.cli.register_home import HOME, opened, slug_of


def history(
    product: str = typer.Argument("", help="产品标识或中文名;不写则列出全部产品的状态"),
    html: Path = typer.Option(None, help="另写一页 HTML:状态图上标出走到哪里,逐条列出办理过程"), home: Path = HOME, as_json: bool = typer.Option(False, "--json", help="输出一份 JSON"),
) -> None:  # fmt: skip
    """产品经过的每一步:谁、以什么身份、何时、做了什么、理由"""
    from kit.dossier.events import HEADS, told

    registry = opened(home)
    if not product:
        rows = [{"product": s.product, "state": s.state, "title": s.title, "partner": s.partner, "time": s.last.time if s.last else ""} for s in registry.standings().values()]
        return emit(rows) if as_json else table(f"产品 {len(rows)} 个", ["产品", "状态", "合伙人", "最后一步"], [(r["product"], r["title"], r["partner"], r["time"][:16]) for r in rows])
    slug = slug_of(product)
    now, entries = registry.standing(slug), registry.history(slug)
    if as_json:
        return emit({"product": slug, "state": now.state, "title": now.title, "entries": [asdict(e) for e in entries]})
    if not entries:
        return console().print(f"台账里还没有 {slug};合伙人先 kit plan submit。", highlight=False)
    table(f"{slug}:{now.title}", list(HEADS), [told(e) for e in entries])
    if html:
        from kit.dossier.history_page import write

        write(now, entries, html)
    seen = f";状态图 {html}" if html else ";--html 文件 画出状态图"
    return console().print(f"摘要见 --json{seen};kit ledger verify 核对整本台账。", highlight=False, soft_wrap=True)

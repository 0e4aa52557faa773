"""``kit history``: what happened to a product, who did it, and where it stands."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from kit.cli.output import console, emit, table
from kit.cli.register_home import HOME, opened, slug_of


def history(
    product: str = typer.Argument("", help="产品标识或中文名;不写则列出全部产品的状态"), home: Path = HOME, as_json: bool = typer.Option(False, "--json", help="输出一份 JSON"),
) -> None:  # fmt: skip
    """产品经过的每一步:谁、以什么身份、何时、做了什么、理由"""
    from kit.product.states import ROLES, STEPS

    registry = opened(home)
    if not product:
        rows = [{"product": s.product, "state": s.state, "title": s.title, "partner": s.partner, "time": s.last.time if s.last else ""} for s in registry.standings().values()]
        return emit(rows) if as_json else table(f"产品 {len(rows)} 个", ["产品", "状态", "合伙人", "最后一步"], [(r["product"], r["title"], r["partner"], r["time"][:16]) for r in rows])
    slug = slug_of(product)
    now, entries = registry.standing(slug), registry.history(slug)
    if as_json:
        return emit({"product": slug, "state": now.state, "title": now.title, "entries": [asdict(e) for e in entries]})
    title = {"leave": "合伙人退出"} | {s.event: s.title for s in STEPS.values()}
    table(f"{slug}:{now.title}", ["条", "时间", "步骤", "谁", "身份", "理由"], [
        (e.n, e.time[:16], title.get(e.event, e.event), e.who, ROLES.get(e.role, e.role), e.reason) for e in entries])  # fmt: skip
    return console().print("摘要见 --json;kit ledger verify 核对整本台账。", highlight=False)

"""``kit ledger``: the signed ledger as a whole."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from kit.cli.output import console, emit, table
from kit.cli.register_home import HOME, opened

app = typer.Typer(no_args_is_help=True, add_completion=False, help="台账:核对、查看、状态图")
JSON = typer.Option(False, "--json", help="输出一份 JSON")


@app.command()
def verify(home: Path = HOME, root: Path = typer.Option(None, help="另存的 root.pub;不写则用登记簿里的"), as_json: bool = JSON) -> None:
    """核对:内容、次序、签名、身份、步骤、末尾与所指的文件;有问题说出在第几条"""
    from kit.dossier.kept import problems
    from kit.dossier.keys import public_key

    registry = opened(home)
    found = registry.verify(public_key(root) if root else "")
    trail = registry.ledger.read()
    found += problems(home, trail.entries) if not found else []
    if as_json:
        emit({"ok": not found, "entries": len(trail.entries), "head": trail.head, "torn": trail.torn, "problems": [asdict(p) for p in found]})
    elif found:
        for problem in found:
            console().print(f"[red]{problem}[/]", highlight=False, soft_wrap=True)
    else:
        torn = f";末尾有 {trail.torn} 字节没有写完,从未答复过任何人" if trail.torn else ""
        console().print(f"[green]{len(trail.entries)} 条逐条相连,签名、步骤与所指的文件都对[/],末条 {trail.head}{torn}", highlight=False, soft_wrap=True)
    raise typer.Exit(3 if found else 0)


@app.command()
def show(home: Path = HOME, last: int = typer.Option(20, min=1, help="最后多少条"), as_json: bool = JSON) -> None:
    """查看最后若干条"""
    entries = opened(home).ledger.entries()[-last:]
    if as_json:
        return emit([asdict(e) for e in entries])
    from kit.dossier.events import HEADS, told

    return table("台账", [*HEADS[:3], "产品或人", *HEADS[3:]], [(*told(e)[:3], e.product or e.facts.get("name", ""), *told(e)[3:]) for e in entries])


@app.command()
def diagram(svg: Path = typer.Option(None, help="写成一张 SVG 图")) -> None:
    """状态图(Mermaid 文字,或 SVG 图),由代码里的表得出"""
    from kit.product.states import diagram as text

    if svg is None:
        return print(text(), end="")
    from kit.product.states_picture import alone

    svg.write_text(alone(), encoding="utf-8")
    return console().print(f"状态图 {svg}", highlight=False, soft_wrap=True)

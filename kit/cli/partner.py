"""``kit partner``: joining and leaving the platform."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typer

from kit.cli.output import console, emit
from kit.cli.register_home import AS, HOME, opened

app = typer.Typer(no_args_is_help=True, add_completion=False, help="平台入驻及退出:合伙人")


@app.command("join")
def join_(
    name: str = typer.Argument(..., help="合伙人的代称"), organisation: str = typer.Option(..., help="单位"),
    contact: str = typer.Option(..., help="联系岗位(不写个人)"), agreement: str = typer.Option(..., help="协议编号"),
    until: dt.datetime = typer.Option(..., formats=["%Y-%m-%d"], help="协议到哪一天(至多五年)"),
    since: dt.datetime = typer.Option(None, formats=["%Y-%m-%d"], help="协议从哪一天起(默认今天)"), who: str = AS, home: Path = HOME,
) -> None:  # fmt: skip
    """合伙人入驻:在本机生成密钥,由运营机构登记"""
    from kit.dossier.partner import join

    first = since.date() if since else dt.date.today()
    entry = join(opened(home), who, name, organisation=organisation, contact=contact, agreement=agreement, since=first, until=until.date())
    console().print(f"{name}({organisation})已入驻,协议 {agreement} 至 {until.date()}(台账第 {entry.n} 条)", highlight=False, soft_wrap=True)


@app.command()
def show(name: str, home: Path = HOME, as_json: bool = typer.Option(False, "--json", help="输出一份 JSON")) -> None:
    """一位合伙人:协议、密钥、产品"""
    from kit.dossier.partner import in_force, partner
    from kit.product.signed import key_id

    registry = opened(home)
    person = partner(registry, name)
    products = {s.product: s.title for s in registry.standings().values() if s.partner == name}
    found = {
        "name": name, "organisation": person.organisation, "contact": person.facts["contact"], "agreement": person.facts["agreement"], "since": person.facts["since"],
        "until": person.facts["until"], "key": key_id(person.public), "in_force": in_force(person, dt.date.today()), "products": products,
    }  # fmt: skip
    if as_json:
        return emit(found)
    console().print(f"[bold]{name}[/] {person.organisation} · {found['contact']}\n协议 {found['agreement']}:{found['since']} 至 {found['until']}"
                    f"({'在期限内' if found['in_force'] else '已退出或不在期限内'}) 密钥 {found['key']}", highlight=False)  # fmt: skip
    for product, state in products.items():
        console().print(f"  {product}:{state}", highlight=False)


@app.command("leave")
def leave_(
    name: str, reason: str = typer.Option(..., help="期满不续签、不可抗力,或违反规定与协议"),
    handed_back: str = typer.Option(..., help="数据与资产怎样返还或销毁"), who: str = AS, home: Path = HOME,
) -> None:  # fmt: skip
    """合伙人退出:密钥停用,在办与在用的产品一并撤回"""
    from kit.dossier.partner import leave

    entry = leave(opened(home), who, name, reason, handed_back)
    ended = entry.facts["products"]
    console().print(f"{name}已退出(台账第 {entry.n} 条);撤回产品 {len(ended)} 个{':' + '、'.join(ended) if ended else ''}", highlight=False, soft_wrap=True)

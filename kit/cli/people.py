"""``kit people``: who acts in the lifecycle, with which roles and keys."""

from __future__ import annotations

from pathlib import Path

import typer

from kit.cli.output import console, emit, table
from kit.cli.register_home import AS, HOME, opened

app = typer.Typer(no_args_is_help=True, add_completion=False, help="登记簿里的人:运营机构、审查人员、市数管局")
ORGANISATION = typer.Option(..., help="单位")


@app.command("found")
def found_(name: str = typer.Argument(..., help="运营机构的经办人"), organisation: str = ORGANISATION, home: Path = HOME) -> None:
    """建立登记簿:运营机构生成自己的密钥,写下第一条"""
    from kit.dossier.people import found
    from kit.dossier.registry import Registry

    entry = found(Registry(home), name, organisation)
    console().print(f"已建立登记簿 {home},密钥 {entry.key}。把 {home / 'root.pub'} 另存一份:核对台账时凭它。", highlight=False, soft_wrap=True)


@app.command("enrol")
def enrol_(
    name: str = typer.Argument(..., help="姓名或代称"), role: list[str] = typer.Option(..., help="reviewer、second_reviewer、operator、authority,可多写"),
    organisation: str = ORGANISATION, who: str = AS, home: Path = HOME,
) -> None:  # fmt: skip
    """登记一位审查人员、运营人员或市数管局的人,并生成密钥"""
    from kit.dossier.people import enrol

    entry = enrol(opened(home), who, name, role, organisation)
    console().print(f"已登记 {name}(台账第 {entry.n} 条);私钥在 {home / 'keys'},只本人可读", highlight=False, soft_wrap=True)


@app.command("revoke")
def revoke_(name: str, reason: str = typer.Option(..., help="理由"), who: str = AS, home: Path = HOME) -> None:
    """停用一把密钥;以前的签名仍然有效"""
    from kit.dossier.people import revoke

    entry = revoke(opened(home), who, name, reason)
    console().print(f"已停用 {name} 的密钥(台账第 {entry.n} 条)", highlight=False)


@app.command("list")
def list_(home: Path = HOME, as_json: bool = typer.Option(False, "--json", help="输出一份 JSON")) -> None:
    """列出登记的人"""
    from kit.product.signed import key_id
    from kit.product.states import ROLES

    rows = [
        {"name": p.name, "roles": list(p.roles), "organisation": p.organisation, "key": key_id(p.public), "public": p.public, "active": not p.revoked}
        for p in opened(home).people().values()
    ]  # fmt: skip
    if as_json:
        return emit(rows)
    table(f"登记的人 {len(rows)} 位", ["姓名", "身份", "单位", "密钥", "在用"], [
        (r["name"], "、".join(ROLES[x] for x in r["roles"]), r["organisation"], r["key"], "是" if r["active"] else "已停用") for r in rows])  # fmt: skip

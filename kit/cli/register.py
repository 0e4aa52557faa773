"""``kit register``, ``kit consent`` and ``kit promote``: from an approved review to a product in use."""

from __future__ import annotations

from pathlib import Path

import typer

from kit.cli.output import console, emit
from kit.cli.register_home import AS, HOME, opened, slug_of

PRODUCT = typer.Argument(..., help="产品标识或中文名")
REASON = typer.Option(..., help="事由,至少十个字")
JSON = typer.Option(False, "--json", help="输出一份 JSON")


def register(
    product: str = PRODUCT, kind: str = typer.Option("first", help="first 首次、change 变更、correct 更正、cancel 注销"), reason: str = REASON,
    code: str = typer.Option("", help="登记机构给出的编码;没有给出就不写"), role: str = typer.Option("operator", help="注销时的身份:operator 或 authority"),
    reviews: Path = typer.Option(Path(".kit/reviews"), help="审查报告所在的文件夹"), who: str = AS, home: Path = HOME, as_json: bool = JSON,
) -> None:  # fmt: skip
    """登记备案:首次、变更、更正、注销;只登记审查通过的那一份"""
    from kit.dossier.filing import CANCEL, KINDS
    from kit.dossier.register import cancel
    from kit.dossier.register import register as file

    slug, registry = slug_of(product), opened(home)
    if kind == CANCEL:
        entry = cancel(registry, slug, who, role, reason)
        return emit({"product": slug, "entry": entry.n}) if as_json else console().print(f"已注销(台账第 {entry.n} 条),从此不得使用", highlight=False)
    entry, path = file(registry, reviews / slug, who, kind, reason, code)
    if as_json:
        return emit({"product": slug, "kind": kind, "entry": entry.n, "dossier": str(path), "sha256": entry.digests["dossier"], "code": entry.facts.get("code", "")})
    told = entry.facts.get("code") or "(由登记机构赋码后,用 --kind correct --code 填写)"
    return console().print(f"{KINDS[kind]}(台账第 {entry.n} 条) 登记编码:{told}\n  材料 {path}\n  摘要 {entry.digests['dossier']}", highlight=False, soft_wrap=True)


def consent(product: str = PRODUCT, reason: str = REASON, who: str = AS, home: Path = HOME) -> None:
    """市数管局同意实施"""
    from kit.dossier.register import consent as agree

    entry = agree(opened(home), slug_of(product), who, reason)
    console().print(f"已同意实施(台账第 {entry.n} 条)", highlight=False)


def promote(product: str = PRODUCT, reason: str = REASON, who: str = AS, home: Path = HOME) -> None:
    """推广应用:产品陈列标为可用,服务不再是预览"""
    from kit.dossier.register import promote as offer

    entry = offer(opened(home), slug_of(product), who, reason)
    console().print(f"推广应用中(台账第 {entry.n} 条)", highlight=False)

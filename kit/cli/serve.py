"""``kit serve``: reviewed products behind HTTP, their keys and their access log."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from kit.cli.output import console, emit, table
from kit.errors import ServiceError

if TYPE_CHECKING:
    from kit.serving.api.state import State

DEFAULT = "run"
STATE = typer.Option("sqlite:///.kit/serving/state.sqlite", "--state", envvar="KIT_STATE", help="状态库:SQLite 或 postgresql+psycopg://…")
LOG = typer.Option(Path(".kit/serving/access.log"), "--log", help="访问日志")
REGISTER = typer.Option(None, "--registry", envvar="KIT_REGISTRY", help="登记簿所在的文件夹(默认 .kit/registry);没有登记簿,只能预览")
JSON = typer.Option(False, "--json", help="输出一份 JSON")


class ServeGroup(TyperGroup):
    """``kit serve PRODUCT…`` is short for ``kit serve run PRODUCT…``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=ServeGroup, no_args_is_help=True, add_completion=False, help="接口服务:kit serve 产品…;密钥 kit serve key;访问日志 kit serve log")
key = typer.Typer(no_args_is_help=True, help="密钥:签发、列出、停用")
log = typer.Typer(no_args_is_help=True, help="访问日志:核对、查看")
app.add_typer(key, name="key")
app.add_typer(log, name="log")


@app.command(DEFAULT)
def run(
    products: list[str] = typer.Argument(..., help="产品标识、中文名,或一次审查的文件夹"),
    preview: bool = typer.Option(False, "--preview", help="还没有审查通过、登记备案或推广也服务,每个回答写明是预览"),
    host: str = typer.Option("127.0.0.1", help="监听的地址"), port: int = typer.Option(8000, help="端口"),
    reviews: Path = typer.Option(Path(".kit/reviews"), help="审查报告所在的文件夹"), state: str = STATE, log_file: Path = LOG,
    register: Path = REGISTER,
) -> None:  # fmt: skip
    """把推广应用中的产品作为接口提供服务;只有登记备案、市数管局同意过的那一份"""
    from kit.catalog import find_product
    from kit.product.artefact import open_artefact
    from kit.product.contract import offered, registry_home
    from kit.serving.api.run import serve
    from kit.serving.api.served import Served

    folders = [Path(p) if (Path(p) / "report.json").exists() else reviews / find_product(p).name for p in products]
    home = register or registry_home()
    served = [Served(offered(open_artefact(f, preview=preview), home, dt.date.today(), preview=preview), register=home) for f in folders]
    for s in served:
        note = "[yellow]预览,还没有决定通过或登记推广[/]" if s.artefact.preview else "推广应用中"
        console().print(f"{s.plan.title}:{note}  POST http://{host}:{port}/v1/{s.name}/query", highlight=False, soft_wrap=True)
    console().print(f"说明 http://{host}:{port}/docs  访问日志 {log_file}", highlight=False, soft_wrap=True)
    serve(served, _state(state), log_file, host, port)


@key.command("new")
def new_(
    title: str = typer.Argument(..., help="给谁用"), products: list[str] = typer.Option(..., "--product", help="可用于哪个产品,可多写"),
    days: int = typer.Option(365, min=1, help="多少天后过期"), rate: float = typer.Option(50.0, min=0.01, help="每秒多少个问题"),
    burst: int = typer.Option(100, min=1, help="一下子至多多少个"), budget: int = typer.Option(None, min=1, help="总共多少个(不写则不限)"),
    state: str = STATE, as_json: bool = JSON,
) -> None:  # fmt: skip
    """签发密钥;只显示这一次"""
    from kit.catalog import find_product
    from kit.serving.api.keys import new_key, now

    names = tuple(dict.fromkeys(find_product(p).name for p in products))
    made, token = new_key(title, names, expires=now() + dt.timedelta(days=days), rate=rate, burst=burst, budget=budget)
    _state(state).add(made)
    if as_json:
        return emit({"id": made.id, "key": token, "products": names, "expires": made.expires})
    console().print(f"密钥 {made.id}({title}),只显示这一次:\n{token}", highlight=False, soft_wrap=True)


@key.command("list")
def list_(state: str = STATE, as_json: bool = JSON) -> None:
    """列出密钥与用量"""
    opened = _state(state)
    used = opened.used()
    rows = [
        {"id": k.id, "title": k.title, "products": list(k.products), "expires": k.expires, "revoked": k.revoked, "rate": k.rate, "burst": k.burst,
         "budget": k.budget, "used": used.get(k.id, 0)}
        for k in opened.keys().values()
    ]  # fmt: skip
    if as_json:
        return emit(rows)
    table(f"密钥 {len(rows)} 个", ["编号", "给谁用", "产品", "过期", "停用", "每秒", "已用", "额度"], [
        (r["id"], r["title"], "、".join(r["products"]), _day(r["expires"]), _day(r["revoked"]), f"{r['rate']:g}", r["used"], r["budget"] or "不限") for r in rows])  # fmt: skip


@key.command()
def revoke(id_: str = typer.Argument(..., metavar="编号"), state: str = STATE) -> None:
    """停用密钥;正在运行的服务一秒内知道"""
    _state(state).revoke(id_)
    console().print(f"已停用 {id_}", highlight=False)


@log.command("verify")
def verify_(state: str = STATE, log_file: Path = LOG, as_json: bool = JSON) -> None:
    """核对访问日志:逐条相连,末尾没有被删去"""
    from kit.serving.api.access_log import verify

    found = verify(_there(log_file), _state(state))
    if as_json:
        emit(vars(found) | {"ok": not found.fault})
    else:
        torn = f";末尾有 {found.torn} 字节没有写完(断电或被杀死),从未答复过任何人" if found.torn and not found.fault else ""
        console().print(f"[red]{found.fault}[/]" if found.fault else f"[green]{found.entries} 条逐条相连[/],末条 {found.head}{torn}", highlight=False, soft_wrap=True)
    raise typer.Exit(3 if found.fault else 0)


@log.command()
def show(
    log_file: Path = LOG, last: int = typer.Option(20, min=1, help="最后多少条"), key_id: str = typer.Option("", "--key", help="只看这把密钥"),
    consent: str = typer.Option("", help="只看用这份同意凭据的"), state: str = STATE, as_json: bool = JSON,
) -> None:  # fmt: skip
    """查看访问日志"""
    from collections import deque

    from kit.serving.api.access_log import consent_hash, entries

    wanted = consent_hash(_state(state).setting("consent_secret"), consent) if consent else ""
    kept = deque((e for e, _, _ in entries(_there(log_file)) if _matches(e, key_id, wanted)), maxlen=last)
    if as_json:
        return emit(list(kept))
    table("访问日志", ["序", "时间", "密钥", "产品", "用途", "状态", "问题", "毫秒"], [
        (e["n"], e["time"], e.get("key") or "—", e.get("product") or {"start": "启动", "stop": "停止"}.get(e["event"], ""), e.get("purpose", ""),
         e.get("code") or e.get("status", ""), e.get("count", ""), e.get("ms", "")) for e in kept])  # fmt: skip


def _matches(entry: dict[str, Any], key_id: str, consent: str) -> bool:
    return (not key_id or entry.get("key") == key_id) and (not consent or consent in entry.get("consent", ()))


def _there(path: Path) -> Path:
    if not path.is_file():
        raise ServiceError("KIT-W027", "还没有访问日志", where=str(path), next_step="kit serve 启动服务后才有;用 --log 指明在哪里。")
    return path


def _state(url: str) -> State:
    from kit.serving.api.state import State

    return State(url)


def _day(when: dt.datetime | None) -> str:
    return when.date().isoformat() if when else ""

"""The console script ``kit``: each command lives in a module of its own, imported when it is called."""

from __future__ import annotations

import errno
import importlib
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click
import typer
from typer.core import TyperGroup

from kit.errors import KitError

# command -> (module, attribute, one line of help). The help stands here so that `kit --help` imports nothing.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "demo": ("kit.cli.demo", "demo", "从目录到结论:建合成城市,审查两个产品"),
    "lab": ("kit.cli.lab", "lab", "打开 JupyterLab:中文界面、数据目录面板、新建与审查产品"),
    "catalog": ("kit.cli.catalog", "app", "62 个数据目录:列表、字段、来历、检索、导出"),
    "data": ("kit.cli.data", "app", "合成城市:生成、检查、数据卡"),
    "product": ("kit.cli.product", "app", "27 个产品:列表、详情、新建"),
    "new": ("kit.cli.product", "new", "新建产品文件夹"),
    "run": ("kit.cli.product", "run", "在自己的合成城市上运行产品笔记本"),
    "check": ("kit.cli.review", "check", "自查:与产品审查相同的运行与检查"),
    "review": ("kit.cli.review", "review", "产品审查:在从未见过的城市上运行并给出结论"),
    "decide": ("kit.cli.decide", "decide", "审查人员对一次审查作决定"),
    "publish": ("kit.cli.publish", "publish", "发布:数据集、算法模型、报告、接口的交付包"),
    "gallery": ("kit.cli.gallery", "gallery", "产品陈列:一座离线网站"),
    "serve": ("kit.cli.serve", "app", "接口服务:推广应用中的产品、密钥与访问日志"),
    "people": ("kit.cli.people", "app", "登记簿里的人:身份与密钥"),
    "partner": ("kit.cli.partner", "app", "平台入驻及退出:合伙人"),
    "plan": ("kit.cli.plan", "app", "场景方案:编制、自查、提交、评审、撤回"),
    "register": ("kit.cli.register", "register", "登记备案:首次、变更、更正、注销,写出一份可离线核对的材料"),
    "consent": ("kit.cli.register", "consent", "市数管局同意实施"),
    "promote": ("kit.cli.register", "promote", "推广应用:标为可用"),
    "dossier": ("kit.cli.dossier", "app", "登记备案材料:离线核对"),
    "report": ("kit.cli.report", "report", "运营机构的年度运营情况报告"),
    "history": ("kit.cli.history", "history", "产品经过的每一步"),
    "ledger": ("kit.cli.ledger", "app", "台账:核对、查看、状态图"),
    "drill": ("kit.cli.drill", "drill", "模拟攻击:恶意的提交物能不能混过审查"),
    "doctor": ("kit.cli.doctor", "doctor", "这台机器能做什么,缺什么"),
}


ERRORS = Path(".kit/site/reference/errors.html")


class LazyGroup(TyperGroup):
    """Knows its commands by name and imports the module of the one that is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        target = getattr(importlib.import_module(module), attribute)
        if not isinstance(target, typer.Typer):
            wrapped = typer.Typer(add_completion=False)
            wrapped.command(name=cmd_name)(target)
            target = wrapped
        command = typer.main.get_command(target)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, text) for name, (_, _, text) in COMMANDS.items()])

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write_usage("kit", "命令 [参数…]")
        formatter.write_paragraph()
        formatter.write_text("六安公共数据产品开发套件。每条命令加 --help 查看用法。")
        self.format_commands(ctx, formatter)


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version

        typer.echo(version("luan-data-kit"))
        raise typer.Exit


app = typer.Typer(cls=LazyGroup, add_completion=False, no_args_is_help=True)


@app.callback()
def root(version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="显示版本")) -> None:
    """六安公共数据产品开发套件"""


def main(arguments: list[str] | None = None) -> None:
    """Run one command; a user's mistake prints its three lines and never a traceback."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        app(arguments)
    except KitError as error:
        _tell(error, arguments)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        _tell(KitError("KIT-D020", "磁盘写满了,这一步没有做完", next_step="腾出空间(df -h 查看;make clean 删去生成物),再做一次同样的命令。"), arguments)


def _tell(error: KitError, arguments: list[str]) -> NoReturn:
    if "--json" in arguments:
        click.echo(json.dumps({"error": error.as_dict()}, ensure_ascii=False))
    click.echo(f"{error}{_more(error.code)}", err=True)
    raise SystemExit(error.exit_code) from None


def _more(code: str) -> str:
    """Where the site of ``make docs`` says more, if it was made here."""
    return f"\n  详见:{ERRORS}#{code.lower()}" if ERRORS.exists() else ""

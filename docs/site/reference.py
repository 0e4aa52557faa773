"""Reference pages in Markdown, made from the catalogs, the checks, the error codes and the commands."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from docs.site.error_codes import ROOMS, collect


def pages(root: Path) -> dict[str, str]:
    """File name → Markdown of every reference page."""
    return {"catalogs.md": _catalogs(), "checks.md": _checks(), "errors.md": _errors(root), "commands.md": _commands(), "states.md": _states()}


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(c).replace("|", "\\|").replace("\n", " ").replace("<", "&lt;").replace("*", "\\*") for c in cells) + " |"


def _table(heads: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> str:
    return "\n".join([_row(*heads), _row(*["---"] * len(heads)), *(_row(*r) for r in rows)])


def _catalogs() -> str:
    from kit.catalog import all_catalogs

    parts = ["# 数据目录\n\n正式附件1 的 62 个目录,按提供单位。查来历用 `kit catalog why 名称`。"]
    for unit, listed in groupby(sorted(all_catalogs().values(), key=lambda c: c.unit), key=lambda c: c.unit):
        parts.append(f"## {unit}")
        for c in listed:
            table = _table(("字段", "标识", "类型", "分级", "说明"), ((f.title, f"`{f.name}`", f.type, f.grade.name, f.description) for f in c.fields))
            parts.append(f"### {c.title}\n\n`{c.name}`,{c.frequency}更新,主键 {'、'.join(f'`{k}`' for k in c.primary_key)}。{c.description}\n\n{table}")
    return "\n\n".join(parts) + "\n"


def _checks() -> str:
    from kit.review.checks import all_checks

    rows = ((m.TITLE, f"`{m.__name__.rpartition('.')[2]}`", m.ON_FAIL + (",不能推翻" if getattr(m, "FINAL", False) else ""), m.WHY, m.SOURCE) for m in all_checks())
    return "# 审查的检查\n\n一项检查一个文件,在 `kit/review/checks/`。不通过时的结论是最重的情形。\n\n" + _table(("检查", "标识", "不通过时", "为什么", "依据"), rows) + "\n"


def _states() -> str:
    from kit.product.drawing import STYLE
    from kit.product.states import ROLES, STATES, STEPS
    from kit.product.states_picture import picture

    rows = ((s.title, f"`{s.event}`", "、".join(ROLES[r] for r in s.roles), "、".join(STATES[a] for a in s.moves), "、".join(dict.fromkeys(STATES.get(b, "原处") for b in s.moves.values())))
            for s in STEPS.values())  # fmt: skip
    drawn = f"```{{raw}} html\n<style>{STYLE} .states {{ width:100%; height:auto; }}</style>\n{picture()}\n```"
    return f"# 产品的状态\n\n由 `kit/product/states.py` 的表画出;表里没有的一步都被拒绝(`KIT-T021`、`KIT-T022`)。某个产品走到哪里:`kit history 产品 --html 文件`。\n\n{drawn}\n\n" + _table(("步骤", "标识", "由谁", "什么时候", "以后是"), rows) + "\n"


def _errors(root: Path) -> str:
    parts = ["# 错误码\n\n每个错误三句话:发生了什么、位置、怎么办。“…”处是名称或数目,从来不是数据的值。"]
    for letter, group in groupby(collect(root).items(), key=lambda item: item[0][4]):
        parts.append(f"## KIT-{letter} {ROOMS.get(letter, '')}")
        for code, said in group:
            parts.append(f"({code.lower()})=\n### {code}\n\n" + "\n".join(f"- **{_plain(s.what)}**  \n  怎么办:{_plain(s.next_step) or '见上一句'}" for s in said))
    return "\n\n".join(parts) + "\n"


def _plain(text: str) -> str:
    return " ".join(text.split()).replace("<", "&lt;").replace("*", "\\*").replace("[", "\\[").replace("{", "\\{")


def _commands() -> str:
    import typer

    from kit.cli import app

    root: Any = typer.main.get_command(app)
    parts = ["# 命令\n\n退出码:0 正常或通过,1 意外错误,2 用法或输入有误,3 限期整改,4 未通过。"]
    return "\n\n".join(parts + [p for name in root.list_commands(None) for p in _command(f"kit {name}", root.get_command(None, name))]) + "\n"


def _command(name: str, command: Any) -> Iterator[str]:
    below = getattr(command, "commands", {})
    yield f"{'##' if name.count(' ') == 1 else '###'} {name}\n\n{_plain(command.help or '')}"
    if not below:
        rows = [(f"`{'`、`'.join([*p.opts, *p.secondary_opts])}`", getattr(p, "help", "") or "", _default(p)) for p in command.params if p.name != "help"]
        if rows:
            yield _table(("参数", "说明", "默认"), iter(rows))
    for sub, inner in below.items():
        yield from _command(f"{name} {sub}", inner)


def _default(parameter: Any) -> str:
    if parameter.required:
        return "必填"
    value = parameter.default
    return "" if value in (None, "", [], (), False) or callable(value) or "Sentinel" in type(value).__name__ else f"`{value}`"

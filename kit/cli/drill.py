"""``kit drill``: attack the review with hostile submissions and say which were caught, and by what."""

from __future__ import annotations

from pathlib import Path

import typer

from kit.cli.output import console, emit, notes, table


def drill(
    folder: Path = typer.Argument(Path("tests/hostile/submissions"), help="提交物所在的文件夹"),
    only: str = typer.Option("", help="只试这些,逗号分隔"),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """模拟攻击:恶意的提交物逐个走一遍真正的审查"""
    from kit.review.drill import drill as attempts

    with notes().status("模拟攻击") as status:
        done = list(attempts(folder, names=[n for n in only.split(",") if n] or None, progress=lambda text: status.update(f"模拟攻击:{text}")))
    missed = [a for a in done if not a.as_it_should_be]
    if as_json:
        emit([a.as_dict() for a in done])
    else:
        table("模拟攻击", ["提交物", "想做什么", "结果", "由哪项检查", "秒"], [
            (a.title, a.tries, _result(a), "、".join(a.caught_by) or "—", f"{a.seconds:.0f}") for a in done])  # fmt: skip
        hostile = [a for a in done if a.expected]
        console().print(f"恶意提交物 {len(hostile)} 个,抓住 {sum(a.as_it_should_be for a in hostile)} 个。")
    raise typer.Exit(4 if missed else 0)


def _result(attempt: object) -> str:
    from kit.review.drill import Attempt

    assert isinstance(attempt, Attempt)
    if attempt.expected:
        return "抓住" if attempt.as_it_should_be else "漏过"
    return "照常通过" if attempt.as_it_should_be else "误伤"

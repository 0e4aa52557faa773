"""``kit report``: the operator's yearly report."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from pathlib import Path

import typer

from kit.cli.output import console, emit
from kit.cli.register_home import HOME, opened


def report(
    year: int = typer.Option(dt.date.today().year - 1, min=2025, max=2100, help="哪一年(默认去年)"),
    log: list[Path] = typer.Option([Path(".kit/serving/access.log")], "--log", help="接口访问日志,可多次;没有的略过"),
    out: Path = typer.Option(Path(".kit/reports"), help="放在哪个文件夹"), home: Path = HOME, as_json: bool = typer.Option(False, "--json", help="输出一份 JSON"),
) -> None:  # fmt: skip
    """运营机构的年度运营情况报告:需求、使用、效益、安全"""
    from kit.dossier.yearly import report as count
    from kit.dossier.yearly_page import write

    there = [path for path in log if path.is_file()]
    told = count(opened(home), there, year)
    page, table = write(told, out)
    if as_json:
        return emit({"year": year, "page": str(page), "csv": str(table), "lines": [asdict(line) for line in told.lines], "months": told.months})
    left = f";没有访问日志 {'、'.join(str(p) for p in log if p not in there)}" if len(there) < len(log) else ""
    console().print(f"{year} 年度:{len(told.lines)} 项{left}\n  {page}\n  {table}", highlight=False, soft_wrap=True)

"""``kit data``: build the synthetic city, check a folder of tables, publish the data card."""

from __future__ import annotations

from pathlib import Path

import typer

from kit.cli.output import console, emit, notes, table

app = typer.Typer(no_args_is_help=True, help="合成城市")
CITY = Path(".kit/city")


@app.command()
def build(
    size: str = typer.Option("workshop", help="tiny(0.1%)、workshop(1%)、city(100%)或小数"),
    seed: int = typer.Option(1, help="随机种子:同一种子得到同样的字节"),
    out: Path = typer.Option(CITY, help="输出文件夹"),
    only: str = typer.Option("", help="只生成这些目录,逗号分隔"),
    workers: int = typer.Option(1, min=1, help="并行进程数"),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """生成合成城市"""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from synthetic_data.city import build as build_city

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=notes(), transient=True) as bar:
        task = bar.add_task("准备", total=None)

        def progress(name: str, done: int, total: int) -> None:
            bar.update(task, description=name, completed=done, total=total)

        files = build_city(out, size=size, seed=seed, only=[n for n in only.split(",") if n] or None, workers=workers, progress=progress)
    rows = {name: sum(f.rows for f in written) for name, written in files.items()}
    if as_json:
        return emit({"folder": str(out), "rows": rows})
    console().print(f"已生成 {len(rows)} 张表,共 {sum(rows.values()):,} 行:{out}(答案另存于 {out}.answers,不随数据提供)")


@app.command()
def check(
    folder: Path = typer.Argument(CITY),
    only: str = typer.Option("", help="只检查这些目录,逗号分隔"),
    as_of: str = typer.Option("", help="截止日:不应有更晚的记录"),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """按目录检查数据:类型、约束、主外键、代码、日期"""
    import datetime as dt
    from dataclasses import asdict

    from kit.access import conform

    day = dt.date.fromisoformat(as_of) if as_of else None
    problems = conform(folder, only=[n for n in only.split(",") if n] or None, as_of=day)
    if as_json:
        emit([asdict(p) for p in problems])
    elif problems:
        table(f"不符合目录的地方 {len(problems)} 处", ["表", "字段", "规则", "行数", "说明"], [
            (p.table, p.field, p.rule, p.rows, p.message) for p in problems])  # fmt: skip
    else:
        console().print("全部符合目录。")
    raise typer.Exit(2 if problems else 0)


@app.command()
def card(out: Path = typer.Option(None, help="写成 HTML 页面"), as_json: bool = typer.Option(False, "--json")) -> None:
    """数据卡:城市里埋下了哪些规律,各有多大"""
    from synthetic_data.card import card as data_card
    from synthetic_data.card import page

    sections = data_card()
    if as_json:
        return emit(sections)
    if out:
        out.write_text(page(sections), encoding="utf-8")
        console().print(f"已写到 {out}")
        return
    for section in sections:
        console().print(f"\n[bold]{section['title']}[/] {section['what']}")
        table("", ["参数", "数值"], section["parameters"])

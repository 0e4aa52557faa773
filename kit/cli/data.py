"""``kit data``: build the synthetic city, check a folder of tables, publish the data card."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import typer

from kit.cli.output import console, emit, notes, table
from kit.errors import DataError

app = typer.Typer(no_args_is_help=True, help="合成城市")
CITY = Path(".kit/city")


@app.command()
def build(
    size: str = typer.Option("workshop", help="tiny(0.1%)、workshop(1%)、city(100%)或小数"),
    seed: int = typer.Option(1, help="随机种子:同一种子得到同样的字节"),
    out: Path = typer.Option(CITY, help="输出文件夹"),
    only: str = typer.Option("", help="只生成这些目录,逗号分隔"),
    scenario: str = typer.Option("baseline", help="情景:baseline、dirty、drift、large 或 empty:目录"),
    until: str = typer.Option("", help="只到这一天;文件夹里已有同一城市较早的数据时,只追加此后的"),
    workers: int = typer.Option(1, min=1, help="并行进程数"),
    engine: str = typer.Option("", help="spark:在 Spark 集群上生成(需要 pip install '.[spark]')"),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """生成合成城市"""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from kit.synth import Spark, processes
    from synthetic_data.city import build as build_city

    if engine not in ("", "spark"):
        raise DataError("KIT-D014", f"没有引擎 {engine}", next_step="不写 --engine,或写 --engine spark。")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=notes(), transient=True) as bar:
        task = bar.add_task("准备", total=None)

        def progress(name: str, done: int, total: int) -> None:
            bar.update(task, description=name, completed=done, total=total)

        files = build_city(
            out, size=size, seed=seed, only=[n for n in only.split(",") if n] or None, scenario=scenario, until=_day(until),
            engine=Spark() if engine else processes(workers), progress=progress,
        )  # fmt: skip
    rows = {name: sum(f.rows for f in written) for name, written in files.items()}
    if as_json:
        return emit({"folder": str(out), "rows": rows})
    console().print(f"已生成 {len(rows)} 张表,共 {sum(rows.values()):,} 行:{out}(答案另存于 {out}.answers,不随数据提供)")


@app.command()
def check(
    folder: Path = typer.Argument(CITY),
    only: str = typer.Option("", help="只检查这些目录,逗号分隔"),
    as_of: str = typer.Option("", help="截止日:不应有更晚的记录"),
    page: Path = typer.Option(None, help="把质量报告写成 HTML 页面"),
    answers: bool = typer.Option(False, "--answers", help="与情景 dirty 的答案比较:查全率与查准率"),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """按目录检查数据:是否符合契约,以及准确性、完整性、一致性、及时性的得分"""
    from dataclasses import asdict

    from kit.access import conform
    from kit.access.quality import DIMENSIONS, assess
    from kit.access.quality_page import page as quality_page

    names = [n for n in only.split(",") if n] or None
    if answers:
        return _against_answers(folder, names, as_json)
    problems, qualities = conform(folder, only=names, as_of=_day(as_of)), assess(folder, only=names)
    if page:
        page.write_text(quality_page(qualities, folder.name), encoding="utf-8")
    if as_json:
        emit({"problems": [asdict(p) for p in problems], "catalogs": [asdict(q) for q in qualities]})
    else:
        if problems:
            table(f"不符合目录的地方 {len(problems)} 处", ["表", "字段", "规则", "行数", "说明"], [
                (p.table, p.field, p.rule, p.rows, p.message) for p in problems])  # fmt: skip
        low = [q for q in qualities if q.faults]
        if low:
            table(f"质量有瑕疵的目录 {len(low)} 个", ["目录", "总分", *DIMENSIONS.values(), "最多的毛病"], [
                (q.title, q.total, *q.scores.values(), f"{q.faults[0].field} {q.faults[0].text}({q.faults[0].rows} 行)") for q in low])  # fmt: skip
        score = sum(q.total for q in qualities) / len(qualities)
        console().print(f"{len(qualities)} 张表,{sum(q.rows for q in qualities):,} 行,质量总分 {score:.2f};" + ("不符合目录。" if problems else "全部符合目录。"))
    raise typer.Exit(2 if problems else 0)


def _against_answers(folder: Path, names: list[str] | None, as_json: bool) -> None:
    """Each planted fault was found, and nothing else? Compared place by place: table, file, row and kind."""
    import pandas as pd

    from kit.access.quality import fault_places
    from synthetic_data.city import answers_folder

    notes = answers_folder(folder) / "fault"
    if not notes.is_dir():
        raise DataError("KIT-D016", "没有埋入毛病的答案", where=folder.name, next_step="kit data build --scenario dirty --out 文件夹")
    place = ["table", "file", "row", "kind"]
    planted: Any = pd.read_parquet(notes)[place]
    found = fault_places(folder, only=names)[place].drop_duplicates()
    planted = planted[planted["table"].isin(names)] if names else planted
    both = planted.merge(found, on=place, how="outer", indicator=True)
    rows = []
    for kind, of_kind in both.groupby("kind"):
        sides = list(of_kind["_merge"])
        right, missed, wrong = (sides.count(side) for side in ("both", "left_only", "right_only"))
        rows.append({"kind": kind, "planted": right + missed, "found": right + wrong,
                     "recall": right / max(right + missed, 1), "precision": right / max(right + wrong, 1)})  # fmt: skip
    if as_json:
        return emit(rows)
    table("毛病与答案", ["毛病", "埋入", "发现", "查全率", "查准率"], [
        (r["kind"], r["planted"], r["found"], f"{r['recall']:.4f}", f"{r['precision']:.4f}") for r in rows])  # fmt: skip
    return None


@app.command()
def card(
    out: Path = typer.Option(None, help="写成 HTML 页面"),
    city: Path = typer.Option(CITY, help="在这个文件夹的数据上对照公开数字"),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """数据卡:与公开数字的对照,城市里埋下了哪些规律,各有多大"""
    from dataclasses import asdict

    from synthetic_data.card import calibration, page
    from synthetic_data.card import card as data_card

    sections = data_card()
    figures = calibration(city) if (city / "datapackage.json").exists() else []
    if as_json:
        return emit({"effects": sections, "calibration": [asdict(f) for f in figures]})
    if out:
        out.write_text(page(sections, figures), encoding="utf-8")
        return console().print(f"已写到 {out}")
    table("与公开数字的对照", ["指标", "合成城市", "公开数字", "出处"], [
        (f.title, f"{f.ours:,.4g} {f.unit}", "—" if f.public is None else f"{f.public:,.4g}", f.source) for f in figures])  # fmt: skip
    for section in sections:
        console().print(f"\n[bold]{section['title']}[/] {section['what']}")
        table("", ["参数", "数值", "含义"], section["parameters"])
    return None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise DataError("KIT-D015", f"日期写法不对:{text}", next_step="写成 2025-06-30 这样。") from None

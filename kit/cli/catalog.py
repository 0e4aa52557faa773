"""``kit catalog``: the 62 catalogs and where they came from."""

from __future__ import annotations

from pathlib import Path

import typer

from kit.cli.output import console, emit, table

app = typer.Typer(no_args_is_help=True, help="62 个数据目录")
JSON = typer.Option(False, "--json", help="输出一份 JSON")


@app.command("list")
def list_(as_json: bool = JSON) -> None:
    """列出全部目录"""
    from kit.catalog import all_catalogs

    rows = [
        {"name": c.name, "title": c.title, "unit": c.unit, "frequency": c.frequency, "grade": c.grade.name, "fields": len(c.fields)}
        for c in all_catalogs().values()
    ]
    if as_json:
        return emit(rows)
    table(f"数据目录 {len(rows)} 个", ["目录", "标识", "提供单位", "更新", "最高分级", "字段"], [
        (r["title"], r["name"], r["unit"], r["frequency"], r["grade"], r["fields"]) for r in rows])  # fmt: skip


@app.command()
def show(name: str, as_json: bool = JSON) -> None:
    """一个目录的全部字段"""
    from kit.catalog import load, table_schema

    c = load(name)
    if as_json:
        return emit({"name": c.name, "title": c.title, "unit": c.unit, "frequency": c.frequency, "grade": c.grade.name,
                     "description": c.description, "schema": table_schema(c)})  # fmt: skip
    out = console()
    out.print(f"[bold]{c.title}[/] {c.name} · {c.unit} · {c.frequency}更新 · 最高分级 {c.grade.name}")
    for text in (c.description, c.legal_note, c.open_question and f"待明确:{c.open_question}"):
        if text:
            out.print(text)
    table("", ["字段", "标识", "类型", "单位", "分级", "标识符", "代码", "依据"], [
        (f.title + (f"({f.description})" if f.description else ""), f.name, f.type, f.unit, f.grade.name, "是" if f.identifier else "",
         "、".join(f"{k}={v}" for k, v in list(f.codes.items())[:6]), f.ground.note) for f in c.fields])  # fmt: skip


@app.command()
def search(text: str, as_json: bool = JSON) -> None:
    """按中文名称查目录与字段"""
    from dataclasses import asdict

    from kit.catalog import search as find

    hits = list(find(text))
    if as_json:
        return emit([asdict(h) for h in hits])
    table(f"“{text}”找到 {len(hits)} 处", list(asdict(hits[0])) if hits else [""], [list(asdict(h).values()) for h in hits])


@app.command()
def why(name: str, as_json: bool = JSON) -> None:
    """一个名称的来历:改名、合并、撤回,由谁提出,为什么"""
    from kit.catalog import why as history

    found = history(name)
    if as_json:
        return emit(found.as_dict())
    out = console()
    out.print(f"[bold]{found.title}[/]({found.kind})")
    out.print(found.fate)
    for line in found.changes:
        out.print(f"  · {line}")
    for comment in found.comments:
        out.print(f"  意见({comment.unit}):{comment.comment}")
        out.print(f"    处理:{comment.reason}")
    for line in found.notes:
        out.print(f"  注:{line}")


@app.command()
def export(folder: Path) -> None:
    """导出为 Frictionless Data Package(只有表头)"""
    from kit.catalog import export as write

    path = write(folder)
    console().print(f"已写到 {path};可用 frictionless validate 检查。")

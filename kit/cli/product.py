"""``kit product``, ``kit new`` and ``kit run``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typer

from kit.cli.folders import product_folder
from kit.cli.output import console, emit, notes, table

app = typer.Typer(no_args_is_help=True, help="27 个产品")
JSON = typer.Option(False, "--json", help="输出一份 JSON")


@app.command("list")
def list_(as_json: bool = JSON) -> None:
    """列出附件2 的全部产品"""
    from kit.catalog import annex_products

    rows = [
        {"name": p.name, "title": p.title, "category": p.category, "industry": p.industry, "forms": list(p.forms),
         "chargeable": p.chargeable, "folder": (Path("products") / p.name).is_dir()}
        for p in annex_products()
    ]  # fmt: skip
    if as_json:
        return emit(rows)
    table(f"产品 {len(rows)} 个", ["产品", "标识", "类别", "服务形式", "收费", "已开发"], [
        (r["title"], r["name"], r["category"], "、".join(r["forms"]), "有偿" if r["chargeable"] else "无偿", "是" if r["folder"] else "")
        for r in rows])  # fmt: skip


@app.command()
def show(name: str, as_json: bool = JSON) -> None:
    """一个产品:附件2 怎么写,场景方案怎么写"""
    from dataclasses import asdict

    from kit.catalog import find_product, load
    from kit.product.read_plan import read_plan

    annex = find_product(name)
    folder = Path("products") / annex.name
    plan = read_plan(folder) if folder.is_dir() else None
    if as_json:
        uses = {s: list(g.fields) for s, g in plan.grant.tables.items()} if plan else None
        return emit(asdict(annex) | {"catalogs": uses})
    console().print(f"[bold]{annex.title}[/] {annex.id} · {annex.category} · {annex.form} · {'有偿' if annex.chargeable else '无偿'}")
    if plan is None:
        console().print(f"还没有产品文件夹;kit new {annex.name} 新建。")
        return
    table(str(plan.scenario["title"]), ["目录", "字段", "理由"], [
        (load(s).title, load(s)[n].title, why) for s, g in plan.grant.tables.items() for n, why in g.fields.items()])  # fmt: skip


@app.command()
def new(name: str, folder: Path = typer.Option(Path("products"), "--in", help="放在哪个文件夹下")) -> None:
    """新建产品文件夹"""
    from kit.product.scaffold import scaffold

    path = scaffold(name, folder)
    console().print(f"已新建 {path}:先 kit data build 生成合成城市,再 kit run {path} 运行,改 product.yaml 与 product.ipynb。")


def run(
    product: str,
    city: Path = typer.Option(None, help="自己的合成城市(默认 .kit/city)"),
    as_of: str = typer.Option("", help="截止日(默认取场景方案)"),
    seed: int = typer.Option(1, help="笔记本的随机种子"),
    deadline: float = typer.Option(600, help="整个运行的时限,秒"),
    registry: Path = typer.Option(None, "--registry", envvar="KIT_REGISTRY", help="登记簿所在的文件夹(默认 .kit/registry,没有也可以试运行)"),
    as_json: bool = typer.Option(False, "--json"),
) -> None:
    """在自己的合成城市上运行产品笔记本"""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from kit.access import make_room
    from kit.product.contract import check_use, registry_home
    from kit.product.opened import partner_city
    from kit.product.read_plan import read_plan
    from kit.product.run import run as run_notebook

    folder = product_folder(product).absolute()
    plan = read_plan(folder)
    check_use(plan, registry or registry_home(folder), dt.date.today(), trial=True)
    day = dt.date.fromisoformat(as_of) if as_of else plan.as_of
    home = folder / ".kit"
    room = make_room(city or partner_city(folder), plan.grant, home / "room", day)
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=notes(), transient=True) as bar:
        task = bar.add_task("启动", total=None)
        record = run_notebook(folder, room, home / "out", as_of=day, seed=seed, deadline=deadline,
                              progress=lambda n, total, section: bar.update(task, completed=n, total=total, description=section or "运行"))  # fmt: skip
    if as_json:
        emit(record.as_dict())
    else:
        style = "green" if record.ok else "red"
        console().print(f"[{style}]{record.sentence()}[/](用时 {record.seconds:.1f} 秒)\n运行过的笔记本:{record.notebook}\n输出:{home / 'out'}", highlight=False)
    raise typer.Exit(0 if record.ok else 3)



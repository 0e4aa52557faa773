"""``kit gallery``: the website of all products."""

from __future__ import annotations

from pathlib import Path

import typer

from kit.cli.output import console, emit


def gallery(
    out: Path = typer.Option(Path(".kit/gallery"), help="放在哪个文件夹;已有的陈列整个换掉"),
    products: Path = typer.Option(Path("products"), help="产品文件夹"),
    reviews: Path = typer.Option(Path(".kit/reviews"), help="审查报告所在的文件夹"),
    register: Path = typer.Option(None, "--registry", envvar="KIT_REGISTRY", help="登记簿所在的文件夹(默认 .kit/registry);没有登记簿,就没有“可用”的产品"),
    as_json: bool = typer.Option(False, "--json", help="输出一份 JSON"),
) -> None:
    """产品陈列:27 个产品的离线网站"""
    from kit.product.contract import registry_home
    from kit.serving.gallery import write_gallery

    shown = write_gallery(products, reviews, out, register or registry_home())
    states = {state: sum(one.state == state for one in shown) for state in dict.fromkeys(one.state for one in shown)}
    if as_json:
        return emit({"folder": str(out), "products": len(shown), "states": states})
    told = "、".join(f"{state} {n}" for state, n in states.items())
    console().print(f"{len(shown)} 个产品({told})。在浏览器里打开 {out / 'index.html'}", highlight=False, soft_wrap=True)

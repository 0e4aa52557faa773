"""``kit publish``: the packages of a reviewed product."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typer

from kit.cli.output import console, emit


def publish(
    product: str = typer.Argument(..., help="产品标识、中文名,或一次审查的文件夹"),
    out: Path = typer.Option(Path(".kit/published"), help="放在哪个文件夹下"),
    reviews: Path = typer.Option(Path(".kit/reviews"), help="审查报告所在的文件夹"),
    preview: bool = typer.Option(False, "--preview", help="还没有审查通过、登记备案或推广也做一份,写明是预览"),
    register: Path = typer.Option(None, "--registry", envvar="KIT_REGISTRY", help="登记簿所在的文件夹(默认 .kit/registry);没有登记簿,只能预览"),
    as_json: bool = typer.Option(False, "--json", help="输出一份 JSON"),
) -> None:
    """发布:把推广应用中的产品做成它的服务形式"""
    from kit.catalog import find_product
    from kit.product.artefact import open_artefact
    from kit.product.contract import offered, registry_home
    from kit.serving.publish import publish as make

    folder = Path(product) if (Path(product) / "report.json").exists() else reviews / find_product(product).name
    artefact = offered(open_artefact(folder, preview=preview), register or registry_home(), dt.date.today(), preview=preview)
    package, new = make(artefact, out)
    if as_json:
        return emit({"folder": str(package.folder), "new": new} | dict(package.manifest))
    what = "预览(不得交付)" if package.manifest["preview"] else f"第 {package.version} 版"
    console().print(f"{package.manifest['title']}:{what}{'' if new else ',此前已发布,没有变化'}\n  形式:{'、'.join(package.manifest['forms'])}"
                    f"\n  {len(package.manifest['files'])} 个文件与 manifest.json:{package.folder}", highlight=False, soft_wrap=True)  # fmt: skip

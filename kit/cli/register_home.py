"""Options that every command of the lifecycle takes: which register, and who acts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kit.errors import LifecycleError

if TYPE_CHECKING:
    from kit.dossier.registry import Registry

HOME = typer.Option(Path(".kit/registry"), "--registry", envvar="KIT_REGISTRY", help="登记簿所在的文件夹")
AS = typer.Option(..., "--as", help="以谁的名义(登记过的人)")


def opened(home: Path) -> Registry:
    """A register that is there already."""
    from kit.dossier.registry import Registry
    from kit.product.trail import FILE

    if not (home / FILE).exists():
        raise LifecycleError("KIT-T070", "这里还没有登记簿", where=str(home), next_step="运营机构先 kit people found 姓名 --organisation 单位;或用 --registry 指明在哪里。")
    return Registry(home)


def folder_of(product: str) -> Path:
    """The product's folder where there is one: a plan can be submitted before any code exists."""
    from kit.cli.folders import product_folder

    return product_folder(product).absolute()


def slug_of(product: str) -> str:
    from kit.catalog import find_product

    return find_product(product).name

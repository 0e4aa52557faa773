"""From a name to a product folder."""

from __future__ import annotations

from pathlib import Path

from kit.errors import PlanError


def product_folder(name: str) -> Path:
    """The folder of a slug, an exact title, or a path."""
    from kit.catalog import find_product

    if (Path(name) / "product.yaml").exists():
        return Path(name)
    folder = Path("products") / find_product(name).name
    if not folder.is_dir():
        raise PlanError("KIT-P040", f"还没有 {name} 的产品文件夹", where=str(folder), next_step=f"kit new {name}")
    return folder


def all_products() -> list[Path]:
    return sorted(p.parent for p in Path("products").glob("*/product.yaml"))

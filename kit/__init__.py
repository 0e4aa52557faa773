"""六安公共数据产品开发套件. In a notebook: ``product = kit.open_product()``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kit.errors import KitError
    from kit.product.figures import svg
    from kit.product.opened import Product, open_product

__all__ = ["KitError", "Product", "open_product", "svg"]
_HOME = {"KitError": "kit.errors", "Product": "kit.product.opened", "open_product": "kit.product.opened",
         "svg": "kit.product.figures"}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load what is asked for, when it is asked for: ``import kit`` costs nothing."""
    if name not in _HOME:
        raise AttributeError(f"kit 没有 {name};有:{'、'.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext kit``: magics, completion and hover, which stand above this facade and are looked up by name."""
    from importlib import import_module

    import_module("kit.lab.magics").load(shell)

"""YAML with the line of every key, so that an error can name the line to change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kit.catalog import Catalog, load, near
from kit.errors import CatalogError, PlanError


class Source:
    """A YAML file: its values and, for each path of keys, its line."""

    def __init__(self, path: Path) -> None:
        import yaml

        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
            node = yaml.compose(text, Loader=yaml.SafeLoader)
            self.values: Any = yaml.safe_load(text)
        except FileNotFoundError:
            raise PlanError("KIT-P001", "产品文件夹里没有 product.yaml", where=str(path.parent.name),
                            next_step="kit new 产品名 可以新建一个。") from None  # fmt: skip
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            raise self.error("KIT-P002", (), "product.yaml 不是合法的 YAML", "检查缩进、冒号与引号。",
                             line=mark.line + 1 if mark else 1) from None  # fmt: skip
        self.lines = dict(_lines(node, ()))
        if not isinstance(self.values, dict):
            raise self.error("KIT-P002", (), "product.yaml 应是键值表", "参照 kit new 生成的样例。")

    def error(self, code: str, at: tuple[Any, ...], what: str, next_step: str, *, line: int | None = None) -> PlanError:
        """The error at a path of keys; when the key itself is missing, the line of its nearest parent."""
        if line is None:
            while at and at not in self.lines:
                at = at[:-1]
            line = self.lines.get(at, 1)
        return PlanError(code, what, where=f"{self.path.parent.name}/{self.path.name}:{line}", next_step=next_step)


def catalog_of(source: Source, slug: str, at: tuple[Any, ...]) -> Catalog:
    """The catalog that a plan names, or the error with the line that names it."""
    try:
        return load(slug)
    except CatalogError as error:
        raise source.error("KIT-P010", at, error.what, error.next_step) from None


def field_of(source: Source, catalog: Catalog, name: str, at: tuple[Any, ...]) -> None:
    """Refuse a field that the catalog does not have."""
    if name not in catalog:
        hint = near(name, [f.name for f in catalog.fields])
        raise source.error("KIT-P012", at, f"目录 {catalog.name}({catalog.title})没有字段 {name}" + (f",是否想写 {hint[0]}" if hint else ""),
                           f"用 kit catalog show {catalog.name} 查看全部字段。")  # fmt: skip


def _lines(node: Any, at: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], int]]:
    if node is None:
        return
    if node.id == "mapping":
        for key, value in node.value:
            yield (*at, key.value), key.start_mark.line + 1
            yield from _lines(value, (*at, key.value))
    elif node.id == "sequence":
        for number, value in enumerate(node.value):
            yield (*at, number), value.start_mark.line + 1
            yield from _lines(value, (*at, number))

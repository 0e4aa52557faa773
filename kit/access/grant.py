"""What a scenario plan is granted: catalogs, their fields with a reason each, and optionally only some rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from kit.catalog import near
from kit.errors import AccessError


@dataclass(frozen=True)
class TableGrant:
    """``fields`` maps a field to the reason for using it; ``where`` keeps rows whose field has one of the values, ``since`` those from a day on."""

    fields: Mapping[str, str]
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: Mapping[str, dt.date] = field(default_factory=dict)


@dataclass(frozen=True)
class Grant:
    tables: Mapping[str, TableGrant]

    def table(self, slug: str) -> TableGrant:
        """The grant for one catalog; an undeclared one is refused with the lines to add."""
        if slug in self.tables:
            return self.tables[slug]
        raise AccessError(
            "KIT-A001",
            f"场景方案没有申请数据目录 {slug};已申请:{'、'.join(self.tables)}",
            where=f"product.table({slug!r})",
            next_step=f"在 product.yaml 的 catalogs 下加:\n    {slug}:\n      fields: {{字段名: 理由}}",
        )

    def _repr_html_(self) -> str:
        from kit.access.display import grant_html

        return grant_html(self)


def undeclared_field(slug: str, name: str, declared: list[str], in_catalog: bool) -> AccessError:
    """The error for a field that the plan does not name; it shows the line that would declare it."""
    hint = near(name, declared)
    line = f"在 product.yaml 的 catalogs.{slug}.fields 下加一行:\n    {name}: 使用理由"
    unknown = f"目录 {slug} 没有这个字段" + (f",是否想写 {hint[0]}" if hint else "")
    return AccessError(
        "KIT-A002",
        f"场景方案没有申请字段 {slug}.{name};已申请:{'、'.join(declared)}",
        where=f"{slug}.{name}",
        next_step=line if in_catalog else unknown + f";用 kit catalog show {slug} 查看全部字段。",
    )


def missing_column(name: str, columns: list[str], sources: list[str]) -> AccessError:
    """The error for a column that a table made in the product does not have; ``sources`` are the catalogs it was made from."""
    hint = near(name, columns)
    made = f"由 {'、'.join(sources)} 得来的表" if sources else "笔记本里做的表"
    return AccessError(
        "KIT-A005",
        f"{made}没有字段 {name};现有:{'、'.join(columns)}",
        where=f"{made}的 {name}",
        next_step=f"是否想写 {hint[0]}?" if hint else "核对做这张表的 select、mutate、aggregate:没有列出的字段不会留下。",
    )

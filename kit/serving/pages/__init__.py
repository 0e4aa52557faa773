"""Pages that need nothing but themselves: one look for cards, reports and the gallery, and a policy that lets nothing out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "templates"
TYPES = {"string": "文字", "integer": "整数", "number": "数", "date": "日期", "boolean": "是否", "object": "对象", "array": "列表"}


def render(folder: Path, template: str, **values: Any) -> str:
    """A template of ``folder``, which may extend and include those of this room."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(loader=FileSystemLoader([folder, TEMPLATES]), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    pages.filters |= {"count": count, "percent": percent, "shown": shown, "json": pretty, "kind": lambda t: TYPES.get(t, t), "limits": limits}
    return pages.get_template(template).render(values)


def count(number: int) -> str:
    return f"{number:,}"


def percent(share: float, digits: int = 1) -> str:
    return f"{share * 100:.{digits}f}%"


def shown(value: Any, kind: str = "") -> str:
    """A cell as people read it; a missing one is a dash. Whole numbers with gaps arrive as floats; years get no comma."""
    import pandas as pd

    if pd.isna(value):
        return "—"
    if kind == "integer":
        return f"{int(value):,}" if abs(value) >= 10_000 else str(int(value))
    if kind == "date":
        return str(value)[:10]
    if isinstance(value, float):
        value = 0.0 if abs(value) < 1e-30 else value  # LightGBM's zero as a split point
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.1f}"
    return str(value)


def limits(constraints: Any) -> str:
    """Constraints of Table Schema in words."""
    words: dict[str, str] = {"required": "必填", "unique": "不重复", "minimum": "不小于 {}", "maximum": "不大于 {}", "enum": "取值:{}", "pattern": "格式 {}",
             "minLength": "至少 {} 字", "maxLength": "至多 {} 字", "minItems": "至少 {} 项", "maxItems": "至多 {} 项"}  # fmt: skip
    told = {k: "、".join(map(str, v)) if isinstance(v, list) else v for k, v in constraints.items() if v is not False}
    return ";".join(words.get(str(k), f"{k} {{}}").format(v) for k, v in told.items())


def pretty(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, indent=2, default=str)

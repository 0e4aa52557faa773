"""Provenance as one SVG: units, catalogs, the run, what leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kit.product.drawing import box, curve, drawing, text
from kit.product.provenance import API, Given, Left, Provenance

BOX, GAP, TOP, WIDE = 46, 12, 34, 1060
COLUMNS = {"unit": (0, 168), "catalog": (206, 262), "run": (518, 196), "left": (764, 296)}  # x, width
HEADS = {"unit": "数源单位", "catalog": "数据目录(实际读取的)", "run": "审查中的首次运行", "left": "输出"}
Place = tuple[float, float]  # top and height of a box


def picture(provenance: Provenance) -> Any:
    """Markup that stands in a page as it is."""
    units = list(dict.fromkeys(g.unit for g in provenance.given))
    height = TOP + max(len(provenance.given), len(provenance.left), len(units), 3) * (BOX + GAP)
    rows = {name: _spread(n, height) for name, n in (("unit", len(units)), ("catalog", len(provenance.given)), ("left", len(provenance.left)))}
    run: Place = ((height + TOP - GAP) / 2 - 66, 132)
    parts = [*_edges(provenance, units, rows, run), *(_head(name) for name in HEADS)]
    parts += [_box("unit", place, [u]) for u, place in zip(units, rows["unit"], strict=True)]
    parts += [_box("catalog", place, _said_of(g)) for g, place in zip(provenance.given, rows["catalog"], strict=True)]
    parts += [_box("run", run, _said_of_run(provenance), "main")]
    parts += [_box("left", place, _said_of_left(o), "box" if o.leaves else "stays") for o, place in zip(provenance.left, rows["left"], strict=True)]
    label = f"{provenance.title}的来历:{len(units)} 个单位,{len(provenance.given)} 个目录,{len(provenance.left)} 个输出"
    return drawing(parts, WIDE, height, label, "provenance")


def _spread(count: int, height: float) -> list[Place]:
    """Boxes one below the other, in the middle of the height."""
    first = TOP + (height - TOP - count * (BOX + GAP)) / 2
    return [(first + n * (BOX + GAP), BOX) for n in range(count)]


def _said_of(given: Given) -> list[str]:
    rows = "" if given.rows is None else f" · {given.rows:,} 行"
    return [given.title, f"{len(given.fields)} 个字段{rows} · {given.sha256[:8] or '无摘要'}"]


def _said_of_run(provenance: Provenance) -> list[str]:
    return [provenance.title, f"截止日 {provenance.as_of}", f"代码 {provenance.code[:12]}", f"环境 {provenance.environment[:12] or '无摘要'}", f"审查于 {provenance.reviewed[:10]}"]


def _said_of_left(left: Left) -> list[str]:
    digest = next(iter(left.files.values()), "")
    where = "" if left.leaves else " · 留在平台"
    return [left.title, f"{left.kind} · {left.grade} · {len(left.fields)} 项{where}{' · ' + digest[:8] if digest else ''}"]


def _edges(provenance: Provenance, units: Sequence[str], rows: dict[str, list[Place]], run: Place) -> Iterator[str]:
    for given, place in zip(provenance.given, rows["catalog"], strict=True):
        yield _curve("unit", rows["unit"][units.index(given.unit)], "catalog", place)
        yield _curve("catalog", place, "run", run)
    for left, place in zip(provenance.left, rows["left"], strict=True):
        yield _curve("run", run, "left", place, dashed=left.kind == API)


def _curve(a: str, from_: Place, b: str, to: Place, *, dashed: bool = False) -> str:
    x, end = sum(COLUMNS[a]), COLUMNS[b][0]
    y, y2, middle = from_[0] + from_[1] / 2, to[0] + to[1] / 2, (x + end) / 2
    return curve(f"M{x} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {y2:.1f} {end} {y2:.1f}", dashed=dashed)


def _head(name: str) -> str:
    return text(COLUMNS[name][0], 14, HEADS[name], size=13)


def _box(column: str, place: Place, lines: Iterable[str], style: str = "box") -> str:
    (x, width), (y, height) = COLUMNS[column], place
    return box(x, y, width, height, lines, style)

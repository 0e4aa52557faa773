"""Provenance as one SVG: units, catalogs, the run, what leaves. Real text; colours as attributes for PDF, classes for pages that have their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from kit.product.provenance import API, Given, Left, Provenance

BOX, GAP, TOP, WIDE = 46, 12, 34, 1060
COLUMNS = {"unit": (0, 168), "catalog": (206, 262), "run": (518, 196), "left": (764, 296)}  # x, width
HEADS = {"unit": "数源单位", "catalog": "数据目录(实际读取的)", "run": "审查中的首次运行", "left": "输出"}
INK, SOFT, LINE, PAPER, MAIN, WASH = "#17212b", "#5a6774", "#c8d1d9", "#ffffff", "#0b6b63", "#e6f2f0"
Place = tuple[float, float]  # top and height of a box


def picture(provenance: Provenance) -> Any:
    """Markup that stands in a page as it is."""
    from markupsafe import Markup

    units = list(dict.fromkeys(g.unit for g in provenance.given))
    height = TOP + max(len(provenance.given), len(provenance.left), len(units), 3) * (BOX + GAP)
    rows = {name: _spread(n, height) for name, n in (("unit", len(units)), ("catalog", len(provenance.given)), ("left", len(provenance.left)))}
    run: Place = ((height + TOP - GAP) / 2 - 66, 132)
    parts = [*_edges(provenance, units, rows, run), *(_head(name) for name in HEADS)]
    parts += [_box("unit", place, [u]) for u, place in zip(units, rows["unit"], strict=True)]
    parts += [_box("catalog", place, _said_of(g)) for g, place in zip(provenance.given, rows["catalog"], strict=True)]
    parts += [_box("run", run, _said_of_run(provenance), "main")]
    parts += [_box("left", place, _said_of_left(o), "" if o.leaves else "stays") for o, place in zip(provenance.left, rows["left"], strict=True)]
    label = escape(f"{provenance.title}的来历:{len(units)} 个单位,{len(provenance.given)} 个目录,{len(provenance.left)} 个输出")
    return Markup(f'<svg class="provenance" viewBox="-1 0 {WIDE + 2} {height}" role="img" aria-label="{label}" font-family="sans-serif">{"".join(parts)}</svg>')


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
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    return f'<path class="edge" d="M{x} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {y2:.1f} {end} {y2:.1f}" fill="none" stroke="{LINE}" stroke-width="1.4"{dash}/>'


def _head(name: str) -> str:
    return f'<text class="soft" x="{COLUMNS[name][0]}" y="14" font-size="13" fill="{SOFT}">{HEADS[name]}</text>'


def _box(column: str, place: Place, lines: Iterable[str], style: str = "") -> str:
    (x, width), (y, height) = COLUMNS[column], place
    kept = list(lines)
    fill, stroke = (WASH, MAIN) if style == "main" else (PAPER, LINE)
    dash = ' stroke-dasharray="5 4"' if style == "stays" else ""
    step = 20 if len(kept) > 2 else 18
    first = y + (height - step * (len(kept) - 1)) / 2 + 5
    words = "".join(
        f'<text class="{"ink" if n == 0 else "soft"}" x="{x + 12}" y="{first + n * step:.1f}" font-size="{14 if n == 0 else 12}" fill="{INK if n == 0 else SOFT}">{escape(_fit(line, width - 20, 14 if n == 0 else 12))}</text>'
        for n, line in enumerate(kept)
    )
    return f'<g><title>{escape(" ".join(kept))}</title><rect class="{style or "box"}" x="{x}" y="{y:.1f}" width="{width}" height="{height}" rx="8" fill="{fill}" stroke="{stroke}"{dash}/>{words}</g>'


def _fit(text: str, width: float, size: int) -> str:
    """As much of a line as fits, by what a Chinese or Latin letter takes."""
    used, kept = 0.0, ""
    for letter in text:
        used += size * (1.0 if ord(letter) > 0x2E7F else 0.58)
        if used > width:
            return kept[:-1] + "…"
        kept += letter
    return kept

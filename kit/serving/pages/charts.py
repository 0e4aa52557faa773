"""Small charts as SVG with real text and the page's own colours, so that they follow light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Points = Sequence[tuple[float, float]]
WIDTH, HEIGHT, LEFT, BELOW, ABOVE, RIGHT = 360, 280, 56, 44, 12, 14


def gains(figures: Any) -> Any:
    """Share of the events found against the share of subjects looked at: the product and its own baseline."""
    model, baseline = ([(g[0], g[n]) for g in figures["gains"]] for n in (1, 2))
    parts = [_path([(0, 0), (1, 1)], "aid", 1, 1), _path([(0, 0), *baseline], "two", 1, 1), _path([(0, 0), *model], "one", 1, 1)]
    parts.append(_path([(figures["capacity"], 0), (figures["capacity"], 1)], "aid", 1, 1))
    return _chart("先查谁", "查到的对象比例(竖虚线:核查能力)", "找到的比例", 1, 1, parts)


def calibration(figures: Any) -> Any:
    """Predicted against observed in tenths of the subjects."""
    curve = [(p, o) for p, o in figures["curve"]]
    top = max(max(p) for p in curve) * 1.05 or 1.0
    dots = "".join(f'<circle cx="{_x(p, top):.1f}" cy="{_y(o, top):.1f}" r="4"/>' for p, o in curve)
    return _chart("概率准不准", "预测概率", "实际比例", top, top, [_path([(0, 0), (top, top)], "aid", top, top), _path(curve, "one", top, top), dots])


def _chart(title: str, below: str, beside: str, across: float, up: float, parts: list[str]) -> Any:
    from markupsafe import Markup

    bottom, middle = HEIGHT - BELOW, (HEIGHT - BELOW + ABOVE) / 2
    ticks = ""
    for step in (0, 0.25, 0.5, 0.75, 1):
        x, y = _x(step * across, across), _y(step * up, up)
        ticks += f'<text x="{x:.1f}" y="{bottom + 17}" text-anchor="middle">{_label(step * across, across)}</text>'
        ticks += f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_label(step * up, up)}</text>'
        ticks += f'<path class="axis" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
    words = f'<text x="{(WIDTH + LEFT - RIGHT) / 2}" y="{HEIGHT - 6}" text-anchor="middle">{below}</text>'
    words += f'<text transform="translate(11 {middle}) rotate(-90)" text-anchor="middle">{beside}</text>'
    return Markup(f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{title}">{ticks}{"".join(parts)}{words}</svg>')


def _label(value: float, top: float) -> str:
    return f"{value * 100:.0f}%" if top > 0.08 else f"{value * 100:.1f}%"


def _path(points: Points, style: str, across: float, up: float) -> str:
    return f'<path class="{style}" d="M{" L".join(f"{_x(x, across):.1f} {_y(y, up):.1f}" for x, y in points)}"/>'


def _x(value: float, top: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * value / top


def _y(value: float, top: float) -> float:
    return HEIGHT - BELOW - (HEIGHT - BELOW - ABOVE) * value / top

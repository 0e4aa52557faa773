"""What pictures of ours are drawn from: boxes with a line or more of text, curves between them. SVG with real text.

Colours stand as attributes for PDF; in a page that takes up ``STYLE`` they are those of the page, or of the guide's theme,
in light and in dark.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

INK, SOFT, LINE, PAPER, MAIN, WASH = "#17212b", "#5a6774", "#c8d1d9", "#ffffff", "#0b6b63", "#e6f2f0"
STYLE = (
    ".drawn .ink{fill:var(--ink,var(--color-foreground-primary,#17212b))}.drawn .soft{fill:var(--soft,var(--color-foreground-secondary,#5a6774));font-size:12px}"
    ".drawn .box,.drawn .stays{fill:var(--paper,var(--color-background-primary,#fff));stroke:var(--line,var(--color-foreground-border,#c8d1d9))}"
    ".drawn .main{fill:var(--wash,var(--color-background-secondary,#e6f2f0));stroke:var(--main,var(--color-brand-primary,#0b6b63))}"
    ".drawn .frame{fill:none;stroke:var(--soft,var(--color-foreground-muted,#5a6774));stroke-opacity:.5}"
    ".drawn .edge{stroke:var(--soft,var(--color-foreground-secondary,#5a6774));stroke-opacity:.7}"
    ".drawn .here{fill:var(--main,var(--color-brand-primary,#0b6b63));stroke:none}.drawn .on{fill:var(--paper,var(--color-background-primary,#fff))}"
)  # fmt: skip


def drawing(parts: Iterable[str], width: float, height: float, label: str, name: str) -> Any:
    """Markup that stands in a page as it is."""
    from markupsafe import Markup

    return Markup(f'<svg xmlns="http://www.w3.org/2000/svg" class="drawn {name}" viewBox="-1 0 {width + 2:g} {height:g}" role="img" aria-label="{escape(label)}" '
                  f'font-family="sans-serif">{"".join(parts)}</svg>')  # fmt: skip


def box(x: float, y: float, width: float, height: float, lines: Iterable[str], style: str = "box", *, centred: bool = False, title: str = "") -> str:
    """The first line is what it is, those below say more."""
    kept = list(lines)
    fill, stroke = {"main": (WASH, MAIN), "here": (MAIN, "none")}.get(style, (PAPER, LINE))
    dash = ' stroke-dasharray="5 4"' if style == "stays" else ""
    step = 20 if len(kept) > 2 else 18
    first = y + (height - step * (len(kept) - 1)) / 2 + 5
    at, anchor = (x + width / 2, "middle") if centred else (x + 12, "start")
    words = "".join(
        text(at, first + n * step, fit(line, width - 20, 14 if n == 0 else 12), size=14 if n == 0 else 12, anchor=anchor, style="on" if style == "here" else "ink" if n == 0 else "soft")
        for n, line in enumerate(kept)
    )
    return (f'<g><title>{escape(title or " ".join(kept))}</title><rect class="{style}" x="{x:g}" y="{y:.1f}" width="{width:g}" height="{height:g}" rx="8" fill="{fill}" '
            f'stroke="{stroke}"{dash}/>{words}</g>')  # fmt: skip


def text(x: float, y: float, said: str, *, size: int = 12, anchor: str = "start", style: str = "soft") -> str:
    fill = {"ink": INK, "on": PAPER}.get(style, SOFT)
    return f'<text class="{style}" x="{x:g}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{fill}">{escape(said)}</text>'


def curve(path: str, *, dashed: bool = False, arrow: bool = False) -> str:
    dash, end = ' stroke-dasharray="4 4"' if dashed else "", ' marker-end="url(#arrow)"' if arrow else ""
    return f'<path class="edge" d="{path}" fill="none" stroke="{SOFT if arrow else LINE}" stroke-width="1.4"{dash}{end}/>'


def fit(said: str, width: float, size: int) -> str:
    """As much of a line as fits, by what a Chinese or Latin letter takes."""
    used, kept = 0.0, ""
    for letter in said:
        used += size * (1.0 if ord(letter) > 0x2E7F else 0.58)
        if used > width:
            return kept[:-1] + "…"
        kept += letter
    return kept

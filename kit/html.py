"""Small pieces of HTML for notebooks, light or dark: colours are JupyterLab's own variables, with a value for other viewers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

STYLE = """<style>
.kit-show{font-family:var(--jp-ui-font-family,sans-serif);font-size:13px;color:var(--jp-ui-font-color1,inherit);line-height:1.5}
.kit-show table{border-collapse:collapse;margin:.4em 0;display:table}
.kit-show th,.kit-show td{text-align:left!important;vertical-align:top;padding:3px 10px 3px 0;border:0;border-bottom:1px solid var(--jp-border-color2,#8884)}
.kit-show th{font-weight:600;color:var(--jp-ui-font-color2,inherit)}
.kit-show tr,.kit-show tr:nth-child(even){background:transparent}
.kit-show h4{margin:.2em 0;font-size:15px}
.kit-show .quiet{color:var(--jp-ui-font-color2,#777)}
.kit-show code{background:var(--jp-layout-color2,#8882);padding:0 3px;border-radius:3px}
.kit-show .badge{display:inline-block;border-radius:3px;padding:0 6px;font-size:12px;white-space:nowrap;border:1px solid currentColor;color:var(--jp-ui-font-color2,#777)}
.kit-show .good{color:var(--jp-success-color0,#1b7a3d)}
.kit-show .warn{color:var(--jp-warn-color0,#a35200)}
.kit-show .bad{color:var(--jp-error-color0,#b3261e)}
[data-jp-theme-light="false"] .kit-show .good{color:var(--jp-success-color1,#6fcf8f)}
[data-jp-theme-light="false"] .kit-show .warn{color:var(--jp-warn-color1,#ffb74d)}
[data-jp-theme-light="false"] .kit-show .bad{color:#ff8a80}
</style>"""


class Html(str):
    """Text that is HTML already and is not escaped again."""

    def _repr_html_(self) -> str:
        return self


def show(*parts: str) -> Html:
    """A whole display: the parts one under another, with the style that they need."""
    return Html(f'{STYLE}<div class="kit-show">{"".join(_safe(p) for p in parts)}</div>')


def heading(title: str, *badges: str) -> Html:
    return Html(f"<h4>{_safe(title)} {' '.join(_safe(b) for b in badges)}</h4>")


def badge(text: str, tone: str = "") -> Html:
    """``tone`` is good, warn, bad or nothing."""
    return Html(f'<span class="badge {tone}">{_safe(text)}</span>')


def line(text: str, *, quiet: bool = False) -> Html:
    return Html(f'<div{" class=quiet" if quiet else ""}>{_safe(text)}</div>') if text else Html("")


def code(text: str) -> Html:
    return Html(f"<code>{_safe(text)}</code>")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Html:
    head = "".join(f"<th>{_safe(c)}</th>" for c in columns)
    body = "".join("<tr>" + "".join(f"<td>{_safe(v)}</td>" for v in row) + "</tr>" for row in rows)
    return Html(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _safe(value: object) -> str:
    return value if isinstance(value, Html) else escape(str(value))

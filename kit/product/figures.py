"""Figures as SVG with real text, which the reader's browser draws, so that no font is needed where it is made; and as PNG for reports."""

from __future__ import annotations

import io
import logging
import warnings
from typing import Any

FONTS = ["Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "sans-serif"]


def svg_text(figure: Any) -> str:
    """A matplotlib figure as an SVG element; the same figure gives the same text."""
    out = io.StringIO()
    _draw(figure, out, {"svg.fonttype": "none", "svg.hashsalt": "kit"}, format="svg", metadata={"Date": None})
    return out.getvalue()[out.getvalue().index("<svg") :]


def png(figure: Any) -> bytes:
    """A matplotlib figure as a PNG that holds the picture and nothing else."""
    out = io.BytesIO()
    _draw(figure, out, {}, format="png", dpi=150, facecolor="white", metadata={"Software": None})
    return out.getvalue()


def _draw(figure: Any, out: Any, style: dict[str, Any], **how: Any) -> None:
    import matplotlib
    import matplotlib.pyplot as plt
    from matplotlib.text import Text

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    drawn: Any = {"font.sans-serif": FONTS, "axes.unicode_minus": False, **style}
    with matplotlib.rc_context(drawn), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "glyph missing": in an SVG the browser draws it with a font of its own
        for text in figure.findobj(Text):
            text.set_fontfamily(FONTS)
        figure.savefig(out, bbox_inches="tight", **how)
    plt.close(figure)


def svg(figure: Any) -> Any:
    """Show a figure in a notebook."""
    from IPython.display import SVG

    return SVG(data=svg_text(figure))

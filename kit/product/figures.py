"""Figures as SVG with real text: the reader's browser draws the Chinese, so no font is needed where it is made."""

from __future__ import annotations

import io
import logging
import warnings
from typing import Any

FONTS = ["Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "WenQuanYi Micro Hei", "sans-serif"]


def svg_text(figure: Any) -> str:
    """A matplotlib figure as an SVG element; the same figure gives the same text."""
    import matplotlib
    import matplotlib.pyplot as plt
    from matplotlib.text import Text

    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    out = io.StringIO()
    style: Any = {"svg.fonttype": "none", "svg.hashsalt": "kit", "font.sans-serif": FONTS, "axes.unicode_minus": False}
    with matplotlib.rc_context(style), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "glyph missing": measured without the font, drawn by the browser with it
        for text in figure.findobj(Text):
            text.set_fontfamily(FONTS)
        figure.savefig(out, format="svg", bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)
    return out.getvalue()[out.getvalue().index("<svg") :]


def svg(figure: Any) -> Any:
    """Show a figure in a notebook."""
    from IPython.display import SVG

    return SVG(data=svg_text(figure))

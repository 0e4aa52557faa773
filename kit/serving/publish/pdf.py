"""A page as PDF by WeasyPrint, with a Chinese font embedded; nothing is fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kit.errors import ArtefactError

SAMPLE = "六安市公共数据"  # a font that has these has Chinese


def write_pdf(page: str, path: Path) -> Path:
    """ArtefactError with the next step when WeasyPrint, Pango or a Chinese font is missing."""
    weasyprint = _engine()
    family = _chinese_font()
    style = weasyprint.CSS(string=f"body {{ font-family: '{family}'; }} @page {{ font-family: '{family}'; }}")
    nothing_fetched = weasyprint.URLFetcher(allowed_protocols={"data"}, fail_on_errors=True)
    weasyprint.HTML(string=page, url_fetcher=nothing_fetched).write_pdf(path, stylesheets=[style])
    return path


def _engine() -> Any:
    try:
        import weasyprint
    except ImportError:
        raise ArtefactError("KIT-W221", "没有安装 WeasyPrint,不能生成 PDF", next_step="pip install 'luan-data-kit[pdf]',再发布。") from None
    except OSError:
        raise ArtefactError("KIT-W222", "WeasyPrint 找不到 Pango,不能生成 PDF", next_step="apt-get install libpango-1.0-0 libpangoft2-1.0-0,再发布。") from None
    return weasyprint


def _chinese_font() -> str:
    """The family of a font on this machine that has Chinese: those of the pages first."""
    from matplotlib import font_manager

    from kit.product.figures import FONTS

    found = {name: path for path in font_manager.findSystemFonts() if (name := _family(path))}
    for name in [*FONTS, *sorted(found)]:
        if name in found:
            return name
    raise ArtefactError("KIT-W223", "这台机器没有中文字体,PDF 里会是空框", next_step="apt-get install fonts-wqy-microhei(或 fonts-noto-cjk),再发布。")


def _family(path: str) -> str:
    """Its family name, when it has Chinese; what is no readable font has none."""
    from fontTools.ttLib import TTFont, TTLibError

    try:
        font: Any = TTFont(path, fontNumber=0, lazy=True)
        known = font.getBestCmap() or {}
        return font["name"].getDebugName(1) or "" if all(ord(c) in known for c in SAMPLE) else ""
    except (TTLibError, OSError, KeyError, AssertionError):
        return ""

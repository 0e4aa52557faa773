"""Pictures that leave are drawn again by the host: whatever a PNG holds beside what the eye sees stays behind."""

from __future__ import annotations

import struct
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from kit.errors import ReviewError

# Our limits: a figure of a report has about a million pixels and 100 KB. The lower three bits of a colour are not seen.
MAX_BYTES, MAX_PIXELS, UNSEEN = 5 << 20, 16_000_000, 3
SIGNATURE = b"\x89PNG\r\n\x1a\n"
DRAWN = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"pHYs"}
# Share of plain places (neighbours alike but for the unseen bits) where the unseen bits go up and down: charts that we drew stay
# below 4 % (a cloud of transparent dots has most), random bits everywhere give 25 % (tests/unit/test_images.py).
NOISE = 0.10


def problems(path: Path) -> list[str]:
    """Why a file is not just a picture; never what it holds."""
    content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    if not content:
        return [f"大于 {MAX_BYTES >> 20} MB,或是空的"]
    chunks, rest = _chunks(content)
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13 or chunks[-1][0] != b"IEND":
        return ["不是完整的 PNG"]
    width, height = struct.unpack(">II", chunks[0][1][:8])
    if not 0 < width * height <= MAX_PIXELS:
        return [f"像素多于 {MAX_PIXELS:,} 个"]
    found = [f"{sum(name not in DRAWN for name, _ in chunks)} 处附加信息(文字、时间、配置等)"] if any(n not in DRAWN for n, _ in chunks) else []
    found += ["图像之后还有内容"] if rest else []
    try:
        found += ["肉眼看不见的低位里有类似噪声的内容"] if noise(pixels(path)) > NOISE else []
    except ReviewError:
        found.append("不能解码")
    return found


def reencode(source: Path, target: Path) -> Path:
    """Draw ``source`` again as ``target``: opaque RGB, without metadata, unseen bits made those of the seen. Done twice it is the same."""
    from PIL import Image

    seen = pixels(source) >> UNSEEN
    target.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray((seen << UNSEEN) | (seen >> (8 - 2 * UNSEEN))).save(target, "PNG", compress_level=9)
    return target


def pixels(path: Path) -> Any:
    """The picture as the eye sees it on white paper; ReviewError when it can't be decoded or is too large."""
    from PIL import Image

    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=["PNG"]) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise ValueError
                drawn = image.convert("RGBA")
    except (OSError, ValueError, SyntaxError, struct.error, MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ReviewError("KIT-R020", "图片不能解码,或超过大小限制", where=path.name, next_step="用 product.release_report 留下图。") from None
    paper = Image.new("RGBA", drawn.size, "white")
    return np.asarray(Image.alpha_composite(paper, drawn).convert("RGB"))


def noise(picture: np.ndarray) -> float:
    """How often, where three pixels in a row are alike to the eye, the middle one is above or below both others."""
    left, middle, right = (picture[:, a:b].astype(np.int16) for a, b in ((0, -2), (1, -1), (2, None)))
    plain = (left >> UNSEEN == middle >> UNSEEN) & (middle >> UNSEEN == right >> UNSEEN)
    zigzag = plain & ((middle - left) * (middle - right) > 0)
    return float(zigzag.sum() / max(int(plain.sum()), 1))


def _chunks(content: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """(name, data) of each chunk up to IEND, and what comes after it; nothing when it is not built like a PNG."""
    at, out = len(SIGNATURE), []
    if not content.startswith(SIGNATURE):
        return [], content
    while at + 12 <= len(content):
        size, name = struct.unpack(">I4s", content[at : at + 8])
        if at + 12 + size > len(content):
            return [], b""
        out.append((name, content[at + 8 : at + 8 + size]))
        at += 12 + size
        if name == b"IEND":
            break
    return out, content[at:]

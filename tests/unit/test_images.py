"""Pictures that leave: what a PNG can carry beside the picture is found, and does not survive being drawn again."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kit.errors import ReviewError
from kit.product.figures import png
from kit.product.plan import REPORT, Output
from kit.review import images
from kit.review.checks import clean_images
from kit.review.images import noise, pixels, problems, reencode
from tests.unit.release import Left, statuses

SECRET = "患者 P00000000000000aa".encode()


def chart(kind: str = "line") -> bytes:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    random = np.random.default_rng(1)
    figure, axes = plt.subplots()
    if kind == "line":
        axes.plot(np.cumsum(random.normal(size=200)))
        axes.set_title("六安市各县区就诊人数")
    elif kind == "heat":
        axes.imshow(random.random((30, 30)))
    elif kind == "smooth":
        axes.imshow(random.random((20, 20)), interpolation="bicubic")
    else:
        axes.scatter(*random.normal(size=(2, 20000)), alpha=0.05, s=4)
    return png(figure)


@pytest.fixture
def clean(tmp_path) -> Path:
    path = tmp_path / "clean.png"
    path.write_bytes(chart())
    return path


def low_bits(source: Path) -> Path:
    """The picture with the secret, again and again, in the last bit of every colour."""
    seen = pixels(source)
    bits = np.unpackbits(np.frombuffer(SECRET, dtype=np.uint8))
    target = source.with_name("low.png")
    Image.fromarray((seen & 0xFE) | np.resize(bits, seen.shape)).save(target)
    return target


def with_text(source: Path) -> Path:
    info, target = PngInfo(), source.with_name("text.png")
    info.add_text("Comment", SECRET.decode(), zip=True)
    with Image.open(source) as image:
        image.save(target, pnginfo=info)
    return target


def with_tail(source: Path) -> Path:
    target = source.with_name("tail.png")
    target.write_bytes(source.read_bytes() + SECRET)
    return target


def bomb(source: Path) -> Path:
    """A small file that says it is a picture of ten thousand million pixels."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    target = source.with_name("bomb.png")
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    target.write_bytes(images.SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10**6))) + chunk(b"IEND", b""))
    return target


def other(source: Path, content: bytes) -> Path:
    target = source.with_name("other.png")
    target.write_bytes(content)
    return target


BAD = {
    "text": with_text, "tail": with_tail, "low bits": low_bits, "bomb": bomb, "svg": lambda p: other(p, b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "cut": lambda p: other(p, p.read_bytes()[:-40]), "empty": lambda p: other(p, b""), "no picture": lambda p: other(p, p.read_bytes()[:33] + p.read_bytes()[-12:]),
    "too large": lambda p: other(p, p.read_bytes() + bytes(images.MAX_BYTES)),
}  # fmt: skip


@pytest.mark.parametrize("way", BAD)
def test_a_file_that_is_more_or_less_than_a_picture_is_refused(tmp_path, clean, way):
    report = Output("r", REPORT, "报告", tables=("t",), figures={"f": "图"})
    (found,) = clean_images.check(Left(tmp_path / "r", report).leave("r.f.png", BAD[way](clean).read_bytes()).evidence)
    assert found.status == "failed"
    assert SECRET.decode() not in str(found)


@pytest.mark.parametrize("kind", ["line", "heat", "smooth", "cloud"])
def test_what_the_kit_draws_is_only_a_picture(tmp_path, kind):
    report = Output("r", REPORT, "报告", tables=("t",), figures={"f": "图"})
    assert statuses(clean_images.check(Left(tmp_path, report).leave("r.f.png", chart(kind)).evidence)) == ["passed"]
    assert noise(pixels(tmp_path / "out" / "r.f.png")) < images.NOISE / 2


def test_random_bits_are_noise(clean):
    assert noise(pixels(low_bits(clean))) > 2 * images.NOISE


def test_no_picture_is_nothing_to_object_to(tmp_path):
    assert statuses(clean_images.check(Left(tmp_path, Output("r", REPORT, "报告", tables=("t",))).evidence)) == ["passed"]


@pytest.mark.parametrize("hide", [with_text, with_tail, low_bits])
def test_nothing_hidden_survives(tmp_path, clean, hide):
    again = reencode(hide(clean), tmp_path / "again.png")
    assert problems(again) == []
    assert again.read_bytes() == reencode(clean, tmp_path / "honest.png").read_bytes()


def test_a_payload_in_any_unseen_bit_is_gone_and_the_eye_sees_the_same(tmp_path, clean):
    seen = pixels(clean)
    for bit in range(images.UNSEEN):
        noisy = tmp_path / "bit.png"
        Image.fromarray(seen ^ (np.random.default_rng(bit).integers(0, 2, seen.shape) << bit).astype(np.uint8)).save(noisy)
        assert (pixels(reencode(noisy, tmp_path / "a.png")) == pixels(reencode(clean, tmp_path / "b.png"))).all()
    assert np.abs(pixels(tmp_path / "b.png").astype(int) - seen).max() < 2**images.UNSEEN


def test_transparent_palette_and_grey_pictures_become_plain_ones(tmp_path):
    colours = Image.fromarray(np.arange(64 * 64, dtype=np.uint8).reshape(64, 64) % 250)
    source = tmp_path / "source.png"
    deep = Image.fromarray(np.asarray(colours).astype(np.uint16) << 8)
    for picture in (deep, *[colours.convert(mode) for mode in ("P", "L", "LA", "RGBA", "1")]):
        picture.save(source)
        with Image.open(reencode(source, tmp_path / "out.png")) as image:
            assert image.mode == "RGB"
            assert not image.info
    hidden = Image.new("RGBA", (8, 8), (10, 200, 30, 0))  # colours under full transparency
    hidden.save(source)
    assert (pixels(source) == 255).all()


@pytest.mark.parametrize("way", ["bomb", "svg", "cut", "empty", "too large"])
def test_what_cannot_be_drawn_is_an_error_without_a_traceback(tmp_path, clean, way):
    with pytest.raises(ReviewError, match="KIT-R020"):
        reencode(BAD[way](clean), tmp_path / "again.png")

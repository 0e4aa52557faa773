"""A text is read in every way in which an identifier may hide in it."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.review.text_scan import readings

HIDDEN = "U0123456789abcdef"


@pytest.mark.parametrize("hide", [
    lambda t: t, lambda t: "备注 " + t, lambda t: "".join(chr(ord(c) + 0xFEE0) for c in t), "\u200b".join, lambda t: t[::-1],
    lambda t: base64.b64encode(t.encode()).decode(), lambda t: base64.urlsafe_b64encode(t.encode()).decode().rstrip("="),
    lambda t: base64.b85encode(t.encode()).decode(), lambda t: base64.b32encode(t.encode()).decode(), lambda t: t.encode().hex(),
])  # fmt: skip
def test_what_was_hidden_is_read(hide):
    assert any(HIDDEN in reading for reading in readings(hide(HIDDEN)))


@given(st.text())
def test_any_text_can_be_read_and_stands_first(text):
    found = list(readings(text))
    assert found[0] == text
    assert len(found) < 10 + 6 * len(text)


def test_a_plain_sentence_is_read_as_itself():
    assert set(readings("近一年欠缴次数")) == {"近一年欠缴次数", "数次缴欠年一近"}

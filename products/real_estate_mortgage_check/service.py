"""API 形式:凭不动产单元号与证号核验。两个号都印在证书上,要对得上才回答;对不上、核验不了、查无此单元,回答都一样。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from features import UNSURE

Loaded = tuple[dict[tuple[str, str], dict[str, str]], dict[str, str]]


def load(outputs: Mapping[str, Any]) -> Loaded:
    """启动时把每个单元的回答备好,另备一个给其余一切请求的回答。"""
    verified = outputs["verified"]
    as_of = str(verified["as_of"].iloc[0])
    said = {status: {"status": status, "as_of": as_of} for status in (*verified["status"].unique(), UNSURE)}
    pairs = zip(verified["unit_no"], verified["cert_no"], strict=True)
    return dict(zip(pairs, map(said.__getitem__, verified["status"]), strict=True)), said[UNSURE]


def answer(request: Mapping[str, Any], loaded: Loaded) -> dict[str, str]:
    """单元号有规律,可以一个个试;要证号同时对上,试出来的代价就高得多。"""
    known, unsure = loaded
    return known.get((request["unit_no"], request["cert_no"]), unsure)

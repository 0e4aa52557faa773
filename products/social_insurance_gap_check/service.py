"""API 形式:凭人员标识与起止月份核验。只答状态与月份;核验不了、查无此人、月份不在数据里,回答都一样。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from rules import UNSURE, History, judge, split


class Loaded(NamedTuple):
    people: Mapping[str, History]
    known: tuple[str, str]
    as_of: str


def load(outputs: Mapping[str, Any]) -> Loaded:
    frame = outputs["histories"]
    people = {
        person: History(first, split(gaps), split(unclear), split(owed))
        for person, first, gaps, unclear, owed in frame[["person_id", "first", "gaps", "unclear", "owed"]].itertuples(index=False)
    }
    return Loaded(people, (frame["known_from"].iloc[0], frame["known_until"].iloc[0]), str(frame["as_of"].iloc[0]))


def answer(request: Mapping[str, Any], loaded: Loaded) -> dict[str, Any]:
    judged = judge(loaded.people.get(request["person_id"]), request["since"], request["until"], loaded.known)
    said: dict[str, Any] = {"state": judged.state, "gap_months": list(judged.gaps), "owed_months": list(judged.owed), "as_of": loaded.as_of}
    return said if judged.state == UNSURE else said | {"counted_from": judged.counted_from}

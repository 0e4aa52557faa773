"""凭本人单独同意,一次查一个人的一节。没有问到的节不给;查无此人与没有对应上,回答相同。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

BASIC = "过敏与慢性病"
LISTS = {"近一年诊断": ("diagnoses", ("name", "month")), "近半年用药": ("medicines", ("name", "month", "days")), "近两年住院": ("stays", ("name", "month"))}
MOST = 30  # 一节最多几项,最近的在前


class Shelf(NamedTuple):
    """一节里所有人的清单排成一列;第 n 个人的从 `starts[n]` 到 `starts[n + 1]`。"""

    starts: np.ndarray
    columns: dict[str, np.ndarray]


class Loaded(NamedTuple):
    place: dict[str, int]
    basic: list[tuple[str, str, int]]
    shelves: dict[str, Shelf]
    as_of: str


def load(outputs: Mapping[str, Any]) -> Loaded:
    people = outputs["people"]
    place = {person: n for n, person in enumerate(people["person_id"])}
    shelves = {section: _shelf(outputs[name], place, columns) for section, (name, columns) in LISTS.items()}
    return Loaded(place, list(people[["allergies", "diseases", "by_facts"]].itertuples(index=False, name=None)), shelves, str(people["as_of"].iloc[0])[:10])


def _shelf(frame: Any, place: Mapping[str, int], columns: tuple[str, ...]) -> Shelf:
    whose = frame["person_id"].map(place)
    frame = frame.assign(whose=whose).dropna(subset=["whose"]).sort_values(["whose", "month", "name"], ascending=[True, False, True], kind="stable")
    starts = np.searchsorted(frame["whose"].to_numpy(), np.arange(len(place) + 1))
    return Shelf(starts, {name: frame[name].to_numpy(dtype=object) for name in columns})


def answer(request: Mapping[str, Any], loaded: Loaded) -> dict[str, Any] | None:
    at, section = loaded.place.get(request["person_id"]), request["section"]
    if at is None or (section != BASIC and section not in loaded.shelves):
        return None
    allergies, diseases, by_facts = loaded.basic[at]
    said: dict[str, Any] = {"linked_by_facts": bool(by_facts), "as_of": loaded.as_of}
    if section == BASIC:
        return said | {"allergies": allergies.split("、") if allergies else [], "diseases": diseases.split("、") if diseases else []}
    return said | {"items": _items(loaded.shelves[section], at)}


def _items(shelf: Shelf, at: int) -> list[dict[str, Any]]:
    start, end = shelf.starts[at], min(shelf.starts[at + 1], shelf.starts[at] + MOST)
    return [{name: _plain(values[n]) for name, values in shelf.columns.items()} for n in range(start, end)]


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else int(value)

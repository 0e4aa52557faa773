"""Granted rows that were released as they are, whatever their fields are called now.

Equal values alone mean little: a count of 37 equals somebody's age. So a released row counts as a granted one when three of
its fields equal those of one granted row, fewer than ten granted rows have these values, and each of the three fields
matters: shuffling any one of them among the released rows makes the matches go away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from kit.review.cells import LEAST

# Ours. ``FIELDS`` equal fields make a row; ``WIDEST`` fields of a table are tried together at most, those with most values; a
# column may be a copy when nearly all its values occur in a granted one; three rows that match are no accident.
FIELDS, WIDEST, SAME, ROWS, CHANCE = 3, 8, 0.95, 3, 3
TOKEN = re.compile(r"[0-9A-Za-z\u4e00-\u9fff（）]+(?:[.\-:][0-9A-Za-z]+)*")
NUMBER = re.compile(r"\d+\.?\d*")
SHORTEST = 4  # characters of a value that a text can give away


@dataclass(frozen=True)
class Written:
    """A column as it would be written down: each distinct text once, and which of them stands in which row. Empty texts are missing values."""

    texts: np.ndarray
    codes: np.ndarray

    @property
    def values(self) -> np.ndarray:
        return self.texts[self.codes]


def written(frame: Any) -> dict[str, Written]:
    """The columns of a table as they would be written down: 37.0 as 37, midnight as a day."""
    return {name: _written(frame[name]) for name in frame}


def _written(column: Any) -> Written:
    import pandas as pd

    codes, values = pd.factorize(column)
    texts = np.concatenate([[""], _texts(pd.Series(values))]).astype(object)
    # Missing ones have the code -1 and so the first place; values that are written alike become one.
    places, texts = pd.factorize(texts)
    return Written(np.asarray(texts, dtype=object), places[codes + 1])


def _texts(values: Any) -> np.ndarray:
    import pandas as pd
    from pandas.api import types

    if types.is_float_dtype(values):
        values = values.map("{:.10g}".format)
    elif types.is_datetime64_any_dtype(values):
        seconds = values.dt.tz_localize(None).to_numpy().astype("datetime64[s]")
        values = pd.Series(np.datetime_as_string(seconds)).str.replace("T", " ", regex=False).str.removesuffix(" 00:00:00")
    return values.astype("string").to_numpy(dtype=object, na_value="")


def copied_rows(released: Mapping[str, Written], granted: Mapping[str, Written]) -> int:
    """How many released rows are granted ones."""
    if max((len(column.codes) for column in released.values()), default=0) < ROWS:
        return 0
    codes = _alike(released, granted)
    return max((_matches(pick, codes) for pick in combinations(codes, FIELDS)), default=0)


def _alike(released: Mapping[str, Written], granted: Mapping[str, Written]) -> dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]:
    """Pairs of fields (released, granted) that may be copies, each with the values of both as numbers."""
    said = set().union(*(column.texts for column in released.values()))
    theirs = {name: {text: code for code, text in enumerate(column.texts) if text in said} for name, column in granted.items()}
    pairs: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]] = {}
    for name, column in released.items():
        own = [text for text in column.texts if text]
        fits = [g for g, known in theirs.items() if own and sum(text in known for text in own) >= SAME * len(own)]
        if fits:
            best = name if name in fits else min(fits, key=lambda g: len(granted[g].texts))
            places = np.array([theirs[best].get(text, -1) for text in column.texts])
            pairs[name, best] = (places[column.codes], granted[best].codes)
    widest = sorted(pairs, key=lambda p: -len(np.unique(pairs[p][0])))[:WIDEST]
    return {p: pairs[p] for p in widest}


def _matches(pick: tuple[tuple[str, str], ...], codes: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]) -> int:
    if len({granted for _, granted in pick}) < FIELDS:
        return 0
    ours, theirs = [codes[p][0] for p in pick], [codes[p][1] for p in pick]
    sizes = [int(t.max(initial=0)) + 2 for t in theirs]
    rows, count = np.unique(_joined(theirs, sizes), return_counts=True)
    rare = rows[count < LEAST]
    found = _found(ours, sizes, rare)
    if found < ROWS:
        return 0
    random = np.random.default_rng(found)
    shuffled = [[random.permutation(o) if n == k else o for n, o in enumerate(ours)] for k in range(FIELDS)]
    by_chance = max(_found(s, sizes, rare) for s in shuffled)
    return found if found > CHANCE * by_chance else 0


def _joined(columns: list[np.ndarray], sizes: list[int]) -> np.ndarray:
    out = np.zeros(len(columns[0]), dtype=np.int64)
    for column, size in zip(columns, sizes, strict=True):
        out = out * size + column
    return out


def _found(ours: list[np.ndarray], sizes: list[int], rare: np.ndarray) -> int:
    there = np.logical_and.reduce([o >= 0 for o in ours])
    return int(np.isin(_joined([o[there] for o in ours], sizes), rare).sum())


def told_rows(lines: list[str], granted: Mapping[str, Written]) -> int:
    """How many lines give away a granted row: three values of it that few rows share."""
    said = {token for line in lines for token in _tokens(line)}
    telling = [c for c in granted.values() if len(c.codes) / len(c.texts) < LEAST] if said else []
    if len(telling) < FIELDS:
        return 0
    hits = np.column_stack([np.array([text in said for text in c.texts])[c.codes] for c in telling])
    rows = np.flatnonzero(hits.sum(axis=1) >= FIELDS)
    values = [{str(c.texts[c.codes[row]]) for c, hit in zip(telling, hits[row], strict=True) if hit} for row in rows]
    holding = _lines_by_token(lines, set().union(*values)) if values else {}
    return len({line for row in values for line in _lines(row, holding)})


def _lines_by_token(lines: list[str], wanted: set[str]) -> dict[str, set[int]]:
    out: dict[str, set[int]] = {token: set() for token in wanted}
    for number, line in enumerate(lines):
        for token in wanted.intersection(_tokens(line)):
            out[token].add(number)
    return out


def _lines(row: set[str], holding: dict[str, set[int]]) -> Iterator[int]:
    """Lines with at least three of the row's values."""
    numbers = np.array([n for token in row for n in holding[token]])
    lines, count = np.unique(numbers, return_counts=True)
    yield from lines[count >= FIELDS].tolist()


def _tokens(line: str) -> Iterator[str]:
    """Words long enough to tell something, numbers also in the form of ``as_text``."""
    for token in TOKEN.findall(line):
        if len(token) >= SHORTEST:
            yield token
            if token[-1].isdigit() and NUMBER.fullmatch(token):
                yield f"{float(token):.10g}"

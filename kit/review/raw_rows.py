"""Granted rows that were released as they are, whatever their fields are called now.

Equal values alone mean little: a count of 37 equals somebody's age. So a released row counts as a granted one when three of
its fields equal those of one granted row, fewer than ten granted rows have these values, and each of the three fields
matters: shuffling any one of them among the released rows makes the matches go away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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


def as_text(column: Any) -> Any:
    """Values as they would be written down: 37.0 as 37, midnight as a day; empty where there is none."""
    import pandas as pd
    from pandas.api import types

    codes, values = pd.factorize(column)  # each distinct value is written down once
    values = pd.Series(values)
    if types.is_float_dtype(values):
        values = values.map("{:.10g}".format)
    elif types.is_datetime64_any_dtype(values):
        values = values.dt.strftime("%Y-%m-%d %H:%M:%S").str.removesuffix(" 00:00:00")
    return pd.Series(pd.array(values, dtype="string").take(codes, allow_fill=True, fill_value=""), column.index)


def copied_rows(released: Any, granted: Any) -> int:
    """How many released rows are granted ones; both as text."""
    if len(released) < ROWS:
        return 0
    codes = _alike(released, granted)
    return max((_matches(pick, codes) for pick in combinations(codes, FIELDS)), default=0)


def _alike(released: Any, granted: Any) -> dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]:
    """Pairs of fields (released, granted) that may be copies, each with the values of both as numbers."""
    import pandas as pd

    theirs = {name: (codes, pd.Index(values)) for name in granted for codes, values in [pd.factorize(granted[name])]}
    pairs: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]] = {}
    for name in released:
        own = released[name][released[name] != ""].unique()
        fits = [g for g, (_, values) in theirs.items() if len(own) and (values.get_indexer(own) >= 0).mean() >= SAME]
        if fits:
            best = name if name in fits else min(fits, key=lambda g: len(theirs[g][1]))
            codes, values = theirs[best]
            pairs[name, best] = (values.get_indexer(released[name]), codes)
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


def told_rows(lines: list[str], granted: Any) -> int:
    """How many lines give away a granted row: three values of it that few rows share."""
    said = {token for line in lines for token in _tokens(line)}
    telling = {n: granted[n] for n in granted if len(granted) / max(granted[n].nunique(), 1) < LEAST} if said else {}
    if len(telling) < FIELDS:
        return 0
    hits = np.column_stack([column.isin(said).to_numpy() for column in telling.values()])
    rows = np.flatnonzero(hits.sum(axis=1) >= FIELDS)
    there = zip(zip(*(c.iloc[rows] for c in telling.values()), strict=True), hits[rows], strict=True)
    values = [{v for v, hit in zip(row, hit_row, strict=True) if hit} for row, hit_row in there]
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

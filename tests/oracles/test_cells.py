"""Our rules for cells against ACRO's, and k, l, t against pycanon's, on random tables. ``make oracles`` prints the agreement."""

from __future__ import annotations

import logging
import warnings

import numpy as np
import pandas as pd
import pytest

from kit.review.anonymity import anonymity, closeness, diversity
from kit.review.cells import cells_of

pytestmark = pytest.mark.oracles
TABLES = 200
KEY = ["row", "column"]


def contributions(seed: int) -> pd.DataFrame:
    """Cells of 1 to 40 contributors, some of them dominated; every value is positive, where ACRO's rules and ours are the same."""
    random = np.random.default_rng(seed)
    shape = random.integers(2, 5, 2)
    rows = [(f"r{i}", f"c{j}") for i in range(shape[0]) for j in range(shape[1]) for _ in range(random.integers(1, 41))]
    frame = pd.DataFrame(rows, columns=KEY)
    return frame.assign(who=np.arange(len(frame)), value=random.lognormal(0, random.uniform(0.2, 3), len(frame)))


def acro_unsafe(frame: pd.DataFrame) -> dict[str, set[tuple[str, str]]]:
    """The cells of a sum that ACRO flags, by rule."""
    from acro import ACRO

    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        session = ACRO(suppress=False)
        session.crosstab(frame["row"], frame["column"], values=frame["value"], aggfunc="sum")
    rows, columns = sorted(frame["row"].unique()), sorted(frame["column"].unique())
    flagged = session.results.get_index(0).sdc["cells"]
    return {rule: {(rows[i], columns[j]) for i, j in places} for rule, places in flagged.items()}


def test_every_cell_is_judged_as_acro_judges_it(capsys):
    cells = agreed = unsafe = 0
    for seed in range(TABLES):
        frame = contributions(seed)
        theirs = acro_unsafe(frame)
        bad = theirs["NKCheck"] | theirs["PPercentCheck"] | theirs["MinimumThresholdCheck"]
        ours = cells_of(frame, KEY, "who", ["value"])
        assert list(ours) == [*KEY, "=count", "safe:count", "=value", "safe:value"]
        for cell in ours.itertuples(index=False):
            place, many, safe = (cell.row, cell.column), cell[3], cell[5]
            cells, unsafe = cells + 1, unsafe + (not safe)
            agreed += (bool(safe) == (place not in bad)) and (bool(many) == (place not in theirs["MinimumThresholdCheck"]))
    with capsys.disabled():
        print(f"\nACRO: {agreed} of {cells} cells judged alike in {TABLES} tables, {unsafe} of them unsafe")
    assert agreed == cells
    assert 0.2 < unsafe / cells < 0.8  # both answers occur


def people(seed: int) -> tuple[pd.DataFrame, list[str], list[str]]:
    random = np.random.default_rng(seed)
    size = int(random.integers(20, 400))
    frame = pd.DataFrame({
        "county": random.choice(list("abcd"), size), "age": random.integers(0, int(random.integers(2, 6)), size) * 10,
        "illness": random.choice([f"i{n}" for n in range(int(random.integers(2, 7)))], size), "cost": random.integers(0, 20, size),
    })  # fmt: skip
    return frame, ["county", "age"][: int(random.integers(1, 3))], ["illness", "cost"]


def test_k_l_and_t_are_those_of_pycanon(capsys):
    from pycanon.anonymity import k_anonymity, l_diversity, t_closeness

    agreed = [0, 0, 0]
    for seed in range(TABLES):
        frame, quasi, sensitive = people(seed)
        agreed[0] += anonymity(frame, quasi) == k_anonymity(frame, quasi)
        agreed[1] += min(diversity(frame, quasi, s) for s in sensitive) == l_diversity(frame, quasi, sensitive)
        agreed[2] += bool(abs(max(closeness(frame, quasi, s) for s in sensitive) - t_closeness(frame, quasi, sensitive)) < 1e-9)
    with capsys.disabled():
        print(f"\npycanon: k, l, t equal in {agreed} of {TABLES} tables each")
    assert agreed == [TABLES] * 3

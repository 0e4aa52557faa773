"""Tables of cells that may be shown: unsafe cells are held back, and with them what would give them away.

The rules of a cell are ACRO's defaults, as in the review: at least 10 contributors, the largest 2 below 90 % of the sum, all
but these 2 at least 10 % of the largest. Whether a held-back cell can be computed from what is shown beside it (its totals,
or other tables over the same contributors) is found by linear programming, given that nothing is negative.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

TOTAL = "合计"
LEAST, TOP, SHARE, PERCENT = 10, 2, 0.90, 0.10
SLACK = 1.5  # ours: cells stay open half as wide again as the review asks for, so that rounding can't close them


def cells(frame: Any, levels: Sequence[Sequence[str]], contributor: str, value: str) -> Any:
    """A row per cell of every level: the key (``TOTAL`` where the level has no such field), ``value`` added up, and ``safe``."""
    key = list(dict.fromkeys(k for level in levels for k in level))
    parts = [_level(frame, list(level), contributor, value).reindex(columns=[*key, value, "safe"]) for level in levels]
    return pd.concat(parts, ignore_index=True).fillna(dict.fromkeys(key, TOTAL))


def _level(frame: Any, level: list[str], contributor: str, value: str) -> Any:
    given: Any = frame.groupby([*level, contributor], sort=True)[value].sum().reset_index()
    given["size"] = given[value].abs()
    ranked = given.sort_values("size", ascending=False, kind="stable")
    place = ranked.groupby(level).cumcount() if level else pd.Series(np.arange(len(ranked)), ranked.index)
    parts = {
        value: given[value], "all": given["size"], "many": (given["size"] > 0).astype(int),
        "largest": given["size"].where(place == 0, 0.0), "top": given["size"].where(place < TOP, 0.0),
    }  # fmt: skip
    each: Any = pd.DataFrame(parts)
    out: Any = each.groupby([given[k] for k in level]).sum().reset_index() if level else each.sum().to_frame().T
    rest = out["all"] - out["top"]
    out["safe"] = (out["many"] >= LEAST) & (out["all"] > 0) & (out["top"] < SHARE * out["all"]) & (rest >= PERCENT * out["largest"])
    return out


def protect(frame: Any, levels: Sequence[Sequence[str]], contributor: str, value: str,
            publish: Callable[[Any], Any] | None = None) -> Any:  # fmt: skip
    """``cells`` with ``shown``: safe ones, less those that would give an unsafe one away (the smallest go first).

    All tables over the same contributors belong in one call. ``frame`` has a row per contribution, none of them negative.
    ``publish`` says which cells are to be published at all; the fewer, the less gives others away.
    """
    out = cells(frame, levels, contributor, value)
    out = out if publish is None else out[publish(out)].reset_index(drop=True)
    key = list(dict.fromkeys(k for level in levels for k in level))
    base = frame.groupby(key, sort=True)[value].sum().reset_index()
    members, held = _members(base, out, key), ~out["safe"].to_numpy()
    true, x = out[value].to_numpy(float), base[value].to_numpy(float)
    shown = ~held
    for at in np.flatnonzero(held):  # what is hidden for one cell never opens up another
        while len(by := _given_away_by(members, x, true[at], shown, members[at])):
            shown[by[np.argmin(true[by])]] = False
    return out.assign(shown=shown)


def _members(base: Any, of: Any, key: list[str]) -> np.ndarray:
    """Cells × finest cells: which of them each cell consists of."""
    within = [(of[k].to_numpy()[:, None] == base[k].to_numpy()[None, :]) | (of[k] == TOTAL).to_numpy()[:, None] for k in key]
    return np.logical_and.reduce(within)


def _given_away_by(members: np.ndarray, x: np.ndarray, true: float, shown: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """The shown cells that together determine this one or enclose it too closely; none when it stays open."""
    from scipy.optimize import linprog

    touching = _component(members[shown], cell)
    rows = np.flatnonzero(shown & members[:, touching].any(axis=1))
    if not len(rows):
        return rows
    scale = max(x.max(initial=0.0), 1e-12)
    a, target = members[np.ix_(rows, touching)].astype(float), cell[touching].astype(float)
    b, now = a @ (x[touching] / scale), true / scale
    for sign in (1, -1):  # how low, how high it may be
        end = linprog(sign * target, A_eq=a, b_eq=b, method="highs")
        if end.status == 0 and abs(sign * end.fun - now) < SLACK * PERCENT * now:
            return rows[np.abs(end.eqlin.marginals) > 1e-9]
    return rows[:0]


def _component(equations: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """The finest cells that the shown ones connect with ``cell``."""
    reached = cell
    while True:
        further = reached | equations[equations[:, reached].any(axis=1)].any(axis=0)
        if (further == reached).all():
            return reached
        reached = further

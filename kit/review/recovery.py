"""Whether hidden cells can be computed back from what is shown beside them.

Each shown total is an equation over the cells it consists of. What the equations determine is found by linear algebra; how
closely they enclose the rest, given that nothing is negative, by linear programming.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from kit.review.cells import LEAST, PERCENT

# Ours. A count must stay open by ten: two hidden cells known to hold eight people together are a cell of eight. A sum must
# stay open by the p of the p % rule on either side. More cells than ``MOST`` are not enclosed one by one.
MOST = 1000


def recovered(base: Any, cells: Any, key: Sequence[str], *, counts: bool) -> tuple[int, int]:
    """How many unsafe hidden cells follow exactly, and how many more are enclosed too closely.

    ``base`` has one row per finest cell (``key`` and ``true``); ``cells`` any cells over them, empty key values standing for
    totals, with ``shown``, ``true`` and ``safe``. All ``true`` are of one measure.
    """
    base = _with_empty(base, cells, key)
    members = _members(base, cells, key)
    values, true, shown = base["true"].to_numpy(float), cells["true"].to_numpy(float), cells["shown"].notna().to_numpy()
    scale = max(np.abs(values).max(initial=0.0), 1.0)
    adds_up = np.abs(members @ values - true) <= 1e-6 * scale  # people counted in several cells do not add up
    single = np.asarray(members.sum(axis=1)).ravel() == 1
    known = np.zeros(len(base), dtype=bool)
    known[members[shown & single].indices] = True
    equations = members[shown & ~single & adds_up][:, ~known]
    targets = members[~shown & ~cells["safe"].to_numpy(bool) & adds_up][:, ~known]
    exact, close = int((np.asarray(targets.sum(axis=1)).ravel() == 0).sum()), 0  # all that they consist of is shown
    for a, t, x in _parts(equations, targets, values[~known] / scale):
        found = _determined(a, t)
        exact += int(found.sum())
        width = LEAST / scale if counts else None
        close += sum(_close(a, row, x, width) for row in t[~found][:MOST])
    return exact, close


def _with_empty(base: Any, cells: Any, key: Sequence[str]) -> Any:
    """Hidden cells that nobody contributes to are unknown, too: who looks at the table can't tell that they are empty."""
    finest = cells.loc[cells[list(key)].notna().all(axis=1), list(key)].drop_duplicates().astype(base[list(key)].dtypes.to_dict())
    return base[[*key, "true"]].merge(finest, on=list(key), how="outer").fillna({"true": 0.0})


def _members(base: Any, cells: Any, key: Sequence[str]) -> Any:
    """A sparse matrix: which finest cells each cell consists of."""
    from scipy.sparse import csr_matrix, vstack

    out = [csr_matrix((0, len(base)))]
    order = []
    for pattern, part in cells.groupby([cells[k].isna() for k in key], sort=False):
        kept = [k for k, total in zip(key, np.atleast_1d(pattern), strict=True) if not total]
        number = part.reset_index(drop=True)[kept].drop_duplicates().reset_index(names="cell")
        merged = base[kept].reset_index(names="base").merge(number, on=kept) if kept else base.reset_index(names="base").assign(cell=0)
        shape = (len(part), len(base))
        out.append(csr_matrix((np.ones(len(merged)), (merged["cell"], merged["base"])), shape=shape))
        order += part.index.tolist()
    return vstack(out).tocsr()[np.argsort(order)]


def _parts(equations: Any, targets: Any, x: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Equations and targets in parts that share no unknown: dense equations, dense targets, the true values."""
    from scipy.sparse import vstack
    from scipy.sparse.csgraph import connected_components

    rows = vstack([equations, targets])
    _, label = connected_components(rows.T @ rows, directed=False)
    for number in np.unique(label[targets.indices]) if targets.nnz else ():
        mine = label == number
        a, t = (m[np.asarray(m[:, mine].sum(axis=1)).ravel() > 0][:, mine].toarray() for m in (equations, targets))
        if len(a):
            yield np.unique(a, axis=0), np.unique(t, axis=0), x[mine]


def _determined(a: np.ndarray, t: np.ndarray) -> np.ndarray:
    """Which rows of ``t`` are combinations of the rows of ``a``."""
    _, sizes, rows = np.linalg.svd(a, full_matrices=False)
    basis = rows[sizes > 1e-9 * sizes[0]]
    return np.abs(t - (t @ basis.T) @ basis).max(axis=1) < 1e-7


def _close(a: np.ndarray, target: np.ndarray, x: np.ndarray, width: float | None) -> bool:
    from scipy.optimize import linprog

    bounds = (0, None) if (x >= 0).all() else (None, None)
    ends = [linprog(sign * target, A_eq=a, b_eq=a @ x, bounds=bounds, method="highs") for sign in (1, -1)]
    low, high = (e.fun * sign if e.status == 0 else -sign * np.inf for e, sign in zip(ends, (1, -1), strict=True))
    true = float(target @ x)
    if width is not None:
        return high - low < width - 1e-9
    return min(high - true, true - low) < PERCENT * abs(true) - 1e-9

"""How good forecasts would have been: from earlier days ahead, each time with only what was known by then.

A history is a DataFrame whose index is a regular time and whose columns are series.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

Forecast = Callable[[Any, Any], Any]  # (history, future index) → a frame by that index with the columns of the history


def seasonal_naive(history: Any, future: Any, period: int) -> Any:
    """What was ``period`` steps before, again and again."""
    import pandas as pd

    last = history.iloc[-period:]
    rows = np.resize(np.arange(period), len(future))
    return pd.DataFrame(last.to_numpy()[rows], index=future, columns=history.columns)


def origins(length: int, horizon: int, folds: int, step: int) -> Iterator[int]:
    """How many steps of the history each fold knows, from the earliest fold on; the last fold ends with the history."""
    first = length - horizon - (folds - 1) * step
    if first <= 0:
        raise ValueError(f"{folds} folds of {horizon} steps need more than {length} steps")
    return iter(range(first, length - horizon + 1, step))


def backtest(history: Any, methods: Mapping[str, Forecast], *, horizon: int, folds: int, step: int) -> Any:
    """One row a method, origin, step ahead and series: ``method, origin, ahead, time, series, actual, forecast``."""
    import pandas as pd

    parts = []
    for known in origins(len(history), horizon, folds, step):
        past, came = history.iloc[:known], history.iloc[known : known + horizon]
        for name, forecast in methods.items():
            said = forecast(past, came.index)
            grid = {"method": name, "origin": past.index[-1], "ahead": np.repeat(np.arange(horizon) + 1, came.shape[1]),
                    "time": np.repeat(came.index.to_numpy(), came.shape[1]), "series": np.tile(came.columns.to_numpy(), horizon)}  # fmt: skip
            parts.append(pd.DataFrame({**grid, "actual": came.to_numpy().ravel(), "forecast": said[came.columns].to_numpy().ravel()}))
    return pd.concat(parts, ignore_index=True)


def scales(history: Any, period: int) -> Any:
    """By series, the mean absolute change over ``period`` steps: the unit of MASE."""
    return (history - history.shift(period)).abs().mean()


def mase(rows: Any, scale: Any) -> Any:
    """By method, the mean absolute scaled error (Hyndman & Koehler 2006): below 1 is better than the seasonal naive in-sample."""
    scaled = (rows["actual"] - rows["forecast"]).abs() / rows["series"].map(scale)
    return scaled.groupby(rows["method"], sort=False).mean()


def coverage(actual: Any, low: Any, high: Any) -> float:
    """Share of known values within their interval."""
    actual, low, high = (np.asarray(v, dtype=float) for v in (actual, low, high))
    known = np.isfinite(actual)
    return float(((low <= actual) & (actual <= high))[known].mean())

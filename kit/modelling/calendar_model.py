"""Daily counts of several places from the calendar: month, kind of day and year before; all places teach each other.

The logarithm of a count is what all series share plus how each differs, both by ridge regression, so that a holiday seen
twice is not believed more than it deserves. Forecasts are medians: weather and chance are in the errors, not in the mean.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from kit.modelling.holidays import EXCHANGED, NAMES, WEEKEND, calendar

SHARED, OWN = 1.0, 8.0  # strength of shrinking; a series of its own knows less, so it is shrunk more (our choice)
KINDS = (WEEKEND, EXCHANGED, *NAMES.values())
ENOUGH = 90  # days of a year before it gets a level of its own (our choice)


@dataclass(frozen=True)
class CalendarModel:
    """``level`` and ``middle`` by series; ``shared`` and ``own`` are fitted regressions on the calendar."""

    last: dt.date
    level: Any
    shared: Any
    own: dict[Any, Any]
    middle: dict[Any, float]

    def forecast(self, future: Any) -> Any:
        """Medians by day and series."""
        import pandas as pd

        seen = regressors(future, self.last)
        together = self.shared.predict(seen)
        said = {name: self.level[name] + together + own.predict(seen) + self.middle[name] for name, own in self.own.items()}
        return pd.DataFrame({name: np.expm1(np.maximum(value, 0)) for name, value in said.items()}, index=future)


def fit(history: Any) -> CalendarModel:
    """From a frame of counts by day; missing days are left out."""
    from sklearn.linear_model import Ridge

    last = history.index[-1].date()
    seen, logs = regressors(history.index, last), np.log1p(history)
    level = logs.mean()
    average = (logs - level).mean(axis=1)
    known = average.notna().to_numpy()
    shared = Ridge(alpha=SHARED).fit(seen[known], average[known])
    own, middle = {}, {}
    for name in history:
        known = logs[name].notna().to_numpy()
        left = (logs[name] - level[name])[known] - shared.predict(seen[known])
        own[name] = Ridge(alpha=OWN).fit(seen[known], left)
        middle[name] = float(np.median(left - own[name].predict(seen[known])))
    return CalendarModel(last, level, shared, own, middle)


def regressors(days: Any, last: dt.date) -> Any:
    """Month, kind of day, and the years before the current one, whose level is the reference, also for the future."""
    import pandas as pd

    frame = calendar(days[0].date(), days[-1].date()).reindex(days)
    current = last.year if (last - dt.date(last.year, 1, 1)).days >= ENOUGH else last.year - 1
    columns = {f"kind.{kind}": frame["kind"] == kind for kind in KINDS} | {"holiday": frame["holiday"] == 1}
    columns |= {f"month.{m}": days.month == m for m in range(1, 13)} | {f"before.{n}": days.year == current - n for n in range(1, 6)}
    return pd.DataFrame(columns, index=days).astype(float)

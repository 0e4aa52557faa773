"""Cut-off days before an as-of date: a model learns from the past of a past day, never from across a line."""

from __future__ import annotations

import datetime as dt


def month_back(day: dt.date, months: int) -> str:
    """The month ``months`` before that of ``day``, as YYYY-MM."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return f"{year:04d}-{month + 1:02d}"


def first_day(day: dt.date, months: int) -> dt.date:
    """The first day of the month ``months`` before that of ``day``."""
    return dt.date.fromisoformat(month_back(day, months) + "-01")


def month_end(day: dt.date, months: int = 0) -> dt.date:
    """The last day of the month ``months`` before that of ``day``."""
    return first_day(day, months - 1) - dt.timedelta(days=1)


def cutoffs(as_of: dt.date, horizon: int, step: int, count: int, lag: int = 0) -> list[dt.date]:
    """``count`` month ends, the latest first, whose ``horizon`` months were over and known (``lag`` months later) on ``as_of``."""
    whole = 0 if month_end(as_of) == as_of else 1
    return [month_end(as_of, whole + lag + horizon + step * n) for n in range(count)]

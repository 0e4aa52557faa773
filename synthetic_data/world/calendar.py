"""The four years that the city lives through, month by month."""

from __future__ import annotations

import numpy as np

START, END = np.datetime64("2022-01", "M"), np.datetime64("2025-12", "M")
MONTHS = np.arange(START, END + 1)
N_MONTHS = len(MONTHS)
N_QUARTERS = N_MONTHS // 3
FIRST_DAY, LAST_DAY = np.datetime64("2022-01-01", "D"), np.datetime64("2025-12-31", "D")
MONTH_LABELS = np.array([str(m) for m in MONTHS])
QUARTER_LABELS = np.array([f"{2022 + q // 4}Q{q % 4 + 1}" for q in range(N_QUARTERS)])
YEARS = np.arange(2022, 2026)


def month_number(dates: np.ndarray) -> np.ndarray:
    """Months since 2022-01, negative before; not-a-time gives a month beyond the end."""
    numbers = (dates.astype("datetime64[M]") - START).astype(np.int64)
    return np.where(np.isnat(dates), 10_000, numbers)


def day_in_month(month: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """A day of month number ``month``, placed by ``unit`` in [0, 1)."""
    first = (START + month).astype("datetime64[D]")
    length = ((START + month + 1).astype("datetime64[D]") - first).astype(np.int64)
    return first + np.floor(unit * length).astype(np.int64)

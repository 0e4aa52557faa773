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


# Public holidays as announced by the State Council each year (国务院办公厅放假安排), first and last day; the lunar ones
# move. Days worked in exchange are left out.
HOLIDAYS = {
    "元旦": [("2022-01-01", "2022-01-03"), ("2022-12-31", "2023-01-02"), ("2023-12-30", "2024-01-01"), ("2025-01-01", "2025-01-01")],
    "春节": [("2022-01-31", "2022-02-06"), ("2023-01-21", "2023-01-27"), ("2024-02-10", "2024-02-17"), ("2025-01-28", "2025-02-04")],
    "清明节": [("2022-04-03", "2022-04-05"), ("2023-04-05", "2023-04-05"), ("2024-04-04", "2024-04-06"), ("2025-04-04", "2025-04-06")],
    "劳动节": [("2022-04-30", "2022-05-04"), ("2023-04-29", "2023-05-03"), ("2024-05-01", "2024-05-05"), ("2025-05-01", "2025-05-05")],
    "端午节": [("2022-06-03", "2022-06-05"), ("2023-06-22", "2023-06-24"), ("2024-06-08", "2024-06-10"), ("2025-05-31", "2025-06-02")],
    "中秋节": [("2022-09-10", "2022-09-12"), ("2023-09-29", "2023-09-29"), ("2024-09-15", "2024-09-17"), ("2025-10-06", "2025-10-06")],
    "国庆节": [("2022-10-01", "2022-10-07"), ("2023-09-30", "2023-10-06"), ("2024-10-01", "2024-10-07"), ("2025-10-01", "2025-10-08")],
}  # fmt: skip
N_DAYS = int((LAST_DAY - FIRST_DAY).astype(int)) + 1


def _mark() -> np.ndarray:
    out = np.zeros(N_DAYS, dtype=bool)
    for spans in HOLIDAYS.values():
        for first, last in spans:
            low, high = ((np.datetime64(d) - FIRST_DAY).astype(int) for d in (first, last))
            out[max(low, 0) : high + 1] = True
    return out


_HOLIDAY = _mark()


def is_holiday(days: np.ndarray) -> np.ndarray:
    """Whether a day of the calendar belongs to a public holiday."""
    return _HOLIDAY[(days - FIRST_DAY).astype(np.int64)]


def is_day_off(days: np.ndarray) -> np.ndarray:
    """Weekend or public holiday."""
    weekday = (days.astype("datetime64[D]").astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday
    return (weekday >= 5) | is_holiday(days)

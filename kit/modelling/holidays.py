"""The Chinese calendar as regressors: weekends, days worked in exchange, and public holidays, of which the lunar ones move.

``chinese_calendar`` holds what the State Council announces each November for the year to come (国务院办公厅放假安排), so
the calendar of a forecast is known when the forecast is made. Days of a year that it does not know are refused: taken for
plain weekdays, a forecast would miss the Spring Festival without a word.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from kit.errors import DataError

WORKDAY, WEEKEND, EXCHANGED = "平日", "周末", "调休上班"
NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节",
}  # fmt: skip


def calendar(first: dt.date, last: dt.date) -> Any:
    """A frame by day: ``kind`` is 平日, 周末, 调休上班 or the name of a holiday; ``holiday`` and ``off`` say 1 for such days.

    ``day`` counts from 1 within a run of days of the same holiday period, 0 outside; ``run`` is that period's length.
    """
    import pandas as pd

    if unknown := [year for year in range(first.year, last.year + 1) if not announced(year)]:
        raise DataError(
            "KIT-M001", f"不知道 {'、'.join(map(str, unknown))} 年的放假安排", where=f"日历 {first} 至 {last}",
            next_step="下一年的放假安排每年 11 月公布:公布以后升级 chinesecalendar(pip install -U chinesecalendar);公布以前,预测到今年年底为止。",
        )  # fmt: skip
    days = pd.date_range(first, last, name="date")
    # A holiday period may have begun before the first day and may end after the last.
    wide = pd.date_range(first - dt.timedelta(12), last + dt.timedelta(12))
    kinds = pd.Series([kind_of(d.date()) for d in wide], index=wide)
    holiday = kinds.isin(NAMES.values())
    period = (holiday != holiday.shift()).cumsum()
    frame = pd.DataFrame({"kind": kinds, "holiday": holiday.astype(int), "off": (holiday | (kinds == WEEKEND)).astype(int)})
    frame["day"] = (holiday.groupby(period).cumcount() + 1).where(holiday, 0)
    frame["run"] = holiday.groupby(period).transform("size").where(holiday, 0)
    return frame.reindex(days)


def announced(year: int) -> bool:
    """Whether the holidays of a year are known here."""
    import chinese_calendar

    try:
        chinese_calendar.is_holiday(dt.date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def kind_of(day: dt.date) -> str:
    import chinese_calendar

    try:
        off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        # The days around a range, where a holiday may begin or end, may lie in a year that is not announced yet.
        return WEEKEND if day.weekday() >= 5 else WORKDAY
    if off and name in NAMES:
        return NAMES[name]
    weekend = day.weekday() >= 5
    return EXCHANGED if weekend and not off else WEEKEND if weekend else WORKDAY

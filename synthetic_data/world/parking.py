"""Car parks: capacity, and how full they are hour by hour."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from synthetic_data.world import calendar
from synthetic_data.world.effects import effects
from synthetic_data.world.sites import Site

LOTS = 320  # public car parks of the whole city (our choice)
WORK, SHOPS, HOMES, STATION = range(4)
HOURS = ((calendar.LAST_DAY - calendar.FIRST_DAY).astype(int) + 1) * 24
_CLOCK = np.arange(24)


def _bell(at: float, width: float) -> np.ndarray:
    return np.exp(-0.5 * ((_CLOCK - at) / width) ** 2)


# Shape of a working day and of a day off, by use; between 0 and 1.
WEEKDAY = np.stack([_bell(10.5, 2.4) + _bell(15, 2.4), _bell(12, 2) + 1.3 * _bell(19, 2.2), 1 - _bell(13, 5), _bell(9, 3) + _bell(17, 3)])
DAY_OFF = np.stack([0.25 * _bell(13, 4), 1.2 * _bell(13, 3) + 1.5 * _bell(18, 2.6), 0.9 - 0.5 * _bell(15, 5), 1.2 * _bell(11, 4) + _bell(18, 3)])
WEEKDAY, DAY_OFF = WEEKDAY / WEEKDAY.max(axis=1, keepdims=True), DAY_OFF / DAY_OFF.max(axis=1, keepdims=True)


class Lot(Site):
    kind = "lot"

    @cached_property
    def lot_code(self) -> np.ndarray:
        return np.char.add("L39", np.char.rjust(self.index.astype(str), 6, "0"))

    @cached_property
    def use(self) -> np.ndarray:
        return self.choice("use", [0.3, 0.35, 0.25, 0.1])

    @cached_property
    def total_spaces(self) -> np.ndarray:
        return np.rint(np.exp(4.5 + 0.7 * self.normal("spaces"))).astype(int) + 15

    @cached_property
    def level(self) -> np.ndarray:
        """How full at its fullest, of capacity."""
        return 0.45 + 0.6 * self.unit("level")

    def share(self, hour: np.ndarray, noise: np.ndarray) -> np.ndarray:
        """Occupied share at ``hour`` (hours since the calendar's first day), one row for each lot."""
        plan = effects()["parking"]
        day, clock = hour // 24, hour % 24
        off = calendar.is_day_off(calendar.FIRST_DAY + day)
        shape = np.where(off, DAY_OFF[self.use, clock], WEEKDAY[self.use, clock])
        growth = 1 + plan["yearly_growth"] * (hour / (365.25 * 24) - 2)
        festive = 1 + plan["holiday"] * calendar.is_holiday(calendar.FIRST_DAY + day) * (self.use == SHOPS)
        return np.clip(self.level * growth * festive * (0.12 + 0.88 * shape) + plan["noise"] * noise, 0, 1)

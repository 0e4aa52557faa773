"""Families in hardship: which households are of low income, of what kind, and since when."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from synthetic_data.world import calendar
from synthetic_data.world.activity import logistic
from synthetic_data.world.dwellings import strain
from synthetic_data.world.effects import effects
from synthetic_data.world.people import Household

KINDS = np.array(["低保对象", "特困人员", "低保边缘家庭成员", "刚性支出困难家庭成员", "其他低收入人口"])


class Family(Household):
    """A household as the civil affairs bureau sees it. About one person in twenty is on the list (our choice)."""

    @cached_property
    def listed(self) -> np.ndarray:
        """Strained households, those of the countryside and old people alone more often."""
        pressed = effects()["household_strain"]["low_income_shift"] * strain(self).mean(axis=1)
        odds = -2.9 + pressed + np.where(self.urban, -0.9, 0.3) + 0.8 * ((self.size == 1) & (self.head_band <= 4))
        return self.chance("low_income", logistic(odds))

    @cached_property
    def category(self) -> np.ndarray:
        """Position in KINDS; 特困 are people alone."""
        alone = (self.size == 1) & (self.head_band <= 4) & self.chance("destitute", 0.45)
        return np.where(alone, 1, np.array([0, 2, 3, 4])[self.choice("category", [0.62, 0.2, 0.08, 0.1])])

    @cached_property
    def since(self) -> np.ndarray:
        """Month number of approval: two thirds were on the list before 2022 (negative)."""
        return np.where(self.chance("old_case", 0.66), -1 - self.below("before", 90), self.below("since", calendar.N_MONTHS))

    @cached_property
    def until(self) -> np.ndarray:
        """Month number of leaving the list; beyond the calendar when still on it."""
        stay = 8 + np.floor(-np.log1p(-self.unit("stay")) * 70).astype(np.int64)
        return np.maximum(self.since, 0) + stay


"""What enterprises do month by month: pressure, staff, insurance, water and gas, and the events that follow."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from kit.synth import draw
from kit.synth.entity import Entity
from synthetic_data.world import calendar
from synthetic_data.world.effects import effects
from synthetic_data.world.enterprises import CLUSTER, HOLDING, INCUBATOR, INDUSTRIES, SHELL, Enterprise

N = calendar.N_MONTHS
MONTH = np.arange(N)
# Typical logarithm of staff by industry, in the order of INDUSTRIES (our choice).
LOG_STAFF = np.array([1.2, 2.3, 2.0, 1.3, 1.9, 1.6, 1.4, 1.3, 1.4, 1.3, 1.2])
WAGE = np.array([4600, 6100, 6200, 5300, 6000, 4500, 7400, 5600, 6900, 5200, 5000])
CITY_MEAN_LOG_STAFF = 1.6


class Activity(Entity):
    """Grids have shape (enterprises, 48 months)."""

    kind = "activity"

    @cached_property
    def firm(self) -> Enterprise:
        return Enterprise(self.world, self.index)

    @cached_property
    def alive(self) -> np.ndarray:
        """Registered from the month of formation to the month before it leaves."""
        start = calendar.month_number(self.firm.est_date)[:, None]
        end = calendar.month_number(self.firm.exit_date)[:, None]
        return (start <= MONTH) & (end > MONTH)

    @cached_property
    def suspended(self) -> np.ndarray:
        return calendar.month_number(self.firm.suspend_date)[:, None] <= MONTH

    # -- pressure ---------------------------------------------------------------------------------------------

    @cached_property
    def episode(self) -> np.ndarray:
        """Pressure of the one episode that a firm may have: it rises over months, holds, and eases over half a year."""
        plan = effects()["stress"]
        start = self.below("episode.start", N + 6)[:, None] - 6
        low, high = plan["ramp_months"]
        ramp = low + self.below("episode.ramp", high - low + 1)[:, None]
        low, high = plan["hold_months"]
        eases = start + ramp + low + self.below("episode.hold", high - low + 1)[:, None]
        shape = np.clip((MONTH - start) / ramp, 0, 1) * np.clip(1 - (MONTH - eases) / 6, 0, 1)
        low, high = plan["height"]
        height = np.where(self.chance("episode", plan["episode"]), low + (high - low) * self.unit("episode.height"), 0)
        return shape * height[:, None]

    @cached_property
    def wobble(self) -> np.ndarray:
        """Everyday ups and downs: an autoregressive series with the declared persistence and deviation."""
        plan = effects()["stress"]
        shocks = self.normal_grid("wobble", N) * plan["wobble"]
        keep, fresh = plan["persistence"], np.sqrt(1 - plan["persistence"] ** 2)
        out = np.empty_like(shocks)
        out[:, 0] = shocks[:, 0]
        for month in range(1, N):
            out[:, month] = keep * out[:, month - 1] + fresh * shocks[:, month]
        return out

    @cached_property
    def moving_pressure(self) -> np.ndarray:
        return self.episode + self.wobble

    @cached_property
    def pressure(self) -> np.ndarray:
        plan = effects()["stress"]
        trade = np.array([plan["industry"][i] for i in INDUSTRIES])[self.firm.industry_position]
        size = plan["size_effect"] * (np.log(self.usual_staff) - CITY_MEAN_LOG_STAFF)
        return (self.normal("trait") * plan["trait"] + trade + size)[:, None] + self.moving_pressure

    # -- staff and insurance ----------------------------------------------------------------------------------

    @cached_property
    def usual_staff(self) -> np.ndarray:
        drawn = np.exp(self.normal("staff") * 0.85 + LOG_STAFF[self.firm.industry_position])
        small = self.firm.is_kind(INCUBATOR) | self.firm.is_kind(CLUSTER)
        none = self.firm.is_kind(SHELL) | self.firm.is_kind(HOLDING)
        return np.clip(np.where(none, 1 + drawn * 0.1, np.where(small, drawn * 0.45, drawn)), 1, 400)

    @cached_property
    def fade(self) -> np.ndarray:
        """Most firms that leave shrink over their last year."""
        left = calendar.month_number(self.firm.exit_date)[:, None] - MONTH
        fades = self.chance("fades", effects()["ordinary_exit"]["fades"])[:, None]
        return np.where(fades, np.clip(left / 12, 0.12, 1), 1)

    @cached_property
    def staff(self) -> np.ndarray:
        age = MONTH - calendar.month_number(self.firm.est_date)[:, None]
        growth = np.clip(0.4 + age / 20, 0.4, 1)
        moved = np.exp(effects()["stress"]["headcount"] * self.moving_pressure)
        people = np.rint(self.usual_staff[:, None] * growth * moved * self.fade).astype(np.int64)
        return np.where(self.alive & ~self.suspended, np.maximum(people, 1), 0)

    @cached_property
    def insures(self) -> np.ndarray:
        shell = effects()["shell"]["no_insurance"]
        firm = self.firm
        never = np.select([firm.is_kind(SHELL), firm.is_kind(HOLDING), firm.is_kind(INCUBATOR) | firm.is_kind(CLUSTER)],
                          [shell, 0.85, 0.48], 0.24)  # fmt: skip
        starts_late = calendar.month_number(firm.est_date) + self.below("insured_after", 8)
        return ~self.chance("never_insured", never)[:, None] & (starts_late[:, None] <= MONTH)

    @cached_property
    def headcount(self) -> np.ndarray:
        """Insured people."""
        return np.where(self.insures, self.staff, 0)

    @cached_property
    def peak_headcount(self) -> np.ndarray:
        return self.headcount.max(axis=1)

    @cached_property
    def slots(self) -> tuple[np.ndarray, np.ndarray]:
        """(row of this enterprise, number of the employment slot in it); the last to come are the first to go."""
        row = np.repeat(np.arange(len(self)), self.peak_headcount)
        first = np.cumsum(self.peak_headcount) - self.peak_headcount
        return row, np.arange(len(row)) - first[row]

    @cached_property
    def slot_index(self) -> np.ndarray:
        row, number = self.slots
        return self.world.slot_start[self.index[row]] + number

    @cached_property
    def slot_wage(self) -> np.ndarray:
        """Monthly wage in 2022 of each slot, in yuan."""
        row, _ = self.slots
        spread = np.exp(0.33 * draw.normal(self.slot_index, self.stream("wage")))
        return WAGE[self.firm.industry_position[row]] * spread

    def pay_base(self, year: int) -> np.ndarray:
        """Yuan for each slot, whole hundreds between the floor and the ceiling, raised by 4 % a year (our choice)."""
        base = self.slot_wage * 1.04 ** (year - 2022)
        return np.clip(np.rint(base / 100) * 100, 4000, 20000)

    @cached_property
    def pay_base_total(self) -> np.ndarray:
        """Sum of the pay bases of the insured, exactly that of the detail rows."""
        row, number = self.slots
        out = np.zeros((len(self), N))
        for month in MONTH:
            inside = number < self.headcount[row, month]
            out[:, month] = np.bincount(row[inside], self.pay_base(2022 + int(month) // 12)[inside], minlength=len(self))
        return out

    @cached_property
    def insurance_arrears(self) -> np.ndarray:
        """0 paid, 1 partly, 2 not at all."""
        owes = self.event_grid("insurance_arrears", self.log_odds("insurance_arrears"))
        return np.where(owes & (self.headcount > 0), np.where(self.grid("arrears.part", N) < 0.45, 1, 2), 0)

    @cached_property
    def pays_late(self) -> np.ndarray:
        return self.event_grid("late_payment", self.log_odds("late_payment"))

    # -- taxes ------------------------------------------------------------------------------------------------

    @cached_property
    def pays_taxes(self) -> np.ndarray:
        """Shells and holdings rarely have taxable business, so they rarely owe."""
        idle = self.firm.is_kind(SHELL) | self.firm.is_kind(HOLDING)
        return ~idle | self.chance("idle_taxed", 0.25)

    @cached_property
    def new_tax_arrears(self) -> np.ndarray:
        """Yuan that newly fell into arrears in each quarter, shape (enterprises, 16)."""
        plan = effects()["stress"]["tax_arrears"]
        odds = plan["intercept"] + plan["slope"] * self.pressure.reshape(len(self), -1, 3).mean(axis=2)
        open_ = self.alive.reshape(len(self), -1, 3).all(axis=2) & ~self.suspended[:, 2::3]
        owes = self.grid("tax_arrears", calendar.N_QUARTERS) < logistic(odds)
        amount = np.exp(self.normal_grid("tax_amount", calendar.N_QUARTERS) + 8.6) * np.sqrt(self.usual_staff)[:, None]
        return np.where(owes & open_ & self.pays_taxes[:, None], np.round(amount, 2), 0.0)

    @cached_property
    def tax_balance(self) -> np.ndarray:
        """Arrears at the end of each quarter: what was left (it is worked off by half each quarter) and what came."""
        out = self.new_tax_arrears.copy()
        for quarter in range(1, calendar.N_QUARTERS):
            left = np.round(out[:, quarter - 1] * 0.5, 2)
            out[:, quarter] += np.where((left > 500) & self.alive[:, quarter * 3 + 2], left, 0)
        return out

    @cached_property
    def abnormal(self) -> np.ndarray:
        """走逃失联: the tax office no longer finds the firm; often so for shells, now and then for the rest."""
        odds = np.where(self.firm.is_kind(SHELL), 0.30, 0.012)
        from_month = calendar.month_number(self.firm.est_date) + 10 + self.below("abnormal.month", 30)
        return self.chance("abnormal", odds)[:, None] & (from_month[:, None] <= MONTH) & self.alive

    # -- events -----------------------------------------------------------------------------------------------

    def log_odds(self, name: str) -> np.ndarray:
        plan: dict[str, Any] = effects()["stress"][name]
        return plan["intercept"] + plan["slope"] * self.pressure

    def event_grid(self, column: str, log_odds: np.ndarray) -> np.ndarray:
        return (self.grid(column, N) < logistic(log_odds)) & self.alive

    # -- water and gas ----------------------------------------------------------------------------------------

    def has_meter(self, column: str, usual: float | np.ndarray) -> np.ndarray:
        firm = self.firm
        chance = np.select([firm.is_kind(SHELL), firm.is_kind(HOLDING), firm.is_kind(INCUBATOR) | firm.is_kind(CLUSTER)],
                           [(1 - effects()["shell"]["no_utilities"]) * usual, 0.12 * usual, 0.35 * usual], usual)  # fmt: skip
        return self.chance(f"meter.{column}", chance)

    def consumption(self, column: str, per_head: np.ndarray, season: np.ndarray) -> np.ndarray:
        """Volume a month: staff, trade, season, pressure and a meter's own noise."""
        level = per_head[self.firm.industry_position][:, None] * season[MONTH % 12]
        moved = np.exp(effects()["stress"]["utilities"] * self.moving_pressure + 0.22 * self.normal_grid(column, N))
        return np.where(self.alive, np.round(self.staff * level * moved, 1), 0.0)


def logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


class Event(Entity):
    """Things that happened to enterprises: one for each true cell of a grid (enterprise, month)."""

    def __init__(self, activity: Activity, kind: str, grid: np.ndarray) -> None:
        self.kind = kind
        self.row, self.month = np.nonzero(grid)
        self.activity = activity
        super().__init__(activity.world, activity.index[self.row] * 64 + self.month)

    def of_firm(self, column: str) -> np.ndarray:
        return getattr(self.activity.firm, column)[self.row]

    def day(self, column: str) -> np.ndarray:
        """A day of the event's month, not before the firm was formed."""
        return np.maximum(calendar.day_in_month(self.month, self.unit(column)), self.of_firm("est_date"))

    def key_text(self, prefix: str) -> np.ndarray:
        from synthetic_data.world import identifiers

        return identifiers.opaque(prefix, draw.bits(self.index, self.stream("key")))


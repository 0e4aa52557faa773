"""Medical insurance: who is insured, and how each bill is divided between fund, account and patient, in whole cents."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from kit.synth import draw
from synthetic_data.world import calendar, identifiers
from synthetic_data.world.activity import Activity
from synthetic_data.world.effects import effects
from synthetic_data.world.hardship import Family
from synthetic_data.world.health.diagnoses import diagnoses
from synthetic_data.world.health.patients import PER_COUNTY, Body
from synthetic_data.world.health.visits import Admission
from synthetic_data.world.insurance import PERSON, UNIT

EMPLOYEE, RESIDENT = "310", "390"
# Yearly contribution of a resident as announced nationally each year, yuan (集中征缴期公布的个人缴费标准).
RESIDENT_PAYS = np.array([320, 350, 380, 400])
RETIRED_CREDIT = 840.0  # yuan a year into a pensioner's account (our choice)
MEDICAL = 2  # position of medical insurance in the kinds of social insurance
RATE = UNIT[MEDICAL] + PERSON[MEDICAL]


class Insured(Body):
    """Columns by year have shape (people, 4)."""

    @cached_property
    def covered(self) -> np.ndarray:
        """Insured in the year: covered at all, born before it, and not gone before it."""
        new_year = (calendar.YEARS - 1970).astype("datetime64[Y]").astype("datetime64[D]")
        here = (self.birth_date[:, None] < new_year) & ~(self.cancel_date[:, None] < new_year)
        return self.chance("covered", effects()["medical_cost"]["covered"])[:, None] & here

    @cached_property
    def slot(self) -> np.ndarray:
        return self.world.slot_of(self.index)

    @cached_property
    def _jobs(self) -> tuple[Activity, np.ndarray, np.ndarray]:
        """The employers, each person's row in them, and the number of the person's slot; row -1 without a job."""
        works = self.slot >= 0
        firm = np.searchsorted(self.world.slot_start, self.slot[works], side="right") - 1
        employers, at = np.unique(firm, return_inverse=True)
        row, number = np.full(len(self), -1), np.zeros(len(self), dtype=np.int64)
        row[works], number[works] = at, self.slot[works] - self.world.slot_start[firm]
        return Activity(self.world, employers), row, number

    @cached_property
    def employed(self) -> np.ndarray:
        """Holds a job in the January of the year: the account of a year is opened then."""
        activity, row, number = self._jobs
        if not len(activity):
            return np.zeros((len(self), len(calendar.YEARS)), dtype=bool)
        return (number[:, None] < activity.headcount[:, ::12][row]) & (row >= 0)[:, None]

    @cached_property
    def employer(self) -> np.ndarray:
        """统一社会信用代码 of the employer; empty text without a job."""
        activity, row, _ = self._jobs
        return np.where(row >= 0, activity.firm.uscc[row], "") if len(activity) else np.full(len(self), "")

    @cached_property
    def retired(self) -> np.ndarray:
        age = calendar.YEARS - self.birth_year[:, None]
        pensioner = self.chance("pensioner", np.where(self.household.urban, 0.45, 0.1))
        return (age >= np.where(self.female, 55, 60)[:, None]) & pensioner[:, None] & ~self.employed

    @cached_property
    def of_employees(self) -> np.ndarray:
        return self.employed | self.retired

    @cached_property
    def pays(self) -> np.ndarray:
        """Contribution assessed for the year, yuan: a year of the January base, or the resident's flat sum."""
        activity, row, number = self._jobs
        out = np.tile(RESIDENT_PAYS.astype(float), (len(self), 1))
        if len(activity):
            first = np.cumsum(activity.peak_headcount) - activity.peak_headcount
            place = np.where(row >= 0, first[row] + number, 0)
            bases = np.stack([activity.pay_base(int(year)) for year in calendar.YEARS], axis=1)
            out = np.where(self.employed, np.round(bases[place] * 12 * RATE, 2), out)
        return np.where(self.retired, 0.0, out)

    @cached_property
    def credited(self) -> np.ndarray:
        """What the year brings into the personal account: the person's own part, for employees only."""
        return np.where(self.employed, np.round(self.pays * PERSON[MEDICAL] / RATE, 2), np.where(self.retired, RETIRED_CREDIT, 0.0))

    @cached_property
    def opening(self) -> np.ndarray:
        """Yuan in the account at the start of 2022."""
        return np.round(2500 + 1500 * self.unit("opening"), 2)

    @cached_property
    def income(self) -> np.ndarray:
        """Cents that have come into the personal account by each year, what was there before included."""
        credited = np.cumsum(np.where(self.covered, self.credited, 0.0), axis=1)
        return np.rint(100 * (self.opening[:, None] + credited)).astype(np.int64)

    @cached_property
    def psn_no(self) -> np.ndarray:
        return identifiers.opaque("N", self.key("medins"))

    @cached_property
    def needy(self) -> np.ndarray:
        return Family(self.world, self.household_index).listed

    @cached_property
    def opened(self) -> np.ndarray:
        """(people, 4): day in January on which the year's account is written."""
        new_year = (calendar.YEARS - 1970).astype("datetime64[Y]").astype("datetime64[D]")
        return new_year + self.below("opened", 20)[:, None]


class Settlement:
    """Bills of the visits and admissions of insured people, who come in ascending order.

    Money is in cents; columns are arrays of equal length.
    """

    def __init__(self, world: Any, people: np.ndarray) -> None:
        self.world, self.insured = world, Insured(world, people)
        self.stays = stays = Admission(world, people)
        visits = stays.visits
        seen, left = visits.seen, np.flatnonzero(~np.isnat(stays.discharge))
        person = np.r_[visits.body.index[visits.row[seen]], stays.person[left]]
        row = np.searchsorted(people, person)
        begin = np.r_[visits.visit_time[seen], stays.time[left]]
        end = np.r_[visits.visit_time[seen] + 1200, stays.discharge[left]]
        inpatient = np.r_[np.zeros(len(seen), dtype=bool), np.ones(len(left), dtype=bool)]
        cell = np.r_[visits.index[seen] * 4, stays.cell[left] * 2 + 1]
        year = np.clip(end.astype("datetime64[Y]").astype(int) - 52, 0, 3)
        used = draw.unit(cell, draw.key(world.seed, "settlement.used")) < np.where(inpatient, 0.97, effects()["medical_cost"]["insured"])
        kept = self.insured.covered[row, year] & used & (end.astype("datetime64[D]") <= calendar.LAST_DAY)
        order = np.lexsort([cell, end, row])  # person by person, in order of time
        kept = order[kept[order]]
        self.cell, self.row, self.year, self.begin, self.end, self.inpatient = (a[kept] for a in (cell, row, year, begin, end, inpatient))
        self.diagnosis = np.r_[visits.diagnosis[seen], stays.diagnosis[left]][kept]
        self.hospital = np.r_[visits.hospital[seen], stays.patient.hospital[left]][kept]
        self.emergency = np.r_[visits.emergency[seen], stays.emergency[left]][kept]
        self.days = np.r_[np.zeros(len(seen), dtype=np.int64), stays.days[left]][kept]

    def stream(self, column: str) -> np.uint64:
        return draw.key(self.world.seed, f"settlement.{column}")

    def _unit(self, column: str) -> np.ndarray:
        return draw.unit(self.cell, self.stream(column))

    def _part(self, of: np.ndarray, share: np.ndarray | float) -> np.ndarray:
        return np.floor(of * share).astype(np.int64)

    @cached_property
    def employee(self) -> np.ndarray:
        return self.insured.of_employees[self.row, self.year]

    @cached_property
    def level(self) -> np.ndarray:
        """0 county hospital, 1 hospital of Chinese medicine, 2 health centre."""
        return np.minimum(self.hospital % PER_COUNTY, 2)

    @cached_property
    def chronic(self) -> np.ndarray:
        return (diagnoses().condition[self.diagnosis] >= 0) & ~self.inpatient

    @cached_property
    def total(self) -> np.ndarray:
        book = diagnoses()
        usual = np.where(self.inpatient, np.maximum(book.day_cost[self.diagnosis], 400) * self.days, book.cost[self.diagnosis])
        spread = np.exp(0.35 * draw.normal(self.cell, self.stream("total"))) * np.array([1.1, 1.0, 0.8])[self.level]
        return np.maximum(np.rint(100 * usual * spread), 500).astype(np.int64)

    @cached_property
    def own_full(self) -> np.ndarray:
        return self._part(self.total, 0.03 + 0.10 * self._unit("own_full"))

    @cached_property
    def over_limit(self) -> np.ndarray:
        return self._part(self.total, 0.02 * self._unit("over_limit"))

    @cached_property
    def first_own(self) -> np.ndarray:
        return self._part(self.total, 0.02 + 0.05 * self._unit("first_own"))

    @cached_property
    def in_scope(self) -> np.ndarray:
        return self.total - self.own_full - self.over_limit - self.first_own

    @cached_property
    def deductible(self) -> np.ndarray:
        return np.where(self.inpatient, np.array([60_000, 40_000, 20_000])[self.level], 0)

    @cached_property
    def pooled(self) -> np.ndarray:
        """统筹基金: the share above the deductible, by kind of insurance and hospital."""
        plan = effects()["medical_cost"]
        stay = np.where(self.employee, plan["employee_ratio"], plan["resident_ratio"]) + np.array([-0.03, 0.0, 0.05])[self.level]
        visit = np.where(self.chronic, 0.6, np.where(self.employee, 0.5, np.array([0.2, 0.25, 0.5])[self.level]))
        return self._part(np.maximum(self.in_scope - self.deductible, 0), np.where(self.inpatient, stay, visit))

    @cached_property
    def major(self) -> np.ndarray:
        """Beyond the threshold of serious illness: of residents 大病保险, of employees 大额补助."""
        left = self.in_scope - self.pooled - 100 * effects()["medical_cost"]["major_illness"]
        return np.where(self.inpatient, self._part(np.maximum(left, 0), 0.6), 0)

    @cached_property
    def civil_service(self) -> np.ndarray:
        entitled = self.employee & (self.insured.unit("civil_service")[self.row] < 0.05)
        return np.where(entitled, self._part(self.in_scope - self.pooled - self.major, 0.3), 0)

    @cached_property
    def supplement(self) -> np.ndarray:
        """补充医疗保险 of firms that have one."""
        entitled = self.employee & (self.insured.unit("supplement")[self.row] < 0.08)
        return np.where(entitled & self.inpatient, self._part(self.in_scope - self.pooled - self.major - self.civil_service, 0.4), 0)

    @cached_property
    def assistance(self) -> np.ndarray:
        """医疗救助 for people of low income in hospital."""
        left = self.in_scope - self.pooled - self.major - self.civil_service - self.supplement
        return np.where(self.insured.needy[self.row] & self.inpatient, self._part(left, 0.6), 0)

    @cached_property
    def fund(self) -> np.ndarray:
        return self.pooled + self.major + self.civil_service + self.supplement + self.assistance

    @cached_property
    def account(self) -> np.ndarray:
        """Paid from the personal account of employees: what is wanted, as long as it lasts.

        With A the money that came in by then and W what was wanted by then, what was paid by then is
        W + min(0, lowest A − W so far).
        """
        wanted = np.where(self.employee, np.minimum(self.total - self.fund, np.where(self.inpatient, 30_000, 8_000)), 0)
        total = np.cumsum(wanted)
        before = np.r_[0, total][np.searchsorted(self.row, self.row)]
        short = self.insured.income[self.row, self.year] - (total - before)
        # People stand far apart on this line, so that a running minimum never reaches from one to the next.
        apart = self.row * 10**10
        paid = (total - before) + np.minimum(np.minimum.accumulate(short - apart) + apart, 0)
        return paid - np.where(np.diff(self.row, prepend=-1) == 0, np.r_[0, paid[:-1]], 0)

    @cached_property
    def cash(self) -> np.ndarray:
        return self.total - self.fund - self.account

    @cached_property
    def setl_id(self) -> np.ndarray:
        return identifiers.opaque("S", draw.bits(self.cell, self.stream("setl")))

    @cached_property
    def mdtrt_id(self) -> np.ndarray:
        return identifiers.opaque("M", draw.bits(self.cell, self.stream("mdtrt")))

    @cached_property
    def med_type(self) -> np.ndarray:
        return np.select([self.inpatient & self.emergency, self.inpatient, self.emergency, self.chronic], ["24", "21", "13", "14"], "11")

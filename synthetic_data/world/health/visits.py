"""What brings people to hospital: registrations, visits, prescriptions and admissions of the four years."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from kit.synth import draw
from kit.synth.entity import Entity, Many
from synthetic_data.world import calendar, identifiers, places
from synthetic_data.world.dwellings import Dwelling
from synthetic_data.world.effects import effects
from synthetic_data.world.health.diagnoses import diagnoses, drugs
from synthetic_data.world.health.patients import Body, Patient, doctor_id

YEAR_SHARE = np.array([0.22, 0.25, 0.26, 0.27])  # 2022 was a weak year
_HOUR_SHARE = np.array([0, 0, 0, 0, 0, 0, 0, 1, 6, 7, 6, 4, 1, 1, 4, 4, 3, 2, 1, 0, 0, 0, 0, 0], dtype=float)
OPEN, DONE, MISSED, RETURNED = range(4)
STATUS = np.array(["待接诊", "诊疗完毕", "未接诊", "退号"])
EMERGENCY = "20"


class Registration(Many):
    """A registration at a hospital, in the order of people; those before birth or after death never happened."""

    kind = "registration"

    def __init__(self, world: Any, people: np.ndarray) -> None:
        every = Body(world, people)
        known = Body(world, people[every.records > 0])
        usual, plan = known.times("visits", len(calendar.YEARS) * known.rates.sum(axis=1)), effects()["regional_illness"]["outbreak"]
        caught = (places.COUNTY_NAMES[known.county] == plan["county"]) & (known.age <= 6)
        self.usual = np.minimum(usual, 200)
        super().__init__(known, self.usual + known.times("outbreak", np.where(caught, plan["per_child"], 0.0)))
        happened = (self.day >= known.birth_date[self.row]) & ~(self.day > known.cancel_date[self.row])
        self.row, self.number, self.index = self.row[happened], self.number[happened], self.index[happened]
        for column in ("outbreak", "diagnosis", "day"):
            self.__dict__.pop(column, None)

    @property
    def body(self) -> Body:
        return self.parents  # pyright: ignore[reportReturnType]

    @cached_property
    def outbreak(self) -> np.ndarray:
        return self.number >= self.usual[self.row]

    @cached_property
    def diagnosis(self) -> np.ndarray:
        """Position in the diagnoses, in proportion to the person's own rates."""
        edges = np.cumsum(self.body.rates, axis=1)
        drawn = self.unit("diagnosis") * edges[self.row, -1]
        usual = np.empty(len(self.row), dtype=np.int64)
        for low in range(0, len(self.row), 65_536):  # a block at a time: rows × diagnoses is large
            at = slice(low, low + 65_536)
            usual[at] = (edges[self.row[at]] <= drawn[at, None]).sum(axis=1)
        usual = np.minimum(usual, edges.shape[1] - 1)
        return np.where(self.outbreak, diagnoses().position(effects()["regional_illness"]["outbreak"]["code"]), usual)

    @cached_property
    def day(self) -> np.ndarray:
        edges = diagnoses().month_edges[self.diagnosis]
        month = np.minimum((edges <= self.unit("month")[:, None]).sum(axis=1), 11) + 12 * self.choice("year", YEAR_SHARE)
        struck = int(calendar.month_number(np.array([np.datetime64(effects()["regional_illness"]["outbreak"]["month"])]))[0])
        return calendar.day_in_month(np.where(self.outbreak, struck, month), self.unit("day"))

    @cached_property
    def patient_index(self) -> np.ndarray:
        other = (self.body.records[self.row] == 2) & self.chance("other_hospital", 0.28)
        return self.body.index[self.row] * 2 + other

    @cached_property
    def patient(self) -> Patient:
        return Patient(self.world, self.patient_index)

    @cached_property
    def hospital(self) -> np.ndarray:
        return self.body.hospitals[self.row, self.patient_index % 2]

    @cached_property
    def emergency(self) -> np.ndarray:
        urgent = np.isin(diagnoses().dept[self.diagnosis], (EMERGENCY,)) | (diagnoses().admit[self.diagnosis] > 0.4)
        return self.chance("emergency", np.where(urgent, 0.7, 0.05))

    @cached_property
    def dept(self) -> np.ndarray:
        book, small = diagnoses(), self.body.age[self.row] < 14
        usual = np.where(small, book.child_dept[self.diagnosis], book.dept[self.diagnosis])
        return np.where(self.emergency, EMERGENCY, usual)

    @cached_property
    def doctor(self) -> np.ndarray:
        return doctor_id(self.world, self.hospital, self.dept, self.below("doctor", 6))

    @cached_property
    def time(self) -> np.ndarray:
        """Second at which the patient registers: at opening hours, emergencies at any hour."""
        hour = np.where(self.emergency, self.below("hour.any", 24), self.choice("hour", _HOUR_SHARE))
        return self.day.astype("datetime64[s]") + hour * 3600 + self.below("second", 3600)

    @cached_property
    def status(self) -> np.ndarray:
        ended = np.array([DONE, MISSED, RETURNED])[self.choice("status", [0.925, 0.045, 0.03])]
        return np.where(self.emergency, DONE, ended)

    @cached_property
    def register_id(self) -> np.ndarray:
        return identifiers.opaque("G", self.key("register"))

    # -- the visit ---------------------------------------------------------------------------------------------

    @cached_property
    def seen(self) -> np.ndarray:
        """Rows of registrations that became a visit."""
        return np.flatnonzero(self.status == DONE)

    @cached_property
    def visit_time(self) -> np.ndarray:
        return self.time + 300 + self.below("wait", 5400)

    @cached_property
    def visit_id(self) -> np.ndarray:
        return identifiers.opaque("V", self.key("visit"))

    @cached_property
    def admitted(self) -> np.ndarray:
        strength = effects()["illness"]["frailty_admission"]
        frail = np.exp(strength * self.body.frailty[self.row] - strength**2 / 2) * np.where(self.body.age[self.row] >= 65, 1.3, 1.0)
        return self.chance("admitted", np.clip(diagnoses().admit[self.diagnosis] * frail, 0, 0.97)) & (self.status == DONE)

    @cached_property
    def first(self) -> np.ndarray:
        """Whether it is the person's first visit for the diagnosis in these years."""
        order = np.lexsort([self.time, self.diagnosis, self.row])
        new = np.ones(len(order), dtype=bool)
        new[1:] = (np.diff(self.row[order]) != 0) | (np.diff(self.diagnosis[order]) != 0)
        out = np.empty(len(order), dtype=bool)
        out[order] = new
        return out


class Prescription(Many):
    """The drugs of visits: up to three of those that the diagnosis knows."""

    kind = "prescription"

    def __init__(self, visits: Registration) -> None:
        known = drugs().known[visits.diagnosis]
        counts = np.where((visits.status == DONE) & visits.chance("prescribed", 0.82), np.minimum(1 + visits.below("drugs", 3), known), 0)
        super().__init__(visits, counts)
        # A registration's index already holds the person and a number: the drug's number goes beside it.
        self.index = visits.index[self.row] * 4 + self.number

    @cached_property
    def drug(self) -> np.ndarray:
        diagnosis = self.of("diagnosis")
        return drugs().of[diagnosis, self.number]


class Admission:
    """Admissions from visits, and of elders who lived alone and fell ill; columns are arrays of equal length."""

    def __init__(self, world: Any, people: np.ndarray) -> None:
        self.world, self.visits = world, Registration(world, people)
        came, alone = np.flatnonzero(self.visits.admitted), Fallen(world, people)
        self.from_visit = np.r_[came, np.full(len(alone), -1)]
        self.cell = np.r_[self.visits.index[came] * 2, alone.index * 2 * Many.LIMIT + 1]
        self.person = np.r_[self.visits.body.index[self.visits.row[came]], alone.index]
        self.patient_index = np.r_[self.visits.patient_index[came], alone.index * 2]
        self.diagnosis = np.r_[self.visits.diagnosis[came], alone.diagnosis]
        self.emergency = np.r_[self.visits.emergency[came], np.ones(len(alone), dtype=bool)]
        self.time = np.r_[self.visits.visit_time[came] + 1800 + self.visits.below("bed", 18_000)[came], alone.time]
        inside = self.time.astype("datetime64[D]") <= calendar.LAST_DAY
        order = np.lexsort([self.time, self.patient_index])
        order = order[inside[order]]
        for name in ("from_visit", "cell", "person", "patient_index", "diagnosis", "emergency", "time"):
            setattr(self, name, getattr(self, name)[order])

    def __len__(self) -> int:
        return len(self.cell)

    def stream(self, column: str) -> np.uint64:
        return draw.key(self.world.seed, f"admission.{column}")

    @cached_property
    def patient(self) -> Patient:
        return Patient(self.world, self.patient_index)

    @cached_property
    def days(self) -> np.ndarray:
        usual = np.maximum(diagnoses().stay[self.diagnosis], 2)
        return np.maximum(1, np.rint(usual * np.exp(0.4 * draw.normal(self.cell, self.stream("stay"))))).astype(np.int64)

    @cached_property
    def discharge(self) -> np.ndarray:
        """Second of leaving; not-a-time when still in hospital at the end of 2025."""
        noon = self.time.astype("datetime64[D]") + self.days
        second = noon.astype("datetime64[s]") + 32_400 + draw.below(self.cell, self.stream("discharge"), 21_600)
        return np.where(noon <= calendar.LAST_DAY, second, np.datetime64("NaT", "s"))

    @cached_property
    def count(self) -> np.ndarray:
        """Which admission of the patient at the hospital it is, since 2022."""
        start = np.r_[True, np.diff(self.patient_index) != 0] if len(self) else np.zeros(0, dtype=bool)
        run = np.arange(len(self))
        return run - np.maximum.accumulate(np.where(start, run, 0)) + 1


class Fallen(Entity):
    """Elders who lived alone, whose water use fell, and who were found ill; those whom no hospital knows are not."""

    kind = "fallen"

    def __init__(self, world: Any, people: np.ndarray) -> None:
        every = Body(world, people)
        alone = every.household.size == 1
        decline = np.full(len(every), 10_000)
        decline[alone] = Dwelling(world, every.household_index[alone]).decline_month
        self.month = decline[(decline < 10_000) & (every.records > 0)]
        super().__init__(world, people[(decline < 10_000) & (every.records > 0)])
        goes = self.chance("goes", 0.6)
        self.month, self.index = self.month[goes], self.index[goes]

    @cached_property
    def diagnosis(self) -> np.ndarray:
        options = np.array([diagnoses().position(code) for code in ("I63.9", "S72.0", "J18.9", "J44.1")])
        return options[self.choice("diagnosis", [0.4, 0.3, 0.18, 0.12])]

    @cached_property
    def time(self) -> np.ndarray:
        return calendar.day_in_month(self.month, self.unit("day")).astype("datetime64[s]") + self.below("second", 86_400)

"""People as the hospitals know them: constitution, chronic conditions, and at which hospitals they have a record."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from kit.synth import draw
from kit.synth.arrow import where
from kit.synth.entity import Entity
from synthetic_data.world import identifiers, names, places
from synthetic_data.world.effects import effects
from synthetic_data.world.health.diagnoses import age_group, diagnoses
from synthetic_data.world.people import Person
from synthetic_data.world.registers import written_name

PER_COUNTY = 8  # hospitals of a county: the county's own, one of Chinese medicine, six health centres (our choice)
GENERAL, CHINESE = 0, 1


class Body(Person):
    """A person's health over the four years; ages are those of the middle of 2024."""

    @cached_property
    def age(self) -> np.ndarray:
        return np.maximum(2024 - self.birth_year, 0)

    @cached_property
    def frailty(self) -> np.ndarray:
        return self.normal("frailty")

    @cached_property
    def conditions(self) -> np.ndarray:
        """(people, 6): chronic conditions in the order of ``diagnoses.yaml``."""
        book = diagnoses()
        raised = np.ones((len(places.COUNTY_NAMES), len(book.conditions)))
        for at in range(len(book.conditions)):
            of_condition = book.by_county[:, book.condition == at]
            raised[:, at] = of_condition.max(axis=1)
        # Six draws of their own and a little shared: conditions come together through frailty and age.
        u = self.grid("condition", len(book.conditions))
        out = np.zeros((len(self), len(book.conditions)), dtype=bool)
        for at, plan in enumerate(book.conditions.values()):
            odds = plan["intercept"] + plan["per_decade"] * (self.age - 55) / 10 + effects()["illness"]["frailty_conditions"] * self.frailty
            out[:, at] = (u[:, at] < raised[self.county, at] / (np.exp(-odds) + raised[self.county, at])) & (self.age >= 25)
        return out

    @cached_property
    def rates(self) -> np.ndarray:
        """(people, diagnoses): visits a year that each person has for each diagnosis."""
        book = diagnoses()
        # A condition's regional factor already raised how many have it.
        region = np.where(book.condition >= 0, 1.0, book.by_county[self.county])
        base = book.rates.T[age_group(self.age)] * book.by_sex[self.female.astype(int)] * region
        has = np.where(book.condition >= 0, self.conditions[:, book.condition], True)
        worried = effects()["illness"]["look_alikes"]["worried"]
        often = np.exp(effects()["illness"]["frailty_visits"] * self.frailty)
        often *= np.where(self.chance("worried", worried["share"]), worried["factor"], 1.0)
        return base * has * often[:, None]

    @cached_property
    def records(self) -> np.ndarray:
        """How many hospitals know the person: none, one or two."""
        drawn = self.unit("records")
        return np.where(drawn < 0.2, 0, np.where(drawn < 0.86, 1, 2))

    @cached_property
    def hospitals(self) -> np.ndarray:
        """(people, 2): number of the usual hospital, and of another one."""
        own = self.county * PER_COUNTY + self.choice("hospital", [0.34, 0.14, *[0.52 / 6] * 6])
        away = np.where(self.chance("hospital.city", 0.5), 0, self.county) * PER_COUNTY + self.below("hospital.other", 2)
        return np.stack([own, np.where(away == own, (own + 1) % (7 * PER_COUNTY), away)], axis=1)

    @cached_property
    def occupation(self) -> np.ndarray:
        grown = np.array(["27", "24", "17", "54", "51", "13", "70"])[self.choice("occupation", [0.28, 0.24, 0.16, 0.12, 0.1, 0.05, 0.05])]
        return np.select([self.age < 6, self.age < 19, self.age >= 63], ["90", "31", "80"], grown)

    @cached_property
    def blood(self) -> tuple[np.ndarray, np.ndarray]:
        """Codes of ABO and Rh; one in six was never tested."""
        abo = np.array(["1", "2", "3", "4", "5"])[self.choice("abo", [0.25, 0.23, 0.27, 0.08, 0.17])]
        return abo, np.where(abo == "5", "3", np.where(self.chance("rh.negative", 0.004), "1", "2"))

    @cached_property
    def allergy(self) -> Any:
        return where(self.chance("allergy", 0.06), np.array(["青霉素", "头孢菌素", "磺胺类"])[self.choice("allergen", [0.6, 0.25, 0.15])])


class Patient(Entity):
    """A person at a hospital; ``index`` is twice the person's plus 0 or 1."""

    kind = "patient"

    @cached_property
    def body(self) -> Body:
        return Body(self.world, self.index // 2)

    @cached_property
    def patient_id(self) -> np.ndarray:
        return identifiers.opaque("U", self.key())

    @cached_property
    def hospital(self) -> np.ndarray:
        return self.body.hospitals[np.arange(len(self)), self.index % 2]

    @cached_property
    def linked_person_id(self) -> Any:
        """Empty where the hospital's record was never matched with the register of people."""
        return where(~self.chance("unlinked", effects()["links"]["patient_unlinked"]), self.body.person_id)

    @cached_property
    def name(self) -> np.ndarray:
        return written_name(self, self.body.name)


def org_code(hospital: np.ndarray) -> np.ndarray:
    county = identifiers.digits(places.COUNTY_CODES[hospital // PER_COUNTY].astype(np.int64), 6)
    return np.char.add("39", identifiers.as_text(np.hstack([county, identifiers.digits(hospital, 14)])))


def org_name(world: Any, hospital: np.ndarray) -> np.ndarray:
    kind = np.array(["医院", "中医院", *["卫生院"] * 6])[hospital % PER_COUNTY]
    word = places.WORDS[draw.below(hospital, draw.key(world.seed, "hospital.word"), len(places.WORDS))]
    return places.text(places.COUNTY_NAMES[hospital // PER_COUNTY], word, names.MARK, kind)


def fixed_institution(hospital: np.ndarray) -> np.ndarray:
    """定点医药机构编号: H and 11 digits."""
    county = identifiers.digits(places.COUNTY_CODES[hospital // PER_COUNTY].astype(np.int64), 6)
    return np.char.add("H", identifiers.as_text(np.hstack([county, identifiers.digits(39_000 + hospital, 5)])))


def doctor_id(world: Any, hospital: np.ndarray, dept: np.ndarray, number: np.ndarray) -> np.ndarray:
    cell = (hospital * 100 + dept.astype(np.int64)) * 8 + number
    return identifiers.opaque("D", draw.bits(cell, draw.key(world.seed, "doctor")))

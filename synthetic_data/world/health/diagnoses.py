"""The diagnoses of ``diagnoses.yaml`` as arrays: how often, when, how dear, and what is prescribed."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from kit.catalog.load import code_list
from synthetic_data.world import places
from synthetic_data.world.effects import effects

AGE_EDGES = np.array([7, 18, 45, 65])


class Diagnoses:
    """Axis 0 of every array is the diagnosis, in the order of the file."""

    def __init__(self) -> None:
        import yaml

        raw = yaml.safe_load((Path(__file__).parent / "diagnoses.yaml").read_text(encoding="utf-8"))
        self.raw, self.seasons, self.conditions = raw["diagnoses"], raw["seasons"], raw["conditions"]
        self.code, self.name, self.complaint = (self._text(key) for key in ("code", "name", "complaint"))
        self.dept = self._text("dept")
        self.child_dept = np.array([d.get("child", d["dept"]) for d in self.raw])
        self.rates = np.array([d["rates"] for d in self.raw], dtype=float)
        self.cost, self.admit = (np.array([d[key] for d in self.raw], dtype=float) for key in ("cost", "admit"))
        self.day_cost, self.stay = np.array([d["stay"] for d in self.raw], dtype=float).T
        names = list(self.conditions)
        self.condition = np.array([names.index(d["condition"]) if "condition" in d else -1 for d in self.raw])

    def _text(self, key: str) -> np.ndarray:
        return np.array([d[key] for d in self.raw])

    def position(self, code: str) -> int:
        return int(np.flatnonzero(self.code == code)[0])

    @cached_property
    def by_sex(self) -> np.ndarray:
        """(2, diagnoses): factors of men and women; ``female`` is relative to men and keeps the mean of both."""
        women = np.array([d.get("female", 1.0) for d in self.raw])
        men = np.array([d.get("male", 1.0) for d in self.raw])
        return np.stack([men, women]) / ((men + women) / 2)

    @cached_property
    def by_county(self) -> np.ndarray:
        """(counties, diagnoses): the declared regional differences."""
        out = np.ones((len(places.COUNTY_NAMES), len(self.code)))
        for plan in effects()["regional_illness"]["raised"].values():
            county = int(np.flatnonzero(plan["county"] == places.COUNTY_NAMES)[0])
            out[county, np.isin(self.code, plan["codes"])] = plan["factor"]
        return out

    @cached_property
    def month_edges(self) -> np.ndarray:
        """(diagnoses, 12): cumulative shares of the months."""
        months = np.array([self.seasons[d["season"]] for d in self.raw], dtype=float)
        return np.cumsum(months, axis=1) / months.sum(axis=1, keepdims=True)


class Drugs:
    """Axis 0 of every array is the drug; ``of`` says which are prescribed for a diagnosis."""

    def __init__(self, diagnoses: Diagnoses) -> None:
        import yaml

        raw: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "diagnoses.yaml").read_text(encoding="utf-8"))["drugs"]
        order = list(raw)
        self.name, self.route, self.frequency, self.unit = (np.array([d[k] for d in raw.values()]) for k in ("name", "route", "frequency", "unit"))
        self.type = np.array([d.get("type", "西药") for d in raw.values()])
        self.dose, self.days = (np.array([d[k] for d in raw.values()], dtype=float) for k in ("dose", "days"))
        self.code = np.array([f"MN{39_000 + at}" for at in range(len(order))])
        self.times = np.array([{"qd": 1, "bid": 2, "tid": 3, "qn": 1}[f] for f in self.frequency])
        self.known = np.array([len(d["drugs"]) for d in diagnoses.raw])
        self.of = np.zeros((len(diagnoses.raw), max(self.known)), dtype=np.int64)
        for at, diagnosis in enumerate(diagnoses.raw):
            self.of[at, : self.known[at]] = [order.index(drug) for drug in diagnosis["drugs"]]


@cache
def diagnoses() -> Diagnoses:
    return Diagnoses()


@cache
def drugs() -> Drugs:
    return Drugs(diagnoses())


def age_group(age: np.ndarray) -> np.ndarray:
    return np.searchsorted(AGE_EDGES, age, side="right")


def department_title(codes: np.ndarray) -> np.ndarray:
    titles = code_list("department")
    return np.array([titles[str(c)] for c in codes])

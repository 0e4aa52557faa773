"""The scenario plan (场景方案) of a product: what ``product.yaml`` says, once it has been accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kit.access import Grant
from kit.catalog import AnnexProduct, Field

DATASET, MODEL, EVALUATION = "数据集", "算法模型", "评估"


@dataclass(frozen=True)
class Output:
    """What the notebook leaves. 数据集 and 算法模型 may leave the domain; 评估 is read by the review alone.

    ``persons`` names the field that counts the people behind each row of an aggregate.
    """

    name: str
    kind: str
    title: str
    grade: str = "一般"
    key: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    features: Mapping[str, str] = field(default_factory=dict)
    persons: str = ""

    @property
    def file(self) -> str:
        return f"{self.name}.lgb.txt" if self.kind == MODEL else f"{self.name}.parquet"


@dataclass(frozen=True)
class Happening:
    """Part of a label: rows of ``catalog`` that match and whose ``date`` falls within the months after the as-of date."""

    catalog: str
    key: str
    date: str
    within_months: int
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    above: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Population:
    """Whom the product speaks about: keys of the rows of ``catalog`` that match, as known on the as-of date."""

    catalog: str
    key: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Evaluation:
    """How the review judges the scores: the label comes from a future that the notebook has not seen."""

    as_of: dt.date
    label_title: str
    label: tuple[Happening, ...]
    population: Population
    output: str
    key: str
    score: str
    baseline: str
    probability: str
    capacity: float


@dataclass(frozen=True)
class ScenarioPlan:
    folder: Path
    annex: AnnexProduct
    scenario: Mapping[str, object]
    grant: Grant
    outputs: Mapping[str, Output]
    evaluation: Evaluation | None
    service_form: tuple[str, ...]
    charge: Mapping[str, object]

    @property
    def title(self) -> str:
        return self.annex.title

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def notebook(self) -> Path:
        return self.folder / "product.ipynb"

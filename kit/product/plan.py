"""The scenario plan (场景方案) of a product: what ``product.yaml`` says, once it has been accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kit.access import Grant
from kit.catalog import AnnexProduct, Field
from kit.product.api import Api

DATASET, MODEL, REPORT, SERVICE, EVALUATION = "数据集", "算法模型", "报告", "服务", "评估"
LAST_DAY = dt.date(2025, 12, 31)  # the synthetic city ends here: the as-of date of a plan that names none


@dataclass(frozen=True)
class Control:
    """Release control of a table of cells: what stands behind each cell, so that the review can compute it again.

    ``contributions`` is a 评估 output with one row per cell (the table's key) and contributor. ``sums`` maps a released
    field to the contributed field that it adds up, ``count`` names the released field that counts contributors.
    A cell that may not be shown is empty in the released table. ``total`` is the key value of marginal rows.
    """

    contributions: str
    contributor: str
    sums: Mapping[str, str] = field(default_factory=dict)
    count: str = ""
    total: str = "合计"


@dataclass(frozen=True)
class Training:
    """The rows a model was fitted on, left for the review alone: a 评估 output with the features, ``label`` and ``member``.

    ``member`` is 1 for rows the model was fitted on and 0 for rows of the same kind held out.
    """

    output: str
    label: str
    member: str


@dataclass(frozen=True)
class Output:
    """What the notebook leaves. 数据集, 算法模型 and 报告 may leave the domain; 评估 is read by the review alone.

    服务 stays on the platform: ``service.py`` reads it, and what leaves is one answer at a time.

    ``grade`` may be below the highest grade of what was read only with a ``grade_reason``.
    ``persons`` names the field that counts the people behind each row of an aggregate; ``quasi_identifiers`` and
    ``sensitive`` name fields of a table whose rows are people. ``directions`` are the signs that a model must obey.
    A report shows ``tables`` (数据集 outputs) and ``figures`` (name → title).
    """

    name: str
    kind: str
    title: str
    grade: str = "一般"
    grade_reason: str = ""
    key: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    features: Mapping[str, str] = field(default_factory=dict)
    directions: Mapping[str, int] = field(default_factory=dict)
    training: Training | None = None
    persons: str = ""
    quasi_identifiers: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    control: Control | None = None
    tables: tuple[str, ...] = ()
    figures: Mapping[str, str] = field(default_factory=dict)

    @property
    def leaves(self) -> bool:
        return self.kind in (DATASET, MODEL, REPORT)

    @property
    def served(self) -> bool:
        """Whether ``service.py`` is given it."""
        return self.kind in (DATASET, MODEL, SERVICE)

    @property
    def file(self) -> str:
        return self.name + {MODEL: ".lgb.txt", REPORT: ".report.md"}.get(self.kind, ".parquet")

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that this output consists of."""
        beside = {MODEL: [f"{self.name}.features.json"], REPORT: [f"{self.name}.{figure}.png" for figure in self.figures]}
        return (self.file, *beside.get(self.kind, []))


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
class Begun:
    """Only what began, by field ``date``, within so many months before the as-of date."""

    date: str
    within_months: int


@dataclass(frozen=True)
class Linked:
    """Only rows whose ``field`` is known by the as-of date as ``key`` of another catalog."""

    field: str
    catalog: str
    key: str


@dataclass(frozen=True)
class Population:
    """Whom the product speaks about: keys of the rows of ``catalog`` that match, as known on the as-of date."""

    catalog: str
    key: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    begun: Begun | None = None
    linked: Linked | None = None


@dataclass(frozen=True)
class Reasons:
    """Contributions to a score: a 评估 output with the key, one field per feature and ``base``; they add up to ``margin``."""

    output: str
    base: str
    margin: str


@dataclass(frozen=True)
class Evaluation:
    """How the review judges the scores: the label comes from a future that the notebook has not seen.

    ``segments`` and ``protected`` are fields of the scores by which quality and fairness are looked at.
    """

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
    segments: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    reasons: Reasons | None = None


@dataclass(frozen=True)
class Accuracy:
    """A claim about estimates that the review checks against the truth, other than an event (which is ``Evaluation``).

    ``output`` is a 评估 output with ``key``, ``estimate`` and ``baseline`` and, for numbers, an interval from ``low`` to
    ``high`` that should hold the truth in ``coverage`` of the cases. ``truth`` is a DuckDB query over the whole hidden
    city (tables by slug, the answer key as ``answers.<name>``, the as-of date as ``$as_of``) that gives the key and
    ``truth``. ``kind``: 数值 (mean absolute error), 类别 (share of wrong ``costly`` claims, kappa when ``ordered``),
    排序 (NDCG@``at`` of the last key field within the others), 名单 (a list for people to look into, 1 for who is on it: the share of it that is right),
    对应 (whom a record belongs to, empty where that is not said:
    share found, and share of ``allowed`` wrong links). ``same_as_baseline`` admits that the baseline is shipped.
    ``catalogs`` and ``answers`` are what the query reads, of the catalogs only fields that it names (None: any).
    """

    title: str
    kind: str
    output: str
    key: tuple[str, ...]
    estimate: str
    truth: str
    baseline: str = ""
    low: str = ""
    high: str = ""
    coverage: float = 0.8
    costly: str = ""
    allowed: float = 0.01
    ordered: tuple[str, ...] = ()
    at: int = 10
    same_as_baseline: bool = False
    catalogs: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    named: frozenset[str] | None = None


@dataclass(frozen=True)
class PersonalData:
    """On what ground personal information is processed, for which purposes, and whether each query needs a consent.

    Grounds: 个人信息保护法 art. 13; sensitive information needs a specific purpose and, where consent is the ground,
    a separate consent (art. 28, 29).
    """

    ground: str
    purposes: tuple[str, ...]
    necessity: str
    per_query: bool


@dataclass(frozen=True)
class ScenarioPlan:
    folder: Path
    annex: AnnexProduct
    scenario: Mapping[str, object]
    grant: Grant
    outputs: Mapping[str, Output]
    as_of: dt.date
    evaluation: Evaluation | None
    service_form: tuple[str, ...]
    charge: Mapping[str, object]
    accuracy: tuple[Accuracy, ...] = ()
    description: Mapping[str, str] = field(default_factory=dict)
    personal_data: PersonalData | None = None
    api: Api | None = None

    @property
    def leaving(self) -> tuple[Output, ...]:
        """The outputs that may leave the domain as a whole."""
        return tuple(o for o in self.outputs.values() if o.leaves)

    @property
    def kept(self) -> tuple[Output, ...]:
        """The outputs that an artefact holds: what leaves and what is served from."""
        return tuple(o for o in self.outputs.values() if o.leaves or o.served)

    @property
    def title(self) -> str:
        return self.annex.title

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def notebook(self) -> Path:
        return self.folder / "product.ipynb"

    def _repr_html_(self) -> str:
        from kit.product.display import plan_html

        return plan_html(self)

"""What a review knows about a product: its plan, how its runs went, what they left, and the future it did not see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.catalog import load
from kit.errors import PlanError
from kit.product.plan import LAST_DAY, MODEL, Accuracy, ScenarioPlan
from kit.product.run import RunRecord
from kit.review.sandbox import Level, Refused, SafeFile

if TYPE_CHECKING:
    from kit.review.accuracy import Measured

TITLES = {
    "plain": "首次运行", "repeat": "重复运行", "rekeyed": "换掉全部标识", "as_of_cut": "含截止日之后的数据", "new_city": "换一座城市",
    "drift": "一年以后的城市", "dirty": "带毛病的数据", "small": "十分之一的数据",
    "other_seed": "换一个随机种子", "service": "服务探测",
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """One run and what was safely taken over from its out folder. ``city`` is the whole hidden city, future included."""

    name: str
    record: RunRecord
    files: Mapping[str, SafeFile]
    refused: tuple[Refused, ...]
    room: Path
    city: Path

    @staticmethod
    def title_of(name: str) -> str:
        """The run's Chinese title; ``empty:SLUG`` is the run without a row of that table."""
        kind, _, slug = name.partition(":")
        return f"{load(slug).title}为空" if kind == "empty" else TITLES[name]

    @property
    def title(self) -> str:
        return self.title_of(self.name)

    def unlike(self, other: Run) -> list[str]:
        """Files that the two runs left otherwise, or that only one of them left."""
        hashes = [{n: f.sha256 for n, f in run.files.items()} for run in (self, other)]
        return sorted(n for n in set().union(*hashes) if hashes[0].get(n) != hashes[1].get(n))

    def frame(self, name: str) -> Any:
        """A Parquet output as a DataFrame; None when it is missing or unreadable."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        file = self.files.get(name)
        try:
            return pq.read_table(file.path).to_pandas() if file else None
        except (pa.ArrowException, OSError):
            return None

    @cached_property
    def reads(self) -> dict[str, list[str]]:
        import json

        file = self.files.get("reads.json")
        try:
            found = json.loads(file.path.read_text(encoding="utf-8")) if file else {}
        except ValueError:
            return {}
        return {str(k): [str(f) for f in v] for k, v in found.items()} if isinstance(found, dict) else {}


@dataclass
class Evidence:
    """Given to every check. ``plan`` is missing when ``plan_error`` says why it could not be accepted."""

    folder: Path
    title: str
    level: Level
    strict: bool
    plan: ScenarioPlan | None = None
    plan_error: PlanError | None = None
    runs: dict[str, Run] = field(default_factory=dict)
    seeds: Mapping[str, int] = field(default_factory=dict)
    back: Mapping[str, str] = field(default_factory=dict)  # new identifier → old, of the re-keyed run
    fraction: float = 0.0
    partner: str = ""
    cores: int = 0  # 0: all of the machine's
    out: Path = Path()  # the review's folder
    before: Path | None = None  # the review of the same product before this one

    @property
    def scenario(self) -> str:
        """The number of the scenario that the product was applied for under."""
        return str(self.plan.scenario["id"]) if self.plan else ""

    @property
    def as_of(self) -> dt.date:
        """The day that the runs know the city by."""
        return self.plan.as_of if self.plan else LAST_DAY

    @property
    def plain(self) -> Run:
        return self.runs["plain"]

    @cached_property
    def figures(self) -> dict[str, Any]:
        """Figures of quality by run, computed here from what the run left; empty where they cannot be."""
        from kit.review.figures import figures

        assert self.plan is not None
        if self.plan.evaluation is None:
            return {}
        return {n: figures(self.plan, self.runs[n]) for n in ("plain", "new_city") if n in self.runs and self.runs[n].record.ok}

    @cached_property
    def accuracies(self) -> list[tuple[Accuracy, str, Measured | str]]:
        """For each claim of the plan, and each whole city it was tried on, what was measured."""
        from kit.review.accuracy import measured

        assert self.plan is not None
        names = [n for n in ("plain", "new_city") if n in self.runs and self.runs[n].record.ok]
        return [(c, n, measured(c, self.runs[n], self.plan.outputs[c.output].file, self.as_of)) for c in self.plan.accuracy for n in names]

    @cached_property
    def figures_under_stress(self) -> dict[str, Any]:
        """The same for the runs on dirty and drifted data, each judged by the truth of a clean city."""
        from kit.review.figures import figures

        assert self.plan is not None
        names = ("dirty", "drift") if self.plan.evaluation else ()
        return {n: figures(self.plan, self.runs[n]) for n in names if n in self.runs and self.runs[n].record.ok}

    @cached_property
    def models(self) -> dict[str, Any]:
        """Each released model with the rows it was fitted on, by output; a sentence where they cannot be had."""
        from kit.review.models import fitted

        assert self.plan is not None
        return {o.name: fitted(self.plan, o, self.plain) for o in self.plan.outputs.values() if o.kind == MODEL}

    @cached_property
    def score_shift(self) -> dict[str, float]:
        """How far the distribution of scores is from the first run's, by run (population stability index)."""
        from kit.review.figures import shifts

        assert self.plan is not None
        return shifts(self.plan, self.runs) if self.plan.evaluation else {}

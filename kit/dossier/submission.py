"""A scenario plan before a line of the product's code exists, and what its review finds in it."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType

from kit.errors import PlanError
from kit.product.plan import ScenarioPlan
from kit.product.read_plan import read_plan
from kit.product.standing import Standing
from kit.product.trail import Person
from kit.review.evidence import Evidence
from kit.review.finding import ERRORED, FAILED, Finding, skipped
from kit.review.sandbox import Level

# Checks of the product review that ask nothing but the plan.
SHARED = ("scenario_plan", "described", "final_catalogs", "graded", "lawful_ground")


@dataclass(frozen=True)
class Submission:
    """``plan`` is missing when ``error`` says why it could not be read; ``partner`` when nobody has submitted it yet."""

    folder: Path
    plan: ScenarioPlan | None
    error: PlanError | None
    day: dt.date
    partner: Person | None = None
    others: Mapping[str, Standing] = field(default_factory=dict)

    @cached_property
    def evidence(self) -> Evidence:
        """The same as the product review would see it, without a run."""
        return Evidence(self.folder, self.plan.title if self.plan else self.folder.name, Level.NONE, True, plan=self.plan, plan_error=self.error)


def read(folder: Path, day: dt.date, partner: Person | None = None, others: Mapping[str, Standing] | None = None) -> Submission:
    try:
        plan, error = read_plan(folder), None
    except PlanError as refused:
        plan, error = None, refused
    return Submission(folder, plan, error, day, partner, others or {})


def all_checks() -> list[ModuleType]:
    """The checks in ``kit/dossier/checks``, one claim a file, and the shared ones."""
    from kit.dossier import checks

    own = [f"{checks.__name__}.{m.name}" for m in pkgutil.iter_modules(checks.__path__)]
    modules = [importlib.import_module(name) for name in (*own, *(f"kit.review.checks.{name}" for name in SHARED))]
    return sorted(modules, key=lambda m: m.ORDER)


def findings(submission: Submission) -> Iterator[Finding]:
    for module in all_checks():
        name = module.__name__.rpartition(".")[2]
        given = submission.evidence if name in SHARED else submission
        try:
            if submission.plan is None and not getattr(module, "READS_PLAN_ERROR", False):
                found = [skipped("场景方案读不出来,无从检查")]
            else:
                found = list(module.check(given))
        except Exception as error:
            found = [Finding(ERRORED, f"检查自身出错({type(error).__name__}),请联系审查人员")]
        for f in found:
            yield replace(f, check=name, title=module.TITLE, source=module.SOURCE, why=module.WHY, on_fail=f.on_fail or module.ON_FAIL)


def unsettled(found: list[Finding]) -> list[Finding]:
    """What keeps a plan from being approved."""
    return [f for f in found if f.status in (FAILED, ERRORED)]

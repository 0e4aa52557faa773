"""The checks: one claim per file, found by listing this folder.

A check is a module with ``ORDER``, ``TITLE``, ``SOURCE``, ``WHY``, ``ON_FAIL`` and ``check(evidence)``, which yields
findings; ``FINAL`` ones can't be set aside by a reviewer.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import ModuleType

from kit.review.evidence import Evidence
from kit.review.finding import ERRORED, Finding, skipped


def all_checks() -> list[ModuleType]:
    names = sorted(m.name for m in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{n}") for n in names]
    return sorted(modules, key=lambda m: m.ORDER)


def findings(evidence: Evidence, progress: Callable[[str], None] = lambda _: None) -> Iterator[Finding]:
    """What every check finds. A check that breaks is a finding too: its name and kind of error, never its words."""
    for module in all_checks():
        name = module.__name__.rpartition(".")[2]
        progress(f"检查:{module.TITLE}")
        try:
            if evidence.plan is None and not getattr(module, "READS_PLAN_ERROR", False):
                found = [skipped("场景方案没有通过,没有运行")]
            elif getattr(module, "NEEDS_RUN", False) and not evidence.runs["plain"].record.ok:
                found = [skipped("首次运行没有正常结束,无从检查")]
            else:
                found = list(module.check(evidence))
        except Exception as error:
            found = [Finding(ERRORED, f"检查自身出错({type(error).__name__}),请联系审查人员")]
        for f in found:
            yield replace(f, check=name, title=module.TITLE, source=module.SOURCE, why=module.WHY,
                          on_fail=f.on_fail or module.ON_FAIL, final=getattr(module, "FINAL", False))  # fmt: skip

"""A review from beginning to end: hidden cities, rooms, runs side by side, findings, verdict, report."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.errors import PlanError
from kit.product.artefact import copy_sources
from kit.product.contract import check_use
from kit.product.read_plan import read_plan
from kit.review.cache import Cache
from kit.review.checks import findings
from kit.review.evidence import Evidence
from kit.review.finding import Finding, Verdict, verdict
from kit.review.report import write
from kit.review.runs import Progress, Runs
from kit.review.sandbox import Level, isolation_level
from kit.review.workspace import workspace

# A tenth of the city: about 11,000 active enterprises and 400 later revocations (our choice, see docs/decisions/0006).


@dataclass(frozen=True)
class Review:
    """What a review came to. ``folder`` holds the report and the evidence behind it."""

    evidence: Evidence
    findings: tuple[Finding, ...]
    verdict: Verdict
    seconds: float
    folder: Path
    reviewed: str

    @property
    def report(self) -> Path:
        return self.folder / "report.html"

    def __repr__(self) -> str:
        """Short: a notebook stores it beside the HTML, and evidence holds seeds."""
        return f"<审查 {self.evidence.title}:{self.verdict.word},{len(self.findings)} 条发现>"

    def _repr_html_(self) -> str:
        from kit.review.display import review_html

        return review_html(self)

    def as_dict(self) -> dict[str, Any]:
        """The JSON that ``kit review --json`` prints."""
        evidence = self.evidence
        return {
            "product": evidence.folder.name, "title": evidence.title, "verdict": self.verdict.word, "reviewed": self.reviewed,
            "scenario": evidence.scenario, "as_of": str(evidence.as_of),
            "strict": evidence.strict, "partner": evidence.partner, "isolation": evidence.level.name.lower(), "seconds": round(self.seconds, 1),
            "runs": [{"name": n, "title": r.title, "seconds": r.record.seconds, "status": r.record.status, "cached": r.record.cached, "limits": dict(r.record.limits)} for n, r in evidence.runs.items()],
            "findings": [f.as_dict() for f in self.findings], "report": str(self.report),
        }  # fmt: skip


def review(
    folder: Path, out: Path, *, seed: int | None = None, fraction: float | None = None, strict: bool = True,
    deadline: float = 300, level: Level | None = None, partner: str = "", only: Container[str] | None = None, cache: Cache | None = None, cores: int = 0,
    register: Path | None = None, progress: Progress = lambda _: None,
) -> Review:  # fmt: skip
    """Review the product in ``folder``; evidence and report go to ``out``.

    Without ``seed`` the hidden cities get secret ones. ``strict`` is a review that may register a product; otherwise
    it is a partner's own check, which differs in nothing else. ``partner`` is who submitted the product: that person
    may not decide on it. ``only`` leaves out runs after the first two; what they would have shown counts as not checked,
    so such a review never ends in 通过. ``cache`` holds earlier runs under the very same conditions. ``register``: a
    product that it knows is reviewed only within its use contract.
    """
    started = time.monotonic()
    level = isolation_level() if level is None else level
    evidence = Evidence(folder, folder.name, level, strict, fraction=fraction or 0.0, partner=partner, cores=cores, out=out)
    with workspace(out) as evidence.before:
        # What is run, checked and frozen is this copy: nobody can change it meanwhile.
        evidence.folder = copy_sources(folder, out)
        try:
            evidence.plan = read_plan(evidence.folder)
            evidence.title = evidence.plan.title
            known = check_use(evidence.plan, register, dt.date.today(), trial=not strict)
            evidence.partner = partner or (known.partner if known else "")
        except PlanError as error:
            evidence.plan_error = error
        if evidence.plan:
            first = secrets.randbelow(2**31) if seed is None else seed
            evidence.seeds = {"plain": first, "new_city": secrets.randbelow(2**31) if seed is None else seed + 1}
            evidence.runs = Runs(evidence, evidence.plan, out, deadline, progress, only, cache).all()
        found = tuple(findings(evidence, progress))
        done = Review(evidence, found, verdict(found), time.monotonic() - started, out, dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
        progress("写报告")
        write(done)
    return done

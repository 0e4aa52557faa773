"""A review from beginning to end: hidden cities, rooms, runs side by side, findings, verdict, report."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.access import make_room
from kit.errors import PlanError
from kit.product.plan import ScenarioPlan
from kit.product.read_plan import read_plan
from kit.product.run import run
from kit.review.checks import findings
from kit.review.evidence import TITLES, Evidence, Run
from kit.review.finding import Finding, Verdict, verdict
from kit.review.sandbox import Level, SandboxLaunch, collect, isolation_level

Progress = Callable[[str], None]
# A tenth of the city: about 11,000 active enterprises and 400 later revocations (our choice, see docs/decisions/0006).
FRACTION = 0.1
FIRST, REST = ("plain", "repeat"), ("new_city", "as_of_cut")


@dataclass(frozen=True)
class Review:
    """What a review came to. ``folder`` holds the report and the evidence behind it."""

    evidence: Evidence
    findings: tuple[Finding, ...]
    verdict: Verdict
    seconds: float
    folder: Path

    @property
    def report(self) -> Path:
        return self.folder / "report.html"

    def as_dict(self) -> dict[str, Any]:
        """The JSON that ``kit review --json`` prints."""
        evidence = self.evidence
        return {
            "product": evidence.folder.name, "title": evidence.title, "verdict": self.verdict.word,
            "isolation": evidence.level.name.lower(), "seconds": round(self.seconds, 1),
            "runs": [{"name": n, "title": r.title, "seconds": r.record.seconds, "status": r.record.status} for n, r in evidence.runs.items()],
            "findings": [f.as_dict() for f in self.findings], "report": str(self.report),
        }  # fmt: skip


def review(
    folder: Path, out: Path, *, seed: int | None = None, fraction: float = FRACTION, strict: bool = True,
    deadline: float = 300, level: Level | None = None, progress: Progress = lambda _: None,
) -> Review:  # fmt: skip
    """Review the product in ``folder``; evidence and report go to ``out``.

    Without ``seed`` the hidden cities get secret ones. ``strict`` is a review that may register a product; otherwise
    it is a partner's own check, which differs in nothing else.
    """
    started = time.monotonic()
    level = isolation_level() if level is None else level
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    evidence = Evidence(folder, folder.name, level, strict, fraction=fraction)
    try:
        evidence.plan = read_plan(folder)
        evidence.title = evidence.plan.title
    except PlanError as error:
        evidence.plan_error = error
    if evidence.plan:
        first = secrets.randbelow(2**31) if seed is None else seed
        evidence.seeds = {"plain": first, "new_city": secrets.randbelow(2**31) if seed is None else seed + 1}
        evidence.runs = _runs(evidence, evidence.plan, out, deadline, progress)
    progress("检查")
    found = tuple(findings(evidence))
    done = Review(evidence, found, verdict(found), time.monotonic() - started, out)
    from kit.review.report import write

    write(done)
    for left in ("hidden", "work"):  # the hidden city and what runs left never outlive the review
        shutil.rmtree(out / left, ignore_errors=True)
    return done


def _runs(evidence: Evidence, plan: ScenarioPlan, out: Path, deadline: float, progress: Progress) -> dict[str, Run]:
    from synthetic_data.city import build

    hidden = out / "hidden"
    wanted = {slug: dict(grant.where) for slug, grant in plan.grant.tables.items()}
    slugs = list(dict.fromkeys([*plan.grant.tables, *(h.catalog for h in plan.evaluation.label)])) if plan.evaluation else list(wanted)
    for name, seed in evidence.seeds.items():
        progress(f"生成隐藏城市({TITLES[name]})")
        build(hidden / name, size=evidence.fraction, seed=seed, only=slugs, wanted=wanted, answers=False)
    as_of = plan.evaluation.as_of if plan.evaluation else None
    cities = {"plain": "plain", "repeat": "plain", "new_city": "new_city", "as_of_cut": "plain"}  # run → its city
    rooms = {}
    for name, city in cities.items():
        if name == "repeat":
            rooms[name] = rooms["plain"]
            continue
        day = None if name == "as_of_cut" else as_of
        rooms[name] = make_room(hidden / city, plan.grant, out / "work" / f"room-{name}", day)

    def one(name: str) -> Run:
        progress(f"运行:{TITLES[name]}")
        return _run(evidence, plan, name, rooms[name], hidden / cities[name], out, deadline)

    with ThreadPoolExecutor(max(1, min(len(cities), os.cpu_count() or 1))) as pool:
        done = dict(zip(FIRST, pool.map(one, FIRST), strict=True))
        if done["plain"].record.ok:  # after a failure the other runs would only fail again
            done |= dict(zip(REST, pool.map(one, REST), strict=True))
    return done


def _run(evidence: Evidence, plan: ScenarioPlan, name: str, room: Path, city: Path, out: Path, deadline: float) -> Run:
    import datetime as dt

    work = out / "work" / name
    product, left = work / "product", work / "out"
    # The product is copied to the same path for every run, so that no output can depend on which run it is.
    shutil.copytree(plan.folder, product, ignore=shutil.ignore_patterns(".kit", "__pycache__", ".ipynb_checkpoints"))
    left.mkdir()
    launch = SandboxLaunch(evidence.level, (product, room), left)
    as_of = plan.evaluation.as_of if plan.evaluation else dt.date(2025, 12, 31)
    record = run(product, room, left, as_of=as_of, seed=1, deadline=deadline, launch=launch)
    files, refused = collect(left, out / "outputs" / name)
    return Run(name, record, files, tuple(refused), room, city)

"""The report: one HTML page that needs nothing else and the same as JSON, once for reviewers and once for the partner."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.product.artefact import copy_kept, sources
from kit.product.provenance import trace
from kit.product.provenance_picture import picture
from kit.review.difference import Difference, difference
from kit.review.finding import ERRORED, FAILED, PASSED, SKIPPED, WARNED, WORDS, Finding
from kit.review.leaving import rewritten
from kit.review.ledger import tables
from kit.review.plots import Plot, plots
from kit.review.traces import environment, inputs

if TYPE_CHECKING:
    from kit.review.review import Review

ORDER = {FAILED: 0, ERRORED: 1, SKIPPED: 2, WARNED: 3, PASSED: 4}


def write(review: Review) -> Path:
    """``report.html`` and ``report.json`` for reviewers, ``partner.html`` and ``partner.json`` for the partner."""
    bound = copy_kept(_kept(review), review.folder)
    shared = review.as_dict() | {"artefact": bound}
    whole = shared | {"evidence": _evidence(review)}
    drawn, changed = plots(review.evidence), difference(review.evidence.before, whole)
    came = _provenance(review, whole)
    contents = {
        "partner.html": page(review, [p for p in drawn if not p.hidden], None, came, partner=True), "partner.json": _text(shared),
        "report.html": page(review, drawn, changed, came, partner=False), "report.json": _text(whole),
    }  # fmt: skip
    for name, content in contents.items():  # report.json last: it says that all is there
        part = review.folder / f"{name}.part"
        part.write_text(content, encoding="utf-8")
        part.replace(review.folder / name)
    return review.report


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


def page(review: Review, drawn: list[Plot], changed: Difference | None, came: Any = None, *, partner: bool) -> str:
    """One page; the partner's shows neither the hidden city's future nor what would let anybody build that city again."""
    from jinja2 import Environment, FileSystemLoader

    templates = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True)
    groups = _by_check(review.findings)
    return templates.get_template("report.html").render(
        review=review, evidence=review.evidence, plan=review.evidence.plan, words=WORDS, to_do=[g for g in groups if g[0].status not in (PASSED, WARNED)],
        noted=[g for g in groups if g[0].status == WARNED], done=[g for g in groups if g[0].status == PASSED], plots=drawn,
        counts=_counts(review.findings), catalogs=_catalogs(review),
        changed=changed, came=came, partner=partner,
    )  # fmt: skip


def _provenance(review: Review, whole: dict[str, Any]) -> Any:
    """From units and catalogs to what is left, as a picture; None where nothing ran to its end."""
    plan, plain = review.evidence.plan, review.evidence.runs.get("plain")
    return picture(trace(plan, whole, plain.reads)) if plan and plain and plain.record.ok else None


def _kept(review: Review) -> dict[str, Path]:
    """Files of the plain run that leave the domain or that a service answers from, as the host writes them."""
    plan, plain = review.evidence.plan, review.evidence.runs.get("plain")
    names = [n for o in plan.kept for n in o.files] if plan else []
    keys = {o.file: o.key for o in plan.leaving} if plan else {}
    return rewritten({n: plain.files[n].path for n in names if plain and n in plain.files}, review.folder / "work" / "rewritten", keys)


def _by_check(findings: Iterable[Finding]) -> list[list[Finding]]:
    """The findings of each check together, worst first; checks in order of what they found."""
    groups: dict[str, list[Finding]] = {}
    for f in sorted(findings, key=lambda f: ORDER[f.status]):
        groups.setdefault(f.check, []).append(f)
    return list(groups.values())


def _counts(findings: Iterable[Finding]) -> dict[str, int]:
    statuses = [f.status for f in findings]
    return {status: n for status in ORDER if (n := statuses.count(status))}


def _catalogs(review: Review) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    from kit.catalog import load

    if review.evidence.plan is None:
        return []
    loaded = [(load(slug), grant) for slug, grant in review.evidence.plan.grant.tables.items()]
    return [(c.title, c.unit, [(c[n].title, c[n].grade.name, why) for n, why in g.fields.items()]) for c, g in loaded]


def _evidence(review: Review) -> dict[str, Any]:
    """What another reviewer needs to repeat this review: seeds, size, hashes of all inputs and outputs."""
    from dataclasses import asdict
    from hashlib import sha256

    evidence = review.evidence
    figures = {n: f if isinstance(f, str) else asdict(f) for n, f in (evidence.figures if evidence.runs else {}).items()}
    claims = evidence.accuracies if evidence.runs else []
    return {
        "accuracy": [{"title": c.title, "kind": c.kind, "run": n} | ({"problem": m} if isinstance(m, str) else asdict(m)) for c, n, m in claims],
        "tables": tables(evidence), "seeds": dict(evidence.seeds), "fraction": evidence.fraction, "figures": figures,
        "product": {p.relative_to(evidence.folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in sources(evidence.folder)},
        "outputs": {n: {f.name: f.sha256 for f in r.files.values()} for n, r in evidence.runs.items()},
        "records": {n: r.record.as_dict() for n, r in evidence.runs.items()},
        "inputs": inputs(evidence.plain) if evidence.runs else {}, "environment": environment(),
    }  # fmt: skip

"""From every released field back to where it comes from: catalogs, fields, units, data, code and surroundings, each by digest.

What a field was made of is told as narrowly as it can be proven: under the name of a granted field that was read it counts
as carried over (原样); otherwise it was made of no more than what the whole run read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from kit.catalog import load
from kit.product.api import Member
from kit.product.plan import DATASET, MODEL, REPORT, SERVICE, Output, ScenarioPlan

API = "接口"


@dataclass(frozen=True)
class Given:
    """One catalog as the first run of the review saw it. ``fields`` are those that were read: (name, title, grade)."""

    name: str
    title: str
    unit: str
    frequency: str
    fields: tuple[tuple[str, str, str], ...]
    rows: int | None = None
    sha256: str = ""


@dataclass(frozen=True)
class Traced:
    """One released field; ``carried`` names the granted fields (catalog, field) that it shows as they are."""

    name: str
    title: str
    carried: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Left:
    """One output that leaves or is served from; ``files`` maps a file to its digest. For an API these are the answer's fields."""

    name: str
    title: str
    kind: str
    grade: str
    leaves: bool
    fields: tuple[Traced, ...]
    files: Mapping[str, str]


@dataclass(frozen=True)
class Provenance:
    """``code`` and ``environment`` are digests over the product's sources and over kit, contracts, Python and libraries."""

    product: str
    title: str
    as_of: str
    reviewed: str
    given: tuple[Given, ...]
    left: tuple[Left, ...]
    code: str
    environment: str
    sources: Mapping[str, str]


def trace(plan: ScenarioPlan, report: Mapping[str, Any], reads: Mapping[str, list[str]]) -> Provenance:
    """``report`` is the review's own JSON, ``reads`` what its first run read."""
    evidence = report["evidence"]
    given = tuple(_given(slug, plan, reads, evidence.get("inputs", {})) for slug in plan.grant.tables)
    known = {(g.name, name) for g in given for name, _, _ in g.fields}
    left = [_left(o, known, evidence.get("outputs", {}).get("plain", {})) for o in plan.kept]
    return Provenance(
        plan.name, plan.title, str(report["as_of"]), report["reviewed"], given, (*left, *_answers(plan, known)), _together(evidence.get("product", {})),
        evidence.get("environment", {}).get("sha256", ""), dict(evidence.get("product", {})),
    )  # fmt: skip


def _given(slug: str, plan: ScenarioPlan, reads: Mapping[str, list[str]], inputs: Mapping[str, Any]) -> Given:
    catalog, seen = load(slug), inputs.get(slug, {})
    names = [n for n in plan.grant.tables[slug].fields if n in reads.get(slug, ())]
    fields = tuple((n, catalog[n].title, catalog[n].grade.name) for n in names)
    return Given(slug, catalog.title, catalog.unit, catalog.frequency, fields, seen.get("rows"), seen.get("sha256", ""))


def _left(output: Output, known: set[tuple[str, str]], digests: Mapping[str, str]) -> Left:
    fields = tuple(Traced(name, title, _carried(name, known) if output.kind in (DATASET, SERVICE) else ()) for name, title in _fields(output))
    files = {name: digests[name] for name in output.files if name in digests}
    return Left(output.name, output.title, output.kind, output.grade, output.leaves, fields, files)


def _fields(output: Output) -> Iterator[tuple[str, str]]:
    if output.kind == MODEL:
        yield from output.features.items()
    elif output.kind == REPORT:
        yield from ((t, "表格") for t in output.tables)
        yield from output.figures.items()
    else:
        yield from ((f.name, f.title) for f in output.fields)


def _answers(plan: ScenarioPlan, known: set[tuple[str, str]]) -> Iterator[Left]:
    """What an API says, field by field: its answers come from the outputs that the service is given."""
    if plan.api:
        served = [o.grade for o in plan.kept if o.served]
        fields = tuple(Traced(path, m.title, _carried(m.name, known)) for path, m in _members(plan.api.response))
        yield Left("answer", plan.api.title, API, max(served, key=_rank, default="一般"), True, fields, {})


def _members(members: tuple[Member, ...], above: str = "") -> Iterator[tuple[str, Member]]:
    for m in members:
        if m.members:
            yield from _members(m.members, f"{above}{m.name}.")
        else:
            yield above + m.name, m


def _carried(name: str, known: set[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(k for k in known if k[1] == name))


def _rank(grade: str) -> int:
    from kit.catalog import Grade

    return Grade[grade].value


def _together(files: Mapping[str, str]) -> str:
    return sha256(json.dumps(dict(files), sort_keys=True).encode()).hexdigest() if files else ""

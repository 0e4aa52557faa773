"""What of a hidden city a review needs: whole cities would take most of its time to make and never be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from kit.catalog import Catalog, load
from kit.product.plan import Evaluation, ScenarioPlan

# Ours: a tenth of the city, less where the granted tables would have more rows than this; events to be foreseen are rare, so
# that products with an evaluation get three times as many.
FRACTION, ROWS, FORESEEN = 0.1, 3_000_000, 3


@dataclass(frozen=True)
class Needed:
    """``tables`` in order; of those in ``rows`` only the parts that can hold such rows, of those in ``fields`` only these."""

    tables: tuple[str, ...]
    rows: Mapping[str, Mapping[str, tuple[str, ...]]]
    fields: Mapping[str, Set[str]]


def needed(plan: ScenarioPlan) -> Needed:
    """The granted tables and those that the truth is read from. Queries for the truth may read all of their tables."""
    whole = [slug for claim in plan.accuracy for slug in claim.catalogs]
    fields: dict[str, set[str]] = {slug: {*g.fields, *g.where, *g.since} for slug, g in plan.grant.tables.items()}
    for slug, name in _judged_by(plan.evaluation) if plan.evaluation else ():
        fields.setdefault(slug, set()).add(name)
    tables = tuple(dict.fromkeys([*fields, *whole]))
    return Needed(
        tables, {slug: dict(g.where) for slug, g in plan.grant.tables.items() if slug not in whole},
        {slug: frozenset(_with_time(load(slug), names)) for slug, names in fields.items() if slug not in whole},
    )  # fmt: skip


def fitting(plan: ScenarioPlan) -> float:
    """The size of a city that is large enough to judge by and small enough to build several of."""
    rows = ROWS * (FORESEEN if plan.evaluation else 1)
    return float(f"{min(FRACTION, FRACTION * rows / max(rows_needed(plan, FRACTION), 1)):.2g}")


def rows_needed(plan: ScenarioPlan, fraction: float) -> int:
    """About how many rows of a city of this size that is; none is drawn."""
    from synthetic_data.city import rows_of

    wanted = needed(plan)
    return rows_of(wanted.tables, fraction, wanted.rows)


def _judged_by(evaluation: Evaluation) -> Iterator[tuple[str, str]]:
    for h in evaluation.label:
        yield from ((h.catalog, name) for name in (h.key, h.date, *h.where, *h.above))
    of = evaluation.population
    yield from ((of.catalog, name) for name in (of.key, *of.where))
    if of.begun:
        yield of.catalog, of.begun.date
    if of.linked:
        yield from ((of.catalog, of.linked.field), (of.linked.catalog, of.linked.key))


def _with_time(catalog: Catalog, names: Set[str]) -> Iterator[str]:
    """Also the fields that tell when a row became known, and what its state was on a day."""
    yield from names
    if catalog.as_of:
        yield catalog.as_of
    for name in names & catalog.state.keys():
        state = catalog.state[name]
        yield from (state.until,) if state.until else state.then

"""What of a hidden city a review needs: whole cities would take most of its time to make and never be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from kit.catalog import Catalog, load
from kit.product.plan import Evaluation, ScenarioPlan

# Ours: a tenth of the city, less where the granted tables would have more than ROWS rows; but where what is to be foreseen
# stands in fewer than EVENTS rows, up to RARE times as many, since too few events tell nothing.
FRACTION, ROWS, EVENTS, RARE = 0.1, 3_000_000, 30_000, 3


@dataclass(frozen=True)
class Needed:
    """``tables`` in order; of those in ``rows`` only the parts that can hold such rows, of those in ``fields`` only these."""

    tables: tuple[str, ...]
    rows: Mapping[str, Mapping[str, tuple[str, ...]]]
    fields: Mapping[str, Set[str]]


def needed(plan: ScenarioPlan) -> Needed:
    """The granted tables and those that the truth is read from, of which queries may read every row."""
    fields: dict[str, set[str]] = {slug: {*g.fields, *g.where, *g.since} for slug, g in plan.grant.tables.items()}
    judged = [*_labelled(plan.evaluation)] if plan.evaluation else []
    for slug, name in (*judged, *_truths(plan)):
        fields.setdefault(slug, set()).add(name)
    read = {slug for claim in plan.accuracy for slug in claim.catalogs}
    return Needed(
        tuple(fields), {slug: dict(g.where) for slug, g in plan.grant.tables.items() if slug not in read},
        {slug: frozenset(_with_time(load(slug), names)) for slug, names in fields.items()},
    )  # fmt: skip


def fitting(plan: ScenarioPlan) -> float:
    """The size of a city that is large enough to judge by and small enough to build several of."""
    enough = FRACTION * ROWS / max(rows_needed(plan, FRACTION), 1)
    telling = FRACTION * EVENTS / max(events_needed(plan, FRACTION), 1) if plan.evaluation else 0.0
    return float(f"{min(FRACTION, max(enough, min(telling, RARE * enough))):.2g}")


def rows_needed(plan: ScenarioPlan, fraction: float) -> int:
    """About how many rows of a city of this size that is; none is drawn."""
    return _rows(plan, needed(plan).tables, fraction)


def events_needed(plan: ScenarioPlan, fraction: float) -> int:
    """About how many rows of it tell of what is to be foreseen, before its conditions: of the smallest table that does."""
    return min((_rows(plan, (h.catalog,), fraction) for h in plan.evaluation.label), default=0) if plan.evaluation else 0


def _rows(plan: ScenarioPlan, tables: tuple[str, ...], fraction: float) -> int:
    from synthetic_data.city import rows_of

    return rows_of(tables, fraction, needed(plan).rows)


def _truths(plan: ScenarioPlan) -> Iterator[tuple[str, str]]:
    """What queries for the truth can read: fields that they name."""
    for claim in plan.accuracy:
        for slug in claim.catalogs:
            yield from ((slug, f.name) for f in load(slug).fields if claim.named is None or f.name in claim.named)


def _labelled(evaluation: Evaluation) -> Iterator[tuple[str, str]]:
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

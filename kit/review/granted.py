"""What of the granted data names somebody: identifiers, and the subjects that they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kit.catalog import Catalog, load
from kit.review.evidence import Evidence

# Tables with one row per person, firm, dwelling or vehicle (our reading of 附件1). Other keys name records: ten visits may be one
# person's. A travel card stands for its holder.
REGISTERS = {
    "household_registration", "patient_basic", "health_record_basic", "medins_account", "enterprise_basic", "real_estate_unit", "vehicle_info",
}  # fmt: skip
STANDS_FOR_ITS_HOLDER = {"card_hash"}


def identifiers(evidence: Evidence) -> set[str]:
    """Every value of a granted identifier field."""
    return {v for *_, values in _columns(evidence) for v in values if v}


def subjects(evidence: Evidence) -> list[set[str]]:
    """The values of each granted identifier field that stands for somebody, not for a record."""
    return [set(values) for catalog, name, values in _columns(evidence) if is_subject(catalog, name)]


def is_subject(catalog: Catalog, name: str) -> bool:
    to_register = any(key.resource in REGISTERS and name in key.fields for key in catalog.foreign_keys)
    return catalog.name in REGISTERS or to_register or name in STANDS_FOR_ITS_HOLDER


def _columns(evidence: Evidence) -> Iterator[tuple[Catalog, str, list[Any]]]:
    """Every granted identifier field with its distinct values, as text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    assert evidence.plan is not None
    for slug, grant in evidence.plan.grant.tables.items():
        catalog = load(slug)
        names = [f.name for f in catalog.fields if f.identifier and f.name in grant.fields]
        if names:
            table = pq.read_table(evidence.plain.room / slug, columns=names)
            for name in names:
                yield catalog, name, table[name].unique().drop_null().cast(pa.string()).to_pylist()

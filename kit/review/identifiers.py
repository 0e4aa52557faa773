"""Identifiers that the hidden city holds and a product was granted, and the subjects that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from pathlib import Path

from kit.access import Grant
from kit.catalog import Catalog, Grade, load

# Tables with one row per person, firm, dwelling or vehicle (our reading of 附件1). Other keys name records: ten visits may be one
# person's. A travel card stands for its holder; the owner of a parcel has no table of its own.
REGISTERS = {
    "household_registration", "patient_basic", "health_record_basic", "medins_account", "enterprise_basic", "real_estate_unit", "vehicle_info",
}  # fmt: skip
STANDS_FOR_ITS_HOLDER = {"card_hash", "owner_unit_name"}


def granted_identifiers(grant: Grant, room: Path) -> Set[str]:
    """Every value of a granted identifier field."""
    return {v for *_, values in _columns(grant, room) for v in values if v}


def published_values(named: str, room: Path) -> Set[str]:
    """Every value of ``catalog.field``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    slug, _, field = named.partition(".")
    return set(pq.read_table(room / slug, columns=[field])[field].unique().drop_null().cast(pa.string()).to_pylist())


def granted_subjects(grant: Grant, room: Path) -> list[set[str]]:
    """The values of each granted identifier field that stands for somebody, not for a record."""
    return [set(values) for catalog, name, values in _columns(grant, room) if is_subject(catalog, name)]


def is_subject(catalog: Catalog, name: str) -> bool:
    to_register = any(key.resource in REGISTERS and name in key.fields for key in catalog.foreign_keys)
    return catalog.name in REGISTERS or to_register or name in STANDS_FOR_ITS_HOLDER


def open_to_all(catalog: Catalog, granted: Iterable[str]) -> bool:
    """Public facts about nobody, such as stops and statistics, may be shown as they are; a register of firms may not."""
    return not any(f.identifier for f in catalog.fields) and all(catalog[n].grade == Grade.公开 for n in granted)


def _columns(grant: Grant, room: Path) -> Iterator[tuple[Catalog, str, list[str]]]:
    """Every granted identifier field with its distinct values, as text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for slug, table_grant in grant.tables.items():
        catalog = load(slug)
        names = [f.name for f in catalog.fields if f.identifier and f.name in table_grant.fields]
        if names:
            table = pq.read_table(room / slug, columns=names)
            for name in names:
                yield catalog, name, table[name].unique().drop_null().cast(pa.string()).to_pylist()

"""What becomes of a finished table in an edition of the city: emptied, dearer, faulty, or cut at a day."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from kit.catalog import Catalog
from kit.catalog.as_of import as_known_on, known_on, quoted
from synthetic_data.scenarios import load_scenario

if TYPE_CHECKING:
    from synthetic_data.city import Edition

MONEY = ("元", "万元")
FAULT_SEED = 20_250_928  # which rows are struck does not depend on the city's seed


def deliver(catalog: Catalog, table: pa.Table, edition: Edition, file: str, notes: Path | None) -> Mapping[str, pa.Table]:
    """The rows of one file by delivery; the empty name is the first delivery."""
    scenario = load_scenario(edition.scenario)
    if catalog.name in scenario.empty:
        return {"": table.slice(0, 0)}
    if scenario.money != 1.0:
        table = _dearer(catalog, table, scenario.money)
    if edition.until:
        table = _cut(catalog, table, edition)
    if scenario.faults:
        from synthetic_data.faults import plant

        planted = plant(catalog, table, scenario.faults, FAULT_SEED, file)
        if notes:
            _write_notes(notes, catalog, file, planted.notes)
        return planted.deliveries
    return {str(edition.until) if edition.since and not catalog.state else "": table}


def _dearer(catalog: Catalog, table: pa.Table, factor: float) -> pa.Table:
    """All sums of money times one factor, unrounded: whatever added up still does."""
    for position, f in enumerate(catalog.fields):
        if f.type == "number" and f.unit in MONEY:
            table = table.set_column(position, f.name, pc.call_function("multiply", [table[f.name], factor]))
    return table


def _cut(catalog: Catalog, table: pa.Table, edition: Edition) -> pa.Table:
    import duckdb

    if not catalog.as_of:
        return table.slice(0, 0) if edition.since else table
    day = known_on(catalog, catalog.as_of)
    wheres = [f"{day} <= DATE '{edition.until}'"]
    if edition.since and not catalog.state:
        wheres.append(f"{day} > DATE '{edition.since}'")
    columns = ", ".join(f"{as_known_on(catalog, f.name, edition.until)} AS {quoted(f.name)}" for f in catalog.fields)
    source = duckdb.connect().register("source", table)
    return source.execute(f"SELECT {columns} FROM source WHERE {' AND '.join(wheres)}").to_arrow_table().cast(table.schema)


def _write_notes(folder: Path, catalog: Catalog, file: str, notes: list[tuple[str, int, str, str]]) -> None:
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    names = [f"{file}@{delivery}.parquet" if delivery else f"{file}.parquet" for delivery, *_ in notes]
    rows, fields, kinds = ([note[at] for note in notes] for at in (1, 2, 3))
    columns = {"table": [catalog.name] * len(notes), "file": names, "row": pa.array(rows, pa.int64()), "field": fields, "kind": kinds}
    schema = pa.schema([("table", pa.string()), ("file", pa.string()), ("row", pa.int64()), ("field", pa.string()), ("kind", pa.string())])
    pq.write_table(pa.table(columns, schema=schema), folder / f"{catalog.name}.{file}.parquet")

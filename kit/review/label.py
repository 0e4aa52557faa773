"""The truth: what happened after the as-of date, read from the hidden city, never from the notebook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kit.catalog import load
from kit.catalog.as_of import known_on
from kit.product.plan import Evaluation, Happening, Linked


def truth(evaluation: Evaluation, city: Path) -> set[str]:
    """Keys for which any part of the label came true after the as-of date."""
    import duckdb

    connection = duckdb.connect()
    return {row[0] for h in evaluation.label for row in connection.execute(_query(h, evaluation, city)).fetchall()}


def population(evaluation: Evaluation, city: Path) -> set[str]:
    """Keys that the product ought to speak about: already known on the as-of date, and of the declared kind."""
    import duckdb

    of = evaluation.population
    catalog = load(of.catalog)
    wheres = _where(of.where)
    if catalog.as_of:
        wheres.append(f"{known_on(catalog, catalog.as_of)} <= DATE '{evaluation.as_of}'")
    if of.begun:
        wheres.append(f'source."{of.begun.date}" > DATE \'{evaluation.as_of}\' - INTERVAL {of.begun.within_months} MONTH')
    if of.linked:
        wheres.append(f'source."{of.linked.field}" IN ({_known(of.linked, evaluation, city)})')
    query = f'SELECT DISTINCT source."{of.key}" FROM {_files(city, catalog.name)} WHERE {" AND ".join(wheres or ["true"])}'
    return {row[0] for row in duckdb.connect().execute(query).fetchall()}


def _known(linked: Linked, evaluation: Evaluation, city: Path) -> str:
    catalog = load(linked.catalog)
    known = f"{known_on(catalog, catalog.as_of)} <= DATE '{evaluation.as_of}'" if catalog.as_of else "true"
    return f'SELECT source."{linked.key}" FROM {_files(city, catalog.name)} WHERE {known}'


def _query(happening: Happening, evaluation: Evaluation, city: Path) -> str:
    catalog = load(happening.catalog)
    day = known_on(catalog, happening.date)
    start = f"DATE '{evaluation.as_of}'"
    end = f"last_day(({start} + INTERVAL {happening.within_months} MONTH)::DATE)"
    wheres = [f"{day} > {start}", f"{day} <= {end}", *_where(happening.where)]
    wheres += [f'source."{name}" > {float(low)}' for name, low in happening.above.items()]
    return f'SELECT DISTINCT source."{happening.key}" FROM {_files(city, catalog.name)} WHERE {" AND ".join(wheres)}'


def _where(where: Mapping[str, tuple[str, ...]]) -> list[str]:
    listed = {name: ", ".join("'" + v.replace("'", "''") + "'" for v in values) for name, values in where.items()}
    return [f'source."{name}" IN ({values})' for name, values in listed.items()]


def _files(city: Path, slug: str) -> str:
    folder = (city / slug).absolute().as_posix().replace("'", "''")
    return f"read_parquet('{folder}/*.parquet') source"

"""A room: the granted columns and rows of a city, as they were known on a day. Nothing else is in it."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from kit.access.grant import Grant, TableGrant
from kit.catalog import Catalog, load
from kit.catalog.as_of import as_known_on, known_on, literal, quoted
from kit.errors import DataError


def make_room(city: Path, grant: Grant, room: Path, as_of: dt.date | None = None) -> Path:
    """Write ``room/<slug>/part-0.parquet`` for each granted table; the folder appears whole or not at all.

    Columns that are not written cannot be read by any trick, so this is the boundary; everything that the engine
    refuses later is only a better message.
    """
    import duckdb

    part = room.with_name(room.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order=true; SET TimeZone='UTC'")
    for slug, table in grant.tables.items():
        catalog = load(slug)
        folder = part / catalog.name
        folder.mkdir(parents=True)
        query = select(catalog, table, _files(city, catalog.name), as_of)
        connection.execute(f"COPY ({query}) TO '{_text(folder / 'part-0.parquet')}' (FORMAT parquet, COMPRESSION zstd)")
    connection.close()
    shutil.rmtree(room, ignore_errors=True)
    part.mkdir(parents=True, exist_ok=True)
    part.replace(room)
    return room


def select(catalog: Catalog, table: TableGrant, files: str, as_of: dt.date | None) -> str:
    """The query that reads a table through a grant as of a day."""
    columns = [f"{as_known_on(catalog, name, as_of)} AS {quoted(name)}" for name in table.fields]
    wheres = [f"source.{quoted(name)} IN ({', '.join(map(literal, values))})" for name, values in table.where.items()]
    wheres += [f"{known_on(catalog, name)} >= DATE '{day}'" for name, day in table.since.items()]
    if as_of and catalog.as_of:
        wheres.append(f"{known_on(catalog, catalog.as_of)} <= DATE '{as_of}'")
    return f"SELECT {', '.join(columns)} FROM {files} source" + (f" WHERE {' AND '.join(wheres)}" if wheres else "")


def _files(city: Path, slug: str) -> str:
    if not any((city / slug).glob("*.parquet")):
        raise DataError(
            "KIT-D001",
            f"数据文件夹里没有表 {slug}",
            where=f"{city.name}/{slug}",
            next_step=f"kit data build --out {city.name} --only {slug}(或不带 --only 生成全部)。",
        )
    return f"read_parquet('{_text(city / slug)}/*.parquet')"


def _text(path: Path) -> str:
    return path.absolute().as_posix().replace("'", "''")

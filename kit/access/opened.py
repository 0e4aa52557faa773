"""An opened room: lazy tables on an engine, and a record of what was read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kit.access.grant import Grant
from kit.access.lineage import reads
from kit.access.teaching import teach
from kit.catalog import load
from kit.errors import AccessError, DataError


class Tables:
    """Granted tables by slug. ``read`` materialises an expression; ``fields_read`` says what all reads touched."""

    def __init__(self, grant: Grant, connection: Any, room: Path, prepare: Callable[[Any], Any] = lambda e: e) -> None:
        self.grant, self.connection, self.room, self.prepare = grant, connection, room, prepare
        self.fields_read: dict[str, set[str]] = {}

    def table(self, slug: str) -> Any:
        """A lazy Ibis table with the declared fields only."""
        self.grant.table(slug)
        return self.connection.table(slug)

    def read(self, expression: Any) -> Any:
        """The expression's rows as a pandas DataFrame."""
        schemas = {slug: self.connection.table(slug).schema() for slug in self.grant.tables}
        for slug, fields in reads(expression, schemas).items():
            if slug not in self.fields_read:
                self._refuse_empty(slug)
            self.fields_read.setdefault(slug, set()).update(fields)
        return self.connection.to_pandas(self.prepare(expression))


    def _refuse_empty(self, slug: str) -> None:
        """A table without a row makes features of nothing: say so at once rather than release nonsense."""
        if not len(self.connection.to_pandas(self.connection.table(slug).limit(1))):
            raise DataError("KIT-A010", f"{load(slug).title}({slug})一行也没有", where=slug,
                            next_step="核对场景方案 where 的取值与截止日;数据没有送到时联系数据提供单位,产品不应继续。")  # fmt: skip


def open_room(room: Path, grant: Grant, engine: str = "duckdb") -> Tables:
    """Open a room on ``duckdb`` (embedded, default) or ``spark`` (an extra)."""
    engines = {"duckdb": _duckdb, "spark": _spark}
    if engine not in engines:
        raise AccessError("KIT-A003", f"没有引擎 {engine}", where="KIT_ENGINE", next_step="写 duckdb 或 spark。")
    teach(grant)
    return engines[engine](room, grant)


def _duckdb(room: Path, grant: Grant) -> Tables:
    """Views over the room's files, then the connection is locked: no other file, no extension, no setting."""
    import ibis

    connection = ibis.duckdb.connect(threads=int(os.environ.get("KIT_THREADS", "1")))  # before the lock: it sets the time zone
    sql = connection.raw_sql
    for slug in grant.tables:
        sql(f"CREATE VIEW {slug} AS SELECT * FROM read_parquet('{_text(room)}/{slug}/*.parquet')")
    sql(f"SET allowed_directories=['{_text(room)}/']")
    for setting in ("enable_external_access=false", "python_enable_replacements=false", "lock_configuration=true"):
        sql(f"SET {setting}")
    return Tables(grant, connection, room)


def _spark(room: Path, grant: Grant) -> Tables:
    import ibis

    try:
        from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]
    except ImportError:
        raise AccessError(
            "KIT-A004", "没有安装 PySpark", where="KIT_ENGINE=spark", next_step="pip install '.[spark]',并装好 Java 17。"
        ) from None
    builder: Any = SparkSession.builder
    session = (
        builder.master(os.environ.get("KIT_SPARK_MASTER", "local[2]"))
        .config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4").getOrCreate()
    )  # fmt: skip
    session.sparkContext.setLogLevel("ERROR")
    connection = ibis.pyspark.connect(session)
    for slug in grant.tables:
        session.read.parquet(f"{room.absolute()}/{slug}").createOrReplaceTempView(slug)
    return Tables(grant, connection, room)


def _text(path: Path) -> str:
    return path.absolute().as_posix().replace("'", "''")

"""Keys, usage and where the access log stood, in SQLite or PostgreSQL through SQLAlchemy.

Usage is not written with every call: the access log is the truth, and ``usage`` a sum of it up to a known entry
(``mark``). After a crash the log is read from there on, so no query is lost and none is counted twice.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, OperationalError, ProgrammingError

from kit.errors import ServiceError
from kit.serving.api.keys import Key, now

VERSION = "1"
TRIES = 5
META = sa.MetaData()
SETTING = sa.Table("kit_setting", META, sa.Column("name", sa.String(40), primary_key=True), sa.Column("value", sa.Text, nullable=False))
KEY = sa.Table(
    "kit_key", META,
    sa.Column("id", sa.String(20), primary_key=True), sa.Column("title", sa.Text, nullable=False), sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("products", sa.JSON, nullable=False), sa.Column("created", sa.DateTime(True), nullable=False), sa.Column("expires", sa.DateTime(True)),
    sa.Column("revoked", sa.DateTime(True)), sa.Column("rate", sa.Float, nullable=False), sa.Column("burst", sa.Integer, nullable=False),
    sa.Column("budget", sa.BigInteger),
)  # fmt: skip
USAGE = sa.Table(
    "kit_usage", META,
    sa.Column("key", sa.String(20), primary_key=True), sa.Column("log", sa.String(40), primary_key=True), sa.Column("used", sa.BigInteger, nullable=False),
)  # fmt: skip
MARK = sa.Table(
    "kit_log_mark", META,
    sa.Column("log", sa.String(40), primary_key=True), sa.Column("number", sa.BigInteger, nullable=False), sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("offset", sa.BigInteger, nullable=False),
)  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """The last entry of a log that ``usage`` has counted: its number, its hash, and where it ends in the file."""

    number: int
    hash: str
    offset: int


class State:
    """One database; safe to use from several threads and, with PostgreSQL, from several services."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        for left in reversed(range(TRIES)):
            try:
                return self._prepare()
            except (IntegrityError, ProgrammingError, ServiceError):  # another service may be preparing it at this moment
                if not left:
                    raise
                time.sleep(0.1)

    def _prepare(self) -> None:
        with self._begin() as db:
            META.create_all(db)
            for name, value in (("version", VERSION), ("consent_secret", secrets.token_hex(32))):
                if db.execute(sa.select(SETTING).where(SETTING.c.name == name)).first() is None:
                    db.execute(SETTING.insert().values(name=name, value=value))

    def setting(self, name: str) -> str:
        with self._begin() as db:
            return db.execute(sa.select(SETTING.c.value).where(SETTING.c.name == name)).scalar_one()

    def add(self, key: Key) -> None:
        with self._begin() as db:
            db.execute(KEY.insert().values(**asdict(key) | {"products": list(key.products)}))

    def keys(self) -> dict[str, Key]:
        with self._begin() as db:
            return {row.id: _key(row._asdict()) for row in db.execute(sa.select(KEY).order_by(KEY.c.created))}

    def revoke(self, id_: str) -> None:
        with self._begin() as db:
            if db.execute(KEY.update().where(KEY.c.id == id_, KEY.c.revoked.is_(None)).values(revoked=now())).rowcount == 0:
                raise ServiceError("KIT-W020", f"没有在用的密钥 {id_}", next_step="kit serve key list 列出密钥。")

    def used(self, *, besides: str = "") -> dict[str, int]:
        """Queries by key over all logs, or over all but one."""
        with self._begin() as db:
            query = sa.select(USAGE.c.key, sa.func.sum(USAGE.c.used)).where(USAGE.c.log != besides).group_by(USAGE.c.key)
            return {key: int(used) for key, used in db.execute(query)}

    def used_in(self, log: str) -> dict[str, int]:
        with self._begin() as db:
            return {row.key: row.used for row in db.execute(sa.select(USAGE).where(USAGE.c.log == log))}

    def mark(self, log: str) -> Mark | None:
        with self._begin() as db:
            row = db.execute(sa.select(MARK).where(MARK.c.log == log)).first()
        return Mark(row.number, row.hash, row.offset) if row else None

    def set_mark(self, log: str, mark: Mark, used: Mapping[str, int]) -> None:
        """Usage and the entry it counts up to change together."""
        with self._begin() as db:
            _put(db, MARK, {"log": log}, asdict(mark))
            for key, count in used.items():
                _put(db, USAGE, {"key": key, "log": log}, {"used": count})

    @contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        try:
            with self.engine.begin() as db:
                yield db
        except OperationalError as error:
            raise ServiceError("KIT-W021", f"状态库用不了({type(error.orig).__name__})", where=self.engine.url.render_as_string(),
                               next_step="检查 --state 或 KIT_STATE 所指的数据库。") from None  # fmt: skip


def _put(db: sa.Connection, table: sa.Table, where: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    same = [table.c[name] == value for name, value in where.items()]
    if db.execute(table.update().where(*same).values(**values)).rowcount == 0:
        db.execute(table.insert().values(**where, **values))


def _key(row: Mapping[str, Any]) -> Key:
    """SQLite forgets time zones; all times are UTC."""
    values: Any = {**row, "products": tuple(row["products"])}
    for name in ("created", "expires", "revoked"):
        if values[name] is not None and values[name].tzinfo is None:
            values[name] = values[name].replace(tzinfo=dt.UTC)
    return Key(**values)


def _engine(url: str) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            with contextlib.suppress(OSError):  # the database itself will say what is wrong
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
                Path(parsed.database).touch(mode=0o600)
        engine = sa.create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ImportError):
        raise ServiceError("KIT-W022", "--state 不是可用的数据库地址", next_step="例如 sqlite:///.kit/serving/state.sqlite 或 postgresql+psycopg://…"
                           "(后者需要 pip install '.[postgres]')。") from None  # fmt: skip
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _pragmas)
    return engine


def _pragmas(connection: Any, _: Any) -> None:
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")

"""What the ledger adds up to, in SQLite: the state of each product, and the last entry counted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError

from kit.errors import LifecycleError
from kit.product.standing import Standing, fold
from kit.product.trail import STATE, Trail

META = sa.MetaData()
PRODUCT = sa.Table(
    "kit_product", META,
    sa.Column("product", sa.String(80), primary_key=True), sa.Column("state", sa.String(20), nullable=False), sa.Column("partner", sa.String(40), nullable=False),
    sa.Column("number", sa.Integer, nullable=False), sa.Column("hash", sa.String(64), nullable=False),
)  # fmt: skip
MARK = sa.Table("kit_mark", META, sa.Column("number", sa.Integer, nullable=False), sa.Column("hash", sa.String(64), nullable=False))


class Projection:
    """Rows and mark change in one transaction; a crash leaves them at an earlier entry, from which the next opening goes on."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.engine = sa.create_engine(f"sqlite:///{home / STATE}")
        event.listen(self.engine, "connect", _settings)
        event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))

    def follow(self, trail: Trail) -> None:
        """Count the entries up to the trail's end; entries that another process has counted meanwhile stay counted."""
        with self._begin() as db:
            mark = db.execute(sa.select(MARK)).first()
            if mark and mark.number >= len(trail.entries):
                return
            for table in (PRODUCT, MARK):
                db.execute(table.delete())
            rows = [_row(s) for s in fold(trail.entries)[0].values()]
            if rows:
                db.execute(PRODUCT.insert(), rows)
            if trail.entries:
                db.execute(MARK.insert().values(number=len(trail.entries), hash=trail.head))

    def differing(self, standings: Mapping[str, Standing], count: int) -> list[str]:
        """Products of which SQLite says something else than the ledger with ``count`` entries; a mark elsewhere is not its own."""
        with self._begin() as db:
            mark = db.execute(sa.select(MARK)).first()
            if mark is None or mark.number != count:
                return []
            kept = {row.product: dict(row._mapping) for row in db.execute(sa.select(PRODUCT))}
        right = {s.product: _row(s) for s in standings.values()}
        return sorted(p for p in kept.keys() | right.keys() if kept.get(p) != right.get(p))

    def _begin(self) -> sa.engine.base.Connection:
        try:
            META.create_all(self.engine)
            return self.engine.begin()  # type: ignore[return-value]
        except DatabaseError:
            raise LifecycleError("KIT-T015", "registry.sqlite 读不出来", where=STATE, next_step="删去它即可:状态由台账重新得出;先用 kit ledger verify 核对台账。") from None


def _row(standing: Standing) -> dict[str, object]:
    assert standing.last is not None
    return {"product": standing.product, "state": standing.state, "partner": standing.partner, "number": standing.last.n, "hash": standing.last.hash}


def _settings(connection: object, _: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # BEGIN IMMEDIATE is ours
    for pragma in ("busy_timeout=10000", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

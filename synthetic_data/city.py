"""The synthetic 六安 as the engine sees it: its world, its tables, its answer key. ``build`` writes all three."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterable, Mapping, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kit.catalog import Catalog, all_catalogs, load
from kit.catalog.load import folder
from kit.errors import DataError
from kit.synth import Engine, Part, Written, describe, parts_of
from kit.synth import build as build_tables
from kit.synth.build import Progress
from synthetic_data.scenarios import load_scenario

FIRST, LAST = "2022-01-01", "2025-12-31"
SIZES = {"tiny": 0.001, "workshop": 0.01, "city": 1.0}
Wanted = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Edition:
    """Which edition of the city: its scenario, and the days (after ``since``, up to ``until``) that it tells of."""

    scenario: str = "baseline"
    until: dt.date | None = None
    since: dt.date | None = None


@dataclass(frozen=True)
class Tables:
    """The catalogs' tables; ``notes`` is where the places of planted faults are written."""

    edition: Edition = Edition()
    notes: Path | None = None

    def world(self, seed: int, fraction: float) -> Any:
        from synthetic_data.world.city import World

        return World(seed, min(1.0, fraction * load_scenario(self.edition.scenario).size))

    def table(self, name: str) -> tuple[Catalog, list[Part]]:
        return _recipe(name)

    def drawing(self) -> AbstractContextManager[None]:
        from synthetic_data.world.effects import scenario

        return scenario(self.edition.scenario)

    def deliver(self, catalog: Catalog, table: Any, path: Path) -> Mapping[str, Any]:
        from synthetic_data.editions import deliver

        return deliver(catalog, table, self.edition, path.stem, self.notes)


@dataclass(frozen=True)
class Answers(Tables):
    """The truth behind the tables; written apart from them, never where a product runs."""

    def table(self, name: str) -> tuple[Catalog, list[Part]]:
        from synthetic_data import answers

        return answers.TABLES[name]

    def deliver(self, catalog: Catalog, table: Any, path: Path) -> Mapping[str, Any]:
        return {"": table}


@cache
def _recipe(name: str) -> tuple[Catalog, list[Part]]:
    from synthetic_data.world import enterprises, people

    entities = {
        "enterprise": (enterprises.Enterprise, lambda world: world.subjects),
        "person": (people.Person, lambda world: world.people),
    }
    return all_catalogs()[name], parts_of(all_catalogs()[name], folder(), entities)


def fraction_of(size: str | float) -> float:
    """A named size or a fraction of the city in (0, 1]."""
    try:
        fraction = SIZES[size] if size in SIZES else float(size)
    except (ValueError, TypeError):
        fraction = 0.0
    if not 0 < fraction <= 1:
        raise DataError("KIT-D011", f"规模写法不对:{size}", next_step="写 tiny、workshop、city,或 0 到 1 之间的小数。")
    return fraction


def available() -> list[str]:
    """Slugs of the catalogs that have a recipe, in annex order."""
    return [name for name in all_catalogs() if _recipe(name)[1]]


def build(
    out: Path, *, size: str | float = "workshop", seed: int = 1, only: Iterable[str] | None = None,
    wanted: Wanted | None = None, fields: Mapping[str, Set[str]] | None = None, scenario: str = "baseline",
    until: dt.date | None = None, engine: Engine | None = None, answers: bool = True, progress: Progress | None = None,
) -> dict[str, list[Written]]:  # fmt: skip
    """Build the tables ``only`` (default: all that have a recipe) under ``out``, the answer key beside it.

    ``size`` is tiny, workshop, city or a fraction; ``wanted`` are row filters that let parts be left out, and of a
    table that ``fields`` names only these fields hold values. The same seed, size and scenario give the same bytes on any
    machine with the same libraries, on any engine.

    With ``until`` the city ends on that day: later rows are left out and later states not yet known. If ``out`` holds
    the same city up to an earlier day, only what came since is added; tables whose rows change are written anew.
    """
    from synthetic_data.answers import BEHIND

    fraction = fraction_of(size)
    names = available() if only is None else [load(name).name for name in only]
    load_scenario(scenario)
    _refuse_foreign_folder(out)
    before = _package(out)
    facts = {"seed": seed, "fraction": fraction, "scenario": scenario, "from": FIRST, "to": str(until or LAST)}
    since = _grows_from(before, facts, names) if until else None
    edition = Edition(scenario, until, since)
    append = frozenset(n for n in names if since and not load(n).state)
    shutil.rmtree(answers_folder(out) / "fault", ignore_errors=True)
    files = build_tables(Tables(edition, answers_folder(out) / "fault"), out, seed=seed, fraction=fraction, tables=names,
                         wanted=wanted, fields=fields, engine=engine, append=append, progress=progress)  # fmt: skip
    files = {name: _with_earlier(out, before, name, new) if name in append else new for name, new in files.items()}
    facts["deliveries"] = _deliveries(before if since else None, edition)
    describe(out, [load(n) for n in names], files, facts)
    if answers:
        truths = [truth for truth, tables in BEHIND.items() if tables is None or tables & set(names)]
        build_tables(Answers(Edition(scenario)), answers_folder(out), seed=seed, fraction=fraction, tables=truths, engine=engine)
    return files


def _package(out: Path) -> dict[str, Any] | None:
    path = out / "datapackage.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def _grows_from(before: dict[str, Any] | None, facts: Mapping[str, Any], names: list[str]) -> dt.date | None:
    """The day up to which ``out`` already holds this very city, if that is before the new end."""
    if not before or [r["name"] for r in before["resources"]] != names:
        return None
    same = all(before.get(key) == facts[key] for key in ("seed", "fraction", "scenario"))
    return dt.date.fromisoformat(before["to"]) if same and before["to"] < facts["to"] else None


def _with_earlier(out: Path, before: Mapping[str, Any] | None, name: str, new: list[Written]) -> list[Written]:
    resource = next(r for r in (before or {})["resources"] if r["name"] == name)
    earlier = [Written(out / path, rows, digest.removeprefix("sha256:"))
               for path, rows, digest in zip(resource["path"], resource["counts"], resource["hash"], strict=True)]  # fmt: skip
    return [f for f in earlier if f.path not in {n.path for n in new}] + new


def _deliveries(before: Mapping[str, Any] | None, edition: Edition) -> list[str]:
    """Days on which rows were delivered; files of later ones carry the day in their name."""
    late = load_scenario(edition.scenario).faults.get("late")
    if late and not edition.until:
        return [late["first"], late["second"]]
    return [*(before or {}).get("deliveries", []), str(edition.until or LAST)]


def rows_of(names: Iterable[str], fraction: float, wanted: Wanted | None = None) -> int:
    """About how many rows these tables have together, parts that ``wanted`` rules out left aside; no row is drawn."""
    tables = Tables()
    world = tables.world(1, fraction)
    parts = [(part, (wanted or {}).get(name, {})) for name in names for part in tables.table(name)[1]]
    return round(sum(part.parents(world) * part.fan_out for part, filters in parts if part.can_hold(filters)))


def answers_folder(out: Path) -> Path:
    return out.with_name(out.name + ".answers")


def _refuse_foreign_folder(out: Path) -> None:
    """Never build into a folder that holds something else: tables are replaced by renaming folders."""
    if not out.exists():
        return
    if not out.is_dir() or (any(out.iterdir()) and not (out / "datapackage.json").exists() and not _only_ours(out)):
        raise DataError("KIT-D012", "输出位置已有别的内容", where=out.name, next_step="换一个空文件夹,或先移走其中的内容。")
    for left in out.glob(".*.part"):
        shutil.rmtree(left)


def _only_ours(out: Path) -> bool:
    return all((p.name.startswith(".") and p.name.endswith(".part")) or p.name in all_catalogs() for p in out.iterdir())

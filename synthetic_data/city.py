"""The synthetic 六安 as the engine sees it: its world, its tables, its answer key. ``build`` writes all three."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kit.catalog import Catalog, all_catalogs, load
from kit.catalog.load import folder
from kit.errors import DataError
from kit.synth import Part, Written, describe, parts_of
from kit.synth import build as build_tables
from kit.synth.build import Progress

SIZES = {"tiny": 0.001, "workshop": 0.01, "city": 1.0}
Wanted = Mapping[str, Mapping[str, tuple[str, ...]]]


class Tables:
    """The catalogs' tables."""

    @staticmethod
    def world(seed: int, fraction: float) -> Any:
        from synthetic_data.world.city import World

        return World(seed, fraction)

    @staticmethod
    @cache
    def table(name: str) -> tuple[Catalog, list[Part]]:
        from synthetic_data.world import enterprises, people

        entities = {
            "enterprise": (enterprises.Enterprise, lambda world: world.subjects),
            "person": (people.Person, lambda world: world.people),
        }
        return all_catalogs()[name], parts_of(all_catalogs()[name], folder(), entities)


class Answers(Tables):
    """The truth behind the tables; written apart from them, never where a product runs."""

    @staticmethod
    @cache
    def table(name: str) -> tuple[Catalog, list[Part]]:
        from synthetic_data import answers

        return answers.TABLES[name]


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
    return [name for name in all_catalogs() if Tables.table(name)[1]]


def build(
    out: Path, *, size: str | float = "workshop", seed: int = 1, only: Iterable[str] | None = None,
    wanted: Wanted | None = None, workers: int = 1, answers: bool = True, progress: Progress | None = None,
) -> dict[str, list[Written]]:  # fmt: skip
    """Build the tables ``only`` (default: all that have a recipe) under ``out``, the answer key beside it.

    ``size`` is tiny, workshop, city or a fraction; ``wanted`` are row filters that let parts be left out. The same
    seed and size give the same bytes on any machine with the same libraries, with any number of workers.
    """
    from synthetic_data.answers import BEHIND

    fraction = fraction_of(size)
    names = available() if only is None else [load(name).name for name in only]
    _refuse_foreign_folder(out)
    files = build_tables(Tables, out, seed=seed, fraction=fraction, tables=names, wanted=wanted, workers=workers,
                         progress=progress)  # fmt: skip
    facts = {"seed": seed, "fraction": fraction, "scenario": "baseline", "from": "2022-01-01", "to": "2025-12-31"}
    describe(out, [load(n) for n in names], files, facts)
    if answers:
        truths = [truth for truth, tables in BEHIND.items() if tables is None or tables & set(names)]
        build_tables(Answers, answers_folder(out), seed=seed, fraction=fraction, tables=truths, workers=workers)
    return files


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

"""The conditions under which a review runs a product. The product knows nothing of them and declares nothing about them."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import shutil
from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from kit.access import make_room
from kit.product.plan import ScenarioPlan
from kit.product.run import run
from kit.review.cache import Cache, Kept, fingerprint, key_of
from kit.review.evidence import Evidence, Run
from kit.review.needed import fitting, needed
from kit.review.probe import probe
from kit.review.rekey import rekey
from kit.review.sandbox import Limits, SandboxLaunch, collect
from kit.review.sandbox.machine import at_once, free_memory
from kit.synth import Engine, processes

Progress = Callable[[str], None]
FIRST = ("plain", "repeat")
SAME_ROOM = ("plain", "repeat", "other_seed")
SEED, OTHER_SEED = 1, 2
ENGINE = "duckdb"
# Cities other than plain, by run: how large against it, which seed, which scenario.
CITIES = {
    "new_city": (1.0, "new_city", "baseline"), "drift": (1.0, "plain", "drift"), "dirty": (1.0, "plain", "dirty"),
    "small": (0.1, "plain", "baseline"),
}  # fmt: skip


class Runs:
    """All runs of one review; ``out`` keeps what they left, ``work`` and ``hidden`` in it are taken away afterwards."""

    def __init__(self, evidence: Evidence, plan: ScenarioPlan, out: Path, deadline: float, progress: Progress,
                 only: Container[str] | None = None, cache: Cache | None = None) -> None:  # fmt: skip
        self.evidence, self.plan, self.out, self.deadline, self.progress, self.only = evidence, plan, out, deadline, progress, only
        self.as_of = plan.as_of
        self.needed = needed(plan)
        evidence.fraction = evidence.fraction or fitting(plan)
        self.cores = evidence.cores or os.cpu_count() or 1
        self.builders: Engine = processes(self.cores)
        self.cache, self.limits = cache, Limits()
        # Nothing that the notebook sees may tell which run it is, and so the folders do not either.
        self.codes: defaultdict[str, str] = defaultdict(lambda: secrets.token_hex(4))

    def all(self) -> dict[str, Run]:
        """The first two side by side, then the others; after a failure these would only fail again."""
        with ThreadPoolExecutor(at_once(self.cores, free_memory(), self.limits.memory)) as pool:
            with self.builders as drawing:
                self.builders = nullcontext(drawing)  # the same workers build every city
                self._build("plain", 1.0, "plain", "baseline")
                self._room("plain", self._city("plain"), self.as_of)
                done: dict[str, Run] = dict(zip(FIRST, pool.map(self._one, FIRST), strict=True))
                if not done["plain"].record.ok:
                    return done
                probed = {"service": pool.submit(self._probe, done["plain"])} if self.plan.api else {}
                others = {name: pool.submit(self._one, name) for name in self._prepared()}
            return done | {name: run.result() for name, run in (others | probed).items()}

    def _probe(self, plain: Run) -> Run:
        self.progress(f"运行:{Run.title_of('service')}")
        return probe(self.evidence, plain, self.out, self.deadline)

    def _prepared(self) -> Iterator[str]:
        """Names of the other runs, each with its room ready."""
        empties = [f"empty:{slug}" for slug in self.plan.grant.tables]
        scored = ("other_seed",) if self.plan.evaluation else ()
        for name in (*scored, "rekeyed", "as_of_cut", *CITIES, *empties):
            if self.only is None or name in self.only:
                self._prepare(name)
                yield name

    def _prepare(self, name: str) -> None:
        if name == "rekeyed":
            self.progress("准备换键的数据")
            self.evidence.back = rekey(self._room_path("plain"), self._room_path(name), self.plan.grant, self.evidence.seeds["plain"])
        elif name == "as_of_cut":
            self._room(name, self._city("plain"), None)
        elif name in CITIES:
            self._build(name, *CITIES[name])
            self._room(name, self._city(name), self.as_of)
        elif name not in SAME_ROOM:
            self._without(self._room_path("plain"), name.partition(":")[2])

    def _city(self, name: str) -> Path:
        return self.out / "hidden" / name

    def _room_path(self, name: str) -> Path:
        return self.out / "work" / f"room-{self.codes['room of ' + ('plain' if name in SAME_ROOM else name)]}"

    def _build(self, name: str, size: float, seed: str, scenario: str) -> None:
        from synthetic_data.city import build

        self.progress(f"生成隐藏城市({Run.title_of(name)})")
        build(self._city(name), size=self.evidence.fraction * size, seed=self.evidence.seeds[seed], only=self.needed.tables, wanted=self.needed.rows,
              fields=self.needed.fields, scenario=scenario, engine=self.builders, answers=any(claim.answers for claim in self.plan.accuracy))  # fmt: skip

    def _room(self, name: str, city: Path, day: dt.date | None) -> None:
        make_room(city, self.plan.grant, self._room_path(name), day)

    def _without(self, room: Path, slug: str) -> None:
        """The same room with one table emptied."""
        import pyarrow.parquet as pq

        twin = self._room_path(f"empty:{slug}")
        shutil.copytree(room, twin, copy_function=os.link)
        for path in (twin / slug).glob("*.parquet"):
            none = pq.read_schema(path).empty_table()
            path.unlink()
            pq.write_table(none, path)

    def _one(self, name: str) -> Run:
        self.progress(f"运行:{Run.title_of(name)}")
        work = self.out / "work" / self.codes[name]
        product, left, room = work / "product", work / "out", self._room_path(name)
        shutil.copytree(self.plan.folder, product, ignore=shutil.ignore_patterns(".kit", "__pycache__", ".ipynb_checkpoints"))
        left.mkdir()
        record, files, refused = self._kept_or_run(name, product, room, left)
        # Truth is never taken from dirty tables.
        city = self._city(name if name in CITIES and name != "dirty" else "plain")
        return Run(name, record, files, tuple(refused), room, city)

    def _kept_or_run(self, name: str, product: Path, room: Path, left: Path) -> Kept:
        """From the cache what was run before under the very same conditions; the repeated run is always a real one."""
        taken, seed = self.out / "outputs" / name.replace(":", "-"), OTHER_SEED if name == "other_seed" else SEED
        key = ""
        if self.cache and name != "repeat":
            key = key_of(product=fingerprint(product), room=fingerprint(room), as_of=self.as_of, seed=seed, engine=ENGINE,
                         level=self.evidence.level.name, limits=asdict(self.limits))  # fmt: skip
            if kept := self.cache.get(key, taken):
                return kept
        launch = SandboxLaunch(self.evidence.level, (product, room), left, self.limits)
        record = run(product, room, left, as_of=self.as_of, seed=seed, deadline=self.deadline, launch=launch, engine=ENGINE)
        files, refused = collect(left, taken)
        if self.cache and key:
            self.cache.put(key, record, files, refused)
        return record, files, refused


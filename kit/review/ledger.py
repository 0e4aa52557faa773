"""What has been released so far, so that a new release can be held against it.

``releases.jsonl`` lies beside the reviews. A line is one table of one release that a reviewer let pass: the cells that were
shown, never a hidden one. It is only ever appended to. The decisions are the truth: one that a killed command wrote without
its lines gets them before anything is held against the ledger.

Two releases can be subtracted from each other only if they speak of the same data: ``data`` is the digest of the as-of day and
of the synthetic city (seed and size). Reviews with other seeds leave lines that are not compared. In the domain, where all
products read the same delivery, that delivery takes the city's place.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kit.product.disk import alone, append, whole_lines
from kit.product.plan import DATASET
from kit.review.cells import text
from kit.review.evidence import Evidence
from kit.review.finding import GOOD
from kit.review.workspace import EARLIER

FILE, LOCK = "releases.jsonl", ".releases.lock"
DECIDED = ("*/decision.json", f"{EARLIER}/*/*/decision.json")  # decided reviews are never taken away


@dataclass(frozen=True)
class Table:
    """The cells of one released table. ``measures``: released field → ``count`` (of people or other subjects) or what it adds up.

    ``sources`` are the catalogs that it was made from; ``rows`` are the key as text, then the measures.
    """

    product: str
    output: str
    data: str
    sources: tuple[str, ...]
    key: tuple[str, ...]
    total: str
    measures: Mapping[str, str]
    rows: Sequence[Sequence[Any]] = ()

    def cuboids(self) -> dict[tuple[str, ...], Any]:
        """Key fields without those whose value is the total → the cells at that level, measures by what they are."""
        import pandas as pd

        frame = pd.DataFrame(list(self.rows), columns=[*self.key, *self.measures.values()])
        total = frame[list(self.key)] == self.total
        groups: Any = frame.groupby([total[k] for k in self.key], sort=False) if self.key else [((), frame)]
        out = {}
        for pattern, part in groups:
            kept = tuple(k for k, marginal in zip(self.key, pattern, strict=True) if not marginal)
            out[kept] = part[[*kept, *self.measures.values()]]
        return out


def tables(evidence: Evidence) -> list[dict[str, Any]]:
    """What the tables of cells among the outputs are, without their rows; the report keeps it for the day of the decision."""
    plan = evidence.plan
    about = []
    for o in plan.leaving if plan else ():
        measures = {o.persons: "count"} if o.persons else {}
        if o.control:
            measures = {**o.control.sums, **({o.control.count: "count"} if o.control.count else {})}
        if o.kind == DATASET and measures:
            about.append({"product": evidence.title, "output": o.name, "data": data_of(evidence), "sources": sorted(plan.grant.tables if plan else ()),
                          "key": list(o.key), "total": o.control.total if o.control else "合计", "measures": measures})  # fmt: skip
    return about


def data_of(evidence: Evidence) -> str:
    """Which data a release speaks of."""
    return sha256(json.dumps([str(evidence.as_of), evidence.seeds.get("plain"), evidence.fraction]).encode()).hexdigest()


def with_rows(about: Mapping[str, Any], frame: Any) -> Table:
    """The table with the cells that ``frame`` shows."""
    key, fields = tuple(about["key"]), list(about["measures"])
    shown = frame[frame[fields].notna().any(axis=1)]
    values = shown[fields].astype(object).where(shown[fields].notna(), None)
    rows = [[*k, *map(_plain, v)] for k, v in zip(text(shown, key).to_numpy().tolist(), values.to_numpy().tolist(), strict=True)]
    return Table(about["product"], about["output"], about["data"], tuple(about["sources"]), key, about["total"], dict(about["measures"]), rows)


def record(reviews: Path, folder: Path, decided: str = "") -> None:
    """Enter the tables of the review in ``folder`` into the ledger of ``reviews``, once."""
    import pandas as pd

    ledger = reviews / FILE
    with alone(reviews / LOCK):
        kept, _ = whole_lines(ledger)
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
        if (report["artefact"], decided) in _entered(kept):
            return
        lines = b""
        for about in report.get("evidence", {}).get("tables", []):
            frame = pd.read_parquet(folder / "artefact" / "outputs" / f"{about['output']}.parquet")
            entry = {"artefact": report["artefact"], "decided": decided, **asdict(with_rows(about, frame))}
            lines += json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        if lines:
            append(ledger, lines, len(kept))


def earlier(reviews: Path) -> list[Table]:
    """All tables that have been released; ``reviews`` is where the reviews lie."""
    _catch_up(reviews)
    return [_table(entry) for entry in map(json.loads, whole_lines(reviews / FILE)[0].splitlines())]


def _catch_up(reviews: Path) -> None:
    """Enter what was decided and is not there yet."""
    entered = _entered(whole_lines(reviews / FILE)[0])
    for path in sorted(p for kind in DECIDED for p in reviews.glob(kind)):
        decision = json.loads(path.read_text(encoding="utf-8"))
        if decision["decision"] == GOOD and (decision["artefact"], decision["decided"]) not in entered:
            record(reviews, path.parent, decision["decided"])


def _entered(lines: bytes) -> set[tuple[str, str]]:
    return {(e["artefact"], e["decided"]) for e in map(json.loads, lines.splitlines())}


def _table(entry: dict[str, Any]) -> Table:
    known: dict[str, Any] = {k: entry[k] for k in Table.__dataclass_fields__}
    return Table(**{**known, "sources": tuple(entry["sources"]), "key": tuple(entry["key"])})


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value

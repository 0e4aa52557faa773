"""What the panel tells of each product: whether its plan can be read, how it last fared, where the register has it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from kit.catalog import AnnexProduct, annex_products
from kit.errors import KitError, UseError
from kit.lab.home import reviews_of
from kit.lab.places import line_in
from kit.product.artefact import sources
from kit.product.contract import registry_home, standing
from kit.product.read_plan import read_plan
from kit.product.states import OVER, PROMOTED, RETURNED
from kit.product.trail import FILE
from kit.review.display import VERDICTS
from kit.review.finding import PASSED
from kit.review.workspace import at_work, earlier

EXECUTED = Path(".kit/out.ipynb")  # where `kit run` leaves the notebook, in the product's folder


def products(home: Path) -> list[dict[str, Any]]:
    """All 27 of 附件2."""
    return [_product(annex, home) for annex in annex_products()]


def last(name: str, home: Path) -> dict[str, Any] | None:
    """The last check or review that came to its end; None before the first."""
    folder = review_of(name, home)
    report, decision = read_json(folder / "partner.json"), read_json(folder / "decision.json")
    if report is None:
        return None
    word = decision["decision"] if decision else report["verdict"]
    kind = "决定" if decision else "审查" if report["strict"] else "自查"
    left = sum(f["status"] != PASSED for f in report["findings"])
    return {"kind": kind, "verdict": word, "tone": VERDICTS[word], "when": report["reviewed"], "left": left,
            "changed": _changed(home / "products" / name, folder / "artefact" / "product" / name)}  # fmt: skip


def review_of(name: str, home: Path) -> Path:
    """The folder of the last finished review: while another is at work, the one before it."""
    out = reviews_of(home) / name
    before = [] if (out / "partner.json").exists() else earlier(out)
    return before[-1].parent if before else out


def read_json(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _product(annex: AnnexProduct, home: Path) -> dict[str, Any]:
    name, folder = annex.name, home / "products" / annex.name
    begun = folder.is_dir()
    return {"name": name, "title": annex.title, "category": annex.category, "forms": list(annex.forms), "folder": f"products/{name}" if begun else "",
            "problem": _problem(folder, _stamp(folder / "product.yaml")) if begun else None, "running": at_work(reviews_of(home) / name),
            "last": last(name, home), "standing": _standing(name, registry_home(home)), "executed": (folder / EXECUTED).exists()}  # fmt: skip


@lru_cache(maxsize=256)
def _problem(folder: Path, stamp: tuple[int, int]) -> dict[str, Any] | None:
    """Why the plan cannot be read; read again only when the file has changed, for the panel asks every few seconds."""
    try:
        read_plan(folder)
    except KitError as error:
        return {"what": error.what, "next_step": error.next_step, "place": line_in(error.where, folder.name)}
    return None


def _standing(name: str, register: Path | None) -> dict[str, str] | None:
    return _stands(name, register, _stamp(register / FILE)) if register else None


@lru_cache(maxsize=256)
def _stands(name: str, register: Path, stamp: tuple[int, int]) -> dict[str, str] | None:
    """The state in the signed ledger; a ledger that cannot be trusted says so instead of a state."""
    try:
        found = standing(register, name)
    except UseError as error:
        return {"title": "台账不可信", "tone": "bad", "told": error.what}
    if found is None:
        return None
    tone = "good" if found.state == PROMOTED else "bad" if found.state in OVER else "warn" if found.state == RETURNED else ""
    return {"title": found.title, "tone": tone, "told": f"登记簿第 {found.last.n} 条" if found.last else "登记簿"}


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _changed(now: Path, then: Path) -> bool:
    """Whether the folder has moved on since; without a frozen copy or a folder nothing can be said."""
    if not now.is_dir() or not then.is_dir():
        return False
    return len({tuple((p.relative_to(f).as_posix(), p.read_bytes()) for p in sorted(sources(f))) for f in (now, then)}) > 1

"""What there is to show of each product of 附件2, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.catalog import AnnexProduct, annex_products, load
from kit.errors import KitError
from kit.product.artefact import Artefact, open_artefact, sources
from kit.product.plan import DATASET, ScenarioPlan
from kit.product.read_plan import read_plan
from kit.serving.example import example

# How far a product has come, best first, with its colour.
STATES = {"已通过": "good", "待决定": "warn", "限期整改": "warn", "未通过": "bad", "未审查": "", "未开发": ""}
ROWS = 5  # sample rows of a data set


@dataclass(frozen=True)
class Exhibit:
    """``plan`` is that of the review where there is one; ``changed`` says that the folder has moved on since.

    ``samples`` and ``asked`` (request, answer) are there only for what a reviewer has let pass.
    """

    annex: AnnexProduct
    state: str
    plan: ScenarioPlan | None = None
    artefact: Artefact | None = None
    changed: bool = False
    note: str = ""
    samples: Mapping[str, Any] | None = None
    asked: tuple[Any, Any] | None = None

    @property
    def colour(self) -> str:
        return STATES[self.state]

    @property
    def summary(self) -> str:
        return (self.plan.description.get("summary") or str(self.plan.scenario["purpose"])) if self.plan else ""

    @property
    def catalogs(self) -> list[str]:
        """Catalogs and units, to be found by."""
        return [word for slug in self.plan.grant.tables for word in (load(slug).title, load(slug).unit)] if self.plan else []


def exhibits(products: Path, reviews: Path) -> list[Exhibit]:
    """All products of 附件2, in its order."""
    return [exhibit(annex, products / annex.name, reviews / annex.name) for annex in annex_products()]


def exhibit(annex: AnnexProduct, product: Path, review: Path) -> Exhibit:
    try:
        artefact = open_artefact(review, preview=True) if (review / "report.json").exists() else None
        note = ""
    except KitError as error:
        artefact, note = None, f"审查记录不能用:{error.what}"
    if artefact is None or not artefact.report["strict"]:
        return _unreviewed(annex, product, note)
    shown = {} if artefact.preview else {"samples": _samples(artefact), "asked": example(artefact) if artefact.plan.api else None}
    return Exhibit(annex, _state(artefact), artefact.plan, artefact, _changed(product, artefact), **shown)


def _unreviewed(annex: AnnexProduct, product: Path, note: str) -> Exhibit:
    if not (product / "product.yaml").exists():
        return Exhibit(annex, "未开发", note=note)
    try:
        return Exhibit(annex, "未审查", read_plan(product), note=note)
    except KitError as error:
        return Exhibit(annex, "未审查", note=note or f"场景方案还不能用:{error.what}")


def _state(artefact: Artefact) -> str:
    if not artefact.preview:
        return "已通过"
    return "待决定" if artefact.verdict == "通过" else artefact.verdict


def _changed(product: Path, artefact: Artefact) -> bool:
    """Whether the folder differs from what was reviewed; a folder that is not here says nothing."""
    if not product.is_dir():
        return False
    now, then = ({p.relative_to(f).as_posix(): p.read_bytes() for p in sources(f)} for f in (product, artefact.product))
    return now != then


def _samples(artefact: Artefact) -> dict[str, Any]:
    return {o.name: artefact.frame(o.name).head(ROWS) for o in artefact.plan.leaving if o.kind == DATASET}

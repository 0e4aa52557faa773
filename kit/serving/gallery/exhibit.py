"""What there is to show of each product of 附件2, and how far it has come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.catalog import AnnexProduct, annex_products, load
from kit.errors import KitError, UseError
from kit.product.artefact import Artefact, open_artefact, sources
from kit.product.contract import STOPPED, check_promoted
from kit.product.plan import DATASET, ScenarioPlan
from kit.product.read_plan import read_plan
from kit.product.standing import Standing
from kit.serving.example import example

# How far a product has come, best first, with its colour.
# “可用”: registered, consented to and promoted. 已通过 is what the reviewer said, and no more; without a register it is the best.
STATES = {"可用": "good", "已通过": "main", "待决定": "warn", "限期整改": "warn", "未通过": "bad", "停用": "bad", "未审查": "", "未开发": ""}
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


def exhibits(products: Path, reviews: Path, register: Path | None = None) -> list[Exhibit]:
    """All products of 附件2, in its order; ``register`` knows which of them are in use."""
    return [exhibit(annex, products / annex.name, reviews / annex.name, register) for annex in annex_products()]


def exhibit(annex: AnnexProduct, product: Path, review: Path, register: Path | None = None) -> Exhibit:
    try:
        artefact = open_artefact(review, preview=True) if (review / "report.json").exists() else None
        note = ""
    except KitError as error:
        artefact, note = None, f"审查记录不能用:{error.what}"
    if artefact is None or not artefact.report["strict"]:
        return _unreviewed(annex, product, note)
    shown = {} if artefact.preview else {"samples": _samples(artefact), "asked": example(artefact) if artefact.plan.api else None}
    state, note = _state(artefact, register)
    return Exhibit(annex, state, artefact.plan, artefact, _changed(product, artefact), note, **({} if state == "停用" else shown))


def _unreviewed(annex: AnnexProduct, product: Path, note: str) -> Exhibit:
    if not (product / "product.yaml").exists():
        return Exhibit(annex, "未开发", note=note)
    try:
        return Exhibit(annex, "未审查", read_plan(product), note=note)
    except KitError as error:
        return Exhibit(annex, "未审查", note=note or f"场景方案还不能用:{error.what}")


def _state(artefact: Artefact, register: Path | None) -> tuple[str, str]:
    """How far it has come, and what the register has against it."""
    if artefact.preview:
        return ("待决定" if artefact.verdict == "通过" else artefact.verdict), ""
    try:
        now = check_promoted(artefact.plan, artefact.digest, register, dt.date.today())
    except UseError as error:
        return ("停用" if error.code in STOPPED else "已通过"), error.what
    return "可用", _registered(now)


def _registered(now: Standing) -> str:
    """When it was registered, and the code if the registration body has given one."""
    filed = sorted((now.acts[e] for e in ("register", "change", "correct") if e in now.acts), key=lambda e: e.n)
    code = next((e.facts["code"] for e in reversed(filed) if e.facts.get("code")), "")
    return f"已登记备案({filed[-1].time[:10]}),登记编码 {code or '登记机构尚未给出'};市数管局已同意实施。"


def _changed(product: Path, artefact: Artefact) -> bool:
    """Whether the folder differs from what was reviewed; a folder that is not here says nothing."""
    if not product.is_dir():
        return False
    now, then = ({p.relative_to(f).as_posix(): p.read_bytes() for p in sources(f)} for f in (product, artefact.product))
    return now != then


def _samples(artefact: Artefact) -> dict[str, Any]:
    return {o.name: artefact.frame(o.name).head(ROWS) for o in artefact.plan.leaving if o.kind == DATASET}

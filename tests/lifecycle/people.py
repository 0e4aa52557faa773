"""A register with one person of each kind, and steps of a product with the digests that bind them."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

from kit.dossier.partner import join
from kit.dossier.people import enrol, found
from kit.dossier.registry import Registry
from kit.product.artefact import digest
from tests.conftest import ROOT

OPERATOR, REVIEWER, SECOND, AUTHORITY, PARTNER, OTHER = "运营甲", "审查员乙", "审查员戊", "市数管局丙", "合伙人甲", "合伙人丁"
ROLE = {OPERATOR: "operator", REVIEWER: "reviewer", SECOND: "second_reviewer", AUTHORITY: "authority", PARTNER: "partner", OTHER: "partner"}
PRODUCT = "enterprise_shell_scan"
FOLDER = ROOT / "products" / PRODUCT
DAY = dt.date(2026, 3, 1)
WHY = "材料齐全,逐项核对属实"


def registry(home: Path) -> Registry:
    made = Registry(home)
    found(made, OPERATOR, "运营机构(模拟)")
    for name in (REVIEWER, SECOND, AUTHORITY):
        enrol(made, OPERATOR, name, [ROLE[name]], f"{name}的单位(模拟)")
    for name in (PARTNER, OTHER):
        join(made, OPERATOR, name, organisation=f"{name}的公司(模拟)", contact="数据负责人(岗位)", agreement=f"协议-{name}", since=dt.date(2026, 1, 1), until=dt.date(2030, 12, 31))
    return made


def reviewed(folder: Path, *, strict: bool = True, verdict: str = "通过", content: bytes = b"scores") -> Path:
    """A review's folder as a review left it, with next to nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "artefact" / "outputs").mkdir(parents=True)
    (folder / "artefact" / "outputs" / "scores.parquet").write_bytes(content)
    report = {
        "product": PRODUCT, "title": "企业空壳扫描", "verdict": verdict, "strict": strict, "partner": PARTNER, "findings": [], "isolation": "bwrap",
        "artefact": digest(folder / "artefact"),
    }  # fmt: skip
    (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    return folder


# From the plan to the promotion: event, who.
ALL_THE_WAY = [
    ("submit_plan", PARTNER), ("approve_plan", REVIEWER), ("check", PARTNER), ("review", REVIEWER), ("pass_product", REVIEWER),
    ("register", OPERATOR), ("consent", AUTHORITY), ("promote", OPERATOR),
]  # fmt: skip
DIGESTS = {"plan": "a" * 64, "artefact": "b" * 64}


def walk(made: Registry, until: str = "promote", product: str = PRODUCT) -> Registry:
    """Take the steps up to one, without files behind them."""
    for event, who in ALL_THE_WAY:
        made.step(event, product, who, ROLE[who], DIGESTS, WHY)
        if event == until:
            break
    return made

"""A register with people of every role, and a product that has come as far as an approved review, without running anything."""

from __future__ import annotations

import datetime as dt
import json
from hashlib import sha256
from pathlib import Path

from kit.dossier import people, plan
from kit.dossier.partner import join
from kit.dossier.record import record_decision, record_review
from kit.dossier.registry import Registry
from kit.product.read_plan import read_plan
from kit.review.decide import decide
from tests.conftest import ROOT
from tests.publish.made import FIGURES, reviewed, shell_model

PRODUCT = "enterprise_shell_scan"
OPERATOR, PARTNER, REVIEWER, SECOND, AUTHORITY = "运营甲", "合伙人乙", "审查丙", "审查丁", "数管戊"
TODAY = dt.date.today()
REASON = "逐项看过,方案与发现都站得住"


def registry(home: Path) -> Registry:
    made = Registry(home / "registry")
    people.found(made, OPERATOR, "六安数据运营有限公司(模拟)")
    people.enrol(made, OPERATOR, REVIEWER, ["reviewer"], "评审中心(模拟)")
    people.enrol(made, OPERATOR, SECOND, ["second_reviewer"], "评审中心(模拟)")
    people.enrol(made, OPERATOR, AUTHORITY, ["authority"], "市数管局(模拟)")
    join(made, OPERATOR, PARTNER, organisation="皖西数智科技(模拟)", contact="产品负责人(岗位)", agreement="HZ-2026-001", since=TODAY, until=TODAY + dt.timedelta(days=3 * 365))
    return made


def approved(home: Path, product: str = PRODUCT) -> Registry:
    made = registry(home)
    plan.submit(made, ROOT / "products" / product, PARTNER, TODAY)
    plan.review(made, product, REVIEWER, "通过", REASON, TODAY)
    return made


def review_folder(home: Path) -> Path:
    """As ``kit review`` leaves it: report for reviewers and partners, what was read, digests of data and surroundings."""
    source = ROOT / "products" / PRODUCT
    folder = reviewed(home / "reviews" / PRODUCT, source, shell_model(), decided=False, figures=FIGURES)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    grant = read_plan(source).grant.tables
    reads = json.dumps({slug: sorted(t.fields) for slug, t in grant.items()}).encode()
    plain = folder / "outputs" / "plain"
    plain.mkdir(parents=True, exist_ok=True)
    (plain / "reads.json").write_bytes(reads)
    digests = {p.name: sha256(p.read_bytes()).hexdigest() for p in (folder / "artefact" / "outputs").iterdir()}
    report |= {"title": "企业空壳扫描", "partner": PARTNER, "isolation": "bwrap", "report": "/nowhere/report.html"}
    report["evidence"] |= {
        "outputs": {"plain": digests | {"reads.json": sha256(reads).hexdigest()}},
        "inputs": {slug: {"sha256": sha256(slug.encode()).hexdigest(), "rows": 1000 + n} for n, slug in enumerate(grant)},
        "environment": {"sha256": sha256(b"environment").hexdigest(), "python": "3.11", "libraries": ["pandas==3"]},
        "product": {p.relative_to(source).as_posix(): sha256(p.read_bytes()).hexdigest() for p in source.iterdir() if p.is_file()},
    }  # fmt: skip
    (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    (folder / "partner.json").write_text(json.dumps({k: v for k, v in report.items() if k != "evidence"}, ensure_ascii=False), encoding="utf-8")
    (folder / "partner.html").write_text("<!doctype html><title>审查</title>", encoding="utf-8")
    return folder


def decided(home: Path) -> tuple[Registry, Path]:
    """Approved plan, review, decision 通过, all in the ledger."""
    made = approved(home)
    folder = review_folder(home)
    record_review(made, folder, REVIEWER)
    decide(folder, "通过", REVIEWER, REASON)
    record_decision(made, folder)
    return made, folder

"""Every check says what it claims, why that matters and where it comes from."""

from __future__ import annotations

import pytest

from kit.review.checks import all_checks
from kit.review.finding import EXIT

CHECKS = {m.__name__.rpartition(".")[2]: m for m in all_checks()}


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_speaks_for_itself(name):
    check = CHECKS[name]
    for text in (check.TITLE, check.SOURCE, check.WHY):
        assert any("\u4e00" <= c <= "\u9fff" for c in text)
    assert check.ON_FAIL in EXIT
    assert check.__doc__


def test_titles_are_each_checks_own():
    assert len({m.TITLE for m in CHECKS.values()}) == len(CHECKS)


def test_what_may_never_be_overridden_is_final():
    """Undeclared read, raw identifier, pickle, unexecuted output (facts: release checks)."""
    assert {"no_identifiers", "no_raw_rows", "allowed_artefacts", "clean_execution", "declared_outputs"} <= {n for n, m in CHECKS.items() if getattr(m, "FINAL", False)}


def test_a_finding_carries_what_its_check_says(tmp_path):
    from kit.errors import PlanError
    from kit.review.checks import findings
    from kit.review.evidence import Evidence
    from kit.review.sandbox import Level

    refused = Evidence(tmp_path, "产品", Level.BWRAP, True, plan_error=PlanError("KIT-P004", "缺少 outputs", where="product.yaml:1"))
    found = {f.check: f for f in findings(refused)}
    assert set(found) >= set(CHECKS) - {"final_catalogs", "listed_product"}
    assert all(f.why == CHECKS[name].WHY and f.source and f.title for name, f in found.items())

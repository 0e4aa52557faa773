"""Each refusal of the register by its code: what is asked for is not done, and the reader is told what to do instead."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kit.dossier import keys, people, plan
from kit.dossier.partner import join, leave
from kit.dossier.record import record_check, record_decision, record_review
from kit.dossier.register import consent, register
from kit.dossier.registry import Registry
from kit.errors import LifecycleError
from kit.product.trail import STATE
from tests.lifecycle.people import (
    DAY,
    DIGESTS,
    FOLDER,
    OPERATOR,
    PARTNER,
    PRODUCT,
    REVIEWER,
    WHY,
    registry,
    reviewed,
    walk,
)

AGREEMENT = {"organisation": "某公司(模拟)", "contact": "岗位", "agreement": "协议-9", "since": DAY, "until": DAY + dt.timedelta(days=9)}


@pytest.fixture
def made(tmp_path) -> Registry:
    return registry(tmp_path / "register")


def refused(call, *arguments, **named) -> str:
    with pytest.raises(LifecycleError) as error:
        call(*arguments, **named)
    assert error.value.next_step
    return error.value.code


def unchanged(made: Registry, code: str, call, *arguments, **named) -> None:
    before = made.ledger.path.read_bytes()
    assert refused(call, *arguments, **named) == code
    assert made.ledger.path.read_bytes() == before


def test_people_are_enrolled_once_in_roles_that_there_are(made):
    unchanged(made, "KIT-T031", people.enrol, made, OPERATOR, "某人", ["partner"], "某单位(模拟)")
    unchanged(made, "KIT-T031", people.enrol, made, OPERATOR, "某人", [], "某单位(模拟)")
    unchanged(made, "KIT-T032", people.enrol, made, OPERATOR, REVIEWER, ["reviewer"], "某单位(模拟)")
    unchanged(made, "KIT-T011", people.enrol, made, REVIEWER, "某人", ["reviewer"], "某单位(模拟)")


def test_only_a_key_in_use_is_revoked_and_never_the_one_that_everything_rests_on(made):
    unchanged(made, "KIT-T033", people.revoke, made, OPERATOR, "路人", "岗位变动")
    unchanged(made, "KIT-T034", people.revoke, made, OPERATOR, OPERATOR, "岗位变动")
    people.revoke(made, OPERATOR, REVIEWER, "岗位变动")
    unchanged(made, "KIT-T033", people.revoke, made, OPERATOR, REVIEWER, "岗位变动")


@pytest.mark.parametrize("empty", ["organisation", "contact", "agreement"])
def test_a_partner_joins_with_all_that_an_agreement_needs(made, empty):
    unchanged(made, "KIT-T041", join, made, OPERATOR, "合伙人己", **(AGREEMENT | {empty: " "}))


def test_a_partner_leaves_with_a_reason_and_an_account_of_the_data(made, monkeypatch):
    unchanged(made, "KIT-T042", leave, made, OPERATOR, PARTNER, "期满", " ")
    unchanged(made, "KIT-T044", leave, made, OPERATOR, REVIEWER, "期满不续签", "已销毁")
    walk(made, "submit_plan")
    monkeypatch.setattr(made, "standings", dict)  # a product is submitted between looking and signing
    unchanged(made, "KIT-T043", leave, made, OPERATOR, PARTNER, "期满不续签", "已销毁")


def test_who_is_not_in_the_register_or_whose_agreement_is_over_does_nothing(made):
    unchanged(made, "KIT-T014", made.step, "submit_plan", PRODUCT, "路人", "partner", DIGESTS)
    unchanged(made, "KIT-T014", made.step, "submit_plan", PRODUCT, "", "partner", DIGESTS)
    unchanged(made, "KIT-T045", plan.submit, made, FOLDER, PARTNER, dt.date(2031, 1, 1))


def test_only_a_whole_review_gets_into_the_ledger(made, tmp_path):
    walk(made, "approve_plan")
    folder = reviewed(tmp_path / "review", strict=False)
    unchanged(made, "KIT-T060", record_review, made, folder, REVIEWER)
    record_check(made, folder, PARTNER)
    folder = reviewed(tmp_path / "review")
    unchanged(made, "KIT-T061", record_decision, made, folder)
    (folder / "artefact" / "outputs" / "scores.parquet").write_bytes(b"changed")
    unchanged(made, "KIT-T063", record_review, made, folder, REVIEWER)
    unchanged(made, "KIT-T064", record_review, made, tmp_path / "nowhere", REVIEWER)


def test_nothing_is_consented_to_or_filed_before_its_time(made, tmp_path):
    walk(made, "pass_product")
    unchanged(made, "KIT-T103", consent, made, PRODUCT, OPERATOR, WHY)
    for kind in ("second", "cancel"):
        unchanged(made, "KIT-T102", register, made, tmp_path, OPERATOR, kind, WHY)


def test_a_state_that_does_not_follow_from_its_step_is_found(made):
    made.ledger.append("submit_plan", PRODUCT, PARTNER, "partner", keys.load(made.keys, PARTNER), DIGESTS, state="promoted")
    assert [p.what for p in made.verify()] == ["写明的状态与步骤不符:应是“方案已提交”"]


def test_a_key_or_a_database_that_cannot_be_read_is_named(made, tmp_path):
    broken = tmp_path / "broken.pub"
    broken.write_text("not a key", encoding="utf-8")
    assert refused(keys.public_key, broken) == "KIT-T002"
    (made.home / STATE).unlink()
    (made.home / STATE).mkdir()
    assert refused(Registry, made.home) == "KIT-T015"


def test_an_entry_that_names_nothing_is_told_by_its_line(made, tmp_path: Path):
    from kit.dossier.kept import problems

    made.ledger.append("submit_plan", PRODUCT, PARTNER, "partner", keys.load(made.keys, PARTNER), {}, state="plan_submitted")
    assert [(p.line, p.what) for p in problems(made.home, made.ledger.entries())] == [(len(made.ledger.entries()), "所指的场景方案缺失或被改动")]

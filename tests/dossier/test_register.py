"""登记备案: only what passed, by its digests; then consent, promotion, change, correction and the end."""

from __future__ import annotations

import datetime as dt
import json
from hashlib import sha256

import pytest

from kit.dossier.filing import extract, gather
from kit.dossier.kept import problems
from kit.dossier.plan import withdraw
from kit.dossier.record import record_decision, record_review
from kit.dossier.register import cancel, consent, promote, register
from kit.dossier.verify import verify
from kit.errors import KitError, UseError
from kit.product.artefact import open_artefact
from kit.product.contract import check_promoted
from kit.review.decide import decide
from tests.dossier.made import (
    AUTHORITY,
    OPERATOR,
    PARTNER,
    PRODUCT,
    REASON,
    REVIEWER,
    SECOND,
    TODAY,
    approved,
    decided,
    review_folder,
)
from tests.publish.made import shell_model


def refused(call) -> str:
    with pytest.raises(KitError) as error:
        call()
    return error.value.code


def in_use(own) -> None:
    consent(own.registry, PRODUCT, AUTHORITY, REASON)
    promote(own.registry, PRODUCT, OPERATOR, REASON)


def available(own) -> str:
    """Empty when the product may be offered, else the code of the refusal."""
    artefact = open_artefact(own.review)
    try:
        check_promoted(artefact.plan, artefact.digest, own.registry.home, dt.date.today())
    except UseError as error:
        return error.code
    return ""


def test_the_entry_names_the_dossier_and_what_passed(filed):
    entry = filed.registry.history(PRODUCT)[-1]
    report = json.loads((filed.review / "report.json").read_text(encoding="utf-8"))
    assert entry.event == "register"
    assert entry.digests["artefact"] == report["artefact"]
    assert entry.digests["dossier"] == sha256(filed.dossier.read_bytes()).hexdigest()
    assert filed.registry.verify() == []


def test_a_dossier_that_is_gone_or_changed_is_told_by_the_line_that_names_it(own):
    entries = own.registry.ledger.entries()
    assert problems(own.registry.home, entries) == []
    own.dossier.write_bytes(own.dossier.read_bytes() + b" ")
    assert [p.line for p in problems(own.registry.home, entries)] == [entries[-1].n]
    own.dossier.unlink()
    assert [p.line for p in problems(own.registry.home, entries)] == [entries[-1].n]


def test_nothing_is_registered_before_a_decision(tmp_path):
    registry = approved(tmp_path)
    folder = review_folder(tmp_path)
    record_review(registry, folder, REVIEWER)
    assert refused(lambda: register(registry, folder, OPERATOR, "first", REASON)) == "KIT-V003"
    decide(folder, "通过", REVIEWER, REASON)  # decided, but not in the ledger
    assert refused(lambda: register(registry, folder, OPERATOR, "first", REASON)) == "KIT-T021"
    assert not (registry.home / "dossiers").exists()


def test_only_the_operator_registers(tmp_path):
    registry, folder = decided(tmp_path)
    for who in (PARTNER, REVIEWER, AUTHORITY):
        assert refused(lambda who=who: register(registry, folder, who, "first", REASON)) == "KIT-T108"
    assert registry.standing(PRODUCT).state == "decided"
    assert not (registry.home / "dossiers").exists()


def test_a_folder_that_was_changed_or_decided_anew_is_not_what_passed(tmp_path):
    registry, folder = decided(tmp_path)
    kept = (folder / "decision.json").read_text(encoding="utf-8")
    (folder / "decision.json").write_text(kept.replace(REASON, REASON + "。"), encoding="utf-8")
    assert refused(lambda: register(registry, folder, OPERATOR, "first", REASON)) == "KIT-T104"
    (folder / "decision.json").write_text(kept, encoding="utf-8")
    (folder / "artefact" / "outputs" / "shell_model.lgb.txt").write_text("other", encoding="utf-8")
    assert refused(lambda: register(registry, folder, OPERATOR, "first", REASON)) == "KIT-V002"


def test_a_review_without_digests_of_its_data_cannot_be_traced(tmp_path):
    registry, folder = decided(tmp_path)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    del report["evidence"]["inputs"]
    (folder / "report.json").write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    assert refused(lambda: register(registry, folder, OPERATOR, "first", REASON)) == "KIT-T100"


def test_nothing_is_registered_after_the_contract_has_ended(tmp_path):
    registry, folder = decided(tmp_path)
    with pytest.raises(UseError) as error:
        gather(registry, folder, OPERATOR, "first", REASON, day=TODAY + dt.timedelta(days=2000))
    assert error.value.code == "KIT-U103"


def test_available_only_between_promotion_and_withdrawal(own):
    assert available(own) == "KIT-U108"
    consent(own.registry, PRODUCT, AUTHORITY, REASON)
    assert available(own) == "KIT-U108"
    promote(own.registry, PRODUCT, OPERATOR, REASON)
    assert available(own) == ""
    withdraw(own.registry, PRODUCT, PARTNER, "partner", REASON)
    assert available(own) == "KIT-U102"


def test_the_code_is_the_registration_bodys_and_stays(own):
    before = verify(own.dossier, {own.root})[0]
    assert before["code"] == ""
    entry, path = register(own.registry, own.review, OPERATOR, "correct", REASON, code="登记机构给的:任意-文字 1")
    manifest, wrong = verify(path, {own.root})
    assert wrong == []
    assert (manifest["code"], manifest["number"]) == ("登记机构给的:任意-文字 1", 2)
    assert manifest["before"] == own.registry.history(PRODUCT)[-2].digests["dossier"]
    assert entry.facts["code"] == manifest["code"]
    again, _ = register(own.registry, own.review, OPERATOR, "correct", REASON)
    assert again.facts["code"] == manifest["code"]


def test_a_change_needs_a_new_artefact_that_passed_and_a_new_consent(own, monkeypatch):
    in_use(own)
    assert refused(lambda: register(own.registry, own.review, OPERATOR, "change", REASON)) == "KIT-T106"
    model = shell_model()
    model["shell_model.features.json"] += b"\n"
    monkeypatch.setattr("tests.dossier.made.shell_model", lambda: model)
    folder = review_folder(own.review.parents[1])
    record_review(own.registry, folder, REVIEWER)
    decide(folder, "通过", REVIEWER, REASON)
    assert refused(lambda: register(own.registry, folder, OPERATOR, "change", REASON)) == "KIT-T104"
    record_decision(own.registry, folder)
    assert refused(lambda: register(own.registry, folder, OPERATOR, "correct", REASON)) == "KIT-T105"
    assert available(own) == "KIT-U109"  # what is registered is still the old one
    _, path = register(own.registry, folder, OPERATOR, "change", REASON)
    assert verify(path, {own.root})[1] == []
    assert available(own) == "KIT-U108"
    in_use(own)
    assert available(own) == ""


def test_cancelled_by_the_authority_at_once(own):
    in_use(own)
    cancel(own.registry, PRODUCT, AUTHORITY, "authority", REASON)
    assert available(own) == "KIT-U104"
    assert refused(lambda: register(own.registry, own.review, OPERATOR, "correct", REASON)) == "KIT-U104"


def test_consent_is_the_authoritys_and_comes_before_promotion(own):
    assert refused(lambda: promote(own.registry, PRODUCT, OPERATOR, REASON)) == "KIT-T021"
    assert refused(lambda: consent(own.registry, PRODUCT, OPERATOR, REASON)) in ("KIT-T011", "KIT-T022")
    assert refused(lambda: consent(own.registry, PRODUCT, AUTHORITY, "短")) == "KIT-T107"


def test_a_dossier_tells_nothing_of_other_partners_products(own):
    from kit.dossier.partner import join

    join(own.registry, OPERATOR, "合伙人己", organisation="另一家(模拟)", contact="岗位", agreement="HZ-2", since=TODAY, until=TODAY + dt.timedelta(days=9))
    named = {e.facts.get("name") for e in extract(own.registry.ledger.entries(), PRODUCT)}
    assert PARTNER in named
    assert not {"合伙人己", SECOND} & named


def test_only_the_operators_people_file_and_only_what_a_partner_submitted(own):
    for who, code in (("路人", "KIT-T101"), (REVIEWER, "KIT-T108")):
        assert refused(lambda who=who: register(own.registry, own.review, who, "correct", REASON)) == code


def test_of_two_registrations_at_once_one_is_given_again(own, monkeypatch):
    """Another is signed between gathering and signing: the dossier that was made meanwhile means nothing."""
    from kit.dossier import register as room

    real = room.build

    def meanwhile(filing, key):
        monkeypatch.setattr(room, "build", real)
        register(own.registry, own.review, OPERATOR, "correct", REASON)
        return real(filing, key)

    monkeypatch.setattr(room, "build", meanwhile)
    assert refused(lambda: register(own.registry, own.review, OPERATOR, "correct", REASON)) == "KIT-T109"
    assert [e.event for e in own.registry.history(PRODUCT)][-2:] == ["register", "correct"]
    assert own.registry.verify() == []

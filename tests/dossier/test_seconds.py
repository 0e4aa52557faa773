"""Findings are set aside by two people who both sign; a second signature that is missing, forged or moved is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kit.cli import main
from kit.dossier import keys, people
from kit.dossier.build import build
from kit.dossier.filing import gather
from kit.dossier.record import record_decision, record_review
from kit.dossier.register import register
from kit.dossier.registry import Registry
from kit.dossier.verify import verify
from kit.errors import LifecycleError
from kit.product.seconds import statement
from kit.review.decide import Override, decide
from tests.dossier.made import OPERATOR, PARTNER, PRODUCT, REASON, REVIEWER, SECOND, approved, review_folder

FAILED = {"check": "quality", "title": "时间外效果优于基准", "status": "failed", "final": False, "summary": "区间含零", "detail": [], "next_step": "", "source": "本套件"}
ASIDE = Override("quality", "accepted_risk", "样本少,区间宽,已另行核验", SECOND)


@pytest.fixture
def reviewed(tmp_path) -> tuple[Registry, Path]:
    """A review with one failing finding, recorded; nobody has decided."""
    made, folder = approved(tmp_path), review_folder(tmp_path)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    report["findings"].append(FAILED)
    (folder / "report.json").write_text(json.dumps(report | {"verdict": "限期整改"}, ensure_ascii=False), encoding="utf-8")
    record_review(made, folder, REVIEWER)
    return made, folder


def given(capsys, made: Registry, folder: Path, second: str) -> tuple[int, str]:
    """``kit decide`` with the finding set aside: exit code and what it complained of."""
    with pytest.raises(SystemExit) as ended:
        main(["decide", str(folder), "--decision", "通过", "--reviewer", REVIEWER, "--reason", REASON, "--override", ASIDE.check, "--code", ASIDE.code,
              "--because", ASIDE.text, "--second", second, "--registry", str(made.home)])  # fmt: skip
    return int(ended.value.code or 0), capsys.readouterr().err[1:9]


def test_both_sign_and_the_dossier_shows_it_to_whoever_has_the_root_key(reviewed, capsys):
    made, folder = reviewed
    assert given(capsys, made, folder, SECOND)[0] == 0
    entry = made.standing(PRODUCT).acts["pass_product"]
    assert entry.facts["overrides"] == ["quality"]
    assert [s["who"] for s in entry.facts["seconds"]] == [SECOND]
    assert made.standing(PRODUCT).sides[SECOND] == "reviewer"
    assert made.verify() == []
    _, path = register(made, folder, OPERATOR, "first", REASON)
    assert verify(path, {made.root()})[1] == []


def test_who_may_not_be_the_second_is_refused_before_anything_is_written(reviewed, capsys):
    made, folder = reviewed
    people.enrol(made, OPERATOR, "自家人", ["second_reviewer"], "皖西数智科技(模拟)")  # the partner's own firm
    people.enrol(made, OPERATOR, "离任者", ["second_reviewer"], "评审中心(模拟)")
    people.revoke(made, OPERATOR, "离任者", "岗位变动")
    before = made.ledger.read().head
    for second in ("路人", PARTNER, REVIEWER, OPERATOR, "自家人", "离任者"):
        assert given(capsys, made, folder, second) == (2, "KIT-T066"), second
    keys.forget(made.keys, SECOND)
    assert given(capsys, made, folder, SECOND) == (2, "KIT-T001")
    assert not (folder / "decision.json").exists()
    assert made.ledger.read().head == before


def entered(made: Registry, folder: Path, **facts: object) -> list[str]:
    """What is found when the reviewer, with the right key but past the rules, writes the decision into the ledger."""
    review = made.standing(PRODUCT).acts["review"]
    digests = {**review.digests, "decision": "d" * 64}
    made.ledger.append("pass_product", PRODUCT, REVIEWER, "reviewer", keys.load(made.keys, REVIEWER), digests, REASON, state="decided", **facts)
    return [p.what for p in made.verify()]


def signature(made: Registry, signer: keys.SigningKey, **digests: str) -> dict[str, str]:
    review = made.standing(PRODUCT).acts["review"]
    message = statement(PRODUCT, "pass_product", REVIEWER, SECOND, {**review.digests, "decision": "d" * 64, **digests})
    return {"who": SECOND, "key": signer.id, "signature": signer.sign(message)}


def test_a_right_one_is_let_through(reviewed):
    made, folder = reviewed
    assert entered(made, folder, overrides=["quality"], seconds=[signature(made, keys.load(made.keys, SECOND))]) == []


@pytest.mark.parametrize("way", ["missing", "forged", "borrowed", "moved", "odd"])
def test_a_second_signature_that_is_not_right_is_found(reviewed, tmp_path, way):
    made, folder = reviewed
    own, stranger = keys.load(made.keys, SECOND), keys.make(tmp_path / "elsewhere", SECOND)
    seconds = {
        "missing": [], "forged": [signature(made, stranger)], "borrowed": [signature(made, keys.load(made.keys, REVIEWER)) | {"key": own.id}],
        "moved": [signature(made, own, decision="e" * 64)], "odd": "审查丁",
    }[way]  # fmt: skip
    found = entered(made, folder, overrides=["quality"], seconds=seconds)
    assert len(found) == 1
    assert "会签" in found[0]


def test_an_override_that_the_ledger_is_not_told_of_is_not_registered_and_a_dossier_of_it_does_not_verify(reviewed, tmp_path, monkeypatch):
    """A reviewer who leaves the second person out of the entry altogether: only decision.json tells of the override."""
    made, folder = reviewed
    decide(folder, "通过", REVIEWER, REASON, [ASIDE])
    monkeypatch.setattr("kit.product.seconds.named", lambda _: [])
    record_decision(made, folder)
    assert made.verify() == []
    path = tmp_path / "sealed.zip"
    path.write_bytes(build(gather(made, folder, OPERATOR, "first", REASON), keys.load(made.keys, OPERATOR)))
    monkeypatch.undo()
    assert [w.what for w in verify(path, {made.root()})[1]] == ["推翻发现的第二审查人员没有会签"]
    with pytest.raises(LifecycleError) as refused:
        register(made, folder, OPERATOR, "first", REASON)
    assert refused.value.code == "KIT-T110"

"""The use contract: what it does not allow, run, review and serving refuse by themselves."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
import yaml

from kit.dossier import agreement, plan
from kit.dossier.registry import Registry
from kit.errors import KitError, UseError
from kit.product.contract import check_offer, check_promoted, check_use, contract, period, registry_home, standing
from kit.product.read_plan import read_plan
from tests.lifecycle.people import AUTHORITY, DAY, FOLDER, OPERATOR, PARTNER, PRODUCT, REVIEWER, WHY, registry

LAST = dt.date(2027, 6, 30)


@pytest.fixture
def home(tmp_path) -> Path:
    return approved(tmp_path / "register")


def approved(home: Path) -> Path:
    made = registry(home)
    plan.submit(made, FOLDER, PARTNER, DAY)
    plan.review(made, PRODUCT, REVIEWER, "通过", WHY, DAY, LAST)
    return home


def code(call, *arguments, **named) -> str:
    with pytest.raises(UseError) as refused:
        call(*arguments, **named)
    return refused.value.code


def changed(tmp_path: Path, change) -> Path:
    """A copy of the product's folder with another plan in it."""
    folder = tmp_path / "changed" / PRODUCT
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns(".kit", "__pycache__"), dirs_exist_ok=True)
    raw = yaml.safe_load((folder / "product.yaml").read_text(encoding="utf-8"))
    change(raw)
    (folder / "product.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    return folder


def test_the_approved_plan_becomes_a_signed_agreement_in_odrl(home):
    made = Registry(home)
    document = contract(home, made.standing(PRODUCT))
    assert document["@type"] == "Agreement"
    assert document["@context"][0] == "http://www.w3.org/ns/odrl.jsonld"
    assert {p["kit:catalog"]: p["kit:fields"] for p in document["permission"]} == {s: sorted(g.fields) for s, g in read_plan(FOLDER).grant.tables.items()}
    assert all({c["leftOperand"] for c in p["constraint"]} == {"dateTime", "purpose"} for p in document["permission"])
    assert period(document) == (DAY, LAST)
    assert agreement.signed_right(document, made.people()[REVIEWER].public)
    assert not agreement.signed_right(document, made.people()[PARTNER].public)
    assert not agreement.signed_right({**document, "kit:purpose": "别的用途"}, made.people()[REVIEWER].public)


def test_what_the_contract_allows_is_let_through_from_its_first_day_to_its_last(home):
    for day in (DAY, LAST):
        assert check_use(read_plan(FOLDER), home, day).state == "plan_approved"
    assert code(check_use, read_plan(FOLDER), home, LAST + dt.timedelta(1), trial=True) == "KIT-U103"
    assert code(check_use, read_plan(FOLDER), home, DAY - dt.timedelta(1)) == "KIT-U103"


def test_a_product_that_no_register_knows_is_tried_out_freely(tmp_path, home):
    assert check_use(read_plan(FOLDER), None, DAY) is None
    assert check_use(read_plan(FOLDER), tmp_path / "nowhere", DAY) is None
    assert check_use(read_plan(FOLDER.parent / "enterprise_overdue_risk_index"), home, DAY) is None


@pytest.mark.parametrize(("change", "named"), [
    (lambda p: p["catalogs"].update(bus_stop={"fields": {"stop_name": "站名"}}), "目录 bus_stop"),
    (lambda p: p["catalogs"]["enterprise_basic"]["fields"].update(ent_name="名称"), "字段 enterprise_basic.ent_name"),
    (lambda p: p["catalogs"]["water_usage"].pop("where"), "water_usage 的行:user_nature 的取值"),
    (lambda p: p["catalogs"]["gas_usage"].update(where={"user_nature": ["居民"]}), "gas_usage 的行:user_nature 的取值"),
    (lambda p: p["scenario"].update(purpose="给银行贷前看一眼"), "用途"),
    (lambda p: p["scenario"].update(users=["某银行"]), "使用方 某银行"),
    (lambda p: p["outputs"]["shell_model"].update(grade="公开"), "输出 shell_model"),
    (lambda p: p["personal_data"].update(purposes=["营销"]), "个人信息的用途"),
])  # fmt: skip
def test_a_plan_that_goes_beyond_its_contract_is_refused_by_name(tmp_path, home, change, named):
    with pytest.raises(UseError) as refused:
        check_use(read_plan(changed(tmp_path, change)), home, DAY, trial=True)
    assert refused.value.code == "KIT-U107"
    assert named in refused.value.what


def test_asking_for_less_is_no_breach(tmp_path, home):
    def less(p):
        p["catalogs"]["enterprise_ip"]["fields"].pop("apply_date")
        p["catalogs"]["gas_usage"]["where"] = {"user_nature": ["工业"]}

    assert check_use(read_plan(changed(tmp_path, less)), home, DAY).state == "plan_approved"


def test_withdrawn_is_refused_from_that_entry_on(home):
    plan.withdraw(Registry(home), PRODUCT, PARTNER, "partner", "不再需要这个场景了,撤回")
    for trial in (True, False):
        assert code(check_use, read_plan(FOLDER), home, DAY, trial=trial) == "KIT-U102"


def test_expiry_is_written_down_and_was_refused_before(home):
    made = Registry(home)
    assert plan.expire(made, OPERATOR, LAST) == []
    assert [e.product for e in plan.expire(made, OPERATOR, LAST + dt.timedelta(1))] == [PRODUCT]
    assert code(check_use, read_plan(FOLDER), home, DAY) == "KIT-U103"


def test_before_the_plan_is_approved_it_may_be_tried_but_not_reviewed(tmp_path):
    plan.submit(registry(tmp_path), FOLDER, PARTNER, DAY)
    assert check_use(read_plan(FOLDER), tmp_path, DAY, trial=True).state == "plan_submitted"
    assert code(check_use, read_plan(FOLDER), tmp_path, DAY) == "KIT-U106"


def test_a_register_that_was_tampered_with_allows_nothing(home):
    whole = (home / "ledger.jsonl").read_bytes()
    for raw in (whole.replace("逐项".encode(), "逐条".encode()), whole[: whole[:-1].rfind(b"\n") + 1]):
        (home / "ledger.jsonl").write_bytes(raw)
        assert code(standing, home, PRODUCT) == "KIT-U101"
    (home / "ledger.jsonl").write_bytes(whole)
    named = next((home / "contracts").glob("*.json"))
    named.write_text(named.read_text(encoding="utf-8").replace("抽查", "放贷"), encoding="utf-8")
    assert code(check_use, read_plan(FOLDER), home, DAY) == "KIT-U105"
    (home / "root.pub").unlink()
    assert code(standing, home, PRODUCT) == "KIT-U101"


def promoted(home: Path) -> Registry:
    made, digests = Registry(home), {"artefact": "b" * 64}
    for event, who, role in (("review", REVIEWER, "reviewer"), ("pass_product", REVIEWER, "reviewer"), ("register", OPERATOR, "operator"),
                             ("consent", AUTHORITY, "authority"), ("promote", OPERATOR, "operator")):  # fmt: skip
        assert code(check_promoted, read_plan(FOLDER), "b" * 64, home, DAY) == "KIT-U108"
        made.step(event, PRODUCT, who, role, digests, WHY)
    return made


def test_only_what_is_registered_consented_to_and_promoted_is_offered(home, tmp_path):
    made = promoted(home)
    check_offer(read_plan(FOLDER), "b" * 64, home, DAY, preview=False)
    assert code(check_offer, read_plan(FOLDER), "c" * 64, home, DAY, preview=False) == "KIT-U109"
    for nowhere in (None, tmp_path / "nowhere"):
        assert code(check_offer, read_plan(FOLDER), "b" * 64, nowhere, DAY, preview=False) == "KIT-U110"
        check_offer(read_plan(FOLDER), "b" * 64, nowhere, DAY, preview=True)
    made.step("cancel", PRODUCT, AUTHORITY, "authority", reason="严重损害公共利益,终止")
    for preview in (True, False):
        assert code(check_offer, read_plan(FOLDER), "b" * 64, home, DAY, preview=preview) == "KIT-U104"


def test_kit_run_and_an_open_notebook_refuse(home, tmp_path, monkeypatch):
    import kit
    from kit.cli import main

    plan.withdraw(Registry(home), PRODUCT, OPERATOR, "operator", "数源单位停止供数,撤回")
    monkeypatch.setenv("KIT_REGISTRY", str(home))
    monkeypatch.delenv("KIT_ROOM", raising=False)
    assert code(kit.open_product, FOLDER) == "KIT-U102"
    with pytest.raises(SystemExit) as ended:
        main(["run", str(FOLDER), "--registry", str(home)])
    assert ended.value.code == 2


def test_a_review_refuses_and_the_earlier_one_stays(home, tmp_path):
    from kit.review.review import review

    plan.withdraw(Registry(home), PRODUCT, OPERATOR, "operator", "数源单位停止供数,撤回")
    out = tmp_path / "reviews" / PRODUCT
    out.mkdir(parents=True)
    (out / "report.json").write_text("{}")
    assert code(review, FOLDER, out, register=home) == "KIT-U102"
    assert (out / "report.json").read_text() == "{}"
    assert not (out / "hidden").exists()


def test_the_register_is_found_above(home, tmp_path, monkeypatch):
    monkeypatch.delenv("KIT_REGISTRY")
    target = tmp_path / "work" / ".kit" / "registry"
    shutil.copytree(home, target)
    assert registry_home(tmp_path / "work" / "products" / PRODUCT) == target
    assert registry_home(tmp_path) is None


def test_errors_hold_no_data_and_say_what_to_do(home):
    plan.withdraw(Registry(home), PRODUCT, PARTNER, "partner", "不再需要这个场景了,撤回")
    with pytest.raises(KitError) as refused:
        check_use(read_plan(FOLDER), home, DAY)
    assert refused.value.next_step
    assert json.dumps(refused.value.as_dict(), ensure_ascii=False).count("撤回") == 1

"""Review of a scenario plan: each check can fail and can pass; who decides, signs."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from types import SimpleNamespace

import pytest

from kit.dossier import plan
from kit.dossier.kept import problems
from kit.dossier.partner import in_force, join, years_after
from kit.dossier.registry import Registry
from kit.dossier.submission import Submission, all_checks, findings, read, unsettled
from kit.errors import LifecycleError, PlanError
from kit.product.api import Api
from kit.product.standing import Standing
from tests.lifecycle.people import DAY, FOLDER, OPERATOR, PARTNER, PRODUCT, REVIEWER, WHY, registry

INDEX = FOLDER.parent / "enterprise_overdue_risk_index"
QUERY = FOLDER.parent / "health_record_query"


@pytest.fixture(scope="module")
def submission(tmp_path_factory) -> Submission:
    made = registry(tmp_path_factory.mktemp("register"))
    return read(FOLDER, DAY, made.people()[PARTNER])


def status(given: Submission, check: str) -> str:
    found = [f.status for f in findings(given) if f.check == check]
    assert len(found) == 1
    return found[0]


def scenario(given: Submission, **values: object) -> Submission:
    return replace(given, plan=replace(given.plan, scenario={**given.plan.scenario, **values}))


def test_the_plans_of_this_repository_can_be_approved(submission):
    for folder in (FOLDER, INDEX, QUERY):
        assert unsettled(list(findings(replace(submission, **vars(read(folder, DAY, submission.partner)))))) == []


def test_each_check_speaks_for_itself():
    titles = [m.TITLE for m in all_checks()]
    assert len(titles) == len(set(titles)) == 12
    assert all(m.SOURCE and m.WHY and m.ON_FAIL and m.__doc__ for m in all_checks())


def test_the_partner_must_be_in_force(submission):
    assert status(submission, "partner_in_force") == "passed"
    assert status(replace(submission, day=dt.date(2031, 1, 1)), "partner_in_force") == "failed"
    assert status(replace(submission, partner=None), "partner_in_force") == "warned"


def test_the_form_needs_its_outputs_and_an_api_its_declaration(submission):
    assert status(submission, "listed_form") == "passed"
    assert status(replace(submission, plan=replace(submission.plan, service_form=("API",))), "listed_form") == "failed"
    assert status(replace(submission, plan=None, error=PlanError("KIT-P006", "服务形式不符", where="product.yaml:1")), "listed_form") == "failed"


def test_what_costs_something_says_how(submission):
    assert status(submission, "charge_class") == "passed"
    assert status(replace(submission, plan=replace(submission.plan, charge={"chargeable": True})), "charge_class") == "failed"
    assert status(replace(submission, plan=None, error=PlanError("KIT-P007", "收费不符", where="product.yaml:1")), "charge_class") == "failed"


def test_one_scenario_one_application(submission):
    other = Standing("other", acts={"submit_plan": SimpleNamespace(facts={"scenario": "LA-2026-SHELL-01"})})
    assert status(replace(submission, others={"other": other}), "one_application") == "failed"
    assert status(replace(submission, others={PRODUCT: other}), "one_application") == "passed"
    assert status(scenario(submission, id="LA-草稿-01"), "one_application") == "failed"


def test_reasons_are_each_fields_own(submission):
    def reasons(**fields: str) -> Submission:
        table = replace(submission.plan.grant.tables["enterprise_basic"], fields=fields)
        return replace(submission, plan=replace(submission.plan, grant=replace(submission.plan.grant, tables={"enterprise_basic": table})))

    assert status(submission, "own_reasons") == "passed"
    assert status(reasons(uscc="键"), "own_reasons") == "failed"
    assert status(reasons(uscc="建模需要", ent_type="建模需要", est_date="建模需要", reg_capital="建模需要"), "own_reasons") == "warned"


def test_what_the_units_said_is_kept(submission):
    given = replace(submission, **vars(read(QUERY, DAY, submission.partner)))
    assert status(given, "sources_agree") == "warned"
    assert isinstance(given.plan.api, Api)
    asked_once = replace(given.plan, personal_data=replace(given.plan.personal_data, per_query=False))
    assert status(replace(given, plan=asked_once), "sources_agree") == "failed"
    quiet = replace(given.plan.grant, tables={"scenic_dwell": replace(next(iter(given.plan.grant.tables.values())), fields={})})
    assert status(replace(given, plan=replace(given.plan, grant=quiet)), "sources_agree") == "passed"


def test_the_emergency_contact_is_a_post(submission):
    assert status(submission, "emergency_contact") == "passed"
    assert status(scenario(submission, emergency_contact="值班岗 13900000000"), "emergency_contact") == "failed"
    assert status(scenario(submission, emergency_contact="小王"), "emergency_contact") == "failed"


def test_a_fresh_plan_is_not_submitted(tmp_path):
    from kit.product.scaffold import scaffold

    made = registry(tmp_path / "register")
    folder = scaffold("企业空壳扫描", tmp_path, only="product.yaml")
    assert [p.name for p in folder.iterdir()] == ["product.yaml"]
    assert refused(plan.submit, made, folder, PARTNER, DAY) == "KIT-T050"


def test_code_comes_beside_an_approved_plan(tmp_path):
    from kit.product.scaffold import scaffold

    folder = scaffold("企业空壳扫描", tmp_path, only="product.yaml")
    (folder / "product.yaml").write_text("product: 企业空壳扫描\n", encoding="utf-8")
    assert scaffold("企业空壳扫描", tmp_path) == folder
    assert (folder / "product.yaml").read_text(encoding="utf-8") == "product: 企业空壳扫描\n"
    assert (folder / "product.ipynb").exists()
    for only in ("", "product.yaml"):
        with pytest.raises(PlanError):
            scaffold("企业空壳扫描", tmp_path, only=only)


def test_a_plan_lies_in_a_folder_of_its_products_name(tmp_path):
    made = registry(tmp_path / "register")
    shutil.copytree(FOLDER, tmp_path / "mine", ignore=shutil.ignore_patterns(".kit"))
    assert refused(plan.submit, made, tmp_path / "mine", PARTNER, DAY) == "KIT-T057"


def refused(call, *arguments) -> str:
    with pytest.raises(LifecycleError) as error:
        call(*arguments)
    return error.value.code


def test_the_copy_that_was_submitted_is_what_is_reviewed(tmp_path):
    made = registry(tmp_path)
    entry = plan.submit(made, FOLDER, PARTNER, DAY)
    kept = tmp_path / "plans" / entry.digests["plan"] / PRODUCT / "product.yaml"
    assert kept.read_bytes() == (FOLDER / "product.yaml").read_bytes()
    kept.write_text("product: 企业空壳扫描\n", encoding="utf-8")
    assert refused(plan.review, made, PRODUCT, REVIEWER, "通过", WHY, DAY) == "KIT-T052"


def test_files_that_the_ledger_names_are_looked_at(tmp_path):
    made = registry(tmp_path)
    plan.submit(made, FOLDER, PARTNER, DAY)
    plan.review(made, PRODUCT, REVIEWER, "通过", WHY, DAY)
    assert problems(tmp_path, made.ledger.entries()) == []
    for folder, line in (("plans", 7), ("findings", 8), ("contracts", 8)):
        path = next(p for p in (tmp_path / folder).rglob("*") if p.is_file())
        whole = path.read_bytes()
        path.write_bytes(whole.replace("企业".encode(), "公司".encode()))
        assert [p.line for p in problems(tmp_path, made.ledger.entries())] == [line]
        path.unlink()
        assert [p.line for p in problems(tmp_path, made.ledger.entries())] == [line]
        path.write_bytes(whole)


def test_a_plan_is_sent_back_or_let_through_with_a_reason(tmp_path):
    made = registry(tmp_path)
    assert refused(plan.review, made, PRODUCT, REVIEWER, "通过", WHY, DAY) == "KIT-T051"
    plan.submit(made, FOLDER, PARTNER, DAY)
    assert refused(plan.review, made, PRODUCT, REVIEWER, "好", WHY, DAY) == "KIT-T053"
    assert refused(plan.review, made, PRODUCT, REVIEWER, "通过", "可以", DAY) == "KIT-T054"
    assert refused(plan.review, made, PRODUCT, REVIEWER, "通过", WHY, DAY, dt.date(2032, 1, 1)) == "KIT-T056"
    entry, found = plan.review(made, PRODUCT, REVIEWER, "限期整改", "使用方写得太宽,请逐个写明科室", DAY)
    assert made.standing(PRODUCT).state == "plan_returned"
    assert (tmp_path / "findings" / f"{entry.digests['findings']}.json").exists()
    assert len(found) == len(all_checks())
    plan.submit(made, FOLDER, PARTNER, DAY)
    entry, _ = plan.review(made, PRODUCT, REVIEWER, "通过", WHY, DAY)
    assert made.standing(PRODUCT).state == "plan_approved"
    assert (tmp_path / "contracts" / f"{entry.digests['contract']}.json").exists()


def test_what_fails_a_check_is_not_let_through(tmp_path, monkeypatch):
    made = registry(tmp_path)
    plan.submit(made, FOLDER, PARTNER, DAY)
    assert refused(plan.review, made, PRODUCT, REVIEWER, "通过", WHY, dt.date(2031, 2, 1)) == "KIT-T055"
    assert made.standing(PRODUCT).state == "plan_submitted"


def test_an_agreement_lasts_at_most_five_years(tmp_path):
    made = registry(tmp_path)
    assert years_after(dt.date(2024, 2, 29), 5) == dt.date(2029, 2, 28)
    more = {"organisation": "某公司(模拟)", "contact": "数据负责人(岗位)", "agreement": "协议-9", "since": DAY}
    with pytest.raises(LifecycleError) as error:
        join(made, OPERATOR, "合伙人己", until=dt.date(2031, 3, 2), **more)
    assert error.value.code == "KIT-T040"
    join(made, OPERATOR, "合伙人己", until=dt.date(2031, 3, 1), **more)
    person = Registry(tmp_path).people()["合伙人己"]
    assert [in_force(person, d) for d in (DAY - dt.timedelta(1), DAY, dt.date(2031, 3, 1), dt.date(2031, 3, 2))] == [False, True, True, False]



"""Each check of an API, on hand-made exchanges: once it passes, once for each way in which it must fail."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.product.api import Member
from kit.product.read_plan import read_plan
from kit.product.run import RunRecord
from kit.review.checks import api_closed_schema, api_declared, api_latency, api_no_echo, api_uniform
from kit.review.evidence import Evidence, Run
from kit.review.probe.questions import CANARY, EXTRA, HIDDEN, KNOWN, MALFORMED, NEAR, NEVER, questions
from kit.review.sandbox import Level, Refused, SafeFile
from tests.conftest import ROOT

HONEST = ROOT / "tests" / "hostile" / "submissions" / "api_honest"
A, B, C = "A" * 18, "B" * 18, "C" * 18
ANSWER = {"grade": "轻", "notices": 2}
CHECKS = (api_declared, api_closed_schema, api_uniform, api_no_echo, api_latency)


def exchange(kind: str, uscc: str, answer: object = None, *, seconds: float = 1e-6, error: str = "", same: bool = True, **more: str):
    return {"kind": kind, "request": {"uscc": uscc, **more}}, {"answer": answer, "seconds": seconds, "error": error, "same": same}


GOOD = [
    exchange(KNOWN, A, ANSWER), exchange(HIDDEN, C), exchange(NEVER, "D" * 18), exchange(NEAR, "A" * 17 + "B"), exchange(MALFORMED, "'; --"),
    exchange(EXTRA, A, ANSWER, **{CANARY: CANARY}),
]  # fmt: skip


def evidence(home: Path, said: list, *, ok: bool = True, extra_files: tuple[str, ...] = ()) -> Evidence:
    """A review whose probe left these exchanges; the granted room holds the firms A, B and C."""
    for slug, column in (("enterprise_basic", "uscc"), ("tax_arrears", "taxpayer_no")):
        (home / "room" / slug).mkdir(parents=True)
        pd.DataFrame({column: [A, B, C]}).to_parquet(home / "room" / slug / "0.parquet")
    (home / "requests.json").write_text(json.dumps([q for q, _ in said]))
    (home / "answers.json").write_text(json.dumps({"load_seconds": 0.1, "answers": [a for _, a in said]}))
    record = RunRecord("ok" if ok else "failed", 1.0, "bwrap", home / "n.ipynb", explanation="" if ok else "OSError")
    files = {name: SafeFile(name, home / name, 1, "0") for name in ("answers.json", *extra_files)}
    plan = read_plan(HONEST)
    runs = {"plain": Run("plain", record, {}, (), home / "room", home), "service": Run("service", record, files, (), home, home)}
    return Evidence(HONEST, plan.title, Level.BWRAP, True, plan=plan, runs=runs)


def status(check, found: Evidence) -> str:
    return "/".join(f.status for f in check.check(found))


@pytest.mark.parametrize("check", CHECKS)
def test_honest_answers_pass(tmp_path, check):
    assert status(check, evidence(tmp_path, GOOD)) == "passed"


def changed(at: int, new) -> list:
    return [*GOOD[:at], new, *GOOD[at + 1 :]]


@pytest.mark.parametrize(
    ("check", "said", "why"),
    [
        (api_declared, changed(0, exchange(KNOWN, A)), "一个也没有回答"),
        (api_declared, changed(2, exchange(NEVER, "D" * 18, error="KeyError")), "KeyError"),
        (api_declared, changed(0, exchange(KNOWN, A, ANSWER, same=False)), "回答不同"),
        (api_closed_schema, changed(0, exchange(KNOWN, A, ANSWER | {"balance": 3})), "没有声明"),
        (api_closed_schema, changed(0, exchange(KNOWN, A, {"grade": "轻"})), "缺失"),
        (api_closed_schema, changed(0, exchange(KNOWN, A, ANSWER | {"grade": "极重"})), "允许的取值"),
        (api_closed_schema, changed(1, exchange(HIDDEN, C, {"found": False})), "没有声明"),
        (api_uniform, changed(1, exchange(HIDDEN, C, {"grade": "无", "notices": 0})), "没有发布"),
        (api_uniform, changed(1, exchange(HIDDEN, C, error="LookupError")), "没有发布"),
        (api_uniform, changed(1, exchange(HIDDEN, C, seconds=0.004)), "毫秒"),
        (api_uniform, changed(3, exchange(NEAR, "A" * 17 + "B", ANSWER)), "差一个字符"),
        (api_uniform, changed(4, exchange(MALFORMED, "'; --", ANSWER)), "写法不对"),
        (api_uniform, changed(5, exchange(EXTRA, A, None, **{CANARY: CANARY})), "没有声明的请求字段"),
        (api_no_echo, changed(0, exchange(KNOWN, A, ANSWER | {"note": f"企业 {A}"})), "请求的内容"),
        (api_no_echo, changed(0, exchange(KNOWN, A, ANSWER | {"note": "QUFBQUFBQUFBQUFBQUFBQUFB"})), "请求的内容"),
        (api_no_echo, changed(5, exchange(EXTRA, A, ANSWER | {"note": CANARY}, **{CANARY: CANARY})), "请求的内容"),
        (api_no_echo, changed(0, exchange(KNOWN, A, ANSWER | {"peer": B})), "别的对象"),
        (api_no_echo, changed(0, exchange(KNOWN, A, ANSWER | {"uscc": C})), "别的对象"),
        (api_latency, [exchange(KNOWN, A, ANSWER, seconds=0.2)] * 3, "毫秒"),
    ],
)  # fmt: skip
def test_each_fault_is_found_and_named(tmp_path, check, said, why):
    (found,) = check.check(evidence(tmp_path, said))
    assert found.status == "failed"
    assert why in found.summary + "".join(found.detail)
    assert not any(code in found.summary + "".join(found.detail) for code in (A, B, C))


UNSURE = {"grade": "不可核验", "notices": 0}


def test_one_fixed_answer_for_everybody_unknown_is_as_good_as_none(tmp_path):
    said = [GOOD[0], exchange(HIDDEN, C, UNSURE), exchange(NEVER, "D" * 18, UNSURE), exchange(NEAR, "A" * 17 + "B", UNSURE), exchange(MALFORMED, "'; --", UNSURE)]
    assert status(api_uniform, evidence(tmp_path / "a", said)) == "passed"
    told = [*said[:4], exchange(MALFORMED, "'; --")]
    assert status(api_uniform, evidence(tmp_path / "b", told)) == "failed"


def test_the_key_may_come_back_under_its_own_name(tmp_path):
    assert status(api_no_echo, evidence(tmp_path, changed(0, exchange(KNOWN, A, ANSWER | {"uscc": A})))) == "passed"


@pytest.mark.parametrize(("peer", "verdict"), [(B, "passed"), ("六安安平（模拟）有限公司", "failed"), (A, "failed")])
def test_a_published_member_may_name_others_by_that_field_alone(tmp_path, peer, verdict):
    """B is public here; the name is an identifier of another field; A was asked for, and a question does not come back."""
    rivals = Member("rivals", "同场", "array", members=(Member("peer", "对手", "string", published="tax_arrears.taxpayer_no"),))
    found = evidence(tmp_path, changed(0, exchange(KNOWN, A, ANSWER | {"rivals": [{"peer": peer}]})))
    pd.DataFrame({"uscc": [A, C, "六安安平（模拟）有限公司"]}).to_parquet(tmp_path / "room" / "enterprise_basic" / "0.parquet")
    assert found.plan is not None
    assert found.plan.api is not None
    assert status(api_no_echo, found) == "failed"
    found.plan = replace(found.plan, api=replace(found.plan.api, response=(*found.plan.api.response, rivals)))
    assert status(api_no_echo, found) == verdict


def test_a_service_that_does_not_run_or_writes_files_is_refused(tmp_path):
    assert status(api_declared, evidence(tmp_path / "a", GOOD, ok=False)) == "failed"
    assert status(api_declared, evidence(tmp_path / "b", GOOD, extra_files=("asked.txt",))) == "failed"
    found = evidence(tmp_path / "c", GOOD)
    found.runs["service"] = Run("service", found.plain.record, found.runs["service"].files, (Refused("link", "是链接"),), tmp_path / "c", tmp_path)
    assert status(api_declared, found) == "failed"


def test_what_cannot_be_judged_is_not_called_good(tmp_path):
    broken = evidence(tmp_path, GOOD)
    (tmp_path / "answers.json").write_text("[1, 2")
    assert status(api_declared, broken) == "failed"
    assert [status(c, broken) for c in CHECKS[1:]] == ["skipped"] * 4
    del broken.runs["service"]
    assert [status(c, broken) for c in CHECKS] == ["skipped"] * 5


def test_answers_that_do_not_match_the_questions_count_for_nothing(tmp_path):
    found = evidence(tmp_path, GOOD)
    (tmp_path / "answers.json").write_text(json.dumps({"answers": [{"answer": None, "seconds": 0, "error": "", "same": True}]}))
    assert status(api_declared, found) == "failed"


def test_products_without_an_api_pass_and_those_that_owe_one_fail(tmp_path):
    from dataclasses import replace

    found = evidence(tmp_path, GOOD)
    assert found.plan is not None
    found.plan = replace(found.plan, api=None)
    assert status(api_declared, found) == "failed"
    found.plan = replace(found.plan, service_form=("数据集",))
    assert [status(c, found) for c in CHECKS] == ["passed"] * 5


@settings(deadline=None)
@given(st.lists(st.from_regex(r"[0-9A-Z]{18}", fullmatch=True), min_size=1, max_size=30, unique=True), st.integers(0, 9))
def test_questions_are_what_they_are_called(codes, seed):
    api = read_plan(HONEST).api
    assert api is not None
    frame = pd.DataFrame({"uscc": codes, "grade": "轻", "notices": 1})
    asked = questions(api, {"arrears_grade": frame}, {A, *codes}, seed)
    by = {kind: [q["request"]["uscc"] for q in asked if q["kind"] == kind] for kind in (KNOWN, HIDDEN, NEVER, NEAR, MALFORMED, EXTRA)}
    assert set(by[KNOWN]) | set(by[EXTRA]) <= set(codes)
    assert set(by[HIDDEN]) == {A} - set(codes)
    assert not set(by[NEVER] + by[NEAR] + by[MALFORMED]) & {*codes, A}
    assert by[NEVER]
    assert by[MALFORMED]
    assert asked == questions(api, {"arrears_grade": frame}, {A, *codes}, seed)


def test_the_probe_is_not_taken_for_a_run_of_the_notebook(tmp_path):
    from kit.review.checks import every_run

    (found,) = every_run.check(evidence(tmp_path, GOOD))
    assert (found.status, found.summary) == ("skipped", "没有其他条件下的运行")

"""A wrong answer is told what is wrong with it, and never what would be right."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import ibis
import pandas as pd
import pytest

from kit.errors import KitError
from kit.workshop import BROKEN, NotYet, edit, exercise, small_review
from kit.workshop.broken import SOUND
from kit.workshop.lessons import as_of, catalogs, city_limits, first_product, refusals, registration, release


@pytest.fixture(autouse=True, scope="module")
def home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIT_WORKSHOP", str(tmp_path_factory.mktemp("workshop")))
        yield


def ever(tables, day):
    notices = tables("tax_arrears")
    return notices.group_by("taxpayer_no").agg(notices=notices.count())


def from_the_first_of_time(tables, day):
    notices = tables("tax_arrears")
    known = notices.filter(notices.notice_date <= ibis.literal(day, type="date"))
    return known.group_by("taxpayer_no").agg(notices=known.count())


def no_key(tables, day):
    return tables("tax_arrears").select("tax_type")


PLAN = {
    "purpose: 写明解决谁的什么问题": "purpose: 看企业数", "users: [写明使用方]": "users: [甲]", "legal_basis: 写明合法性依据": "legal_basis: 附件1",
    "summary: 写明产品给出什么": "summary: 企业数", "coverage: 写明覆盖的对象与时间": "coverage: 全市", "update: 写明更新频率": "update: 每季度", "limits: 写明不能用来做什么": "limits: 不评价单个企业",
}  # fmt: skip
DECLARED = {"product.yaml": {"      - {name: mean_capital,": "      - {name: young, title: 年轻, type: integer}\n      - {name: mean_capital,"}}
WRONG_YOUNG = DECLARED | {"features.py": {"enterprises=_.uscc.nunique(),": "enterprises=_.uscc.nunique(), young=(_.age_years < 9).sum(),"}}
UNMADE = {"submit_plan": "合伙人丁"}
EVERYBODY = dict.fromkeys(registration.WAY, "运营甲")
WRONG = [
    (catalogs.sensitive, (205,), "这是字段数"), (catalogs.sensitive, (1,), "数目不对"),
    (catalogs.withdrawn, ({"欠税信息"},), "多了 1 个"), (catalogs.withdrawn, (set(),), "还少 3 个"),
    (catalogs.successors, (lambda title: [title],), "给出的不对"), (catalogs.successors, (lambda title: title[99],), "IndexError"),
    (catalogs.least, ({"tax_arrears": {"taxpayer_no"}},), "还缺 3 个"), (catalogs.least, ({"tax": set()},), "没有 1 个这样的目录"), (catalogs.least, ({"tax_arrears": {"x"}},), "没有这些字段"),
    (catalogs.least, ({"tax_arrears": {"taxpayer_no", "notice_date", "balance"}, "enterprise_basic": {"uscc", "county_code"}},), "多了 1 个字段"),
    (city_limits.same_bytes, (lambda a, b: True,), "种子不同"), (city_limits.same_bytes, (lambda a, b: False,), "种子相同"),
    (city_limits.province, ("91",), "不是这两位"), (city_limits.province, (391,), "两位数字"),
    (city_limits.told, (dict.fromkeys("abcdefg", True),), "有 4 句"), (city_limits.told, ({"a": True},), "还没有判断"),
    (city_limits.size_of, (lambda slug: 7,), "行数不对"),
    (as_of.states, ({"uscc"},), "多了 1 个"), (as_of.states, (set(),), "还少"),
    (as_of.year_of_notices, (ever,), "这就是泄漏"), (as_of.year_of_notices, (from_the_first_of_time,), "窗口是截止日前 12 个月"), (as_of.year_of_notices, (no_key,), "两列"),
    (as_of.label, (lambda frame, day: set(frame["taxpayer_no"]),), "标签只看截止日之后"), (as_of.label, (lambda frame, day: set(),), "漏了"),
    (as_of.label, (lambda frame, day: set(frame.loc[pd.to_datetime(frame["notice_date"]) > pd.Timestamp(day), "taxpayer_no"]),), "窗口要有终点"),
    (as_of.training_days, ([dt.date(2025, 6, 30)],), "还没有过完"), (as_of.training_days, ([],), "可以用"),
    (first_product.told, ({},), "产品说明缺少"), (first_product.told, ({"没有的文字": "x"},), "没有这一段文字"),
    (first_product.young, (PLAN, {}), "还没有声明"), (first_product.young, (PLAN, DECLARED), "小审查没有通过"), (first_product.young, (PLAN, WRONG_YOUNG), "数不对"),
    (first_product.left_open, (PLAN, {}, {"quality"}), "不是这些"),
    (refusals.first, ({},), "没有申请字段"), (refusals.seventh, ({"product.ipynb": {'wide["patients"] >= 1]': 'wide["patients"] >= 99]'}},), "把结果拿掉"),
    (release.unsafe, (lambda values: len(values) < 10,), "一家独大"), (release.unsafe, (lambda values: True,), "十家相同"),
    (release.blanks, ({("住院", "金安")},), "还能由合计算出来"), (release.blanks, (set(),), "自己还露着"), (release.blanks, ({("a", "b")},), "不在表里"),
    (release.blanks, ({(r, c) for r in release.TABLE.index for c in release.TABLE.columns},), "四格就够"),
    (release.subtracted, (lambda a, b: set(a["county"]),), "对的 1 个"),
    (release.coarser, (lambda frame: frame,), "最小的一组"), (release.coarser, (lambda frame: frame.head(99),), "太多了"), (release.coarser, (lambda frame: frame[["born"]],), "三列都要在"),
    (release.coarser, (lambda frame: frame.assign(born=1),), "不到五档"),
    (registration.order, (["promote"],), "第 1 步走不通"), (registration.order, (["submit_plan"],), "就停了"), (registration.order, (["x"],), "没有 x"),
    (registration.who_does_what, (EVERYBODY,), "不能提交场景方案"), (registration.who_does_what, (UNMADE,), "还没有安排"),
    (registration.refusal, ("KIT-T001",), "不是这个错误码"), (registration.find_tampering, (lambda home: 1,), "不是这一条"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "answers", "said"), WRONG, ids=[f"{i}-{c.__name__}" for i, (c, _, _) in enumerate(WRONG)])
def test_a_wrong_answer_is_told_what_is_wrong(check, answers, said):
    with pytest.raises(NotYet, match=said):
        check(*answers)


def test_a_right_answer_is_said_to_be(capsys):
    exercise("9.9")(lambda answer: "")(1)
    assert capsys.readouterr().out == "✓ 练习 9.9 完成\n"


def test_a_refusal_by_the_kit_is_told_in_its_words():
    def look(answer: int) -> str:
        raise KitError("KIT-X001", "不行", next_step="改。")

    with pytest.raises(NotYet, match="KIT-X001"):
        exercise("9.9")(look)(1)


@pytest.mark.parametrize("number", BROKEN)
def test_each_broken_product_is_caught_by_its_check(number):
    assert BROKEN[number].check in {f.check for f in BROKEN[number].review().failed}


def test_the_sound_product_passes_and_leaves_nothing_behind():
    import os
    import sys

    before = dict(os.environ), list(sys.path)
    assert small_review(SOUND).failed == ()
    assert (dict(os.environ), list(sys.path)) == before


def test_a_text_that_is_not_there_is_not_replaced_in_silence(tmp_path):
    path = Path(tmp_path / "a.yaml")
    path.write_text("a: 1\n", encoding="utf-8")
    with pytest.raises(NotYet, match=r"a\.yaml"):
        edit(path, {"b": "c"})
    assert path.read_text(encoding="utf-8") == "a: 1\n"

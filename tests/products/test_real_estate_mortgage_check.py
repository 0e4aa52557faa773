"""不动产抵押状态核验: every rule on a register small enough to read."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.products.load import module_of, tables

SLUG = "real_estate_mortgage_check"
DAY, BEFORE, LATER = dt.date(2025, 6, 30), "2015-03-01 10:00", "2025-07-10 10:00"
f, service = module_of(SLUG, "features"), module_of(SLUG, "service")


def register(units=(("U", "有效"),), titles=(("U", "证一", "1", BEFORE, None),), mortgages=()):
    return tables(
        real_estate_unit=("unit_no status", units),
        real_estate_right_holder=("unit_no cert_no right_status register_date cancel_date", titles),
        real_estate_mortgage=("business_no unit_no right_status register_type register_date cancel_date", [(f"B{n}", *m) for n, m in enumerate(mortgages)]),
    )  # fmt: skip


OPEN = ("U", "1", "100", BEFORE, None)
REPAID = ("U", "2", "400", BEFORE, "2020-01-01 10:00")


def said(register) -> tuple[str, str]:
    row = f.answers(register, DAY).execute().set_index("unit_no").loc["U"]
    return row["status"], row["why"]


@pytest.mark.parametrize(
    ("mortgages", "expected"),
    [
        ([], f.NO),
        ([OPEN], f.YES),
        ([OPEN, OPEN], f.YES),
        ([REPAID], f.NO),
        ([REPAID, OPEN], f.YES),
        ([("U", "1", "100", LATER, None)], f.NO),  # 截止日以后才登记
        ([("U", "2", "400", BEFORE, LATER)], f.YES),  # 截止日以后才注销
        ([("U", "2", "400", BEFORE, None)], f.UNSURE),  # 说是历史,却没有注销时间
        ([("U", "1", "400", BEFORE, "2020-01-01 10:00")], f.UNSURE),
        ([("U", "?", "100", BEFORE, None)], f.UNSURE),
        ([("U", "2", "400", BEFORE, "2010-01-01 10:00")], f.UNSURE),  # 注销早于设立
        ([("U", "?", "100", BEFORE, None), OPEN], f.YES),
    ],
)  # fmt: skip
def test_the_state_of_the_mortgage_on_the_day(mortgages, expected):
    assert said(register(mortgages=mortgages))[0] == expected


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"units": [("U", "历史")]}, "单元不在有效状态"),
        ({"units": [("U", None)]}, "单元不在有效状态"),
        ({"units": [("U", "有效"), ("U", "历史")]}, "单元不在有效状态"),
        ({"titles": []}, "没有现势的权利登记"),
        ({"titles": [("U", "证一", "1", LATER, None)]}, "没有现势的权利登记"),
        ({"titles": [("U", "证一", "1", BEFORE, None), ("U", "证二", "1", BEFORE, None)]}, "权利登记互相矛盾"),
        ({"titles": [("U", "证一", "1", BEFORE, None), ("U", "证零", "2", BEFORE, None)]}, "权利登记互相矛盾"),
    ],
)  # fmt: skip
def test_what_is_missing_or_contradicts_itself_cannot_be_verified(more, why):
    assert said(register(**more)) == (f.UNSURE, why)
    assert said(register(**more, mortgages=[OPEN])) == (f.UNSURE, why)


def test_couples_and_rows_sent_twice_are_no_contradiction():
    title = ("U", "证一", "1", BEFORE, None)
    assert said(register(units=[("U", "有效")] * 2, titles=[title, title])) == (f.NO, "")


def test_an_earlier_owner_whose_title_has_ended_does_not_count():
    sold = [("U", "证零", "2", "2005-01-01", BEFORE), ("U", "证一", "1", BEFORE, None)]
    row = f.answers(register(titles=sold), DAY).execute().iloc[0]
    assert (row["status"], row["cert_no"]) == (f.NO, "证一")


def test_a_look_back_counts_what_came_before_the_next_update():
    known = register(mortgages=[("U", "1", "100", LATER, None)])
    seen = f.tested(known, f.answers(known, DAY), DAY).execute()
    assert seen.to_dict("records") == [{"status": f.NO, "units": 1, "mortgaged": 1}]


VERIFIED = pd.DataFrame({"unit_no": ["U1", "U2"], "cert_no": ["C1", "C2"], "status": [f.NO, f.YES], "as_of": [DAY, DAY]})


def test_the_two_numbers_must_belong_together():
    loaded = service.load({"verified": VERIFIED})
    assert service.answer({"unit_no": "U2", "cert_no": "C2"}, loaded) == {"status": "有", "as_of": "2025-06-30"}
    assert service.answer({"unit_no": "U2", "cert_no": "C1"}, loaded)["status"] == "不可核验"


@given(st.text(), st.text())
def test_everybody_else_hears_the_same(unit, cert):
    loaded = service.load({"verified": VERIFIED})
    if (unit, cert) not in {("U1", "C1"), ("U2", "C2")}:
        assert service.answer({"unit_no": unit, "cert_no": cert}, loaded) == {"status": "不可核验", "as_of": "2025-06-30"}

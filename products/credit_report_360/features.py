"""360信用报告的取数:每一节一个函数,一家企业一行,只看截止日(含)以前已知的事实。`tables` 是由目录名取表的函数(`product.table`)。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import pandas as pd
from ibis import _

Tables = Callable[[str], Any]
GRADES = ("A", "B", "M", "C", "D")  # 纳税信用等级;别的代码不认
YEARS = 3  # 往回看三年:行政处罚的公示期
SETTLED = {"dual_publicity": 10, "enforcement_case": 10, "consumer_complaint": 120}  # 事情发生后多少天才都公示出来(投诉要等办结;用回头看核对)
CATEGORIES = {"inspections": "行政检查", "coercions": "行政强制", "levies": "行政征收", "payments": "行政给付", "confirmations": "行政确认"}


def back(day: dt.date, years: int = YEARS) -> dt.date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def within(column: Any, first: dt.date, last: dt.date) -> Any:
    """在 `first` 之后、到 `last` 为止(含);没有日期的不算。"""
    return ((column.cast("date") > ibis.date(first)) & (column.cast("date") <= ibis.date(last))).fill_null(False)


def settled(slug: str, day: dt.date) -> dt.date:
    return day - dt.timedelta(SETTLED[slug])


def registration(tables: Tables, day: dt.date) -> Any:
    firm = tables("enterprise_basic").distinct()
    firm = firm.filter(firm.est_date.cast("date") <= ibis.date(day))
    ended = {name: (firm[name].cast("date") <= ibis.date(day)).fill_null(False) for name in ("deregister_date", "revoke_date", "suspend_date")}
    status = ibis.cases((ended["deregister_date"], "注销"), (ended["revoke_date"], "吊销"), (ended["suspend_date"], "歇业"), else_="存续")
    return firm.select("uscc", name=firm.ent_name, status=status, formed=firm.est_date.cast("string"), capital=firm.reg_capital, latest=firm.est_date)


def publicity(tables: Tables, day: dt.date) -> Any:
    told = tables("dual_publicity").distinct()
    told = told.filter(told.decision_date.cast("date") <= ibis.date(day))
    valid = (told.record_type == "许可") & (told.valid_to.isnull() | (told.valid_to.cast("date") > ibis.date(day)))
    fined = (told.record_type == "处罚") & within(told.decision_date, back(day), settled("dual_publicity", day))
    return told.group_by("uscc").agg(permits=valid.sum(), penalties=fined.sum(), fines=told.fine_amount.sum(where=fined).fill_null(0), latest=_.decision_date.max())


def five(tables: Tables, day: dt.date) -> Any:
    told = tables("five_category_data").distinct()
    told = told.filter(within(told.decision_date, back(day), day))
    return told.group_by("uscc").agg(latest=_.decision_date.max(), **{name: (told.data_category == title).sum() for name, title in CATEGORIES.items()})


def arrears(tables: Tables, day: dt.date) -> Any:
    told = tables("tax_arrears").distinct()
    told = told.filter(within(told.notice_date, back(day), day))
    last = told.mutate(newest=told.notice_period.max().over())
    return last.group_by(uscc=last.taxpayer_no).agg(
        balance=last.balance.sum(where=last.notice_period == last.newest).fill_null(0), notices=last.notice_period.nunique(), latest=last.notice_date.max()
    )


def rating(tables: Tables, day: dt.date) -> Any:
    told = tables("tax_credit_rating").distinct()
    told = told.filter((told.rating_date.cast("date") <= ibis.date(day)) & told.rating.isin(GRADES))
    return told.group_by(uscc=told.taxpayer_no).agg(rating=told.rating.argmax(told.rating_year), year=told.rating_year.max(), latest=told.rating_date.max())


def insurance(tables: Tables, day: dt.date) -> Any:
    """到上个月为止:当月的费款要到月末才算数。"""
    last, first = (day.replace(day=1) - dt.timedelta(1)).strftime("%Y-%m"), back(day, 1).strftime("%Y-%m")
    told = tables("social_insurance_payment").distinct()
    told = told.filter((told.period <= last) & (told.period >= first))
    short = told.pay_status.isin(["部分", "未缴"])
    return told.group_by("uscc").agg(
        period=told.period.max(), insured=told.insured_count.argmax(told.period), short=told.period.nunique(where=short),
        latest=(told.period.max() + "-01").cast("date") + ibis.interval(months=1) - ibis.interval(days=1),
    )  # fmt: skip


def cases(tables: Tables, day: dt.date) -> Any:
    told = tables("enforcement_case").distinct()
    told = told.filter(told.publicity_date.cast("date") <= ibis.date(day))
    recent = within(told.decision_date, back(day), settled("enforcement_case", day))
    return told.group_by("uscc").agg(cases=recent.sum(), latest=told.publicity_date.max())


def complaints(tables: Tables, day: dt.date) -> Any:
    told = tables("consumer_complaint").distinct()
    told = told.filter(told.publicity_date.cast("date") <= ibis.date(day))
    recent = within(told.accept_date, back(day), settled("consumer_complaint", day))
    return told.group_by("uscc").agg(complaints=recent.sum(), agreed=(recent & (told.result == "达成调解协议").fill_null(False)).sum(), latest=told.publicity_date.max())


def rights(tables: Tables, day: dt.date) -> Any:
    told = tables("enterprise_ip").distinct()
    told = told.filter(told.apply_date.cast("date") <= ibis.date(day))
    valid = (told.grant_date.cast("date") <= ibis.date(day)).fill_null(False) & (told.expire_date.isnull() | (told.expire_date.cast("date") > ibis.date(day)))
    return told.group_by("uscc").agg(rights=valid.sum(), latest=told.apply_date.max())


def awards(tables: Tables, day: dt.date) -> Any:
    told = tables("construction_bid_award").distinct()
    told = told.filter(within(told.win_notice_date, back(day), day))
    worth = told.bid_amount * ibis.cases((told.price_unit == "0", 1e-4), (told.price_unit == "1", 1.0), else_=None)
    return told.group_by(uscc=told.win_bidder_uscc).agg(awards=_.bid_section_code.nunique(), worth=worth.sum().fill_null(0), latest=told.win_notice_date.max())


def told_when(tables: Tables, day: dt.date) -> Any:
    """每件投诉的受理日与公示日,用来回头看。"""
    told = tables("consumer_complaint").distinct()
    told = told.filter((told.publicity_date.cast("date") <= ibis.date(day)) & told.accept_date.notnull() & told.uscc.notnull())
    return told.select("uscc", "complaint_id", accepted=told.accept_date, published=told.publicity_date).order_by("complaint_id")


def false_clear(told: pd.DataFrame, then: dt.date, wait: int) -> tuple[int, int]:
    """`then` 那天说“近三年(到 `wait` 天以前)没有投诉”:当时看得到投诉的企业有几家,看不到而后来知道其实有的又有几家。"""
    inside = told[(told["accepted"] > pd.Timestamp(back(then))) & (told["accepted"] <= pd.Timestamp(then - dt.timedelta(wait)))]
    seen = (inside["published"] <= pd.Timestamp(then)).groupby(inside["uscc"]).any()
    return int(seen.sum()), int((~seen).sum())

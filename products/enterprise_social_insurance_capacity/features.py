"""企业社保缴存能力评估的特征与标签:只看截止日(含)以前已知的事实。

“缴存能力”在这里指以后六个月里能不能月月足额缴纳。面板是一家企业一个月一行的养老保险缴费(各险种同月同状态)。
同一段代码在 DuckDB 与 PySpark 上运行。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
from ibis import _

from kit.modelling.time_split import month_back

Tables = Callable[[str], Any]

HORIZON = 6
GRADES = ["强", "较强", "一般", "较弱", "弱"]
TITLES = {
    "staff": "参保人数(近 3 个月平均,取对数)",
    "staff_change": "参保人数变化(近 3 个月比此前 9 个月)",
    "staff_low": "参保人数比近一年最高时",
    "staff_spread": "近 12 个月参保人数起伏",
    "base_change": "人均缴费基数变化(近 3 个月比此前 9 个月)",
    "late_months": "近 12 个月 25 日以后才缴费的月数",
    "late_recent": "近 3 个月 25 日以后才缴费的月数",
    "pay_day": "近 3 个月平均在几日缴费",
    "short_months": "近 12 个月未足额的月数",
    "short_recent": "近 3 个月未足额的月数",
    "missing_months": "近 12 个月参保以后没有缴费记录的月数",
    "age_years": "成立年数",
    "trade_risk": "行业为建筑、餐饮住宿或运输",
}
# +1:值越大,欠缴的风险越高。没有列出的方向不限。
DIRECTION = {
    "staff_change": -1, "staff_low": -1, "staff_spread": 1, "base_change": -1, "late_months": 1, "late_recent": 1, "pay_day": 1,
    "short_months": 1, "short_recent": 1, "missing_months": 1, "trade_risk": 1,
}  # fmt: skip
# 说给企业听的原因按意思合并:一件事有几个特征,只说一次。
SAID = {
    "参保人数在减少": ("staff_change", "staff_low", "staff_spread"), "人均缴费基数在下降": ("base_change",),
    "近来缴费偏晚": ("late_months", "late_recent", "pay_day"), "一年内有未足额缴纳的月份": ("short_months", "short_recent"),
    "有月份没有缴费记录": ("missing_months",), "企业规模与年限": ("staff", "age_years"), "所在行业欠缴较多": ("trade_risk",),
}  # fmt: skip


def panel(tables: Tables, cutoff: dt.date, months: int) -> Any:
    """截止日以前若干个月的养老缴费;同一行送了两次只算一次。"""
    paid = tables("social_insurance_payment")
    inside = (paid.period > month_back(cutoff, months)) & (paid.period <= month_back(cutoff, 0))
    names = ["uscc", "period", "insured_count", "pay_base_total", "received_date", "pay_status"]
    return paid.filter((paid.insurance_type == "110") & inside).select(names).distinct()


def firms(tables: Tables, cutoff: dt.date) -> Any:
    """截止日在册的企业(不含个体工商户)。"""
    known = tables("enterprise_basic")
    far = dt.date(9999, 1, 1)
    stays = (known.revoke_date.fill_null(far) > ibis.date(cutoff)) & (known.deregister_date.fill_null(far) > ibis.date(cutoff))
    known = known.filter((known.ent_type != "50") & (known.est_date <= ibis.date(cutoff)) & stays)
    return known.select(
        "uscc", section=known.industry_code.substr(0, 1), age_years=ibis.date(cutoff).delta(known.est_date, unit="day").cast("float64") / 365.25
    ).distinct()


def features(tables: Tables, cutoff: dt.date) -> Any:
    """在册而且近 3 个月有参保人的企业,一家一行:`uscc`、行业门类与 `TITLES` 的各列。"""
    paid = panel(tables, cutoff, 12)
    recent, short, late = paid.period > month_back(cutoff, 3), paid.pay_status != "足额", paid.received_date.day() > 25
    seen = paid.group_by("uscc").agg(
        now=paid.insured_count.mean(where=recent), before=paid.insured_count.mean(where=~recent), most=paid.insured_count.max(),
        mean=paid.insured_count.mean(), deviation=paid.insured_count.cast("float64").std(how="pop"),
        base=paid.pay_base_total.sum(where=recent) / paid.insured_count.sum(where=recent).nullif(0),
        base_before=paid.pay_base_total.sum(where=~recent) / paid.insured_count.sum(where=~recent).nullif(0),
        late_months=_.count(where=late), late_recent=_.count(where=late & recent), pay_day=paid.received_date.day().mean(where=recent),
        short_months=_.count(where=short), short_recent=_.count(where=short & recent), first=_.period.min(), months=_.period.nunique(),
    )  # fmt: skip
    seen = seen.filter(seen.now > 0)
    since = (int(month_back(cutoff, 0)[:4]) - seen["first"].substr(0, 4).cast("int64")) * 12 + cutoff.month - seen["first"].substr(5, 2).cast("int64") + 1
    seen = seen.mutate(
        staff=seen.now.log(), staff_change=seen.now / seen.before.nullif(0) - 1, staff_low=seen.now / seen.most - 1,
        staff_spread=seen.deviation / seen["mean"], base_change=seen.base / seen.base_before - 1, missing_months=since - seen.months,
    )  # fmt: skip
    out = firms(tables, cutoff).inner_join(seen, "uscc")
    out = out.mutate(trade_risk=out.section.isin(["E", "G", "H"]).fill_null(False).cast("int64"))
    return out.select("uscc", "section", **{n: out[n].cast("float64") for n in TITLES}).order_by("uscc")


def arrears_after(tables: Tables, cutoff: dt.date) -> Any:
    """标签:截止日以后六个月里,头一次未足额是第几个月(没有就空);`exposure` 是看得到的月数,到头一次未足额为止。"""
    later = panel(tables, cutoff_after(cutoff), HORIZON)
    number = (later.period.substr(0, 4).cast("int64") - cutoff.year) * 12 + later.period.substr(5, 2).cast("int64") - cutoff.month
    later = later.mutate(number=number)
    out = later.group_by("uscc").agg(failed=later.number.min(where=later.pay_status != "足额"), last=later.number.max())
    return out.mutate(exposure=out.failed.fill_null(out["last"]), label=out.failed.notnull().cast("int64")).select("uscc", "label", "exposure")


def cutoff_after(cutoff: dt.date) -> dt.date:
    """标签窗口的最后一天。"""
    year, month = divmod(cutoff.year * 12 + cutoff.month - 1 + HORIZON + 1, 12)
    return dt.date(year, month + 1, 1) - dt.timedelta(1)


def rule_score(frame: Any) -> Any:
    """基准:近一年有几个月没有足额缴纳,谁都算得出来。"""
    return frame["short_months"]

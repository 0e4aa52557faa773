"""企业逾期风险指数的特征与标签:只看截止日(含)以前已知的事实。

“逾期”在这里指截止日之后两个季度内新发生欠税,或有社保未足额缴纳(附件1 没有信贷数据)。
`tables` 是由目录名取表的函数(`product.table`);同一段代码在 DuckDB 与 PySpark 上运行。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
from ibis import _

from kit.modelling.time_split import first_day, month_back

Tables = Callable[[str], Any]

TITLES = {
    "age_years": "成立年数",
    "staff": "近 3 个月平均参保人数",
    "staff_change": "参保人数变化(近 3 个月比此前 9 个月)",
    "wage_change": "人均缴费基数变化(近 3 个月比此前 9 个月)",
    "late_months": "近 12 个月 25 日以后才缴费的月数",
    "short_months": "近 12 个月社保未足额的月数",
    "short_recent": "近 3 个月社保未足额的月数",
    "tax_quarters": "近 4 期公告中新发生欠税的期数",
    "tax_open": "最近一期公告仍有欠税余额",
    "tax_score": "最近一次纳税信用得分",
    "water_change": "用水变化(近 3 个月比上年同期)",
    "gas_change": "用气变化(近 6 个月比上年同期)",
    "water_behind": "近 12 个月水费拖欠的月数",
    "complaints": "近 12 个月投诉数",
    "penalties": "近 12 个月行政处罚数",
    "trade_risk": "行业为建筑、餐饮住宿或运输",
}
# +1:值越大风险越高。模型与评分卡都必须服从;没有列出的特征方向不限。
DIRECTION = {
    "staff_change": -1, "late_months": 1, "short_months": 1, "short_recent": 1, "tax_quarters": 1, "tax_open": 1,
    "tax_score": -1, "water_change": -1, "gas_change": -1, "water_behind": 1, "complaints": 1, "penalties": 1,
    "trade_risk": 1,
}  # fmt: skip


def in_business(tables: Tables, cutoff: dt.date) -> Any:
    """截止日在册、成立满半年的企业(不含个体工商户)。"""
    firms = tables("enterprise_basic")
    far = dt.date(9999, 1, 1)
    stays = (firms.revoke_date.fill_null(far) > ibis.date(cutoff)) & (firms.deregister_date.fill_null(far) > ibis.date(cutoff))
    return firms.filter((firms.ent_type != "50") & (firms.est_date <= ibis.date(first_day(cutoff, 6))) & stays)


def insurance(tables: Tables, cutoff: dt.date) -> Any:
    """人数、基数、迟缴与未足额,按企业汇总近 12 个月。"""
    paid = tables("social_insurance_payment")
    paid = paid.filter(
        (paid.insurance_type == "110") & (paid.period > month_back(cutoff, 12)) & (paid.period <= cutoff.isoformat()[:7])
    )
    recent, short = paid.period > month_back(cutoff, 3), paid.pay_status != "足额"
    late = paid.received_date.day() > 25
    out = paid.group_by("uscc").agg(
        staff=_.insured_count.mean(where=recent),
        staff_before=_.insured_count.mean(where=~recent),
        base=_.pay_base_total.sum(where=recent) / _.insured_count.sum(where=recent).nullif(0),
        base_before=_.pay_base_total.sum(where=~recent) / _.insured_count.sum(where=~recent).nullif(0),
        late_months=_.count(where=late),
        short_months=_.count(where=short),
        short_recent=_.count(where=short & recent),
    )
    return out.mutate(
        staff_change=_.staff / _.staff_before.nullif(0) - 1, wage_change=_.base / _.base_before.nullif(0) - 1
    ).drop("staff_before", "base", "base_before")


def taxes(tables: Tables, cutoff: dt.date) -> list[Any]:
    """已公告的欠税与最近一次纳税信用得分。"""
    owed, rated = tables("tax_arrears"), tables("tax_credit_rating")
    owed = owed.filter((owed.notice_date <= ibis.date(cutoff)) & (owed.notice_date > ibis.date(first_day(cutoff, 12))))
    rated = rated.filter(rated.rating_date <= ibis.date(cutoff))
    fresh = owed.notice_date > ibis.date(first_day(cutoff, 3))
    return [
        owed.group_by(uscc=owed.taxpayer_no).agg(
            tax_quarters=_.count(where=owed.new_amount > 0), tax_open=_.count(where=fresh & (owed.balance > 0))
        ),
        rated.group_by(uscc=rated.taxpayer_no).agg(tax_score=_.score.argmax(_.rating_date)),
    ]


def utilities(tables: Tables, cutoff: dt.date) -> list[Any]:
    """用水、用气与上年同期相比,以及水费拖欠。"""
    water = tables("water_usage")
    water = water.filter((water.data_month > month_back(cutoff, 15)) & (water.data_month <= cutoff.isoformat()[:7]))
    now, year = water.data_month > month_back(cutoff, 3), water.data_month > month_back(cutoff, 12)
    before = water.data_month <= month_back(cutoff, 12)
    gas = tables("gas_usage")
    gas = gas.filter((gas.read_date > ibis.date(first_day(cutoff, 18))) & (gas.read_date <= ibis.date(cutoff)))
    half, last_half = gas.read_date > ibis.date(first_day(cutoff, 6)), gas.read_date <= ibis.date(first_day(cutoff, 12))
    return [
        water.group_by("uscc").agg(
            water_change=_.volume.mean(where=now) / _.volume.mean(where=before).nullif(0) - 1,
            water_behind=_.count(where=year & (water.overdue_periods > 0)),
        ),
        gas.group_by("uscc").agg(gas_change=_.volume.mean(where=half) / _.volume.mean(where=last_half).nullif(0) - 1),
    ]


def incidents(tables: Tables, cutoff: dt.date) -> list[Any]:
    """近 12 个月的投诉与处罚。"""
    told, decided = tables("consumer_complaint"), tables("dual_publicity")
    told = told.filter((told.publicity_date > ibis.date(first_day(cutoff, 12))) & (told.publicity_date <= ibis.date(cutoff)))
    decided = decided.filter((decided.decision_date > ibis.date(first_day(cutoff, 12))) & (decided.decision_date <= ibis.date(cutoff)))
    return [
        told.group_by("uscc").agg(complaints=_.count()),
        decided.filter(decided.record_type == "处罚").group_by("uscc").agg(penalties=_.count()),
    ]


# 没有记录就是没有发生:这些列缺失填 0;其余缺失(没有参保、没有水表)保持缺失,由模型单独对待。
ZERO = ("late_months", "short_months", "short_recent", "tax_quarters", "tax_open", "water_behind", "complaints", "penalties")


def features(tables: Tables, cutoff: dt.date) -> Any:
    """截止日的特征表:`uscc` 与 `TITLES` 的各列。"""
    firms = in_business(tables, cutoff)
    out = firms.select(
        "uscc",
        age_years=ibis.date(cutoff).delta(firms.est_date, unit="day").cast("float64") / 365.25,
        trade_risk=_.industry_code.substr(0, 1).isin(["E", "G", "H"]).cast("int64"),
    )
    for extra in [insurance(tables, cutoff), *taxes(tables, cutoff), *utilities(tables, cutoff), *incidents(tables, cutoff)]:
        out = out.left_join(extra, "uscc").drop("uscc_right")
    columns = {n: out[n].cast("float64").fill_null(0.0) if n in ZERO else out[n].cast("float64") for n in TITLES}
    return out.select("uscc", **columns).order_by("uscc")


def sections(tables: Tables, cutoff: dt.date) -> Any:
    """行业门类:只用来分组看效果。"""
    return in_business(tables, cutoff).select("uscc", section=_.industry_code.substr(0, 1))


def overdue_after(tables: Tables, cutoff: dt.date) -> Any:
    """标签:截止日之后两个季度内新发生欠税,或社保未足额的企业。截止日取季末。"""
    quarters = [f"{q // 4:04d}Q{q % 4 + 1}" for n in (1, 2) for q in [cutoff.year * 4 + (cutoff.month - 1) // 3 + n]]
    owed, paid = tables("tax_arrears"), tables("social_insurance_payment")
    new = owed.filter(owed.notice_period.isin(quarters) & (owed.new_amount > 0)).select(uscc=owed.taxpayer_no)
    short = paid.filter(
        (paid.period > cutoff.isoformat()[:7]) & (paid.period <= month_back(cutoff, -6)) & (paid.pay_status != "足额")
    )
    return new.union(short.select("uscc")).distinct().mutate(label=ibis.literal(1))


def rule_score(frame: Any) -> Any:
    """基准:近一年欠过几期税、社保几个月未足额,谁都算得出来。"""
    return frame["tax_quarters"] + frame["short_months"] + frame["tax_open"]

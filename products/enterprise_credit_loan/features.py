"""企业信用贷的特征、标签、基准与额度规则:只看截止日(含)以前已知的事实。

附件1 没有信贷数据。我们的读法:截止日之后 12 个月内新发生欠税、社保未足额,或被吊销的企业算“坏”。
`tables` 是由目录名取表的函数(`product.table`);同一段代码在 DuckDB 与 PySpark 上运行。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import numpy as np
from ibis import _

from kit.modelling.time_split import first_day, month_back

Tables = Callable[[str], Any]
HORIZON = 12  # 标签的月数:一年期流动资金贷款的期限

TITLES = {
    "age_years": "成立年数",
    "staff": "近 3 个月平均参保人数",
    "staff_change": "参保人数变化(近 3 个月比此前 9 个月)",
    "late_months": "近 18 个月 25 日以后才缴费的月数",
    "short_months": "近 18 个月社保未足额的月数",
    "short_recent": "近 3 个月社保未足额的月数",
    "tax_quarters": "近 18 个月公告中新发生欠税的期数",
    "tax_open": "最近一期公告仍有欠税余额",
    "tax_score": "最近一次纳税信用得分",
    "water_change": "用水变化(近 3 个月比此前 9 个月,除去季节)",
    "water_behind": "近 18 个月水费拖欠的月数",
    "no_water": "没有自己的水户",
    "penalties": "近 24 个月行政处罚数",
    "complaints": "近 12 个月投诉数",
    "trade_risk": "行业为建筑、餐饮住宿或运输",
}
# +1:值越大越可能变坏。评分卡与 LightGBM 都必须服从;没有列出的特征方向不限。
DIRECTION = {
    "staff_change": -1, "late_months": 1, "short_months": 1, "short_recent": 1, "tax_quarters": 1, "tax_open": 1,
    "tax_score": -1, "water_change": -1, "water_behind": 1, "no_water": 1, "penalties": 1, "complaints": 1, "trade_risk": 1,
}  # fmt: skip
TAX = ("tax_quarters", "tax_open", "tax_score")  # 与标签同源的特征:单独量一量它们的分量

GRADES = ("E", "D", "C", "B", "A")
EDGES = (545, 610, 660, 700)  # 变坏概率约 30 %、15 %、8 %、5 % 处的分数(我们的选择)
MONTHS_OF_BASE = {"A": 6, "B": 4, "C": 2, "D": 1, "E": 0}  # 建议额度 = 月缴费基数合计 × 几个月(我们的选择)
LIMIT_MOST = 500  # 万元


def in_business(tables: Tables, cutoff: dt.date) -> Any:
    """截止日在册、成立满半年的企业(不含个体工商户)。"""
    firms = tables("enterprise_basic")
    far = dt.date(9999, 1, 1)
    stays = (firms.revoke_date.fill_null(far) > ibis.date(cutoff)) & (firms.deregister_date.fill_null(far) > ibis.date(cutoff))
    return firms.filter((firms.ent_type != "50") & (firms.est_date <= ibis.date(first_day(cutoff, 6))) & stays)


def insurance(tables: Tables, cutoff: dt.date) -> Any:
    """人数、迟缴与未足额,按企业汇总近一年半;`base_total` 只用于额度。"""
    paid = tables("social_insurance_payment")
    paid = paid.filter((paid.insurance_type == "110") & (paid.period > month_back(cutoff, 18)) & (paid.period <= month_back(cutoff, 0)))
    recent, year = paid.period > month_back(cutoff, 3), paid.period > month_back(cutoff, 12)
    out = paid.group_by("uscc").agg(
        staff=_.insured_count.mean(where=recent), staff_before=_.insured_count.mean(where=year & ~recent),
        base_total=_.pay_base_total.mean(where=recent),
        late_months=_.count(where=_.received_date.day() > 25), short_months=_.count(where=_.pay_status != "足额"),
        short_recent=_.count(where=recent & (_.pay_status != "足额")),
    )  # fmt: skip
    return out.mutate(staff_change=_.staff / _.staff_before.nullif(0) - 1).drop("staff_before")


def taxes(tables: Tables, cutoff: dt.date) -> list[Any]:
    """已公告的欠税;最近一次纳税信用的得分与等级(`rating` 只用来比较)。"""
    owed, rated = tables("tax_arrears"), tables("tax_credit_rating")
    owed = owed.filter((owed.notice_date <= ibis.date(cutoff)) & (owed.notice_date >= ibis.date(first_day(cutoff, 17))))
    rated = rated.filter(rated.rating_date <= ibis.date(cutoff))
    fresh = owed.notice_date >= ibis.date(first_day(cutoff, 2))
    return [
        owed.group_by(uscc=owed.taxpayer_no).agg(
            tax_quarters=_.count(where=_.new_amount > 0), tax_open=(_.count(where=fresh & (_.balance > 0)) > 0).cast("int64")
        ),
        rated.group_by(uscc=rated.taxpayer_no).agg(tax_score=_.score.argmax(_.rating_date), rating=_.rating.argmax(_.rating_date)),
    ]


def water(tables: Tables, cutoff: dt.date) -> Any:
    """非居民用水的变化与拖欠:没有参保的企业,多半靠它看出吃紧。减去全市企业的中位变化,就除去了季节。"""
    used = tables("water_usage")
    used = used.filter((used.data_month > month_back(cutoff, 18)) & (used.data_month <= month_back(cutoff, 0)))
    recent, before = used.data_month > month_back(cutoff, 3), used.data_month <= month_back(cutoff, 3)
    year = used.data_month > month_back(cutoff, 12)
    out = used.group_by("uscc").agg(
        ratio=_.volume.mean(where=recent) / _.volume.mean(where=year & before).nullif(0), water_behind=_.count(where=_.overdue_periods > 0)
    )
    return out.select("uscc", "water_behind", water_change=_.ratio - _.ratio.median().over(), has_water=ibis.literal(1))


def incidents(tables: Tables, cutoff: dt.date) -> list[Any]:
    """处罚与投诉。"""
    told, decided = tables("consumer_complaint"), tables("dual_publicity")
    told = told.filter((told.publicity_date >= ibis.date(first_day(cutoff, 11))) & (told.publicity_date <= ibis.date(cutoff)))
    decided = decided.filter((decided.decision_date >= ibis.date(first_day(cutoff, 23))) & (decided.decision_date <= ibis.date(cutoff)))
    return [
        decided.filter(decided.record_type == "处罚").group_by("uscc").agg(penalties=_.count()),
        told.group_by("uscc").agg(complaints=_.count()),
    ]


# 没有记录就是没有发生:这些列缺失填 0;其余缺失(没有参保、没有评级)保持缺失,由模型单独对待。
ZERO = ("late_months", "short_months", "short_recent", "tax_quarters", "tax_open", "water_behind", "penalties", "complaints")
BESIDE = {"base_total": "float64", "rating": "string", "section": "string"}  # 不是特征:额度、比较与分组用


def features(tables: Tables, cutoff: dt.date) -> Any:
    """截止日的特征表:`uscc`、`TITLES` 各列与 `BESIDE` 各列。"""
    firms = in_business(tables, cutoff)
    out = firms.select(
        "uscc", section=_.industry_code.substr(0, 1), age_years=ibis.date(cutoff).delta(firms.est_date, unit="day").cast("float64") / 365.25,
        trade_risk=_.industry_code.substr(0, 1).isin(["E", "G", "H"]).cast("int64"),
    )  # fmt: skip
    for extra in [insurance(tables, cutoff), *taxes(tables, cutoff), water(tables, cutoff), *incidents(tables, cutoff)]:
        out = out.left_join(extra, "uscc").drop("uscc_right")
    out = out.mutate(no_water=_.has_water.isnull())
    columns = {n: out[n].cast("float64").fill_null(0.0) if n in ZERO else out[n].cast("float64") for n in TITLES}
    beside = {n: out[n].cast(t) for n, t in BESIDE.items()}
    return out.select("uscc", **columns, **beside).order_by("uscc")


def went_bad(tables: Tables, cutoff: dt.date) -> Any:
    """标签:截止日之后 `HORIZON` 个月内新发生欠税、社保未足额,或被吊销的企业。截止日取季末。"""
    quarter = cutoff.year * 4 + (cutoff.month - 1) // 3
    quarters = [f"{q // 4:04d}Q{q % 4 + 1}" for q in range(quarter + 1, quarter + 1 + HORIZON // 3)]
    owed, paid, firms = tables("tax_arrears"), tables("social_insurance_payment"), tables("enterprise_basic")
    new = owed.filter(owed.notice_period.isin(quarters) & (owed.new_amount > 0)).select(uscc=owed.taxpayer_no)
    within = (paid.period > month_back(cutoff, 0)) & (paid.period <= month_back(cutoff, -HORIZON))
    short = paid.filter(within & (paid.insurance_type == "110") & (paid.pay_status != "足额")).select("uscc")
    gone = firms.filter((firms.revoke_date > ibis.date(cutoff)) & (firms.revoke_date < ibis.date(first_day(cutoff, -HORIZON - 1)))).select("uscc")
    return new.union(short).union(gone).distinct().mutate(label=ibis.literal(1))


def rule_score(frame: Any) -> Any:
    """基准:信贷员手边就有的办法。先数近一年半欠缴次数,次数相同的看纳税信用得分(没有评级按 M 级的 70 分)。"""
    owed = frame["tax_quarters"] + frame["short_months"] + frame["tax_open"]
    return owed - frame["tax_score"].fillna(70) / 1000


def limit(grade: Any, base_total: Any) -> np.ndarray:
    """建议额度(万元):月缴费基数合计乘以等级的月数,不足 1 万元不建议;没有参保的不建议。"""
    months = np.array([MONTHS_OF_BASE[g] for g in grade], dtype=float)
    wan = np.floor(np.nan_to_num(np.asarray(base_total, dtype=float)) * months / 10_000)
    return np.clip(wan, 0, LIMIT_MOST).astype(int)

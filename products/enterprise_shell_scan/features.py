"""企业空壳扫描的特征:地址、人企关系、经营活动。每个函数只看截止日(含)以前已知的事实。

`tables` 是由目录名取表的函数(`product.table`),返回惰性的 Ibis 表;同一段代码在 DuckDB 与 PySpark 上运行。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
from ibis import _

from kit.modelling.time_split import first_day, month_back

Tables = Callable[[str], Any]

# 特征的中文说明:图、原因和交付的特征定义都用它。
TITLES = {
    "age_months": "成立月数",
    "firms_at_address": "同一门牌号的企业数",
    "hosted_address": "地址为孵化园或集群注册",
    "revoked_at_address": "同一门牌号已被吊销的企业数",
    "burst_at_address": "同一门牌号前后 45 天内成立的企业数",
    "firms_of_person": "同一法定代表人的企业数",
    "revoked_of_person": "同一法定代表人已被吊销的企业数",
    "capital": "注册资本(万元)",
    "round_capital": "注册资本为整百万",
    "suspended": "依法歇业",
    "insured_months": "近 6 个月参保月数",
    "insured_people": "近 6 个月最多参保人数",
    "staff_change": "参保人数变化(近 3 个月比此前 3 个月)",
    "water_change": "用水变化(近 3 个月比此前 3 个月)",
    "water_months": "近 6 个月有用水的月数",
    "gas_quarters": "近 6 个月有用气的季度数",
    "decisions": "近 24 个月许可、检查等记录数",
    "penalties": "近 24 个月行政处罚数",
    "rights": "近 24 个月知识产权申请数",
    "awards": "近 24 个月中标数",
    "complaints": "近 24 个月投诉数",
}
SCOPE_MONTHS = 60  # 只给成立不满五年的企业排序;为什么见笔记本第 3 节

# 从业务上能说清方向的特征,模型必须服从:+1 越大越可疑,-1 越大越不可疑。
DIRECTION = {
    "firms_at_address": 1, "hosted_address": -1, "revoked_at_address": 1, "burst_at_address": 1,
    "revoked_of_person": 1, "suspended": -1, "insured_months": -1, "insured_people": -1, "staff_change": -1, "water_change": -1, "water_months": -1,
    "gas_quarters": -1, "rights": -1, "awards": -1, "decisions": -1,
}  # fmt: skip


def known_firms(tables: Tables, cutoff: dt.date) -> Any:
    """截止日已成立的企业(不含个体工商户),带规整后的门牌号。"""
    firms = tables("enterprise_basic")
    return firms.filter((firms.ent_type != "50") & (firms.est_date <= ibis.date(cutoff))).mutate(
        # “某街 12 号 305 室”取到“号”:同一门牌号的房间算作一处。
        door=_.reg_address.re_extract("^[^号]*号", 0),
        hosted_address=(_.reg_address.contains("孵化") | _.reg_address.contains("集群注册")).cast("int64"),
        revoked=(_.revoke_date.notnull() & (_.revoke_date <= ibis.date(cutoff))).cast("int64"),
    )


def active(firms: Any, cutoff: dt.date) -> Any:
    """截止日仍在册的企业。"""
    gone = (firms.revoke_date.fill_null(dt.date(9999, 1, 1)) <= ibis.date(cutoff)) | (
        firms.deregister_date.fill_null(dt.date(9999, 1, 1)) <= ibis.date(cutoff)
    )
    return firms.filter(~gone)


def neighbours(firms: Any) -> tuple[Any, Any]:
    """按门牌号、按法定代表人数企业,以及其中已被吊销的。"""
    by_door = firms.group_by("door").agg(firms_at_address=_.count(), revoked_at_address=_.revoked.sum())
    by_person = firms.group_by("legal_rep_id").agg(firms_of_person=_.count(), revoked_of_person=_.revoked.sum())
    return by_door, by_person


def bursts(firms: Any) -> Any:
    """同一门牌号前后 45 天内成立的企业数(含自己)。"""
    one = firms.select("uscc", "door", "est_date")
    other = firms.select(other_door=_.door, other_date=_.est_date)
    days = one.est_date.delta(other.other_date, unit="day")
    near = one.join(other, [one.door == other.other_door, days <= 45, days >= -45])
    return near.group_by("uscc").agg(burst_at_address=_.count())


def recent(events: Any, date: str, cutoff: dt.date, months: int, name: str, key: str = "uscc") -> Any:
    """近若干个月的记录数。"""
    inside = events.filter((events[date] > ibis.date(first_day(cutoff, months))) & (events[date] <= ibis.date(cutoff)))
    return inside.group_by(uscc=inside[key]).agg(_.count().name(name))


def change(value: Any, recent: Any) -> Any:
    """近期平均比此前平均的变化比例;此前没有记录时缺失。"""
    return value.mean(where=recent) / value.mean(where=~recent).nullif(0) - 1


def activity(tables: Tables, cutoff: dt.date) -> list[Any]:
    """社保、水、气与各类记录,每项一张按企业汇总的表。"""
    first, last = month_back(cutoff, 5), cutoff.isoformat()[:7]
    paid = tables("social_insurance_payment")
    paid = paid.filter((paid.period >= first) & (paid.period <= last) & (paid.insurance_type == "110"))
    water = tables("water_usage")
    water = water.filter((water.data_month >= first) & (water.data_month <= last) & (water.volume > 0))
    gas = tables("gas_usage")
    gas = gas.filter((gas.read_date > ibis.date(first_day(cutoff, 6))) & (gas.read_date <= ibis.date(cutoff)) & (gas.volume > 0))
    double = tables("dual_publicity")
    half = month_back(cutoff, 2)
    return [
        paid.group_by("uscc").agg(
            insured_months=_.count(),
            insured_people=_.insured_count.max(),
            staff_change=change(paid.insured_count, paid.period >= half),
        ),
        water.group_by("uscc").agg(water_months=_.data_month.nunique(), water_change=change(water.volume, water.data_month >= half)),
        gas.group_by("uscc").agg(gas_quarters=_.count()),
        recent(double.filter(double.record_type == "处罚"), "decision_date", cutoff, 24, "penalties"),
        recent(double.filter(double.record_type == "许可"), "decision_date", cutoff, 24, "permits"),
        recent(tables("five_category_data"), "decision_date", cutoff, 24, "inspections"),
        recent(tables("enterprise_ip"), "apply_date", cutoff, 24, "rights"),
        recent(tables("construction_bid_award"), "win_notice_date", cutoff, 24, "awards", key="win_bidder_uscc"),
        recent(tables("consumer_complaint"), "publicity_date", cutoff, 24, "complaints"),
    ]


def features(tables: Tables, cutoff: dt.date) -> Any:
    """截止日在册企业的特征表:`uscc` 与 `TITLES` 的各列,没有记录处为 0。"""
    firms = known_firms(tables, cutoff)
    by_door, by_person = neighbours(firms)
    remaining = active(firms, cutoff)
    out = remaining.select(
        "uscc", "door", "legal_rep_id", "hosted_address",
        age_months=ibis.date(cutoff).delta(remaining.est_date, unit="day").cast("float64") / 30.4375,
        capital=_.reg_capital,
        round_capital=((_.reg_capital >= 100) & (_.reg_capital % 100 == 0)).cast("int64"),
        suspended=(_.suspend_date.notnull() & (_.suspend_date <= ibis.date(cutoff))).cast("int64"),
    )  # fmt: skip
    out = out.left_join(by_door, "door").drop("door_right").left_join(by_person, "legal_rep_id").drop("legal_rep_id_right")
    for extra in [bursts(firms), *activity(tables, cutoff)]:
        out = out.left_join(extra, "uscc").drop("uscc_right")
    out = out.mutate(decisions=_.permits.fill_null(0) + _.inspections.fill_null(0))
    return out.select("uscc", **{name: out[name].cast("float64").fill_null(0.0) for name in TITLES}).order_by("uscc")


def kinds(tables: Tables, cutoff: dt.date) -> Any:
    """在册企业的类型大类:只用来分组看效果,不进模型。"""
    return active(known_firms(tables, cutoff), cutoff).select("uscc", "ent_type")


def revoked_after(tables: Tables, cutoff: dt.date, until: dt.date) -> Any:
    """标签:在 (cutoff, until] 内被吊销的企业。"""
    firms = tables("enterprise_basic")
    inside = firms.filter((firms.revoke_date > ibis.date(cutoff)) & (firms.revoke_date <= ibis.date(until)))
    return inside.select("uscc", label=ibis.literal(1))


def rule_score(frame: Any) -> Any:
    """透明规则清单:每命中一条得一分,经典的空壳线索;既是基准,也能直接给执法人员看。"""
    return (
        (frame["firms_at_address"] >= 5) * (frame["hosted_address"] == 0) * 1.0
        + (frame["firms_of_person"] >= 4) * 1.0
        + (frame["burst_at_address"] >= 4) * 1.0
        + (frame["insured_months"] == 0) * 1.0
        + (frame["water_months"] + frame["gas_quarters"] == 0) * 1.0
    )


def reasons(pushes: Any, top: int = 3) -> list[list[str]]:
    """每家企业最推高可疑度的特征(中文),最多 `top` 条;`pushes` 是各特征对可疑度的贡献。"""
    import numpy as np

    names = list(TITLES)
    order = np.argsort(-pushes, axis=1)[:, :top]
    return [[TITLES[names[i]] for i in row if pushes[n, i] > 0.05] for n, row in enumerate(order)]

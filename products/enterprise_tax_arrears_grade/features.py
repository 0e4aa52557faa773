"""企业欠税等级评估:从欠税公告整理出每户的状态、特征与以后的等级。

企业与单位每季度公告一次,个体工商户每半年一次(欠税公告办法第四条),所以一切按“期”数:企业一期是一个季度,个体工商户一期是半年。
一户在某一期的状态看那一期的余额;等级就是以后两期里最重的状态(金额界线是我们的选择,中位余额约五千元):

    0 正常   没有欠税余额
    1 较轻   余额不到五千元
    2 较重   五千元以上、不到两万元
    3 严重   两万元以上,或有余额而走逃失踪
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis
from ibis import _

Tables = Callable[[str], Any]

GRADES = ["正常", "较轻", "较重", "严重"]
HEAVY, GRAVE = 5_000, 20_000  # 元
UNIT, TRADER = "企业或单位", "个体工商户"
STEP = {UNIT: 1, TRADER: 2}  # 一期几个季度
ANNOUNCED = 45  # 季末以后多少天,这一期的公告就算出齐了(我们的选择:公告一般在次月半到再下月初)
BACK = 8  # 往回看几期
TITLES = {
    "state": "最近一期的状态(0–3)",
    "balance": "最近一期欠税余额(取对数)",
    "fresh": "最近一期新欠金额(取对数)",
    "new_2": "最近两期中新欠的期数",
    "new_4": "最近四期中新欠的期数",
    "new_8": "最近八期中新欠的期数",
    "owing_4": "最近四期中有余额的期数",
    "highest": "最近四期最高余额(取对数)",
    "lost": "走逃失踪或非正常户",
    "credit": "最近一次纳税信用得分",
    "credit_fall": "纳税信用得分比上一次下降",
    "age_years": "成立年数",
    "trade_risk": "行业为建筑、餐饮住宿或运输",
    "half_yearly": "个体工商户(半年一期)",
}
# +1:值越大,等级越重。没有列出的方向不限。
DIRECTION = {
    "state": 1, "balance": 1, "fresh": 1, "new_2": 1, "new_4": 1, "new_8": 1, "owing_4": 1, "lost": 1,
    "credit": -1, "trade_risk": 1,
}  # fmt: skip
SAID = {
    "最近两期有新欠税": ("state", "fresh", "new_2"), "欠税余额还没缴清": ("balance", "owing_4", "highest"), "一两年里多次新欠": ("new_4", "new_8"),
    "走逃失踪或非正常户": ("lost",), "纳税信用得分低或在下降": ("credit", "credit_fall"), "所在行业欠税较多": ("trade_risk",),
    "企业年限与公告周期": ("age_years", "half_yearly"),
}  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """从哪一期往后看:`quarter` 是企业的最近一期(年 × 4 + 季 − 1),`day` 是那时的截止日。"""

    quarter: int
    day: dt.date

    def latest(self, kind: str) -> int:
        """这类纳税人的最近一期;个体工商户只有第二、四季度。"""
        return self.quarter if STEP[kind] == 1 else self.quarter - (self.quarter % 2 == 0)


def last_day(quarter: int) -> dt.date:
    year, turn = divmod(quarter + 1, 4)
    return dt.date(year, turn * 3 + 1, 1) - dt.timedelta(1)


def origin(day: dt.date) -> Origin:
    """截止日那天公告已经出齐的最近一期。"""
    quarter = day.year * 4 + (day.month - 1) // 3
    while last_day(quarter) + dt.timedelta(ANNOUNCED) > day:
        quarter -= 1
    return Origin(quarter, day)


def earlier(start: Origin, quarters: int) -> Origin:
    """若干季度以前,那时公告刚刚出齐。"""
    quarter = start.quarter - quarters
    return Origin(quarter, last_day(quarter) + dt.timedelta(ANNOUNCED))


def notices(tables: Tables, day: dt.date) -> Any:
    """一户一期一行:各税种合计。公告日期晚于截止日的还不知道。"""
    told = tables("tax_arrears")
    told = told.filter((told.notice_date <= ibis.date(day)) & told.taxpayer_type.isin(list(STEP)))
    told = told.select("taxpayer_no", "taxpayer_type", "notice_period", "tax_type", "balance", "new_amount", "abnormal_flag").distinct()
    quarter = told.notice_period.substr(0, 4).cast("int64") * 4 + told.notice_period.substr(5, 1).cast("int64") - 1
    return told.mutate(quarter=quarter, half_yearly=(told.taxpayer_type == TRADER).cast("int64")).group_by(uscc=_.taxpayer_no, half_yearly=_.half_yearly, quarter=_.quarter).agg(
        balance=_.balance.sum().fill_null(0.0), fresh=_.new_amount.sum().fill_null(0.0), lost=(_.abnormal_flag == "1").any().fill_null(False)
    )  # fmt: skip


def periods(tables: Tables, day: dt.date, start: Origin) -> Any:
    """各期离最近一期有几期:0 是最近一期,1 是上一期,−1 是下一期。"""
    told = notices(tables, day)
    latest = ibis.cases((told.half_yearly == 1, start.latest(TRADER)), else_=start.latest(UNIT))
    return told.mutate(back=((latest - told.quarter) / (1 + told.half_yearly)).floor().cast("int64"))


def states(tables: Tables, day: dt.date, start: Origin, first: int, last: int) -> Any:
    """公告过的各户从 `first` 期(较近)到 `last` 期里最重的状态;这几期没有公告的不在其中,就是正常。"""
    told = periods(tables, day, start)
    told = told.filter(told.back.between(first, last))
    grade = ibis.cases((told.balance <= 0, 0), ((told.balance >= GRAVE) | told.lost, 3), (told.balance >= HEAVY, 2), else_=1)
    return told.mutate(state=grade).group_by("uscc").agg(state=_.state.max())


def subjects(tables: Tables, start: Origin) -> Any:
    """截止日在册的企业与个体工商户。"""
    known = tables("enterprise_basic")
    far = dt.date(9999, 1, 1)
    stays = (known.revoke_date.fill_null(far) > ibis.date(start.day)) & (known.deregister_date.fill_null(far) > ibis.date(start.day)) & (known.est_date <= ibis.date(start.day))
    return known.filter(stays).select(
        "uscc", age_years=ibis.date(start.day).delta(known.est_date, unit="day").cast("float64") / 365.25,
        trade_risk=known.industry_code.substr(0, 1).isin(["E", "G", "H"]).fill_null(False).cast("int64"),
    ).distinct()  # fmt: skip


def features(tables: Tables, start: Origin) -> Any:
    """最近八期里公告过的各户,一户一行:`uscc` 与 `TITLES` 的各列。没有评过信用的,得分缺失。"""
    told = periods(tables, start.day, start)
    told = told.filter(told.back.between(0, BACK - 1))
    within = {n: told.back < n for n in (2, 4, 8)}
    seen = told.group_by("uscc").agg(
        half_yearly=told.half_yearly.max(), balance=told.balance.sum(where=told.back == 0), fresh=told.fresh.sum(where=told.back == 0),
        new_2=told.back.nunique(where=within[2] & (told.fresh > 0)), new_4=told.back.nunique(where=within[4] & (told.fresh > 0)),
        new_8=told.back.nunique(where=within[8] & (told.fresh > 0)), owing_4=told.back.nunique(where=within[4] & (told.balance > 0)),
        highest=told.balance.max(where=within[4]), lost=told.lost.any(where=within[2]),
    )  # fmt: skip
    rated = tables("tax_credit_rating")
    rated = rated.filter(rated.rating_date <= ibis.date(start.day))
    older = rated.rating_date <= ibis.date(start.day - dt.timedelta(300))  # 每年四月评一次:三百天以前的是上一次
    rated = rated.group_by(uscc=rated.taxpayer_no).agg(credit=rated.score.argmax(rated.rating_date), before=rated.score.argmax(rated.rating_date, where=older))
    out = subjects(tables, start).inner_join(seen, "uscc")
    for more in (rated, states(tables, start.day, start, 0, 0)):
        out = out.left_join(more, "uscc").drop("uscc_right")
    filled = {"state": out.state.fill_null(0), "lost": out.lost.fill_null(False).cast("int64")}
    sums = {n: (out[n].fill_null(0.0) + 1).log() for n in ("balance", "fresh", "highest")}
    columns = {**filled, **sums, "credit_fall": out.before - out.credit}
    return out.select("uscc", **{n: (columns[n] if n in columns else out[n]).cast("float64") for n in TITLES}).order_by("uscc")

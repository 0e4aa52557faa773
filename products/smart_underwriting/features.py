"""智能核保的特征与标签:只看截止日(含)以前已结算的医保费用。

我们的读法:在职职工参加一年期商业补充医疗保险时,看他未来 12 个月住院的次数与费用相对于同年龄、同性别标准率的倍数。
市卫健委的意见是“医疗机构就医信息不适宜向第三方透露”(征求意见反馈 FB11-1),所以不申请任何医疗机构的就医记录、诊断与处方,
只用医保局的结算,而且只用类别、时间与总额。年龄与性别只用来定标准率,不进模型。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import pandas as pd
from ibis import _

from kit.modelling.time_split import first_day

Tables = Callable[[str], Any]
HORIZON = 12
EMPLOYED = "11"  # 在职职工
YOUNGEST, OLDEST = 16, 80  # 劳动年龄,放宽上限(我们的选择)
STAY, EMERGENCY, CHRONIC = ("21", "24"), "13", "14"  # 住院、急诊、门诊慢特病;其余为普通门诊
COUNTED = ("11", EMERGENCY, CHRONIC, *STAY)

BILL = 300.0  # 元:约合一次门诊,费用以它为一份(我们的选择)
TITLES = {  # 都取加一后的对数
    "stays_6": "近 6 个月住院结算次数",
    "stays_15": "此前 9 个月住院结算次数",
    "visits_6": "近 6 个月普通门诊结算次数",
    "visits_15": "此前 9 个月普通门诊结算次数",
    "emergency": "近 15 个月急诊结算次数",
    "chronic": "近 15 个月门诊慢特病结算次数",
    "cost_6": "近 6 个月医疗费总额",
    "cost_15": "此前 9 个月医疗费总额",
}
DIRECTION = dict.fromkeys(TITLES, 1)
# 对外只说笼统的原因:不说就诊、诊断与次数,也不说费用。
GROUPS = {
    "近期健康状况": ("stays_6", "visits_6", "cost_6"),
    "既往健康状况": ("stays_15", "visits_15", "cost_15", "emergency", "chronic"),
}


def insured(tables: Tables, cutoff: dt.date) -> Any:
    """截止日当年在职参保的职工,一人一行;标识、性别或出生日期缺失、不可能的不评。"""
    account = tables("medins_account")
    account = account.filter((account.insured_year == cutoff.year) & (account.psn_type == EMPLOYED) & (account.update_date <= ibis.date(cutoff)))
    who = account.group_by("psn_no").agg(person_id=_.person_id.min(), sex=_.gend.min(), born=_.brdy.min(), county=_.insu_admdvs.min())
    likely = who.born.between(ibis.date(dt.date(cutoff.year - OLDEST, 1, 1)), ibis.date(dt.date(cutoff.year - YOUNGEST, 12, 31)))
    return who.filter(who.person_id.notnull() & who.sex.isin(["1", "2"]) & likely)


def bills(tables: Tables) -> Any:
    """每一次结算一行:重复送来的只算一次,退费的与没有金额、金额为负的不算。"""
    bill = tables("medins_reimbursement")
    bill = bill.filter((bill.refd_setl_flag == "0") & bill.med_type.isin(COUNTED) & (bill.medfee_sumamt >= 0))
    return bill.select("psn_no", "med_type", "medfee_sumamt", day=bill.setl_time.date(), at=bill.setl_time).distinct()


def features(tables: Tables, cutoff: dt.date) -> Any:
    """截止日的特征表;年龄与性别用来定标准率,参保区县只用来看公平。"""
    bill = bills(tables)
    bill = bill.filter((bill.day >= ibis.date(first_day(cutoff, 14))) & (bill.day <= ibis.date(cutoff)))
    recent, stay = bill.day >= ibis.date(first_day(cutoff, 5)), bill.med_type.isin(STAY)
    visit = bill.med_type == "11"
    past = bill.group_by("psn_no").agg(
        stays_6=_.count(where=stay & recent), stays_15=_.count(where=stay & ~recent), visits_6=_.count(where=visit & recent),
        visits_15=_.count(where=visit & ~recent), emergency=_.count(where=_.med_type == EMERGENCY), chronic=_.count(where=_.med_type == CHRONIC),
        cost_6=_.medfee_sumamt.sum(where=recent), cost_15=_.medfee_sumamt.sum(where=~recent),
    )  # fmt: skip
    who = insured(tables, cutoff)
    out = who.left_join(past, "psn_no").drop("psn_no_right")
    logs = {n: (out[n].cast("float64").fill_null(0.0) / (BILL if n.startswith("cost") else 1.0) + 1).ln() for n in TITLES}
    age = (ibis.date(cutoff).delta(out.born, unit="day").cast("float64") / 365.25).floor()
    return out.select("psn_no", "person_id", "sex", "county", age=age, **logs).order_by("psn_no")


def stays_after(tables: Tables, cutoff: dt.date) -> Any:
    """标签:截止日之后 `HORIZON` 个月内结算的住院次数与费用。"""
    bill = bills(tables)
    within = (bill.day > ibis.date(cutoff)) & (bill.day < ibis.date(first_day(cutoff, -HORIZON - 1)))
    return bill.filter(within & bill.med_type.isin(STAY)).group_by("psn_no").agg(stays=_.count(), cost=_.medfee_sumamt.sum())


def labelled(frame: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """特征表加上后来的住院次数与费用;没有的是零。"""
    out = frame.merge(after, on="psn_no", how="left")
    out[["stays", "cost"]] = out[["stays", "cost"]].fillna(0.0).astype(float)
    return out

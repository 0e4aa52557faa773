"""企业项目画像的取数:截止日(含)以前的中标、公示与登记。`tables` 是由目录名取表的函数(`product.table`)。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
import numpy as np
import pandas as pd
from ibis import _

from kit import KitError

Tables = Callable[[str], Any]
UNITS = {"0": 1e-4, "1": 1.0}  # 价格单位代码:元、万元;换算成万元
COUNTIES = {"341502": "金安区", "341503": "裕安区", "341504": "叶集区", "341522": "霍邱县", "341523": "舒城县", "341524": "金寨县", "341525": "霍山县"}
PENALTY_YEARS = 3  # 行政处罚公示的期限


def awards(tables: Tables, day: dt.date) -> Any:
    """每个标段的中标人、县、万元与日期。"""
    told = tables("construction_bid_award").distinct()
    factor = ibis.cases(*((told.price_unit == unit, value) for unit, value in UNITS.items()), else_=None)
    known = told.filter(told.win_notice_date.cast("date") <= ibis.date(day))
    return known.select(
        "bid_section_code", "tender_project_code", "county_code", winner=known.win_bidder_uscc, amount=known.bid_amount * factor, won=known.win_notice_date
    ).order_by("bid_section_code")


def agencies(tables: Tables, day: dt.date) -> Any:
    """每份结果公告的编号与代理机构;没有招标人字段,买方只能看到这里。"""
    told = tables("bid_result_notice").distinct()
    return told.filter(told.notice_time.cast("date") <= ibis.date(day)).select("notice_id", "bid_section_code", "tender_project_code", "agency_uscc").order_by("notice_id")


def candidates(tables: Tables, day: dt.date) -> Any:
    """公示的候选人,一个标段里一家只算一次。"""
    told = tables("bid_candidate_notice")
    known = told.filter((told.publicity_start.cast("date") <= ibis.date(day)) & told.candidate_uscc.notnull())
    return known.group_by("bid_section_code", uscc=known.candidate_uscc).agg(rank=_.candidate_order.min(), name=_.candidate_name.max()).order_by("bid_section_code", "uscc")


def registered(tables: Tables, bidders: list[str]) -> Any:
    return tables("enterprise_basic").filter(_.uscc.isin(bidders)).select("uscc", "ent_name", "county_code").distinct().order_by("uscc")


def decisions(tables: Tables, day: dt.date) -> Any:
    """有效的行政许可与近三年的行政处罚各几项。"""
    told = tables("dual_publicity").distinct()
    told = told.filter(told.decision_date.cast("date") <= ibis.date(day))
    permit = (told.record_type == "许可") & (told.valid_to.isnull() | (told.valid_to.cast("date") > ibis.date(day)))
    recent = (told.record_type == "处罚") & (told.decision_date.cast("date") > ibis.date(day.replace(year=day.year - PENALTY_YEARS, day=min(day.day, 28))))
    return told.group_by("uscc").agg(permits=permit.sum(), penalties=recent.sum()).order_by("uscc")


def rights(tables: Tables, day: dt.date) -> Any:
    """截止日有效的知识产权:看授权日与届满日,不看今天的法律状态。"""
    told = tables("enterprise_ip").distinct()
    valid = (told.grant_date.cast("date") <= ibis.date(day)) & (told.expire_date.isnull() | (told.expire_date.cast("date") > ibis.date(day)))
    return told.filter(valid).group_by("uscc").agg(rights=_.count()).order_by("uscc")


def one_story(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    if frame[key].duplicated().any():
        raise KitError("KIT-U011", "同一个编号有内容不同的几行", where=key, next_step="请数据提供单位核对重复送来的行,再重新运行。")
    return frame


def with_agency(won: pd.DataFrame, notices: pd.DataFrame) -> pd.Series:
    """每个标段的代理机构:按标段编号,没有的按只有一个标段的项目编号。"""
    by_section = notices.dropna(subset="bid_section_code").drop_duplicates("bid_section_code").set_index("bid_section_code")["agency_uscc"]
    alone = won["tender_project_code"].where(~won["tender_project_code"].duplicated(keep=False))
    nameless = notices[notices["bid_section_code"].isna()].dropna(subset="tender_project_code")
    by_project = nameless.drop_duplicates("tender_project_code").set_index("tender_project_code")["agency_uscc"]
    return won["bid_section_code"].map(by_section).fillna(alone.map(by_project))


def concentration(groups: pd.Series, members: pd.Series) -> pd.DataFrame:
    """每组的 HHI(份额平方和)、家数,以及照全市的份额随机分到同样多次时平均会有的 HHI。"""
    both = pd.DataFrame({"group": groups, "member": members}).dropna()
    counts = both.groupby(["group", "member"]).size()
    total = counts.groupby(level=0).sum()
    market = both["member"].value_counts(normalize=True)
    alike = float((market**2).sum())
    hhi = (counts**2).groupby(level=0).sum() / total**2
    return pd.DataFrame({"count": total, "different": counts.groupby(level=0).size(), "hhi": hhi, "by_chance": 1 / total + (1 - 1 / total) * alike})


def win_rate(wins: np.ndarray, listed: np.ndarray) -> pd.DataFrame:
    """中标次数占公示次数的比例与它的 Jeffreys 区间(95 %)。"""
    from scipy.stats import beta

    low = np.where(wins > 0, beta.ppf(0.025, wins + 0.5, listed - wins + 0.5), 0.0)
    high = np.where(wins < listed, beta.ppf(0.975, wins + 0.5, listed - wins + 0.5), 1.0)
    return pd.DataFrame({"win_rate": wins / listed, "low": low, "high": high})

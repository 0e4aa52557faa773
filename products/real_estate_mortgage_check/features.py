"""不动产抵押状态核验的规则:截止日当天,一个单元上有没有有效的抵押权。没有模型,每一步都能复核。

三类记录各说一句话:单元在不在册、现在的权利凭哪一本证、抵押权设立与注销到了哪一步。
说法齐全而且一致,才回答“有”或“无”;缺一样或互相矛盾,就是“不可核验”。
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis
from ibis import _

Tables = Callable[[str], Any]

YES, NO, UNSURE = "有", "无", "不可核验"
VALID_DAYS = 31  # 数据每月更新:一个回答用到下一次更新为止
STALE_DAYS = 45  # 最近一笔登记早于截止日这么多天,就当作数据没有送到(我们的选择:一个更新周期加两周)


def open_on(table: Any, day: dt.date) -> Any:
    """`day` 当天已登记、还没有注销。只看日期:日期说得出任何一天的状态,权属状态只说得出今天的。"""
    ended = table.cancel_date.cast("date")
    return (table.register_date.cast("date") <= ibis.date(day)) & (ended.isnull() | (ended > ibis.date(day)))


def units(tables: Tables) -> Any:
    """每个单元一行:`in_force` 表示登记簿上只有一种说法,而且是有效。"""
    said = tables("real_estate_unit").select("unit_no", "status").distinct()
    return said.group_by("unit_no").agg(in_force=(_.status == "有效").fill_null(False).all())


def titles(tables: Tables, day: dt.date) -> Any:
    """现在的权利凭哪一本证。夫妻共有的两行是同一本证;两本证、状态与注销时间矛盾都算 `title_odd`。"""
    held = tables("real_estate_right_holder").select("unit_no", "cert_no", "right_status", "register_date", "cancel_date").distinct()
    held = held.filter(held.register_date.cast("date") <= ibis.date(day))
    now = open_on(held, day)
    agrees = held.right_status.isin(["1", "2"]) & ((held.right_status == "2") == held.cancel_date.notnull())
    return held.group_by("unit_no").agg(
        certificates=held.cert_no.nunique(where=now), cert_no=held.cert_no.max(where=now), title_odd=(~agrees.fill_null(False)).any()
    )


def mortgages(tables: Tables, day: dt.date) -> Any:
    """有效的抵押与说法矛盾的抵押各有几笔:权属状态、登记类型、注销时间三处都要对得上。"""
    names = ["unit_no", "business_no", "register_type", "right_status", "register_date", "cancel_date"]
    rights = tables("real_estate_mortgage").select(names).distinct()
    rights = rights.filter(rights.register_date.cast("date") <= ibis.date(day))
    ended = rights.cancel_date.notnull()
    agrees = (
        (rights.right_status == "2") == ended) & rights.right_status.isin(["1", "2"]) & ((rights.register_type == "400") == ended
    )  # fmt: skip
    agrees = agrees.fill_null(False) & (~ended | (rights.cancel_date >= rights.register_date))
    return rights.group_by("unit_no").agg(in_effect=_.count(where=agrees & open_on(rights, day)), odd=_.count(where=~agrees))


def answers(tables: Tables, day: dt.date) -> Any:
    """每个在册单元的回答,以及不可核验的缘由(缘由只给审查与本笔记本看,不对外)。"""
    known = units(tables)
    for more in (titles(tables, day), mortgages(tables, day)):
        known = known.left_join(more, "unit_no").drop("unit_no_right")
    odd, effect = known.odd.fill_null(0), known.in_effect.fill_null(0)
    why = ibis.cases(
        (~known.in_force, "单元不在有效状态"),
        (known.certificates.fill_null(0) == 0, "没有现势的权利登记"),
        ((known.certificates > 1) | known.title_odd, "权利登记互相矛盾"),
        ((effect == 0) & (odd > 0), "抵押登记互相矛盾"),
        else_="",
    )
    status = ibis.cases((why != "", UNSURE), (effect > 0, YES), else_=NO)
    return known.select("unit_no", "cert_no", status=status, why=why).order_by("unit_no")


def naive(tables: Tables, day: dt.date) -> Any:
    """现成的简单办法:登记簿里查到一笔没注销的抵押就是“有”,查不到就是“无”。"""
    found = mortgages(tables, day)
    both = units(tables).left_join(found.filter(found.in_effect > 0), "unit_no")
    return both.select("unit_no", status=both.in_effect.notnull().ifelse(YES, NO))


def tested(tables: Tables, said: Any, day: dt.date) -> Any:
    """回头看:`day` 的回答里,到下一次更新为止(含)有过有效抵押的各有多少。"""
    rights = tables("real_estate_mortgage")
    ended = rights.cancel_date.cast("date")
    later = rights.filter((rights.register_date.cast("date") <= ibis.date(day + dt.timedelta(VALID_DAYS))) & (ended.isnull() | (ended > ibis.date(day))))
    both = said.left_join(later.select("unit_no").distinct(), "unit_no")
    return both.group_by("status").agg(units=_.count(), mortgaged=_.unit_no_right.count())


def newest(tables: Tables, day: dt.date) -> Any:
    """截止日以前最近一笔抵押登记的日子。"""
    told = tables("real_estate_mortgage").register_date.cast("date")
    return told.max(where=told <= ibis.date(day)).name("newest").as_table()

"""群租房智能识别的取数:水、气的读数,登记与备案的人数。`tables` 是由目录名取表的函数(`product.table`)。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import ibis

Tables = Callable[[str], Any]
LEAST_MONTHS, LEAST_QUARTERS = 8, 3  # 至少要有这么多个月、季度的读数(我们的选择)


def water(tables: Tables) -> Any:
    """每户:月均用水,与相邻两月之差的中位数(起伏)。同一个月送了两次的算一次。"""
    used = tables("water_usage")
    used = used.filter(used.house_unit_no.notnull() & (used.volume >= 0))
    month = used.group_by("house_unit_no", "data_month").agg(volume=used.volume.max())
    before = month.volume.lag().over(ibis.window(group_by=month.house_unit_no, order_by=month.data_month))
    month = month.mutate(step=(month.volume - before).abs())
    out = month.group_by(unit_no=month.house_unit_no).agg(months=month.count(), water=month.volume.mean(), swing=month.step.median())
    return out.filter(out.months >= LEAST_MONTHS).drop("months")


def gas(tables: Tables) -> Any:
    """每户的月均用气,四个季度平均,采暖季与非采暖季都在内。"""
    used = tables("gas_usage")
    used = used.filter(used.house_unit_no.notnull() & (used.volume >= 0))
    quarter = used.group_by("house_unit_no", "data_quarter").agg(volume=used.volume.max())
    out = quarter.group_by(unit_no=quarter.house_unit_no).agg(quarters=quarter.count(), gas=quarter.volume.mean() / 3)
    return out.filter(out.quarters >= LEAST_QUARTERS).drop("quarters")


def registered(tables: Tables, day: dt.date) -> Any:
    """每个户籍地址截止日登记的人数。"""
    people = tables("household_registration")
    people = people.filter(people.address.notnull() & (people.birth_date <= day) & (people.cancel_date.isnull() | (people.cancel_date > day)))
    return people.group_by("address").agg(registered=people.count())


def filed(tables: Tables, day: dt.date) -> Any:
    """每套住宅备案过的最多人数与间数。租约到期后常不再备案而人还在,所以不按租期限定。"""
    lease = tables("rental_filing")
    lease = lease.filter(lease.unit_no.notnull() & (lease.filing_date <= day))
    return lease.group_by("unit_no").agg(tenants=lease.tenant_count.max(), rooms=lease.room_count.max())


def homes(tables: Tables, day: dt.date) -> Any:
    """一套住宅一行:看得到水表的。没有登记、没有备案的人数是 0;没有气表的用气为空。"""
    unit = tables("real_estate_unit")
    unit = unit.group_by("unit_no").agg(location=unit.location.min(), county_code=unit.county_code.min(), layout=unit.layout.min())
    people = registered(tables, day)
    out = unit.inner_join(water(tables), "unit_no").left_join(gas(tables), "unit_no").drop("unit_no_right")
    out = out.left_join(filed(tables, day), "unit_no").drop("unit_no_right").left_join(people, out.location == people.address)
    return out.select(
        "unit_no", "county_code", "layout", "water", "swing", "gas", "rooms",
        registered=out.registered.fill_null(0), tenants=out.tenants.fill_null(0),
    ).order_by("unit_no")  # fmt: skip

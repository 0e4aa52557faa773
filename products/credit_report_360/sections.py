"""报告有哪些节:标题、目录、各项的说法,以及对哪一节有异议找谁。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import features as f
import pandas as pd

FRESH = {"每日": 31, "每季度": 130, "每年": 400}  # 最近一条离截止日多少天以内算没有断供(我们的选择:一个更新周期加一段余地)
DISPUTE = "先向提供查询的平台书面提出并写明是哪一节哪一项,平台标注“有异议”并转{unit}核查;参照《征信业管理条例》第二十五条,二十日内书面答复。核查有误的更正后重出报告"


@dataclass(frozen=True)
class Section:
    """`items` 是列名 → (说法, 单位);`periodic` 的按期送来,只数到最近的一期;`nothing` 是没有记录时怎么说。"""

    name: str
    title: str
    catalog: str
    rows: Callable[..., Any]
    items: dict[str, tuple[str, str]]
    periodic: bool = False
    nothing: str = "目录里没有这家企业的记录"


SECTIONS = (
    Section("registration", "登记", "enterprise_basic", f.registration, {"status": ("登记状态", ""), "formed": ("成立日期", ""), "capital": ("注册资本", "万元")}),
    Section("publicity", "行政许可与处罚", "dual_publicity", f.publicity,
            {"permits": ("有效的行政许可", "项"), "penalties": ("近三年行政处罚", "项"), "fines": ("近三年罚款", "万元")}),
    Section("five", "五类数据", "five_category_data", f.five, {name: (f"近三年{title}", "项") for name, title in f.CATEGORIES.items()}),
    Section("arrears", "欠税公告", "tax_arrears", f.arrears, {"balance": ("最近一期公告的欠税余额", "元"), "notices": ("近三年被公告的期数", "期")}, True),
    Section("rating", "纳税信用", "tax_credit_rating", f.rating, {"rating": ("纳税信用等级", ""), "year": ("评价年度", "")}, True),
    Section("insurance", "社会保险", "social_insurance_payment", f.insurance,
            {"period": ("最近的费款所属期", ""), "insured": ("参保人数", "人"), "short": ("近十二个月未足额的月数", "月")}, True),
    Section("cases", "案件查办", "enforcement_case", f.cases, {"cases": ("近三年市场监管案件", "件")}),
    Section("complaints", "投诉举报", "consumer_complaint", f.complaints, {"complaints": ("近三年受理的投诉", "件"), "agreed": ("其中达成调解", "件")}),
    Section("rights", "知识产权", "enterprise_ip", f.rights, {"rights": ("有效的知识产权", "件")}),
    Section("awards", "工程中标", "construction_bid_award", f.awards, {"awards": ("近三年中标标段", "个"), "worth": ("近三年中标金额", "万元")}),
)  # fmt: skip


def facts(section: Section, frame: pd.DataFrame) -> pd.DataFrame:
    """一家企业一项一行:uscc、section、number、item、value、unit、latest。"""
    parts = [
        pd.DataFrame({"uscc": frame["uscc"], "section": section.name, "number": number, "item": title, "value": frame[name].map(said, na_action="ignore"),
                      "unit": unit, "latest": pd.to_datetime(frame["latest"]).dt.date})
        for number, (name, (title, unit)) in enumerate(section.items.items())
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True).dropna(subset=["value"])


def said(value: Any) -> str:
    """人读的值:整数不带小数点,金额两位。"""
    if isinstance(value, float):
        return f"{value:,.2f}".removesuffix(".00")
    return f"{value} 级" if value in f.GRADES else str(value)

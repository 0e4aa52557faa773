"""Administrative decisions about enterprises: the same penalty appears in 双公示 and, if the market regulator's, in 案件查办."""

from __future__ import annotations

import numpy as np

from synthetic_data.world import places
from synthetic_data.world.activity import Activity, Event

FACTS = np.array(["未按规定公示企业信息", "发布虚假广告", "销售不合格产品", "未按规定明码标价", "超范围经营", "未办理消防手续", "违反食品安全规定"])
LAWS = np.array(["企业信息公示暂行条例", "中华人民共和国广告法", "中华人民共和国产品质量法", "中华人民共和国价格法", "市场主体登记管理条例", "中华人民共和国消防法", "中华人民共和国食品安全法"])
_FACT_WEIGHTS = [0.24, 0.12, 0.16, 0.14, 0.12, 0.10, 0.12]
FIRE = 5


class Penalty(Event):
    """行政处罚; how often follows the pressure that an enterprise is under."""

    def __init__(self, activity: Activity) -> None:
        super().__init__(activity, "penalty", activity.event_grid("penalty", activity.log_odds("penalty")))
        self.date = self.day("day")
        self.fact_position = self.choice("fact", _FACT_WEIGHTS)
        self.fact, self.law = FACTS[self.fact_position], LAWS[self.fact_position]
        self.category = np.array(["警告", "罚款", "没收违法所得"])[self.choice("category", [0.3, 0.6, 0.1])]
        self.fine = np.where(self.category == "警告", 0.0, np.round(np.exp(self.normal("fine") * 0.9 - 0.4), 2))
        self.by_market_regulator = self.fact_position != FIRE
        county = places.COUNTY_NAMES[self.of_firm("county")]
        self.authority = places.text(county, np.where(self.by_market_regulator, "市场监管局", "消防救援大队"))
        self.document = places.text("六模拟罚〔", self.date.astype("datetime64[Y]"), "〕", self.key_text("W"), "号")


def years_after(dates: np.ndarray, years: float) -> np.ndarray:
    return dates + int(years * 365.25)

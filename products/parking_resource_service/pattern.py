"""停车场的规律:平日、休息日各小时平常有多满,节假日再满多少,以及刚才的偏离下一小时还剩多少。

都在“占用比例”(0–1)上算,宽表:行是整点,列是停车场。
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kit.modelling.holidays import calendar

RECENT = 13  # 周:平常的规律只看最近一个季度,停车每年都在变满
LAGS = 5  # 小时:刚才的偏离看最近五个整点
FESTIVE_DOUBT = 48.0  # 小时:节假日的增量按多两天“与休息日无异”收缩(我们的选择)


@dataclass(frozen=True)
class Pattern:
    """`profile` 的行是(是否休息日、小时);`festive` 每个停车场一个;`carry` 是 24 × LAGS:到这个钟点,前一、前二……小时的偏离各还剩多少。"""

    profile: pd.DataFrame
    festive: pd.Series
    carry: np.ndarray

    def usual(self, hours: pd.DatetimeIndex) -> pd.DataFrame:
        """这些整点平常的占用比例。"""
        off, holiday = kinds(hours)
        shares = self.profile.reindex(pd.MultiIndex.from_arrays([off, hours.hour])).set_axis(hours)
        return (shares + holiday[:, None] * self.festive.to_numpy()[None, :]).clip(0, 1)

    def next_hour(self, shares: pd.DataFrame) -> pd.DataFrame:
        """每个整点由此前几个整点推出的预测:平常的样子,加上刚才的偏离还剩下的部分;没有数据的整点不算偏离。"""
        usual = self.usual(shares.index)
        before = _lagged((shares - usual).to_numpy())
        said = (np.nan_to_num(before) * self.carry[shares.index.hour].T[:, :, None]).sum(axis=0)
        return (usual + said).clip(0, 1)


def kinds(hours: pd.DatetimeIndex) -> tuple[np.ndarray, np.ndarray]:
    """每个整点是否休息日、是否节假日(0 或 1)。"""
    days = calendar(hours[0].date(), hours[-1].date())
    at = days.index.get_indexer(hours.normalize())
    return days["off"].to_numpy()[at], days["holiday"].to_numpy()[at]


def learn(shares: pd.DataFrame) -> Pattern:
    """由宽表学规律;没有数据的整点是缺失。"""
    recent = shares[shares.index > shares.index[-1] - dt.timedelta(weeks=RECENT)]
    off, holiday = kinds(recent.index)
    ordinary = recent[holiday == 0]
    profile = ordinary.groupby([off[holiday == 0], ordinary.index.hour]).mean()
    profile = profile.reindex(pd.MultiIndex.from_product([[0, 1], range(24)])).fillna(ordinary.mean())
    plain = Pattern(profile, pd.Series(0.0, index=shares.columns), np.zeros((24, LAGS)))
    festive = _festive(shares, plain)
    return Pattern(profile, festive, _carry(recent - Pattern(profile, festive, plain.carry).usual(recent.index)))


def _festive(shares: pd.DataFrame, plain: Pattern) -> pd.Series:
    """节假日比平常的休息日满多少,收缩;与一季以前的规律相比的长期变化不计入,所以减去同期休息日的偏离。"""
    off, holiday = kinds(shares.index)
    above = shares - plain.usual(shares.index)
    weekend = above[(off == 1) & (holiday == 0)].mean()
    hours = above[holiday == 1].notna().sum()
    return ((above[holiday == 1].mean() - weekend) * hours / (hours + FESTIVE_DOUBT)).fillna(0.0)


def _lagged(left: np.ndarray) -> np.ndarray:
    """前一、前二……小时的偏离,形状(LAGS、整点、停车场);开头没有的是缺失。"""
    out = np.full((LAGS, *left.shape), np.nan)
    for lag in range(1, LAGS + 1):
        out[lag - 1, lag:] = left[:-lag]
    return out


def _carry(left: pd.DataFrame) -> np.ndarray:
    """此前各小时的偏离到这一小时还剩几成:每个钟点一个最小二乘,全部停车场合在一起学。"""
    now, before = left.to_numpy(), _lagged(left.to_numpy())
    known = np.isfinite(now) & np.isfinite(before).all(axis=0)
    carry = np.zeros((24, LAGS))
    for hour in range(24):
        of = known & np.asarray(left.index.hour == hour)[:, None]
        carry[hour] = np.linalg.lstsq(before[:, of].T, now[of], rcond=None)[0] if of.any() else 0.0
    return carry

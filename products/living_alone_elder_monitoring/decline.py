"""用水是不是在逐月减少:与自己以往比,与同一个月的其他独居老人比。宽表:行是水户,列是月份。纯函数。"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SPAN, GAP = 12, 4  # 以往:往前数第 5 至第 16 个月;最近四个月不算,免得把正在发生的减少当作平常
LEAST = 6  # 以往至少要有这么多个月在家
LOWER = 0.25  # “平常”取下四分位:漏水的半年抬不高它
FAINT = 1.2  # 立方米:平常不到这么多的表多半停走或读数是估的,看不出
AWAY = 0.35  # 不到平常的三成半是离家,不是减少(三个数都是我们的选择)
RAMP = np.array([3.0, 2.0, 1.0])  # 近三个月,越近越重:逐月减少时的样子
FLOOR = 0.2  # 立方米,取对数前加上
GAS_LEAST, GAS_LESS = 4.0, 1.0  # 气:上一年同季至少这么多立方米才看;少了这么多个标准差才算“也在减少”


@dataclass(frozen=True)
class Signs:
    """逐月:`ramp` 减少的分(标准差),看不出为 nan;`away` 这个月离家。"""

    ramp: np.ndarray
    away: np.ndarray


def lower_quartile(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """每行的下四分位(不插值)与有数的个数;缺失不计。"""
    count = np.isfinite(values).sum(axis=1)
    at = np.floor(LOWER * np.maximum(count - 1, 0)).astype(int)
    return np.sort(values, axis=1)[np.arange(len(values)), at], count


def signs(volume: np.ndarray) -> Signs:
    """从早到晚逐月算,每个月只用当月及以前的读数;离家的月份不进以后的“平常”。"""
    usual, away = _usual(volume)
    below = np.where(np.isfinite(usual) & ~away, np.log(volume + FLOOR) - np.log(usual + FLOOR), np.nan)
    return Signs(_ramp(standard(below)), away)


def usual_before(volume: np.ndarray) -> np.ndarray:
    """逐月的“平常”用水,立方米;以往太短或表停走的缺失。"""
    return _usual(volume)[0]


def _usual(volume: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    known, usual, away = volume.copy(), np.full(volume.shape, np.nan), np.zeros(volume.shape, bool)
    for t in range(GAP + LEAST, volume.shape[1]):
        level, count = lower_quartile(known[:, max(0, t - GAP - SPAN + 1) : t - GAP + 1])
        usual[:, t] = np.where((count >= LEAST) & (level > FAINT), level, np.nan)
        away[:, t] = volume[:, t] < AWAY * usual[:, t]
        known[away[:, t], t] = np.nan
    return usual, away


def standard(below: np.ndarray) -> np.ndarray:
    """减去同月众人的中位数(大家都少用的月份不算),除以众人的离散程度(中位数绝对差)。"""
    known = np.isfinite(below)
    middle = np.array([np.median(column[there]) if there.any() else 0.0 for column, there in zip(below.T, known.T, strict=True)])
    left = below - middle
    spread = np.median(np.abs(left[known])) / 0.6745 if known.any() else 1.0
    return left / max(spread, 1e-6)


def _ramp(z: np.ndarray) -> np.ndarray:
    """近三个月的加权和,越近越重;离家的月份按没有变化算,这个月看不出就是看不出。"""
    filled = np.nan_to_num(z)
    total = sum(weight * np.pad(filled, ((0, 0), (back, 0)))[:, : z.shape[1]] for back, weight in enumerate(RAMP))
    return np.where(np.isfinite(z), -total / np.sqrt((RAMP**2).sum()), np.nan)


def gas_less(before: np.ndarray, now: np.ndarray) -> np.ndarray:
    """气表是否也在减少:与上一年同一季度比,没有采暖季的分别;1 是,0 否,缺失是看不出。"""
    change = np.log(now + FLOOR) - np.log(before + FLOOR)
    z = standard(np.where(before > GAS_LEAST, change, np.nan)[:, None])[:, 0]
    return np.where(np.isfinite(z), (z < -GAS_LESS).astype(float), np.nan)


def top(score: np.ndarray, capacity: float) -> np.ndarray:
    """每个月分最高的一份名单(看不出的不进名单),长短由走访的力量决定;分相同的按原来的次序。"""
    listed = np.zeros(score.shape, int)
    for t in range(score.shape[1]):
        known = np.isfinite(score[:, t])
        order = np.argsort(np.where(known, -score[:, t], np.inf), kind="stable")[: round(capacity * known.sum())]
        listed[order, t] = 1
    return listed


def stopped(away: np.ndarray) -> np.ndarray:
    """这个月忽然停用,而上一年前后三个月里没有过:不像往年那样去子女家过冬。"""
    usual = away[:, -14:-11].any(axis=1)
    return away[:, -1] & ~usual


def run_length(listed: np.ndarray) -> np.ndarray:
    """到最后一个月为止,连续在名单上几个月。"""
    return np.cumprod(listed[:, ::-1], axis=1).sum(axis=1)

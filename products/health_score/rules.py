"""同龄同性别的组、换成健康分、分级,以及一致性指数。都是纯函数。"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

AGES, BANDS = (40, 60), ("18–39", "40–59", "60 岁及以上")
LEVELS, LEVEL_EDGES = ("优先随访", "留意", "平稳"), (10, 30)  # 同龄同性别中最靠前的一成、其后两成、其余(我们的选择)
CHANCES, CHANCE_EDGES = ("低于 5 %", "5 %–15 %", "15 %–40 %", "40 % 以上"), (0.05, 0.15, 0.40)
PAIRS = 4000  # 一致性指数最多取多少个住院的人来比(我们的选择)


def age_band(age: Any) -> np.ndarray:
    return np.array(BANDS, dtype=object)[np.searchsorted(AGES, np.asarray(age, dtype=float), side="right")]


def peers(frame: pd.DataFrame) -> np.ndarray:
    """同年龄段、同性别的组。"""
    return age_band(frame["age"]) + frame["sex"].astype(object).to_numpy()


def health_score(margin: Any, reference: np.ndarray) -> np.ndarray:
    """0–100,越高越好:同龄同性别的人里,风险不低于他的占百分之几。`reference` 是参照人群的合计。"""
    ordered = np.sort(reference)
    below = (np.searchsorted(ordered, margin, side="left") + np.searchsorted(ordered, margin, side="right")) / 2
    return np.rint(100 * (1 - below / len(ordered))).astype(int)


def level(score: Any) -> np.ndarray:
    return np.array(LEVELS, dtype=object)[np.searchsorted(LEVEL_EDGES, np.asarray(score), side="right")]


def chance(probability: Any) -> np.ndarray:
    return np.array(CHANCES, dtype=object)[np.searchsorted(CHANCE_EDGES, np.asarray(probability), side="right")]


def concordance(after: Any, event: Any, score: Any) -> float:
    """Harrell 的一致性指数:先住院的人分数更高的比例;同分算一半,一年到头还没住院的只知道更晚。"""
    after, event, score = np.asarray(after), np.asarray(event).astype(bool), np.asarray(score, dtype=float)
    first = np.flatnonzero(event)
    first = first[:: max(1, -(-len(first) // PAIRS))]
    agree = pairs = 0.0
    for at in first:
        later = score[after > after[at]]
        agree += (later < score[at]).sum() + 0.5 * (later == score[at]).sum()
        pairs += len(later)
    return agree / pairs if pairs else float("nan")


def slope(label: Any, probability: Any) -> float:
    """校准斜率:1 最好,小于 1 是说得太极端。"""
    from sklearn.linear_model import LogisticRegression

    from kit.modelling.calibrate import log_odds

    return float(LogisticRegression(C=1e6).fit(log_odds(probability)[:, None], np.asarray(label)).coef_[0, 0])

"""把水、气的读数折成“相当于几个人”,与登记、备案的人数比较。纯函数,没有用到任何核查结果。"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

FAINT = {"water": 1.0, "gas": 1.5}  # 立方米/月:低于此数的表停走、是估的,或不用它做饭,不作数(我们的选择)
DESIGNED = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}  # 户型 → 原设计的居室数;复式按六间算
CAPACITY = 0.005  # 核查力量:每千户五户(我们的选择)


def per_person(home: Any) -> Any:
    """登记人家平均每人用多少水、起伏多少、用多少气:各户人均的中位数。"""
    family = home[(home["registered"] > 0) & (home["water"] > FAINT["water"])]
    heads = family["registered"]
    cooking = family["gas"] > FAINT["gas"]
    return pd.Series({"water": (family["water"] / heads).median(), "swing": (family["swing"] / heads).median(),
                      "gas": (family["gas"] / heads)[cooking].median()})  # fmt: skip


def people(home: Any, unit: Any) -> Any:
    """相当于几个人:用水的量、用水的起伏、用气的量各折成人数,取几何平均。

    起伏把漏水与小店分出来:那是一条平线,抬高了量,抬不高起伏。
    """
    flows = home["water"] > FAINT["water"]
    said = pd.DataFrame({
        "water": (home["water"] / unit["water"]).where(flows), "swing": (home["swing"] / unit["swing"] + 0.05).where(flows),
        "gas": (home["gas"] / unit["gas"]).where(home["gas"] > FAINT["gas"]),
    })  # fmt: skip
    return np.exp(np.log(said).mean(axis=1)).fillna(0.0)


def known(home: Any) -> Any:
    """登记或备案的人数,取多的;备案的间数已经多于原设计的,它的人数不足为凭。"""
    return np.maximum(home["registered"], home["tenants"].where(~partitioned(home), 0)).astype(int)


def partitioned(home: Any) -> Any:
    """备案的出租间数多于原设计:《商品房屋租赁管理办法》第八条,应以原设计的房间为最小出租单位。"""
    return home["rooms"] > home["layout"].map(DESIGNED)


def excess(home: Any) -> Any:
    """排序用的分:相当于的人数是已知人数(多算一人)的几倍;间数多于原设计的排在前面。"""
    return people(home, per_person(home)) / (1 + known(home)) + 100 * partitioned(home)


def water_per_head(home: Any) -> Any:
    """基准:登记人均用水,没有人登记的按一人算。"""
    return home["water"] / np.maximum(home["registered"], 1)


def listed(score: Any, capacity: float = CAPACITY) -> Any:
    """按分从高到低,取核查力量所及的户数;分相同的按原来的次序。"""
    chosen = score.sort_values(ascending=False, kind="stable").index[: max(1, round(capacity * len(score)))]
    return pd.Series(score.index.isin(chosen).astype(int), index=score.index)

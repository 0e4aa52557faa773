"""土地结构与产量信息分析的取数与整理:只看截止日(含)以前已知的事实。`tables` 是由目录名取表的函数(`product.table`)。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import ibis
import numpy as np
import pandas as pd
from ibis import _

Tables = Callable[[str], Any]
HECTARE = 10_000.0  # 平方米
# 报告用的地类:耕地分水田与旱地,其余按 GB/T 21010 的一级类(代码前两位)归并。
GROUPS = {"02": "园地", "03": "林地", "04": "草地", "05": "建设用地", "06": "建设用地", "07": "建设用地", "08": "建设用地", "09": "建设用地",
          "10": "交通用地", "11": "水域", "12": "其他土地"}  # fmt: skip
PADDY, DRY = "水田", "旱地"
LANDS = [PADDY, DRY, "园地", "林地", "草地", "水域", "建设用地", "交通用地", "其他土地"]
FARM = [PADDY, DRY]
NOT_FARM = "非耕地"
# 县界相邻(公开的行政区划图,由我们整理):次序同 COUNTIES。
COUNTIES = ["341502", "341503", "341504", "341522", "341523", "341524", "341525"]
BORDERS = [("341502", "341503"), ("341502", "341523"), ("341502", "341525"), ("341503", "341504"), ("341503", "341522"), ("341503", "341524"),
           ("341503", "341525"), ("341504", "341522"), ("341504", "341524"), ("341523", "341525"), ("341524", "341525")]  # fmt: skip
WHOLE, ALL = "341500", "合计"
INDUSTRIES = ["农业", "林业", "牧业", "渔业", "农林牧渔专业及辅助性活动"]


def surveys(tables: Tables, cutoff: dt.date) -> Any:
    """截止日以前做完的各次年度调查;一年的调查到年末才算数。"""
    land = tables("rural_land_use")
    return land.filter(land.survey_year <= (cutoff + dt.timedelta(1)).year - 1).distinct().order_by("parcel_id", "survey_year")


def land_of(code: pd.Series) -> pd.Series:
    """地类编码归并成报告的地类;认不出的编码是缺失。"""
    farm = code.map({"0101": PADDY, "0102": DRY, "0103": DRY})
    return farm.fillna(code.where(~code.isin(["0101", "0102", "0103"])).str[:2].map(GROUPS))


def tidy(raw: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, tuple[int, int]]]:
    """每个图斑、每次调查一行,面积换成公顷;返回的还有:每项勾稽看了多少、不符多少。"""
    frame = raw.assign(land=land_of(raw["land_class_code"]), area=raw["net_area"] / HECTARE)
    known = frame["land"].notna() & frame["county_code"].isin(COUNTIES) & frame["owner_unit_name"].notna() & frame["parcel_id"].notna() & (frame["area"] > 0)
    twice = frame.duplicated(["parcel_id", "survey_year"], keep=False)
    planted = frame["planting_attr"].notna()
    said = {
        "地类、县区、权属单位、面积齐全可认": (len(frame), int((~known).sum())),
        "同一图斑同一年度只有一行": (len(frame), int(twice.sum())),
        "图斑地类面积不大于图斑面积": (len(frame), int((frame["net_area"] > frame["parcel_area"] + 0.01).sum())),
        "耕地才有种植属性,耕地都有": (len(frame), int((planted != frame["land"].isin(FARM)).sum())),
    }
    return frame[known & ~twice].drop(columns=["land_class_code", "net_area"]), said


def followed(frame: pd.DataFrame, first: int, last: int) -> tuple[pd.DataFrame, tuple[int, int]]:
    """两次调查里都有的图斑:原来的与现在的地类、面积;还返回图斑数与对不上的数。"""
    now = frame[frame["survey_year"] == last]
    was = frame[frame["survey_year"] == first]
    both = now.merge(was[["parcel_id", "land", "area"]], on="parcel_id", suffixes=("", "_was"))
    both = both.rename(columns={"land": "now", "land_was": "was", "area_was": "before"})
    either = len(now) + len(was) - len(both)
    return both, (either, either - len(both))


def transition(pairs: list[pd.DataFrame], counties: list[str], lands: list[str], doubt: float) -> tuple[np.ndarray, np.ndarray]:
    """各县区一年里由一类变成另一类的概率(县区 × 原来 × 现在),与各行的图斑数。

    图斑少的县区向全市收缩:相当于先按全市的样子见过 `doubt` 个图斑。
    """
    counts = np.zeros((len(counties), len(lands), len(lands)))
    for pair in pairs:
        at = [pd.Categorical(pair[c], values).codes for c, values in (("county_code", counties), ("was", lands), ("now", lands))]
        np.add.at(counts, tuple(at), 1)
    city = counts.sum(axis=0)
    rows = city.sum(axis=1, keepdims=True)
    usual = np.where(rows > 0, city / np.maximum(rows, 1), np.eye(len(lands)))
    seen = counts.sum(axis=2, keepdims=True)
    return (counts + doubt * usual) / (seen + doubt), seen[:, :, 0] + doubt


def outlook(frame: pd.DataFrame, chance: np.ndarray, seen: np.ndarray, drift: float, counties: list[str], lands: list[str]) -> pd.DataFrame:
    """下一次调查各县区、各地类的面积与标准差:逐图斑的转变、概率本身的误差、重新丈量三项合在一起。"""
    at = [pd.Categorical(frame[c], values).codes for c, values in (("county_code", counties), ("land", lands))]
    total, squares = np.zeros((2, len(counties), len(lands)))
    np.add.at(total, tuple(at), frame["area"])
    np.add.at(squares, tuple(at), frame["area"] ** 2)
    expected = np.einsum("cw,cwn->cn", total, chance)
    spread = chance * (1 - chance)
    variance = np.einsum("cw,cwn->cn", squares, spread) + np.einsum("cw,cwn->cn", total**2 / seen, spread) + drift**2 * squares
    index = pd.MultiIndex.from_product([counties, lands], names=["county_code", "land"])
    out = pd.DataFrame({"now": total.ravel(), "outlook": expected.ravel(), "spread": np.sqrt(variance).ravel()}, index=index)
    return out[(out["now"] > 0) | (out["outlook"] > 0)].reset_index()


def moran(values: np.ndarray, weights: np.ndarray) -> float:
    """莫兰指数:相邻的地方数值相近时为正,没有关联时约为 -1/(n-1)。"""
    apart = values - values.mean()
    return float(len(values) / weights.sum() * (apart @ weights @ apart) / (apart @ apart))


def moran_test(values: np.ndarray, weights: np.ndarray) -> tuple[float, float]:
    """莫兰指数与单侧 p 值:把数值在各地之间的全部排列都算一遍,不靠渐近分布(七个县区是 5040 种)。"""
    from itertools import permutations

    found = moran(values, weights)
    apart = (values - values.mean())[np.array(list(permutations(range(len(values)))))]
    every = len(values) / weights.sum() * ((apart @ weights) * apart).sum(axis=1) / (apart[0] @ apart[0])
    return found, float((every >= found - 1e-12).mean())


def neighbours(counties: list[str]) -> np.ndarray:
    at = {c: n for n, c in enumerate(counties)}
    out = np.zeros((len(counties), len(counties)))
    for a, b in BORDERS:
        if a in at and b in at:
            out[at[a], at[b]] = out[at[b], at[a]] = 1
    return out


def output_value(tables: Tables, cutoff: dt.date) -> Any:
    """已经发布的累计产值。"""
    told = tables("agri_output_value")
    told = told.filter((told.publish_date <= ibis.literal(cutoff, type="date")) & (told.is_cumulative == "1"))
    return told.drop("publish_date", "is_cumulative").distinct().order_by("stat_year", "quarter", "county_code", "industry")


def log_mean(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """对数平均:它乘以比值的对数正好是差,所以增量能一分不差地拆开。"""
    same = np.isclose(a, b)
    return np.where(same, a, (a - b) / np.where(same, 1.0, np.log(a) - np.log(b)))


def price_and_volume(frame: pd.DataFrame) -> pd.DataFrame:
    """现价产值的增量拆成量与价(LMDI):列为 current、constant 与各自的前一年 current0、constant0。"""
    between = log_mean(frame["current"].to_numpy(), frame["current0"].to_numpy())
    volume = between * np.log(frame["constant"] / frame["constant0"])
    gain = frame["current"] - frame["current0"]
    return pd.DataFrame({"gain": gain, "volume": volume, "price": gain - volume, "points": 100 * gain / frame["current0"].sum()})


def shift_share(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """各县区可比价产值的增长(百分点)= 全市增长 + 行业结构 + 本县差异;行是县区,列是行业。"""
    whole = now.sum().sum() / before.sum().sum() - 1
    industry = now.sum() / before.sum() - 1
    share = before.div(before.sum(axis=1), axis=0)
    growth = now.sum(axis=1) / before.sum(axis=1) - 1
    mix = share @ industry - whole
    return 100 * pd.DataFrame({"growth": growth, "whole": whole, "mix": mix, "own": growth - whole - mix})


def permits(tables: Tables, cutoff: dt.date) -> Any:
    """截止日仍然有效的许可:没有注销、撤销、吊销,也没有到期。"""
    told = tables("agri_permit_result")
    day = ibis.literal(cutoff, type="date")
    told = told.filter((told.decision_date <= day) & (told.change_date.isnull() | (told.change_date > day)) & (told.valid_to >= day))
    return told.select(_.uscc, _.authority_name, _.matter_name).distinct().order_by("uscc", "authority_name", "matter_name")


def holders(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """许可的持有者:县区由许可机关的名称认出,认不出的不计。"""
    county = frame["authority_name"].str.extract(f"({'|'.join(names.values())})")[0]
    return frame.assign(county=county, matter=frame["matter_name"]).dropna(subset=["uscc", "county", "matter"])[["county", "matter", "uscc"]]

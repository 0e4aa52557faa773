"""6. Release control: cells, what is left empty, what two releases tell, tables whose rows are people."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from kit.review.anonymity import anonymity
from kit.review.cells import LEAST, measure
from kit.review.recovery import recovered
from kit.workshop.exercise import exercise
from kit.workshop.small_city import small_city

# What each contributor of a cell gives; the rules are those of kit.review.cells.
CELLS = {
    "九家相同": [10.0] * 9, "十家相同": [10.0] * 10, "一家独大": [1000.0] + [1.0] * 20, "两家占 95 %": [480.0, 470.0] + [2.5] * 20,
    "三家领先": [100.0, 90.0, 80.0] + [5.0] * 12, "十家而半数为零": [10.0] * 5 + [0.0] * 5, "第二家能猜中第一家": [100.0, 60.0] + [0.9] * 10, "合计为零": [0.0] * 12,
}  # fmt: skip
TABLE: Any = pd.DataFrame(
    {"金安": [48, 31, 6], "裕安": [52, 27, 33], "霍山": [44, 15, 21]}, index=["门诊", "急诊", "住院"]
)  # fmt: skip
JUNE: Any = pd.DataFrame({"county": ["金安", "裕安", "霍山", "舒城"], "patients": [120, 86, 41, 64]})
DECEMBER: Any = pd.DataFrame({"county": ["金安", "裕安", "霍山", "舒城"], "patients": [155, 89, 41, 80]})


@exercise("6.1")
def unsafe(judge: Callable[[list[float]], bool]) -> str:
    for name, values in CELLS.items():
        _, safe = measure(np.zeros(len(values), int), np.arange(len(values)), np.array(values), 1)
        if bool(judge(list(values))) == bool(safe[0]):
            return f"“{name}”这一格判断得不对。三条规则:有贡献的至少 {LEAST} 个;最大的两个之和不到合计的 90 %;其余之和至少是最大者的 10 %。"
    return ""


@exercise("6.2")
def blanks(hidden: Collection[tuple[str, str]]) -> str:
    chosen = set(hidden)
    if chosen - set(itertools.product(TABLE.index, TABLE.columns)):
        return "有的格不在表里。写成 (行, 列),如 ('门诊', '金安')。"
    if ("住院", "金安") not in chosen:
        return f"不足 {LEAST} 人的那一格自己还露着。"
    if sum(_recovered(chosen)):
        return "留空的格还能由合计算出来,或估计得很窄:每一行、每一列里,只留空一格就等于没有留空。"
    return f"藏住了,但留空了 {len(chosen)} 格;四格就够。" if len(chosen) > 4 else ""


@exercise("6.3")
def subtracted(find: Callable[[Any, Any], Collection[str]]) -> str:
    both = JUNE.merge(DECEMBER, on="county", suffixes=("", "_later"))
    left = (both["patients_later"] - both["patients"]).abs()
    right = set(both.loc[(left > 0) & (left < LEAST), "county"])
    given = set(find(JUNE, DECEMBER))
    if given != right:
        return f"说出了 {len(given)} 个县区,其中对的 {len(given & right)} 个,漏了 {len(right - given)} 个。两次都公布、相减不足 {LEAST} 人的才算;没有变化的不算。"
    return "" if set(find(DECEMBER, JUNE)) == right else "两次的先后调换以后结果变了;相减不论先后。"


@cache
def people() -> Any:
    """Patients without any number: sex, year of birth, county."""
    import pyarrow.parquet as pq

    frame = pq.read_table(small_city() / "patient_basic", columns=["gender", "birth_date", "county_code"]).to_pandas().dropna()
    return pd.DataFrame({"gender": frame["gender"], "born": pd.to_datetime(frame["birth_date"]).dt.year, "county_code": frame["county_code"]}).reset_index(drop=True)


@exercise("6.4")
def coarser(make: Callable[[Any], Any]) -> str:
    before = people()
    after = make(before.copy())
    if set(after) != {"gender", "born", "county_code"}:
        return "三列都要在:gender、born(可以放粗成年代)、county_code。"
    if len(after) < 0.98 * len(before):
        return f"略去了 {1 - len(after) / len(before):.0%} 的人,太多了;放粗出生年份,至多略去 2 %。"
    if after["born"].nunique() < 5:
        return "出生年份放得太粗,只剩不到五档,用处不大了。"
    k = anonymity(after, ["gender", "born", "county_code"])
    return "" if k >= LEAST else f"最小的一组只有 {k} 人,要至少 {LEAST} 人。再放粗一些,或略去人少的组。"


def _recovered(hidden: set[tuple[str, str]]) -> tuple[int, int]:
    base: Any = TABLE.stack().rename("true").rename_axis(["visit", "county"]).reset_index()
    base["shown"] = [np.nan if (r, c) in hidden else v for r, c, v in zip(base["visit"], base["county"], base["true"], strict=True)]
    rows: Any = base.groupby("visit", as_index=False)["true"].sum()
    columns: Any = base.groupby("county", as_index=False)["true"].sum()
    totals = pd.concat([rows.assign(county=None), columns.assign(visit=None)]).assign(shown=lambda t: t["true"])
    cells = pd.concat([base, totals], ignore_index=True)
    cells["safe"] = cells["true"] >= LEAST
    return recovered(base[["visit", "county", "true"]], cells, ["visit", "county"], counts=True)

"""公告说的是哪个标段:编号对得上就按编号;没有编号的,比较中标人、项目、金额与日期,像 Fellegi 与 Sunter(1969)那样称分量。

分量不是定的,是从按编号对上的公告里学的:真的一对各项一致的有多少,不是一对而碰巧一致的又有多少。
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import words

EARLIEST, LATEST = -1, 30  # 公告比中标通知书早晚多少天还算可能(我们的选择)
SURE = 0.99  # 有这么大的把握才对上
NOBODY = 0.05  # 一份公告的标段不在表里的可能(我们的选择)
PARTS = ("中标人", "项目", "金额", "日期")
Weights = Mapping[tuple[str, str], float]


def by_code(notices: pd.DataFrame, awards: pd.DataFrame) -> pd.DataFrame:
    """每份公告:按标段编号、再按只有一个标段的项目编号对上的标段;对不上为空。"""
    sections = set(awards["bid_section_code"])
    own = notices["bid_section_code"].where(notices["bid_section_code"].isin(sections))
    alone = awards.dropna(subset="tender_project_code").drop_duplicates("tender_project_code", keep=False)
    project = notices["tender_project_code"].map(alone.set_index("tender_project_code")["bid_section_code"])
    project = project.where(notices["bid_section_code"].isna())
    how = np.select([own.notna(), project.notna()], ["标段编号", "项目编号"], "")
    return pd.DataFrame({"notice_id": notices["notice_id"], "section": own.fillna(project), "how": how, "sure": np.where(how == "", np.nan, 1.0)})


def pairs(notices: pd.DataFrame, awards: pd.DataFrame) -> pd.DataFrame:
    """同一个县、日期相近的公告与标段两两成对,各项比得怎样。"""
    left, right = _prepared(notices, "notice_title", "notice_time"), _prepared(awards, "tender_project_name", "win_notice_date")
    both = pd.concat([left.merge(right.assign(month=right["month"] + later), on=["county_code", "month"], suffixes=("", "_of")) for later in (0, 1)], ignore_index=True)
    days = (both["day"] - both["day_of"]).dt.days
    both = both[days.between(EARLIEST, LATEST)].assign(days=days).sort_values(["notice_id", "bid_section_code_of"], kind="stable", ignore_index=True)
    return pd.DataFrame({"notice_id": both["notice_id"], "section": both["bid_section_code_of"]} | {
        "中标人": _bidder(both), "项目": _project(both), "金额": _amount(both), "日期": np.where(both["days"].between(0, 10), "十天以内", "更早或更晚"),
    })  # fmt: skip


def learn(compared: pd.DataFrame, truth: Mapping[str, str]) -> Weights:
    """各项各种比法的分量:真的一对里的比例与其余的比例之比,取对数;各加半例。"""
    same = compared["notice_id"].map(truth) == compared["section"]
    weights = {}
    for part in PARTS:
        levels = compared[part].astype("category")
        yes, no = (levels[which].value_counts() + 0.5 for which in (same, ~same))
        ratio = np.log(yes / yes.sum()) - np.log(no / no.sum())
        weights |= {(part, level): float(value) for level, value in ratio.items()}
    return weights


def by_facts(compared: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    """没有编号的公告:最像的标段,把握够大、又没有别的公告更像它,才对上。"""
    score = sum((compared[part].map(lambda level, part=part: weights.get((part, level), 0.0)).astype(float) for part in PARTS), 0.0)
    odds = np.exp(score) / compared.groupby("notice_id")["section"].transform("size")
    sure = odds / (odds.groupby(compared["notice_id"]).transform("sum") + NOBODY)
    found = compared[["notice_id", "section"]].assign(sure=sure)
    found = found[found["sure"] >= SURE].sort_values(["sure", "notice_id"], ascending=[False, True], kind="stable")
    return found.drop_duplicates("section").assign(how="各项一致")


def link(notices: pd.DataFrame, awards: pd.DataFrame, known: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    """`known` 是按编号对上的;其余的凭各项,不与已经对上的标段相争。"""
    rest = notices[notices["notice_id"].isin(known.loc[known["section"].isna(), "notice_id"])]
    free = awards[~awards["bid_section_code"].isin(known["section"].dropna())]
    found = by_facts(pairs(rest, free), weights)
    told = known[known["section"].notna()]
    return pd.concat([told, found[list(told.columns)]]).sort_values("notice_id", kind="stable", ignore_index=True)


def _prepared(frame: pd.DataFrame, name: str, day: str) -> pd.DataFrame:
    day_of = pd.to_datetime(frame[day]).dt.normalize()
    return frame[[c for c in ("notice_id", "bid_section_code", "county_code", "win_bidder_uscc", "bid_amount") if c in frame]].assign(
        day=day_of, month=day_of.dt.year * 12 + day_of.dt.month, firm=frame["win_bidder_name"].map(words.firm, na_action="ignore"),
        words=frame[name].map(words.project, na_action="ignore"),
    ).dropna(subset=["county_code", "day"])  # fmt: skip


def _bidder(both: pd.DataFrame) -> np.ndarray:
    """有代码看代码,没有代码看名称:同名的企业很多,两样不重复计。"""
    no_code = both["win_bidder_uscc"].isna() | both["win_bidder_uscc_of"].isna()
    code = np.where(both["win_bidder_uscc"] == both["win_bidder_uscc_of"], "代码相同", "代码不同")
    name = np.where(both["firm"].isna() | both["firm_of"].isna(), "不详", np.where(both["firm"] == both["firm_of"], "名称相同", "名称不同"))
    return np.where(no_code, name, code)


def _project(both: pd.DataFrame) -> list[str]:
    """标题里的词有多少在项目名称里:公告常用简称,所以不反过来看。"""
    return [_shared(one, other) for one, other in zip(both["words"], both["words_of"], strict=True)]


def _shared(one: object, other: object) -> str:
    if not isinstance(one, frozenset) or not isinstance(other, frozenset) or not one:
        return "不详"
    share = len(one & other) / len(one)
    return "全部" if share == 1 else "大半" if share >= 0.6 else "少数"


def _amount(both: pd.DataFrame) -> np.ndarray:
    """更正公告的金额有出入,所以另有“相近”一档。"""
    apart = (both["bid_amount"] / both["bid_amount_of"] - 1).abs()
    return np.select([apart.isna(), apart <= 0.001, apart <= 0.1], ["不详", "相同", "相近"], "不同")

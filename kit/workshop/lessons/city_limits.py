"""2. The synthetic city and what it cannot tell."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from kit.workshop.exercise import exercise
from kit.workshop.small_city import TABLES, scratch, small_city

CLAIMS = {
    "a": "六安每年约有 2.6 % 的企业退出市场。",
    "b": "笔记本在缺失、重复、一年以后的数据上,要么给出合理的结果,要么停下说明。",
    "c": "模型在合成城市上 AUC 0.83,在真实数据上也会差不多。",
    "d": "加入截止日之后的数据,产品的输出逐字节不变。",
    "e": "金安区(模拟)某小区的空置率高于别处。",
    "f": "方案没有申请的字段,笔记本读不到。",
    "g": "欠税的企业之后更容易欠缴社保,这是从数据里发现的规律。",
}
HOLDS = {"b", "d", "f"}  # what is true of the code stays true; what is true of people and firms was put in by us


@cache
def cities() -> dict[str, Path]:
    """Three tiny cities of one table: 甲 and 乙 of one seed, 丙 of another."""
    from synthetic_data.city import build

    made = {name: scratch(f"cities/{name}") for name in ("甲", "乙", "丙")}
    for name, folder in made.items():
        build(folder, size="tiny", seed=2 if name == "丙" else 1, only=["enterprise_basic"], answers=False)
    return made


@exercise("2.1")
def same_bytes(same: Callable[[Path, Path], bool]) -> str:
    made = cities()
    if same(made["甲"], made["乙"]) is not True:
        return "种子相同的两座城市,表的每个字节都相同,你的函数却说不同。只比较 .parquet 文件的内容。"
    if same(made["甲"], made["丙"]) is not False:
        return "种子不同的两座城市,你的函数说相同。比较内容(read_bytes),不是比较文件名。"
    cut = scratch("cities/短")
    shutil.copytree(made["甲"], cut, dirs_exist_ok=True)
    for path in cut.rglob("*.parquet"):
        path.unlink()
    return "" if same(made["甲"], cut) is False else "一座城市少了文件,你的函数仍说相同。"


@exercise("2.2")
def province(prefix: str) -> str:
    import pyarrow.parquet as pq

    codes = pq.read_table(small_city() / "enterprise_basic", columns=["uscc"]).to_pandas()["uscc"]
    if len(str(prefix)) != 2:
        return "省级代码是两位数字,在统一社会信用代码的第 3、4 位。"
    return "" if set(codes.str[2:4]) == {str(prefix)} else "不是这两位。统一社会信用代码前两位是登记管理部门与机构类别,其后六位是行政区划。"


@exercise("2.3")
def told(verdict: Mapping[str, bool]) -> str:
    if missing := sorted(CLAIMS.keys() - verdict.keys()):
        return f"还没有判断:{'、'.join(missing)}。"
    wrong = sum(bool(verdict[c]) != (c in HOLDS) for c in CLAIMS)
    return f"有 {wrong} 句判断不对。想一想:这句话说的是代码,还是人和企业?后者是我们埋进去的。" if wrong else ""


@exercise("2.4")
def size_of(rows: Callable[[str], int]) -> str:
    import pyarrow.parquet as pq

    for slug in TABLES:
        if rows(slug) != sum(pq.read_metadata(p).num_rows for p in (small_city() / slug).glob("*.parquet")):
            return f"{slug} 的行数不对。行数写在城市的 datapackage.json 里(resources 的 counts),也可以读 Parquet。"
    return ""

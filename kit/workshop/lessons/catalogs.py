"""1. Catalogs and their history."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from kit.catalog import Grade, all_catalogs, load, why
from kit.catalog.history import annex
from kit.workshop.exercise import exercise

TASK = {"tax_arrears": {"taxpayer_no", "notice_date"}, "enterprise_basic": {"uscc", "county_code"}}


@exercise("1.1")
def sensitive(count: int) -> str:
    right = sum(any(f.grade is Grade.敏感个人信息 for f in c.fields) for c in all_catalogs().values())
    if count == sum(f.grade is Grade.敏感个人信息 for c in all_catalogs().values() for f in c.fields):
        return "这是字段数;问的是含有这样字段的目录数。"
    return "" if count == right else "数目不对。一个目录只要有一个字段是敏感个人信息就算一个;逐个看 c.fields 的 f.grade。"


@exercise("1.2")
def withdrawn(titles: Collection[str]) -> str:
    right = {row["title"] for row in annex("draft_catalogs") if row["unit"] == "市公积金中心" and row["fate"] == "删除"}
    return _compare(set(titles), right, "草稿目录")


@exercise("1.3")
def successors(look_up: Callable[[str], list[str]]) -> str:
    for row in annex("draft_catalogs"):
        if set(look_up(row["title"])) != set(why(row["title"]).current):
            return f"对草稿目录“{row['title']}”给出的不对。撤下的给空列表,保留、更名、合并的给正式附件1 里的名称;kit.catalog.why 的结果里就有。"
    return ""


@exercise("1.4")
def least(fields: Mapping[str, Collection[str]]) -> str:
    if unknown := [s for s in fields if s not in all_catalogs()]:
        return f"没有 {len(unknown)} 个这样的目录标识;用英文标识,如 tax_arrears。"
    if wrong := [f"{s}.{n}" for s, names in fields.items() for n in names if n not in load(s)]:
        return f"目录里没有这些字段:{'、'.join(wrong)}。"
    spare = sum(n not in TASK.get(s, ()) for s, names in fields.items() for n in names)
    missing = sum(n not in fields.get(s, ()) for s, names in TASK.items() for n in names)
    if missing:
        return f"还缺 {missing} 个字段,算不出来:两张表要能连上,要能分县区,要能截到截止日。"
    return f"多了 {spare} 个字段:少了它们也算得出来,就不该申请(最小必要)。" if spare else ""


def _compare(given: set[str], right: set[str], what: str) -> str:
    if extra := given - right:
        return f"多了 {len(extra)} 个不该在里面的{what}。"
    return f"还少 {len(right - given)} 个{what}。" if right - given else ""

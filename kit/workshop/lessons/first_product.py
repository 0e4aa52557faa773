"""4. A first product, from ``kit new`` to ``kit check``."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from kit.product.read_plan import read_plan
from kit.product.scaffold import scaffold
from kit.review.checks import described
from kit.review.evidence import Evidence
from kit.review.sandbox import Level
from kit.workshop.exercise import exercise
from kit.workshop.small_city import edit, scratch
from kit.workshop.small_review import SmallReview, small_review

PRODUCT = "地区人群流行病学分析报告"
Changes = Mapping[str, Mapping[str, str]]


def new() -> Path:
    """What ``kit new`` makes, in a scratch folder."""
    home = scratch("first")
    shutil.rmtree(home, ignore_errors=True)
    return scaffold(PRODUCT, home)


def changed(*steps: Changes) -> Path:
    """A new product with all changes made, file by file."""
    folder = new()
    for step in steps:
        for file, changes in step.items():
            edit(folder / file, changes)
    return folder


@exercise("4.1")
def told(plan: Mapping[str, str]) -> str:
    folder = changed({"product.yaml": plan})
    evidence = Evidence(folder, folder.name, Level.NONE, strict=False, plan=read_plan(folder))
    (found,) = described.check(evidence)
    return "" if found.status == "passed" else f"{found.summary}:{'、'.join(found.detail)}"


@exercise("4.2")
def young(plan: Mapping[str, str], changes: Changes) -> str:
    folder = changed({"product.yaml": plan}, changes)
    fields = {f.name: f for f in read_plan(folder).outputs["county_summary"].fields}
    if "young" not in fields or fields["young"].type != "integer":
        return "county_summary 还没有声明 integer 字段 young。在 product.yaml 的 outputs 里照着 enterprises 那一行加。"
    done = small_review(folder)
    frame = done.evidence.plain.frame("county_summary.parquet") if done.evidence.runs else None
    if frame is None:
        return str(done)
    if not _right(done, frame):
        return "young 的数不对:成立不满三年(age_years < 3)的企业数,按县区。"
    return "" if not done.failed else str(done)


@exercise("4.3")
def left_open(plan: Mapping[str, str], changes: Changes, checks: Collection[str]) -> str:
    right = {f.check for f in small_review(changed({"product.yaml": plan}, changes)).findings if f.status == "skipped"}
    if set(checks) != right:
        return "不是这些。看 done.findings 里每一项的 check 与 status:没有检查到的 status 是 skipped。"
    return ""


def _right(done: SmallReview, frame: Any) -> bool:
    import pyarrow.parquet as pq

    firms = pq.read_table(done.evidence.plain.room / "enterprise_basic").to_pandas()
    age = (pd.Timestamp(done.evidence.as_of) - pd.to_datetime(firms["est_date"])).dt.days / 365.25
    wanted = firms[(firms["ent_type"] != "50") & (age >= 0) & (age < 3)].groupby("county_code").size().reindex(frame["county_code"], fill_value=0)
    return bool((frame["young"].to_numpy() == wanted.to_numpy()).all())

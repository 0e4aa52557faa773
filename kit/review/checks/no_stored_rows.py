"""No leaf of a released model speaks about a handful of subjects."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed
from kit.review.models import Fitted, each_model

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 112, "模型没有把个别对象存成叶子", REJECT, True
SOURCE = "GB/T 37964-2019 的 k-匿名用于模型(M3);每片叶子至少 10 个对象,与按格汇总的门槛相同,是本套件的选择"
WHY = "只含几个对象的叶子等于把他们的记录写进了模型;空叶子说明训练行不实,或藏有别的东西。"
LEAST = 10


def check(evidence: Evidence) -> Iterator[Finding]:
    yield from each_model(evidence, _finding)


def _finding(model: Fitted) -> Finding:
    title, leaves = model.output.title, sum(model.sizes)
    empty, few = sum(n == 0 for n in model.least), sum(0 < n < LEAST for n in model.least)
    if empty or few:
        return failed(f"{title}:{few} 棵树里有不足 {LEAST} 个训练对象的叶子,{empty} 棵树里有空叶子",
                      "调大 min_data_in_leaf 与 min_sum_hessian_in_leaf;照实留下训练行。")  # fmt: skip
    return passed(f"{title}:{len(model.sizes)} 棵树、{leaves} 片叶子,最小的一片有 {min(model.least)} 个训练对象")

"""A stronger attacker, who fits models of the same make, does not find single members either."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.attack import SHADOWS, shadow_attack
from kit.review.evidence import Evidence
from kit.review.finding import RECTIFY, Finding, failed, passed, skipped, warned
from kit.review.models import Fitted, each_model

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 114, "影子模型也认不出个别训练对象", RECTIFY, True
SOURCE = "似然比攻击 LiRA(Carlini 2022):误报 1 % 时认出的比例不超过 5 %(本套件的建议值;瞎猜为 1 %)。超出抽样误差或超过一成的限期整改,否则提醒"
WHY = "平均看不出来,不等于没有个别对象被记住。"
FOUND, PLAINLY = 0.05, 0.10


def check(evidence: Evidence) -> Iterator[Finding]:
    yield from each_model(evidence, _finding)


def _finding(model: Fitted) -> Finding:
    if model.member.all():
        return skipped("没有留出行,无从攻击")
    found = shadow_attack(model)
    said = f"{model.output.title}:{SHADOWS} 个影子模型,误报 1 % 时认出 {found.reached:.1%} 的训练行(至少 {found.lower:.1%};两种标签够多时各占一半)"
    if found.lower > FOUND or found.reached > PLAINLY:
        return failed(said, "减少叶子与树,调大每片叶子的最少行数。")
    if found.reached > FOUND:
        return warned(said + ",在抽样误差之内", "加大样本再看,或再减小模型。")
    return passed(said)

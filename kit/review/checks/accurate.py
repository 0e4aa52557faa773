"""Estimates are as near to the truth as the plan claims, and nearer than its own baseline."""

from __future__ import annotations

from collections.abc import Iterator

from kit.product.plan import Accuracy
from kit.review.accuracy import Measured
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 122, "估计准确,且优于基准", REJECT, True
WHY = "不比现成的简单办法好,或说错的代价超出声明,就不能交给使用方。"
SOURCE = "由审查方用隐藏城市的真相计算(数值、类别、排序、对应、名单);门槛是本套件的选择"
# Our choices: how many of the truth's subjects need an estimate, and how far an interval's coverage may be from the stated one.
# Seventy cases at 80 % are off by a tenth in one honest review of thirty: where chance reaches further (99 %, two sides), it may be so far.
ANSWERED, OFF, CHANCE = 0.8, 0.1, 2.576


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    for claim, name, found in evidence.accuracies:
        at = f"{evidence.runs[name].title}:{claim.title}"
        if isinstance(found, str):
            yield failed(f"{at}:{found}", "evaluate 要给 truth 里的每个主键一个估计。")
            continue
        said, problems = f"{at}:{_said(found)}", list(_problems(claim, found))
        if problems:
            yield failed(f"{said};{problems[0]}", "改进方法;简单办法已经最好时,就交付它,并写 same_as_baseline: true。", problems[1:])
        else:
            yield passed(said, [f"真相由这条查询得出:{' '.join(claim.truth.split())}"])
    if not evidence.plan.accuracy:
        yield passed("场景方案没有数值、类别或排序的估计")


def _said(m: Measured) -> str:
    parts = [f"{m.cases:,} 例,{m.measure} {m.value:.3f}"]
    if m.gain:
        parts.append(f"基准 {m.baseline:.3f},好出 {m.gain[0]:+.3f} 至 {m.gain[1]:+.3f}(95 % 区间)")
    if m.covered is not None:
        parts.append(f"区间含真值 {m.covered:.0%}")
    if m.wrong_most is not None:
        parts.append(f"断言 {m.claims:,} 次,错 {m.wrong} 次,错误率上限 {m.wrong_most:.2%}")
    return ",".join(parts)


def _problems(claim: Accuracy, m: Measured) -> Iterator[str]:
    if m.answered < ANSWERED:
        yield f"只有 {m.answered:.0%} 的对象得到估计"
    if claim.same_as_baseline:
        if m.gain and (m.gain[0] > 0 or m.gain[1] < 0):
            yield "声明交付的就是基准,估计却与基准不同"
    elif m.gain and m.gain[0] <= 0:
        yield "没有超过基准"
    if m.covered is not None and abs(m.covered - claim.coverage) > max(OFF, CHANCE * (claim.coverage * (1 - claim.coverage) / m.cases) ** 0.5):
        yield f"声明区间含真值 {claim.coverage:.0%},相差太多"
    if m.wrong_most is not None and m.wrong_most > claim.allowed:
        yield f"说错“{claim.costly or claim.kind}”的比例不能保证在 {claim.allowed * 100:g}% 以内"

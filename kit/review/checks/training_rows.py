"""The rows left as training rows are the rows that the model was fitted on."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed
from kit.review.models import Fitted, each_model

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 111, "留下的训练行属实", REJECT, True
SOURCE = "成员推断的检查以训练行为准(M2);留出至少 100 行、平均预测相差一成以内是本套件的选择"
WHY = "训练行若是编的,模型记住了谁就查不出来。"
HELD_OUT, RATIO = 100, 0.1  # 100: one false alarm in a hundred can be counted


def check(evidence: Evidence) -> Iterator[Finding]:
    yield from each_model(evidence, lambda model: _finding(model, evidence), _missing)


def _missing(why: str) -> Finding:
    return failed(why, "在模型输出上写 training,用 product.evaluate 留下全部训练行与留出行。")


def _finding(model: Fitted, evidence: Evidence) -> Finding:
    problems = list(_problems(model, evidence))
    said = f"{model.output.title}:训练 {int(model.member.sum()):,} 行,留出 {int((~model.member).sum()):,} 行"
    if problems:
        return failed(f"{said},{len(problems)} 处不对", "照实留下训练所用的每一行,另按对象留出一部分不参加训练。", problems)
    return passed(said + (",对象都在获准的数据里" if model.named else ""))


def _problems(model: Fitted, evidence: Evidence) -> Iterator[str]:
    if (~model.member).sum() < HELD_OUT:
        yield f"留出的行不足 {HELD_OUT}"
    if set(model.subject[model.member]) & set(model.subject[~model.member]):
        yield "有的对象既在训练行里又在留出行里"
    if model.named and (strangers := _strangers(model, evidence)):
        yield f"{strangers} 个对象不在获准的数据里"
    predicted, happened = model.predicted[model.member].mean(), model.label[model.member].mean()
    if abs(predicted - happened) > RATIO * max(abs(happened), 1e-9):
        yield f"模型在这些行上平均预测 {predicted:.4f},标签平均 {happened:.4f}:拟合所用的不是这些行"


def _strangers(model: Fitted, evidence: Evidence) -> int:
    """Subjects of the training rows that the room does not know."""
    import pyarrow.parquet as pq

    assert evidence.plan is not None
    assert evidence.plan.evaluation is not None
    assert model.output.training is not None
    of = evidence.plan.evaluation.population
    known = pq.read_table(evidence.plain.room / of.catalog, columns=[of.key])[of.key].to_pylist()
    frame = evidence.plain.frame(evidence.plan.outputs[model.output.training.output].file)
    return len(set(frame[evidence.plan.evaluation.key].astype(str)) - set(map(str, known)))

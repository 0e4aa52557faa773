"""Every declared output is there and matches its schema; a model is what the rewriting leaves, a report plain Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from kit.errors import OutputError
from kit.product.model import rewrite
from kit.product.outputs import check_frame
from kit.product.plan import MODEL, REPORT, Output
from kit.product.report import check_report
from kit.review.evidence import Evidence, Run
from kit.review.finding import REJECT, Finding, failed, passed
from kit.review.leaving import beside

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 100, "输出与声明一致", REJECT, True
FINAL = True
WHY = "交付的与登记的不一致,登记就失去意义。"
SOURCE = "实施方案:登记的产品以场景方案声明的内容为限"


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    problems = [f"{o.title}:{p}" for o in evidence.plan.outputs.values() for p in _problems(o, evidence.plain)]
    if problems:
        yield failed(f"{len(problems)} 处与声明不符", "改数据,或在 product.yaml 的 outputs 里改声明。", problems)
    else:
        yield passed(f"{len(evidence.plan.outputs)} 个输出的字段、类型与取值都符合声明")


def _problems(output: Output, run: Run) -> list[str]:
    if missing := [name for name in output.files if name not in run.files]:
        return [f"没有留下 {name}" for name in missing]
    if output.kind == MODEL:
        return _model_problems(output, run)
    if output.kind == REPORT:
        return check_report(output, run.files[output.file].path.read_text(encoding="utf-8", errors="replace"))
    frame = run.frame(output.file)
    if frame is None:
        return ["不是可读的 Parquet"]
    return check_frame(output, frame) + (beside(run.files[output.file].path) if output.leaves else [])


def _model_problems(output: Output, run: Run) -> list[str]:
    """Rewriting a rewritten model changes nothing; anything smuggled in would be dropped and so be seen."""
    text = run.files[output.file].path.read_text(encoding="utf-8", errors="replace")
    try:
        again = rewrite(text, list(output.features))
    except OutputError as error:
        return [error.what]
    return [] if again == text else ["模型文本里有改写不会留下的内容"]

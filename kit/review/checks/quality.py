"""Out of time, on cities the partner has not seen, the scores beat their own baseline."""

from __future__ import annotations

from collections.abc import Iterator

from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed, warned

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 120, "时间外效果优于基准", REJECT, True
WHY = "不比现成的简单办法好,就不值得动用公共数据。"
SOURCE = "由审查方用笔记本没见过的未来计算;门槛是本套件的选择"
# Our choices: better than the baseline beyond chance; nobody who matters left out; too good is a sign of a leak.
COVERAGE, TOO_GOOD = 0.8, 0.97


def check(evidence: Evidence) -> Iterator[Finding]:
    for name, f in evidence.figures.items():
        city = evidence.runs[name].title
        if isinstance(f, str):
            yield failed(f"{city}:{f}", "evaluate 要给每个在册对象一个有限的评分。")
            continue
        low, high = f.auc_gain
        said = f"{city}:AUC {f.auc:.3f},基准 {f.baseline_auc:.3f},差 {f.auc - f.baseline_auc:+.3f}(95 % 区间 {low:+.3f} 至 {high:+.3f})"
        more = [f"{f.subjects:,} 个对象,其中 {f.positives} 个后来发生;最前 {f.capacity:.0%} 命中 {f.precision:.1%}(基准 {f.baseline_precision:.1%}),提升 {f.lift:.1f} 倍"]
        if f.auc > TOO_GOOD:
            yield failed(said + ",好得不真实", "检查是否用到了标签或未来信息。", more)
        elif low <= 0:
            yield failed(said + ",没有超过基准", "改进特征或模型;常数、随机的评分不能交付。", more)
        elif f.coverage < COVERAGE:
            yield failed(f"{city}:后来发生的对象只有 {f.coverage:.0%} 得到评分", "不要挑拣对象,给所有在册对象评分。", more)
        else:
            yield passed(said, more)
    if evidence.plan and evidence.plan.evaluation is None and not evidence.plan.accuracy:
        yield warned("场景方案没有评估一节,没有效果指标", "有预测的产品请写 evaluation 或 accuracy。")

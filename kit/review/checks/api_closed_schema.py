"""Every answer has exactly the declared members, within their limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kit.product.service import problems
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed
from kit.review.probe import heard

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 152, "接口的回答以声明为限", REJECT, True
FINAL = True
WHY = "多返回一个没有登记的字段,就是没有经过审查的数据出域。"
SOURCE = "OWASP API3:2023 对象属性级授权:回答的字段、类型与取值以登记的为限,多一个也不行"


def check(evidence: Evidence) -> Iterator[Finding]:
    asked = heard(evidence)
    if isinstance(asked, Finding):
        yield asked
        return
    assert evidence.plan is not None
    assert evidence.plan.api is not None
    given = [e for e in asked if e.answer is not None]
    found = Counter(p for e in given for p in set(problems(evidence.plan.api.response, e.answer)))
    if found:
        yield failed(f"{len(found)} 种不符", "只返回 api.response 声明的字段;取值不符的,改数据或改声明。", [f"{p.strip()}({n} 次)" for p, n in found.most_common()])
    else:
        yield passed(f"{len(given)} 个回答的字段、类型与取值都符合声明")

"""Personal information is processed on a stated ground; sensitive information by consent needs a separate one."""

from __future__ import annotations

from collections.abc import Iterator

from kit.catalog import Grade, load
from kit.product.plan import PersonalData
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed

ORDER, TITLE, ON_FAIL = 35, "处理个人信息有合法性基础", REJECT
WHY = "没有合法性基础的个人信息处理是违法的。"
SOURCE = "《个人信息保护法》第十三条、第二十八条、第二十九条;GB/T 45574-2025"
CONSENT = ("同意", "单独同意")


def check(evidence: Evidence) -> Iterator[Finding]:
    personal = _granted(evidence, Grade.个人信息)
    said = evidence.plan.personal_data if evidence.plan else None
    if not personal:
        yield passed("没有申请个人信息字段")
    elif said is None:
        yield failed(f"申请了 {len(personal)} 个个人信息字段,却没有 personal_data 一节", "写明 ground、purposes、necessity、per_query。", personal)
    else:
        problems = list(_problems(evidence, said))
        if problems:
            yield failed(problems[0], "在 product.yaml 的 personal_data 下改正。", problems[1:])
        else:
            yield passed(f"{len(personal)} 个个人信息字段:{said.ground};用途限于 {'、'.join(said.purposes)}", [f"必要性:{said.necessity}"])


def _problems(evidence: Evidence, said: PersonalData) -> Iterator[str]:
    assert evidence.plan is not None
    if _granted(evidence, Grade.敏感个人信息) and said.ground == "同意":
        yield "处理敏感个人信息以同意为基础时,须取得单独同意"
    if evidence.plan.api and said.ground in CONSENT and not said.per_query:
        yield "以同意为基础的接口,每次查询都要核对同意(per_query: true)"


def _granted(evidence: Evidence, least: Grade) -> list[str]:
    assert evidence.plan is not None
    granted = [(load(slug), grant.fields) for slug, grant in evidence.plan.grant.tables.items()]
    return [f"{c.title}.{c[n].title}({c[n].grade.name})" for c, names in granted for n in names if c[n].grade >= least]

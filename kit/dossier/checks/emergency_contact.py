"""Somebody can be reached when something goes wrong: a post, not a person's number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.dossier.submission import Submission
from kit.review.finding import RECTIFY, Finding, failed, passed

ORDER, TITLE, ON_FAIL = 38, "应急联系是一个岗位", RECTIFY
WHY = "出了事要找得到责任人;方案会流转给多方,不该带个人号码。"
SOURCE = "实施方案的安全责任:应急预案写明流程、责任人、工作措施"
POST = re.compile("岗|负责人|值班|专员|主任|科|处|部|中心|办公室")
NUMBER = re.compile(r"1\d{10}|\d{17}[\dXx]")


def check(submission: Submission) -> Iterator[Finding]:
    assert submission.plan is not None
    contact = str(submission.plan.scenario["emergency_contact"])
    if NUMBER.search(contact):
        yield failed("应急联系里有个人号码", "写岗位,号码另行登记在运营机构。")
    elif not POST.search(contact):
        yield failed("应急联系看不出是哪个岗位", "写成例如:产品安全负责人(岗位)。")
    else:
        yield passed(contact)

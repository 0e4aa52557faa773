"""Entries of the ledger as people read them."""

from __future__ import annotations

from kit.product import seconds
from kit.product.states import ROLES, STEPS
from kit.product.trail import ENROL, FOUND, JOIN, LEAVE, REVOKE, Entry

ABOUT_PEOPLE = {FOUND: "建立台账", ENROL: "登记人员", JOIN: "合伙人入驻", LEAVE: "合伙人退出", REVOKE: "停用密钥"}
TITLES = ABOUT_PEOPLE | {s.event: s.title for s in STEPS.values()}
HEADS = ("条", "时间(UTC)", "步骤", "谁", "身份", "理由")


def told(entry: Entry) -> tuple[int, str, str, str, str, str]:
    """One entry under ``HEADS``; who signed it besides its author stands with the author."""
    who = "、".join((entry.who, *(f"{name}(会签)" for name in seconds.signed(entry))))
    return entry.n, entry.time[:16].replace("T", " "), TITLES.get(entry.event, entry.event), who, ROLES.get(entry.role, entry.role), entry.reason or "—"

"""双公示: permits and penalties of enterprises, one row per decision."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import places
from synthetic_data.world.activity import Activity, Event
from synthetic_data.world.decisions import Penalty, years_after

PERMITS = np.array(["食品经营许可", "建筑业企业资质", "道路运输经营许可", "取水许可", "户外广告设置许可", "消防安全检查合格"])


def penalties(world: Any, index: np.ndarray) -> dict[str, Any]:
    case = Penalty(Activity(world, index))
    return _common(case, "处罚", case.date) | {
        "doc_no": case.document, "category": case.category, "content": places.text("给予", case.category),
        "illegal_fact": case.fact, "legal_basis": case.law, "fine_amount": case.fine,
        "valid_to": np.full(len(case), np.datetime64("NaT", "D")), "authority_name": case.authority,
        "publicity_deadline": years_after(case.date, 3),
    }  # fmt: skip


def permits(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    rate = np.where(np.isin(activity.firm.industry, ["E", "H", "G"]), 0.016, 0.006)[:, None]
    permit = Event(activity, "permit", (activity.grid("permit", 48) < rate) & (activity.staff > 0))
    date = permit.day("day")
    matter = PERMITS[permit.below("matter", len(PERMITS))]
    nothing = np.full(len(permit), None)
    return _common(permit, "许可", date) | {
        "doc_no": places.text("六模拟许〔", date.astype("datetime64[Y]"), "〕", permit.key_text("W"), "号"),
        "category": np.array(["普通", "核准", "认可", "登记"])[permit.choice("category", [0.6, 0.2, 0.1, 0.1])],
        "content": matter, "illegal_fact": nothing, "legal_basis": nothing, "fine_amount": np.full(len(permit), np.nan),
        "valid_to": years_after(date, 3), "authority_name": places.text(places.COUNTY_NAMES[permit.of_firm("county")], "行政审批局"),
        "publicity_deadline": years_after(date, 5),
    }  # fmt: skip


def _common(event: Event, record_type: str, date: np.ndarray) -> dict[str, Any]:
    return {
        "record_id": event.key_text("P" if record_type == "处罚" else "X"),
        "record_type": np.full(len(event), record_type), "subject_name": event.of_firm("name"),
        "subject_type": np.full(len(event), "法人及非法人组织"), "uscc": event.of_firm("uscc"),
        "legal_rep_name": event.of_firm("legal_rep_name"), "decision_date": date,
    }  # fmt: skip


PARTS = [
    Part("penalties", lambda world: world.enterprises, penalties, holds={"record_type": ("处罚",)}),
    Part("permits", lambda world: world.enterprises, permits, holds={"record_type": ("许可",)}),
]

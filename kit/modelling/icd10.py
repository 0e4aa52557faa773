"""Codes of ICD-10 (GB/T 14396 in China): what a list of code ranges covers, and the chapters.

Ranges are written as clinicians write them: ``I21-I22 I25.2``. Chinese clinical codes (``I10.x05``) count as their category.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

CODE = re.compile(r"([A-Z]\d\d)(?:\.?(\d+))?")

CHAPTERS = {  # ICD-10 chapters by their block ranges; O and Z in part overlap with other chapters' care
    "A00-B99": "某些传染病和寄生虫病", "C00-D48": "肿瘤", "D50-D89": "血液及造血器官疾病", "E00-E90": "内分泌、营养和代谢疾病", "F00-F99": "精神和行为障碍",
    "G00-G99": "神经系统疾病", "H00-H59": "眼和附器疾病", "H60-H95": "耳和乳突疾病", "I00-I99": "循环系统疾病", "J00-J99": "呼吸系统疾病",
    "K00-K93": "消化系统疾病", "L00-L99": "皮肤和皮下组织疾病", "M00-M99": "肌肉骨骼系统疾病", "N00-N99": "泌尿生殖系统疾病", "O00-O99": "妊娠、分娩和产褥期",
    "P00-P96": "围生期疾病", "Q00-Q99": "先天性畸形", "R00-R99": "症状、体征和检验异常", "S00-T98": "损伤和中毒", "V01-Y98": "疾病和死亡的外因",
    "Z00-Z99": "影响健康状态的因素", "U00-U99": "特殊目的用编码",
}  # fmt: skip


def plain(code: object) -> str:
    """``ｉ10.x05`` → ``I10``, ``E11.9`` → ``E119``; empty when it is no code."""
    found = CODE.match(unicodedata.normalize("NFKC", str(code)).strip().upper())
    return "".join(part for part in found.groups() if part) if found else ""


def covered(code: object, ranges: str) -> bool:
    """Whether ``ranges`` covers the code: each end stands for everything that begins with it."""
    known = plain(code)
    return bool(known) and any(_within(known, *(plain(end) for end in part.split("-"))) for part in ranges.split())


def _within(code: str, low: str, high: str = "") -> bool:
    return low <= code[: len(low)] and code[: len(high or low)] <= (high or low)


def groups_of(codes: Iterable[object], groups: dict[str, str]) -> dict[object, list[str]]:
    """Each code's groups; ``groups`` maps a name to its ranges."""
    return {code: [name for name, ranges in groups.items() if covered(code, ranges)] for code in set(codes)}

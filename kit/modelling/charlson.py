"""The Charlson comorbidity index: ICD-10 codes of Quan et al. 2005 (Med Care 43:1130), weights of Charlson et al. 1987.

Written down from the published tables; a clinician should read them against the article before real use.
"""

from __future__ import annotations

from typing import Any

WEIGHTS = {
    "心肌梗死": 1, "充血性心力衰竭": 1, "周围血管病": 1, "脑血管病": 1, "痴呆": 1, "慢性肺病": 1, "结缔组织病": 1, "消化性溃疡": 1, "轻度肝病": 1,
    "糖尿病": 1, "糖尿病伴并发症": 2, "偏瘫或截瘫": 2, "肾病": 2, "恶性肿瘤": 2, "中重度肝病": 3, "转移性肿瘤": 6, "艾滋病": 6,
}  # fmt: skip
CODES = {
    "心肌梗死": "I21-I22 I25.2",
    "充血性心力衰竭": "I09.9 I11.0 I13.0 I13.2 I25.5 I42.0 I42.5-I42.9 I43 I50 P29.0",
    "周围血管病": "I70-I71 I73.1 I73.8-I73.9 I77.1 I79.0 I79.2 K55.1 K55.8-K55.9 Z95.8-Z95.9",
    "脑血管病": "G45-G46 H34.0 I60-I69",
    "痴呆": "F00-F03 F05.1 G30 G31.1",
    "慢性肺病": "I27.8-I27.9 J40-J47 J60-J67 J68.4 J70.1 J70.3",
    "结缔组织病": "M05-M06 M31.5 M32-M34 M35.1 M35.3 M36.0",
    "消化性溃疡": "K25-K28",
    "轻度肝病": "B18 K70.0-K70.3 K70.9 K71.3-K71.5 K71.7 K73-K74 K76.0 K76.2-K76.4 K76.8-K76.9 Z94.4",
    "糖尿病": "E10.0-E10.1 E10.6 E10.8-E10.9 E11.0-E11.1 E11.6 E11.8-E11.9 E12.0-E12.1 E12.6 E12.8-E12.9 E13.0-E13.1 E13.6 E13.8-E13.9 E14.0-E14.1 E14.6 E14.8-E14.9",
    "糖尿病伴并发症": "E10.2-E10.5 E10.7 E11.2-E11.5 E11.7 E12.2-E12.5 E12.7 E13.2-E13.5 E13.7 E14.2-E14.5 E14.7",
    "偏瘫或截瘫": "G04.1 G11.4 G80.1-G80.2 G81-G82 G83.0-G83.4 G83.9",
    "肾病": "I12.0 I13.1 N03.2-N03.7 N05.2-N05.7 N18-N19 N25.0 Z49.0-Z49.2 Z94.0 Z99.2",
    "恶性肿瘤": "C00-C26 C30-C34 C37-C41 C43 C45-C58 C60-C76 C81-C85 C88 C90-C97",
    "中重度肝病": "I85.0 I85.9 I86.4 I98.2 K70.4 K71.1 K72.1 K72.9 K76.5-K76.7",
    "转移性肿瘤": "C77-C80",
    "艾滋病": "B20-B22 B24",
}  # fmt: skip
MILDER = {"糖尿病伴并发症": "糖尿病", "中重度肝病": "轻度肝病", "转移性肿瘤": "恶性肿瘤"}  # of a pair only the graver one counts


def index(has: Any) -> Any:
    """The index of each row of a frame of booleans, one column a condition; conditions without a column are absent."""
    graver = {mild: grave for grave, mild in MILDER.items()}
    alone = {n: has[n] & ~has[graver[n]] if graver.get(n) in has else has[n] for n in WEIGHTS if n in has}
    return sum(column.astype(int) * WEIGHTS[name] for name, column in alone.items()) if alone else 0

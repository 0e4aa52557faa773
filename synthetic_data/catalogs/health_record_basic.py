"""健康档案: four in five people have one; it knows most, not all, of their chronic conditions."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from kit.synth.arrow import where
from synthetic_data.world import identifiers
from synthetic_data.world.effects import effects
from synthetic_data.world.health.diagnoses import diagnoses
from synthetic_data.world.health.patients import Body

NONE = "1"
RELATIVES = np.array(["父亲高血压", "母亲糖尿病", "父亲冠心病", "母亲恶性肿瘤"])


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Body(world, index)
    body = Body(world, index[every.chance("archive", 0.82)])
    recorded = body.conditions & (body.grid("recorded", body.conditions.shape[1]) < effects()["illness"]["recorded"])
    codes = np.array([c["code"] for c in diagnoses().conditions.values()])
    worst = np.where(recorded.any(axis=1), codes[recorded.argmax(axis=1)], NONE)
    span = (np.datetime64("2025-12-31") - np.maximum(body.birth_date, np.datetime64("2009-06-01"))).astype(int)
    day = np.maximum(body.birth_date, np.datetime64("2009-06-01")) + np.floor(body.unit("archived") ** 1.4 * np.maximum(span, 1)).astype(np.int64)
    abo, rh = body.blood
    serial = identifiers.digits(draw.permute(body.index, 10**11, body.stream("archive_no")), 11)
    county = identifiers.digits(body.county_code.astype(np.int64), 6)
    return {
        "archive_no": identifiers.as_text(np.hstack([county, serial])), "person_id": body.person_id, "name": body.name, "gender": body.gender_code,
        "birth_date": body.birth_date, "resident_type": np.full(len(body), "户籍"), "abo_blood": abo, "rh_blood": rh, "education": body.education,
        "occupation": body.occupation, "payment_mode": np.where(body.of_working_age & body.household.urban, "1", "2"),
        "allergy_history": body.allergy, "past_disease": worst, "family_history": where(body.chance("family_history", 0.12), RELATIVES[body.below("relative", 4)]),
        "disability": np.array(["1", "2", "3", "5", "6", "7"])[body.choice("disability", [0.955, 0.008, 0.009, 0.018, 0.005, 0.005])], "archive_date": day,
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.people, rows)]

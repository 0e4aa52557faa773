"""患者: a person at a hospital; some are never matched with the register of people."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from kit.synth.entity import Many
from synthetic_data.world.health.patients import Body, Patient, org_code


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    body = Body(world, index)
    record = Many(body, body.records, "record")
    patient = Patient(world, record.of("index") * 2 + record.number)
    body = patient.body
    abo, rh = body.blood
    return {
        "patient_id": lambda: patient.patient_id, "person_id": lambda: patient.linked_person_id, "org_code": lambda: org_code(patient.hospital), "name": lambda: patient.name,
        "id_type": np.full(len(patient), "01"), "id_no": lambda: body.id_no, "gender": body.gender_code, "birth_date": body.birth_date,
        "ethnicity": lambda: body.ethnicity, "marital_status": lambda: body.marital_status, "occupation": lambda: body.occupation, "abo_blood": abo, "rh_blood": rh,
        "allergy": lambda: body.allergy, "insurance_type": lambda: np.where(body.of_working_age & (body.household.urban), "01", "02"), "county_code": body.county_code,
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.people, rows)]

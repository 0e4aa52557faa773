"""中小学学校: each school in each year; pupils fewer every year in the villages."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import calendar, identifiers, names, places
from synthetic_data.world.sites import Site, phone, scaled

TYPES = np.array(["小学", "教学点", "初级中学", "九年一贯制学校", "完全中学", "高级中学", "十二年一贯制学校"])
SHARE = (0.44, 0.26, 0.18, 0.07, 0.02, 0.025, 0.005)
PUPILS = np.array([450, 40, 600, 700, 1800, 2000, 2200])
SCHOOLS, LEAST = 1_100, 7  # of the whole city, and of the smallest (our choices): together about as many pupils as children of that age


class School(Site):
    kind = "school"
    spread = 0.12


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    school, year = School(world, np.repeat(index, 4)), np.tile(np.arange(4), len(index))
    kind = school.choice("type", SHARE)
    area = np.where(kind == 1, 2, school.choice("area", [0.3, 0.4, 0.3]))
    trend = np.array([0.01, -0.02, -0.07])[area] * year
    pupils = np.maximum(np.rint(PUPILS[kind] * np.exp(0.4 * school.normal("pupils") + trend)), 5).astype(int)
    classes = np.maximum(np.ceil(pupils / np.array([42, 38, 22])[area]).astype(int), 1)
    private = school.chance("private", np.where(area == 0, 0.12, 0.03))
    return {
        "school_code": identifiers.as_text(identifiers.digits(39_0000_0000 + school.index, 10)), "stat_year": calendar.YEARS[year],
        "school_name": places.text(school.county_name, school.word, names.MARK, TYPES[kind]), "school_type": TYPES[kind],
        "sponsor_type": np.where(private, "民办", "地方教育部门"), "address": school.address, "county_code": school.county_code,
        "longitude": school.longitude, "latitude": school.latitude, "urban_rural": np.array(["城区", "镇区", "乡村"])[area],
        "class_count": classes, "student_count": pupils, "teacher_count": np.maximum(np.ceil(classes * 2.1).astype(int), 2),
        "office_phone": phone(school),
    }  # fmt: skip


PARTS = [Part("all", lambda world: scaled(world.fraction, SCHOOLS, LEAST), rows, fan_out=4)]

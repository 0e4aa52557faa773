"""农村土地利用现状: every parcel in every yearly survey, so that transitions can be read off."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from kit.synth.arrow import where
from synthetic_data.world import calendar, identifiers, places
from synthetic_data.world.effects import effects
from synthetic_data.world.parcels import CODES, HOMESTEAD, NAMES, PARCELS, PLANTING, ROAD, Parcel
from synthetic_data.world.sites import scaled


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    parcel, years = Parcel(world, index), len(calendar.YEARS)
    row, year = np.repeat(np.arange(len(index)), years), np.tile(np.arange(years), len(index))
    kind, planting = parcel.classes[row, year], parcel.planting[row, year]
    resurveyed = parcel.grid("resurvey", years)[row, year] < effects()["land"]["look_alikes"]["resurvey"]["share"]
    area = np.round(parcel.area[row] * np.where(resurveyed, 0.98 + 0.04 * parcel.grid("drift", years)[row, year], 1), 2)
    village = places.text(places.COUNTY_NAMES[parcel.county], places.VILLAGES[parcel.village])[row]
    serial = draw.permute(index, 10**10, parcel.stream("serial"))
    state = np.isin(kind, (ROAD,)) & (parcel.unit("state")[row] < 0.3)
    code = identifiers.as_text(np.hstack([identifiers.digits(places.COUNTY_CODES[parcel.county].astype(np.int64), 6),
                                          identifiers.digits(100_000 + parcel.village, 6), identifiers.digits(np.zeros_like(index), 7)]))  # fmt: skip
    return {
        "parcel_id": np.char.add(places.COUNTY_CODES[parcel.county], identifiers.as_text(identifiers.digits(serial, 12)))[row],
        "survey_year": calendar.YEARS[year], "parcel_no": identifiers.as_text(identifiers.digits(index % 10**8, 8))[row],
        "land_class_code": CODES[kind], "land_class_name": NAMES[kind], "owner_unit_name": places.text(village, np.where(state, "公路管理单位", "村民委员会")),
        "ownership_nature": np.where(state, "20", "30"), "location_unit_code": code[row], "location_unit_name": village,
        "parcel_area": area, "net_area": np.round(area * np.where(kind == HOMESTEAD, 1.0, 0.93 + 0.06 * parcel.unit("net")[row]), 2),
        "slope_grade": where(planting >= 0, parcel.slope.astype(str)[row]), "planting_attr": where(planting >= 0, PLANTING[planting]),
        "county_code": places.COUNTY_CODES[parcel.county][row],
    }  # fmt: skip


PARTS = [Part("all", lambda world: scaled(world.fraction, PARCELS, 1500), rows, fan_out=4)]

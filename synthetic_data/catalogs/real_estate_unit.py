"""不动产单元: the dwellings of the towns."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import places
from synthetic_data.world.dwellings import Dwelling


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Dwelling(world, index)
    home = Dwelling(world, index[every.exists])
    flat = home.flat
    return {
        "unit_no": home.unit_no,
        "house_code": np.char.add("H", np.char.rjust(home.index.astype(str), 12, "0")),
        "building_no": places.text("幢", flat.building),
        "location": flat.address,
        "community_name": flat.community,
        "actual_floor": flat.floor,
        "room_no": flat.room.astype(str),
        "layout": home.layout,
        "usage": np.full(len(home), "10"),
        "built_area": home.built_area,
        "inner_area": np.round(home.built_area - home.shared_area, 2),
        "shared_area": home.shared_area,
        "house_type": np.full(len(home), "1"),
        "house_nature": home.nature,
        "status": np.full(len(home), "有效"),
        "county_code": places.COUNTY_CODES[home.county],
    }


PARTS = [Part("dwellings", lambda world: world.dwellings, rows, fan_out=0.3)]

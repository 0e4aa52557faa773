"""商品房交易备案: the filing of each contract of a new dwelling."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from synthetic_data.world import identifiers, places
from synthetic_data.world.sales import new_sales


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    sale = new_sales(world, index)
    flat = sale.flat
    permit = 100 + draw.below(flat.community_code * 40 + flat.building, sale.stream("permit"), 800)
    return {
        "filing_no": identifiers.opaque("F", sale.key("filing")), "contract_no": sale.contract_no,
        "presale_permit_no": places.text(places.COUNTY_NAMES[sale.county], "（模拟）房预售证第", permit, "号"),
        "project_name": flat.community, "developer_uscc": sale.developer.uscc, "developer_name": sale.developer.name,
        "building_no": flat.building.astype(str), "room_no": flat.room.astype(str), "unit_no": sale.unit_no,
        "house_use": np.full(len(sale), "住宅"), "built_area": sale.built_area, "total_price": sale.total_price,
        "filing_date": sale.filing_day, "filing_status": np.where(sale.chance("void", 0.015), "注销", "已备案"),
        "county_code": places.COUNTY_CODES[sale.county],
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.dwellings, rows, fan_out=0.05)]

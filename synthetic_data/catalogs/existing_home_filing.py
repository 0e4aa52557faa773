"""存量房交易备案: resales since 2022, from the first owner to the owner of today."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from kit.synth.arrow import where
from synthetic_data.world import identifiers, places
from synthetic_data.world.enterprises import Enterprise
from synthetic_data.world.sales import resales


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    sale = resales(world, index)
    agency = Enterprise(world, world.agencies[sale.below("agency", len(world.agencies))])
    return {
        "filing_no": identifiers.opaque("G", sale.key("resale_filing")), "contract_no": identifiers.opaque("R", sale.key("resale_contract")),
        "unit_no": sale.unit_no, "location": sale.flat.address, "community_code": sale.flat.community_code.astype(str),
        "county_code": places.COUNTY_CODES[sale.county], "seller_id": sale.first_owner.person_id, "buyer_id": sale.owner.person_id,
        "built_area": sale.built_area, "total_price": sale.price, "agency_uscc": where(sale.chance("brokered", 0.7), agency.uscc),
        "sign_date": sale.resold_date, "filing_date": sale.resold_date + 1 + sale.below("resale_filing", 20),
        "filing_status": np.full(len(sale), "已备案"),
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.dwellings, rows, fan_out=0.05)]

"""房产证: one certificate for each title, also of holders who have sold since."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from synthetic_data.world import identifiers, places
from synthetic_data.world.dwellings import RESETTLED, Dwelling
from synthetic_data.world.titles import certificate_no, registered


def now(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Dwelling(world, index)
    home = Dwelling(world, index[every.exists & ~np.isnat(registered(every, every.acquired))])
    together = (home.household.size > 1) & home.chance("together", 0.55)
    return _certificate(home, home.owner, registered(home, home.acquired), "title") | {
        "ownership_note": np.where(together, "共同共有", "单独所有"), "other_status": np.full(len(home), "无"),
    }  # fmt: skip


def before(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Dwelling(world, index)
    home = Dwelling(world, index[every.exists & ~np.isnat(every.resold_date) & ~np.isnat(registered(every, every.resold_date))])
    return _certificate(home, home.first_owner, registered(home, home.first_date), "first_title") | {
        "ownership_note": np.full(len(home), "单独所有"), "other_status": np.full(len(home), "无"),
    }  # fmt: skip


def _certificate(home: Dwelling, holder: Any, day: np.ndarray, title: str) -> dict[str, Any]:
    county = places.COUNTY_NAMES[home.county]
    return {
        "cert_no": certificate_no(home, title), "print_no": identifiers.opaque("C", home.key(f"print.{title}")),
        "unit_no": home.unit_no, "holder_name": holder.name, "holder_id": holder.person_id, "location": home.flat.address,
        "right_type": np.full(len(home), "国有建设用地使用权/房屋所有权"),
        "right_nature": np.where(home.nature == RESETTLED, "划拨/安置房", "出让/市场化商品房"), "usage": np.full(len(home), "城镇住宅用地/住宅"),
        "area": home.built_area, "term": np.full(len(home), "70年"), "register_org": places.text(county, "不动产登记中心"),
        "register_date": day.astype("datetime64[D]"),
    }  # fmt: skip


PARTS = [
    Part("now", lambda world: world.dwellings, now, fan_out=0.3),
    Part("before", lambda world: world.dwellings, before, fan_out=0.07),
]

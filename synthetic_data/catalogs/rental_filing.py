"""房屋租赁登记备案: leases of let flats, one after the other; many are never filed, crowded ones least of all."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from kit.synth.entity import Many
from synthetic_data.world import calendar, identifiers
from synthetic_data.world.dwellings import GROUP_LET, Dwelling
from synthetic_data.world.effects import effects
from synthetic_data.world.people import Person


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Dwelling(world, index)
    plan = effects()["group_rental"]
    filed = every.chance("filed", np.where(every.use == GROUP_LET, plan["filed"], 0.55))
    home = Dwelling(world, index[every.exists & every.let & filed & (every.acquired < np.datetime64("2025-06-01"))])
    lease = Many(home, 1 + home.times("leases", 1.1), "lease")
    start = np.maximum(lease.of("acquired"), np.datetime64("2021-06-01")) + 30 + lease.number * 400 + lease.below("start", 300)
    months = np.array([6, 12, 24])[lease.choice("months", [0.15, 0.65, 0.2])]
    filing = start + 2 + lease.below("filing", 25)
    keep = filing <= calendar.LAST_DAY
    at = np.flatnonzero(keep)
    people, crowded = lease.of("occupants"), lease.of("use") == GROUP_LET
    said = np.where(crowded, np.minimum(people, 2 + lease.below("said", 3)), people)
    tenant = Person(world, world.workers[lease.below("tenant", len(world.workers))].astype(np.int64))
    per_metre = np.array([17.0, 16.0, 11.0, 11.0, 13.0, 12.0, 12.0])[lease.of("county")]
    rent = np.round(lease.of("built_area") * per_metre * np.exp(0.15 * lease.normal("rent")), -1)
    out = {
        "filing_no": identifiers.opaque("L", lease.key()), "unit_no": lease.of("unit_no"), "location": home.flat.address[lease.row],
        "community_name": home.flat.community[lease.row], "built_area": lease.of("built_area"),
        "lessor_id": home.owner.person_id[lease.row], "lessee_id": tenant.person_id,
        "lessee_type": np.where(lease.chance("company", 0.06), "单位", "个人"), "tenant_count": said,
        "room_count": np.array([1, 2, 3, 4])[lease.of("layout").astype(int) - 1] + np.where(crowded, draw.below(lease.index, lease.stream("rooms"), 3), 0),
        "usage": np.where(lease.chance("office", 0.04), "办公", "居住"), "monthly_rent": rent, "lease_start": start,
        "lease_end": start + (months * 30.44).astype(np.int64), "filing_date": filing,
        "filing_status": np.where(lease.chance("ended", 0.08), "注销", "有效"),
    }  # fmt: skip
    return {name: values[at] for name, values in out.items()}


PARTS = [Part("all", lambda world: world.dwellings, rows, fan_out=0.03)]

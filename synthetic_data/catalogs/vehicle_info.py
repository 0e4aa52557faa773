"""车辆: cars of people of working age and of enterprises; 六安 has about 1.1 million (our choice)."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part
from kit.synth.entity import Entity, Many
from synthetic_data.world import calendar, vehicles
from synthetic_data.world.activity import Activity
from synthetic_data.world.enterprises import Enterprise
from synthetic_data.world.people import Person
from synthetic_data.world.taxis import Cab, cabs

BRANDS = np.array([a + b for a in "远行安驰瑞迅捷风云" for b in "达骏腾飞途跃"])
SALOON, COACH = "K33", "K11"


def people(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Person(world, index)
    owns = every.of_working_age & every.chance("owns_car", np.where(every.female, 0.2, 0.46))
    owner = Person(world, index[owns])
    return _vehicle(owner, owner.index, owner.person_id, np.full(len(owner), "个人"), owner.chance("truck", 0.05), np.full(len(owner), "A"))


def firms(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    lorries = np.isin(activity.firm.industry, ["E", "G", "F"])
    fleet = Many(activity, np.minimum(activity.times("fleet", np.where(lorries, 0.5, 0.25) * np.log1p(activity.usual_staff)), vehicles.MOST - 1), "fleet")
    cargo = fleet.chance("cargo", np.where(lorries, 0.55, 0.15)[fleet.row])
    return _vehicle(fleet, vehicles.of_fleet(world, fleet.of("index"), fleet.number), activity.firm.uscc[fleet.row], np.full(len(fleet), "单位"), cargo, np.where(cargo, "F", "A"))


def _vehicle(entity: Entity, serial: np.ndarray, owner: np.ndarray, kind: np.ndarray, cargo: np.ndarray, use: np.ndarray) -> dict[str, Any]:
    registered = np.datetime64("2010-01-01") + np.floor(entity.unit("registered") ** 0.7 * 5_840).astype(np.int64)
    year = registered.astype("datetime64[Y]").astype(int) + 1970
    electric = ~cargo & entity.chance("electric", np.clip((year - 2015) * 0.05, 0, 0.45))
    age = 2026 - year
    step = np.where(cargo, 1, np.where(age < 10, 2, 1))
    bits = entity.key("vehicle")
    return {
        "vehicle_seq": vehicles.vehicle_seq(entity.world, serial),
        "plate_type": np.where(cargo, "01", np.where(electric, "52", "02")), "plate_no": vehicles.plate_no(entity.world, serial),
        "brand": BRANDS[entity.below("brand", len(BRANDS))],
        "vehicle_type": np.where(cargo, np.array(["H31", "H11", "H21"])[entity.choice("lorry", [0.6, 0.25, 0.15])], np.array(["K33", "K31"])[entity.choice("car", [0.7, 0.3])]),
        "use_nature": use, "vin": vehicles.vin(bits), "owner_id": owner, "owner_type": kind, "first_reg_date": registered,
        "inspection_valid_to": registered + (365.25 * step * (np.ceil(age / step))).astype(int),
        "scrap_date": np.where(cargo, registered + 5_479, np.datetime64("NaT", "D")),
        "fuel_type": np.where(electric, "C", np.where(cargo, "B", np.where(entity.chance("hybrid", 0.05), "O", "A"))),
        "status": np.array(["A", "B", "E", "G", "P"])[entity.choice("status", [0.86, 0.04, 0.03, 0.03, 0.04])],
        "mortgage_flag": np.where(entity.chance("mortgage", np.where(calendar.LAST_DAY - registered < np.timedelta64(1100, "D"), 0.3, 0.03)), "1", "0"),
    }  # fmt: skip


def public(world: Any, index: np.ndarray) -> dict[str, Any]:
    """Buses, then cabs; both are in use, and were registered before the first day of the city."""
    buses = int(world.buses.vehicles.sum())
    bus, cab = Bus(world, index[index < buses]), Cab(world, index[index >= buses] - buses)
    operator = Enterprise(world, np.full(len(bus), world.carriers[0]))
    parts = [
        _public(bus, vehicles.of_bus(world, bus.index), operator.uscc, "C", COACH),
        _public(cab, vehicles.of_cab(world, cab.index), cab.company.uscc, "D", SALOON),
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _public(entity: Entity, serial: np.ndarray, owner: np.ndarray, use: str, kind: str) -> dict[str, Any]:
    no, size = np.zeros(len(entity), dtype=bool), len(entity)
    registered = np.datetime64("2016-01-01") + entity.below("registered", 2_100)
    usual = _vehicle(entity, serial, owner, np.full(size, "单位"), no, np.full(size, use))
    return usual | {"vehicle_type": np.full(size, kind), "first_reg_date": registered, "status": np.full(size, "A"),
                    "inspection_valid_to": registered + 365 * ((calendar.LAST_DAY - registered).astype(int) // 365 + 1)}  # fmt: skip


class Bus(Entity):
    kind = "bus"


PARTS = [
    Part("people", lambda world: world.people, people, fan_out=0.2, holds={"owner_type": ("个人",)}),
    Part("firms", lambda world: world.enterprises, firms, fan_out=0.5, holds={"owner_type": ("单位",)}),
    Part("public", lambda world: int(world.buses.vehicles.sum()) + cabs(world), public, holds={"owner_type": ("单位",)}),
]

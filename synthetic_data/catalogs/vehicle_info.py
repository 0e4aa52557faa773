"""车辆: cars of people of working age and of enterprises; 六安 has about 1.1 million (our choice)."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import Part, draw
from kit.synth.entity import Entity, Many
from synthetic_data.world import calendar, identifiers
from synthetic_data.world.activity import Activity
from synthetic_data.world.people import Person

MOST = 40  # vehicles of one firm, so that people and fleets share one line of serial numbers
BRANDS = np.array([a + b for a in "远行安驰瑞迅捷风云" for b in "达骏腾飞途跃"])
LETTERS = np.frombuffer(b"ABCDEFGHJKLMNPQRSTUVWXYZ", dtype=np.uint8)
BASE_33 = np.frombuffer(b"0123456789ABCDEFGHJKLMNPRSTUVWXYZ", dtype=np.uint8)


def people(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Person(world, index)
    owns = every.of_working_age & every.chance("owns_car", np.where(every.female, 0.2, 0.46))
    owner = Person(world, index[owns])
    return _vehicle(owner, owner.index, owner.person_id, np.full(len(owner), "个人"), owner.chance("truck", 0.05), np.full(len(owner), "A"))


def firms(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    lorries = np.isin(activity.firm.industry, ["E", "G", "F"])
    fleet = Many(activity, np.minimum(activity.times("fleet", np.where(lorries, 0.5, 0.25) * np.log1p(activity.usual_staff)), MOST - 1), "fleet")
    cargo = fleet.chance("cargo", np.where(lorries, 0.55, 0.15)[fleet.row])
    return _vehicle(fleet, world.people + fleet.of("index") * MOST + fleet.number, activity.firm.uscc[fleet.row], np.full(len(fleet), "单位"), cargo, np.where(cargo, "F", "A"))


def _vehicle(entity: Entity, serial: np.ndarray, owner: np.ndarray, kind: np.ndarray, cargo: np.ndarray, use: np.ndarray) -> dict[str, Any]:
    registered = np.datetime64("2010-01-01") + np.floor(entity.unit("registered") ** 0.7 * 5_840).astype(np.int64)
    year = registered.astype("datetime64[Y]").astype(int) + 1970
    electric = ~cargo & entity.chance("electric", np.clip((year - 2015) * 0.05, 0, 0.45))
    age = 2026 - year
    step = np.where(cargo, 1, np.where(age < 10, 2, 1))
    bits = entity.key("vehicle")
    return {
        "vehicle_seq": identifiers.as_text(identifiers.digits(draw.permute(serial, 10**13, _stream(entity, "vehicle_seq")), 13)),
        "plate_type": np.where(cargo, "01", np.where(electric, "52", "02")), "plate_no": plates(serial, _stream(entity, "plate")),
        "brand": BRANDS[entity.below("brand", len(BRANDS))],
        "vehicle_type": np.where(cargo, np.array(["H31", "H11", "H21"])[entity.choice("lorry", [0.6, 0.25, 0.15])], np.array(["K33", "K31"])[entity.choice("car", [0.7, 0.3])]),
        "use_nature": use, "vin": vin(bits), "owner_id": owner, "owner_type": kind, "first_reg_date": registered,
        "inspection_valid_to": registered + (365.25 * step * (np.ceil(age / step))).astype(int),
        "scrap_date": np.where(cargo, registered + 5_479, np.datetime64("NaT", "D")),
        "fuel_type": np.where(electric, "C", np.where(cargo, "B", np.where(entity.chance("hybrid", 0.05), "O", "A"))),
        "status": np.array(["A", "B", "E", "G", "P"])[entity.choice("status", [0.86, 0.04, 0.03, 0.03, 0.04])],
        "mortgage_flag": np.where(entity.chance("mortgage", np.where(calendar.LAST_DAY - registered < np.timedelta64(1100, "D"), 0.3, 0.03)), "1", "0"),
    }  # fmt: skip


def _stream(entity: Entity, column: str) -> np.uint64:
    """One stream for people and fleets: their serial numbers share a line."""
    return draw.key(entity.world.seed, f"vehicle.{column}")


def plates(serial: np.ndarray, stream: np.uint64) -> np.ndarray:
    """皖N, three letters and three digits, which no issued plate has; unique as serials are permuted."""
    value = draw.permute(serial, 24**3 * 10**3, stream)
    letters = LETTERS[value[:, None] // np.array([24**2, 24, 1]) // 1000 % 24]
    return np.char.add("皖N", identifiers.as_text(np.hstack([letters, identifiers.digits(value % 1000, 3)])))


def vin(bits: np.ndarray) -> np.ndarray:
    """17 characters that begin with 0, which no maker's code does."""
    body = (bits[:, None] >> np.arange(0, 64, 4, dtype=np.uint64)) % np.uint64(33)
    return np.char.add("0", identifiers.as_text(BASE_33[body.astype(int)]))


PARTS = [
    Part("people", lambda world: world.people, people, fan_out=0.2, holds={"owner_type": ("个人",)}),
    Part("firms", lambda world: world.enterprises, firms, fan_out=0.5, holds={"owner_type": ("单位",)}),
]

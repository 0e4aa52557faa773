"""Number plates and chassis numbers that no vehicle has, on one line of serial numbers for the whole city."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.synth import draw
from synthetic_data.world import identifiers

MOST = 40  # vehicles of one firm, so that people, fleets, buses and cabs share one line of serial numbers
LETTERS = np.frombuffer(b"ABCDEFGHJKLMNPQRSTUVWXYZ", dtype=np.uint8)
BASE_33 = np.frombuffer(b"0123456789ABCDEFGHJKLMNPRSTUVWXYZ", dtype=np.uint8)


def of_fleet(world: Any, firm: np.ndarray, number: np.ndarray) -> np.ndarray:
    return world.people + firm * MOST + number


def of_bus(world: Any, number: np.ndarray) -> np.ndarray:
    return world.people + world.enterprises * MOST + number


def of_cab(world: Any, number: np.ndarray) -> np.ndarray:
    return of_bus(world, 100_000 + number)


def stream(world: Any, column: str) -> np.uint64:
    return draw.key(world.seed, f"vehicle.{column}")


def plate_no(world: Any, serial: np.ndarray) -> np.ndarray:
    """皖N, three letters and three digits, which no issued plate has; unique as serials are permuted."""
    value = draw.permute(serial, 24**3 * 10**3, stream(world, "plate"))
    letters = LETTERS[value[:, None] // np.array([24**2, 24, 1]) // 1000 % 24]
    return np.char.add("皖N", identifiers.as_text(np.hstack([letters, identifiers.digits(value % 1000, 3)])))


def vehicle_seq(world: Any, serial: np.ndarray) -> np.ndarray:
    return identifiers.as_text(identifiers.digits(draw.permute(serial, 10**13, stream(world, "vehicle_seq")), 13))


def vin(bits: np.ndarray) -> np.ndarray:
    """17 characters that begin with 0, which no maker's code does."""
    body = (bits[:, None] >> np.arange(0, 64, 4, dtype=np.uint64)) % np.uint64(33)
    return np.char.add("0", identifiers.as_text(BASE_33[body.astype(int)]))

"""The latent city: a seed, its size, and the small arrays that all tables share."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kit.synth import draw
from synthetic_data.world.places import COUNTY_CODES

if TYPE_CHECKING:
    from synthetic_data.world.bus_network import Network

# At size 1 (our choice, rounded from what we recall of 六安): registered people 5.85 million, 560 thousand subjects.
HOUSEHOLDS, ENTERPRISES, SOLE_TRADERS = 1_950_000, 160_000, 400_000
BLOCK_HOUSEHOLDS, BLOCK_PEOPLE = 16, 48


class World:
    """One synthetic 六安. Everything in it is a function of ``seed``, ``fraction`` and an index."""

    def __init__(self, seed: int, fraction: float) -> None:
        self.seed, self.fraction = seed, fraction
        self.people_blocks = max(7, round(HOUSEHOLDS * fraction / BLOCK_HOUSEHOLDS))
        self.households = self.people_blocks * BLOCK_HOUSEHOLDS
        self.dwellings = 2 * self.households
        self.people = self.people_blocks * BLOCK_PEOPLE
        self.enterprises = max(200, round(ENTERPRISES * fraction))
        self.subjects = self.enterprises + max(100, round(SOLE_TRADERS * fraction))

    @cached_property
    def workers(self) -> np.ndarray:
        """Everyone of working age, ascending: whom employment slots are mapped to."""
        from synthetic_data.world.people import Person

        step = 48 * 20_000
        blocks = (np.arange(lo, min(lo + step, self.people)) for lo in range(0, self.people, step))
        return np.concatenate([b[Person(self, b).of_working_age] for b in blocks]).astype(np.int32)

    @cached_property
    def builders(self) -> np.ndarray:
        return self._of_industry("E")

    @cached_property
    def builders_by_county(self) -> np.ndarray:
        """The builders again, those of a county side by side."""
        return self.builders[np.argsort(self._county_of_builder, kind="stable")]

    @cached_property
    def builders_of_county(self) -> tuple[np.ndarray, np.ndarray]:
        """Where each county begins in ``builders_by_county``, and how many builders it has."""
        size = np.bincount(self._county_of_builder, minlength=len(COUNTY_CODES))
        return np.minimum(np.cumsum(size) - size, len(self.builders) - 1), size

    @cached_property
    def _county_of_builder(self) -> np.ndarray:
        from synthetic_data.world.enterprises import Enterprise

        return Enterprise(self, self.builders).county

    @cached_property
    def agencies(self) -> np.ndarray:
        """Business services: brokers of flats, agents of tenders."""
        return self._of_industry("L")

    @cached_property
    def advisers(self) -> np.ndarray:
        """Technical services: who supervises works."""
        return self._of_industry("M")

    @cached_property
    def hosts(self) -> np.ndarray:
        """Hotels and restaurants."""
        return self._of_industry("H")

    @cached_property
    def carriers(self) -> np.ndarray:
        """Transport companies: who runs cabs and buses."""
        return self._of_industry("G")

    @cached_property
    def buses(self) -> Network:
        from synthetic_data.world.bus_network import Network

        return Network(self)

    def _of_industry(self, industry: str) -> np.ndarray:
        """Enterprises of an industry that were formed before 2020 and still stand."""
        from synthetic_data.world.enterprises import ORDINARY, Enterprise

        firm = Enterprise(self, np.arange(min(self.enterprises, 20_000)))
        stands = (firm.est_date < np.datetime64("2020-01-01")) & np.isnat(firm.exit_date) & firm.is_kind(ORDINARY)
        found = firm.index[(firm.industry == industry) & stands]
        return found if len(found) >= 3 else firm.index[stands][:3]  # in a very small city others must step in

    def worker_of(self, slot: np.ndarray) -> np.ndarray:
        """The person in an employment slot: nobody holds two, as there are fewer slots than people of working age."""
        order = draw.permute(slot, len(self.workers), draw.key(self.seed, "worker_of_slot"))
        return self.workers[order].astype(np.int64)

    @cached_property
    def _slot_of_worker(self) -> np.ndarray:
        """Employment slot of each worker, -1 without one: ``worker_of`` turned round."""
        slots = np.arange(self.slot_start[-1])
        out = np.full(len(self.workers), -1)
        out[draw.permute(slots, len(self.workers), draw.key(self.seed, "worker_of_slot"))] = slots
        return out

    def slot_of(self, person: np.ndarray) -> np.ndarray:
        """The employment slot of people, -1 for those who have none."""
        at = np.minimum(np.searchsorted(self.workers, person), len(self.workers) - 1)
        return np.where(self.workers[at] == person, self._slot_of_worker[at], -1)

    @cached_property
    def slot_start(self) -> np.ndarray:
        """First employment slot of each enterprise; the last entry is the number of slots."""
        from synthetic_data.world.activity import Activity

        step = 65_536
        sizes = [Activity(self, np.arange(lo, min(lo + step, self.enterprises))).peak_headcount
                 for lo in range(0, self.enterprises, step)]  # fmt: skip
        return np.concatenate([[0], np.cumsum(np.concatenate(sizes))])

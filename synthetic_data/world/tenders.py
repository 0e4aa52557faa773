"""Tenders: one section won is one award notice, one result notice and two or three candidates that agree on it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from kit.synth import draw
from synthetic_data.world import names, places
from synthetic_data.world.activity import Activity, Event
from synthetic_data.world.effects import effects
from synthetic_data.world.enterprises import Enterprise
from synthetic_data.world.people import Person

WORKS = np.array(["道路改造工程", "学校维修工程", "水利整治工程", "老旧小区改造", "绿化提升工程", "厂房建设工程"])


class Award(Event):
    """A section won by an enterprise in a month; the larger the builder the more often."""

    def __init__(self, activity: Activity) -> None:
        rate = np.select([activity.firm.industry == "E", activity.firm.industry == "M"], [0.03, 0.004], 0.0)
        grid = activity.grid("award", 48) < (rate * np.sqrt(activity.usual_staff / 8))[:, None]
        super().__init__(activity, "award", grid & (activity.staff > 2))

    @cached_property
    def date(self) -> np.ndarray:
        return self.day("day")

    @cached_property
    def work(self) -> np.ndarray:
        return WORKS[self.below("work", len(WORKS))]

    @cached_property
    def county(self) -> np.ndarray:
        return self.of_firm("county")

    @cached_property
    def project_name(self) -> np.ndarray:
        return places.text(places.COUNTY_NAMES[self.county], names.MARK, self.work)

    @cached_property
    def project_code(self) -> np.ndarray:
        return self.key_text("Z")

    @cached_property
    def section_code(self) -> np.ndarray:
        return self.key_text("A")

    @cached_property
    def amount(self) -> np.ndarray:
        """万元."""
        return np.round(np.exp(self.normal("amount") + 4.4), 2)

    @cached_property
    def lead(self) -> Person:
        return Person(self.world, self.world.workers[self.below("lead", len(self.world.workers))].astype(np.int64))

    @cached_property
    def by_ring(self) -> np.ndarray:
        """Won by a bidding ring: its companions are the other candidates again and again."""
        return in_ring(self.world, self.firm_index)

    @cached_property
    def firm_index(self) -> np.ndarray:
        return self.activity.index[self.row]

    def rival(self, rank: int) -> Enterprise:
        """The candidate of rank 2 or 3: a builder drawn anew each time, or a companion of the winner's ring."""
        builders = self.world.builders
        fresh = builders[draw.below(self.index * 8 + rank, self.stream("rival"), len(builders))]
        companion = builders[draw.below(self.firm_index * 8 + rank, self.stream("companion"), len(builders))]
        loyal = draw.unit(self.index * 8 + rank, self.stream("loyal")) < effects()["bid_ring"]["loyalty"]
        return Enterprise(self.world, np.where(self.by_ring & loyal, companion, fresh))


def in_ring(world: Any, firm: np.ndarray) -> np.ndarray:
    """Whether an enterprise bids with companions."""
    return draw.unit(firm, draw.key(world.seed, "award.ring")) < effects()["bid_ring"]["share"]


def awards(world: Any, index: np.ndarray) -> Award:
    return Award(Activity(world, index))

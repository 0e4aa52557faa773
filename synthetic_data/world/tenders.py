"""Tenders: one section won is one award notice, one result notice and two or three candidates that agree on it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from kit.synth import draw
from synthetic_data.world import calendar, names, places
from synthetic_data.world.activity import Activity, Event
from synthetic_data.world.effects import effects
from synthetic_data.world.enterprises import Enterprise
from synthetic_data.world.people import Person

WORKS = np.array([
    "道路改造工程", "学校维修工程", "水利整治工程", "老旧小区改造", "绿化提升工程", "厂房建设工程", "桥梁加固工程", "污水管网工程",
    "高标准农田建设", "卫生院扩建工程", "农村饮水安全工程", "停车场建设工程",
])
PHASES = np.array(["", "", "", "（一期）", "（二期）", "一标段", "二标段"])


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
    def year(self) -> np.ndarray:
        return self.date.astype("datetime64[Y]").astype(int) + 1970

    @cached_property
    def project_name(self) -> np.ndarray:
        return places.text(places.COUNTY_NAMES[self.county], names.MARK, self._town, self.year, "年", self._what)

    @cached_property
    def short_name(self) -> np.ndarray:
        """As people call it: without the county and the year, often without the town."""
        unnamed = self.chance("no_town", effects()["tender_notices"]["town_missing"])
        return places.text(np.where(unnamed, "", self._town), self._what)

    @cached_property
    def _town(self) -> np.ndarray:
        return places.text(places.WORDS[self.below("town", len(places.WORDS))], "镇")

    @cached_property
    def _what(self) -> np.ndarray:
        return places.text(self.work, PHASES[self.below("phase", len(PHASES))])

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

    @cached_property
    def notice_day(self) -> np.ndarray:
        return self.date + self.below("notice_days", effects()["tender_notices"]["days"] + 1)

    @cached_property
    def notice_id(self) -> np.ndarray:
        return self.key_text("J")

    @cached_property
    def noticed(self) -> np.ndarray:
        """Rows whose result is made public, and before the city ends."""
        told = ~self.chance("unpublished", effects()["tender_notices"]["unpublished"])
        return np.flatnonzero(told & (self.notice_day <= calendar.LAST_DAY))

    @cached_property
    def supervision_id(self) -> np.ndarray:
        return self.key_text("K")

    @cached_property
    def supervised(self) -> np.ndarray:
        """Rows whose project has a notice about its supervision, too: a deal, but no section of works."""
        told = self.chance("supervised", effects()["tender_notices"]["supervised"])
        return np.flatnonzero(told & (self.notice_day <= calendar.LAST_DAY))

    @cached_property
    def second(self) -> np.ndarray:
        return self._rival(2, self.firm_index)

    @cached_property
    def third(self) -> np.ndarray:
        return self._rival(3, self.firm_index, self.second)

    def rival(self, rank: int) -> Enterprise:
        """The candidate of rank 2 or 3."""
        return Enterprise(self.world, self.second if rank == 2 else self.third)

    def _rival(self, rank: int, *others: np.ndarray) -> np.ndarray:
        """A builder drawn anew each time, most often from the winner's county, or a companion of the winner's ring; none of ``others``."""
        builders, plan = self.world.builders, effects()["bid_ring"]
        at, winner = self.index * 8 + rank, self.firm_index * 8 + rank
        start, size = self.world.builders_of_county
        near = (draw.unit(at, self.stream("near")) < plan["near"]) & (size[self.county] >= 3)
        nearby = self.world.builders_by_county[start[self.county] + draw.below(at, self.stream("neighbour"), np.maximum(size[self.county], 1))]
        anyone = builders[draw.below(at, self.stream("rival"), len(builders))]
        companion = builders[draw.below(winner, self.stream("companion"), len(builders))]
        loyal = draw.unit(at, self.stream("loyal")) < plan["loyalty"]
        chosen = np.where(self.by_ring & loyal, companion, np.where(near, nearby, anyone))
        while (met := np.any([chosen == o for o in others], axis=0)).any():
            chosen = np.where(met, builders[(np.searchsorted(builders, chosen) + 1) % len(builders)], chosen)
        return chosen


def in_ring(world: Any, firm: np.ndarray) -> np.ndarray:
    """Whether an enterprise bids with companions."""
    return draw.unit(firm, draw.key(world.seed, "award.ring")) < effects()["bid_ring"]["share"]


def awards(world: Any, index: np.ndarray) -> Award:
    return Award(Activity(world, index))

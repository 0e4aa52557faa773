"""Dwellings: who owns each, who lives in it, and how it came into its owner's hands.

Every household of the towns owns the flat it is registered in; some own a second one. Indices [0, households) are the
first kind, [households, 2 × households) the second, so owner and dwelling find each other by arithmetic.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from kit.synth import draw
from kit.synth.entity import Entity
from synthetic_data.world import calendar, identifiers, places
from synthetic_data.world.effects import effects
from synthetic_data.world.people import Household, Person, household_start

LIVED_IN, EMPTY, LET, GROUP_LET, HOLIDAY = range(5)
USES = np.array(["自住", "空置", "出租", "群租", "偶住"])
NEW, RESETTLED, ALLOTTED, SOCIAL = "0", "1", "2", "3"
NAT = np.datetime64("NaT", "D")


class Dwelling(Entity):
    kind = "dwelling"

    @cached_property
    def second(self) -> np.ndarray:
        return self.index >= self.world.households

    @cached_property
    def household(self) -> Household:
        """The household that owns it now."""
        return Household(self.world, self.index % self.world.households)

    @cached_property
    def owner(self) -> Person:
        return Person(self.world, self.household.head)

    @cached_property
    def exists(self) -> np.ndarray:
        return self.household.urban & (~self.second | self.chance("second", effects()["occupancy"]["second_homes"]))

    @cached_property
    def county(self) -> np.ndarray:
        return self.household.county

    @cached_property
    def flat(self) -> places.Flat:
        inside = self.household.index - household_start(self.world)[self.county]
        return places.flat(self.world, self.county, 2 * inside + self.second)

    @cached_property
    def unit_no(self) -> np.ndarray:
        """28 characters as GB/T 37346-2019: county 6, cadastral zone 3+3, land mark GB, parcel 5, F, unit 8."""
        county = identifiers.digits(places.COUNTY_CODES[self.county].astype(np.int64), 6)
        serial = draw.permute(self.index, 10**10, draw.key(self.world.seed, "dwelling.serial"))
        zone, parcel, unit = serial // 10**8 % 9 + 1, serial // 10**9 + 1, serial % 10**8
        mark = np.tile(np.frombuffer(b"GB", dtype=np.uint8), (len(self), 1))
        house = np.full((len(self), 1), ord("F"), dtype=np.uint8)
        parts = [county, identifiers.digits(zone, 6), mark, identifiers.digits(parcel, 5), house]
        return identifiers.as_text(np.hstack([*parts, identifiers.digits(unit, 8)]))

    @cached_property
    def built_area(self) -> np.ndarray:
        people = np.where(self.second, 2, self.household.size)
        return np.round(np.clip(58 + 11 * people + 18 * self.normal("area"), 38, 220), 2)

    @cached_property
    def shared_area(self) -> np.ndarray:
        return np.round(self.built_area * (0.14 + 0.1 * self.unit("shared")), 2)

    @cached_property
    def layout(self) -> np.ndarray:
        return np.select([self.built_area < 55, self.built_area < 80, self.built_area < 130], ["1", "2", "3"], "4")

    @cached_property
    def nature(self) -> np.ndarray:
        """Code of 房屋性质; second homes were bought on the market."""
        drawn = np.array([NEW, RESETTLED, ALLOTTED, SOCIAL])[self.choice("nature", [0.8, 0.12, 0.05, 0.03])]
        return np.where(self.second, NEW, drawn)

    # -- history: first sale or handover, perhaps one resale ---------------------------------------------------

    @cached_property
    def first_date(self) -> np.ndarray:
        """Day of the first sale or the resettlement agreement, 1998 to 2025 (evenly, our choice)."""
        days = (calendar.LAST_DAY - np.datetime64("1998-01-01")).astype(int)
        return np.datetime64("1998-01-01") + self.below("first", days - 1)

    @cached_property
    def resold_date(self) -> np.ndarray:
        """Day of the latest resale, at least two years after the first sale; not-a-time when never resold."""
        room = (calendar.LAST_DAY - self.first_date).astype(int) - 740
        sold = self.chance("resold", 0.22) & (room > 30) & (self.nature != SOCIAL)
        day = self.first_date + 730 + np.floor(self.unit("resale") * np.maximum(room, 1)).astype(np.int64)
        return np.where(sold, day, NAT)

    @cached_property
    def acquired(self) -> np.ndarray:
        return np.where(np.isnat(self.resold_date), self.first_date, self.resold_date)

    @cached_property
    def first_owner(self) -> Person:
        """Who bought it first: the owner of today, or a stranger who has sold it since."""
        workers = self.world.workers
        stranger = workers[self.below("first_owner", len(workers))].astype(np.int64)
        return Person(self.world, np.where(np.isnat(self.resold_date), self.household.head, stranger))

    @cached_property
    def price(self) -> np.ndarray:
        """Yuan paid by the owner of today: county level, year, size and luck (levels are our choice)."""
        return self.price_at(self.acquired, "price")

    def price_at(self, day: np.ndarray, column: str) -> np.ndarray:
        year = day.astype("datetime64[Y]").astype(int) + 1970
        per_metre = np.array([7600, 7400, 5600, 5200, 6100, 5700, 5900])[self.county]
        trend = np.where(year < 2021, np.exp(0.075 * (year - 2021)), np.exp(-0.05 * (year - 2021)))
        where = 1 + 0.25 * (draw.unit(self.flat.community_code, self.stream("level")) - 0.5)
        return np.round(self.built_area * per_metre * trend * where * np.exp(0.08 * self.normal(column)), -2)

    @cached_property
    def mortgaged(self) -> np.ndarray:
        return self.chance("mortgaged", effects()["mortgage"]["share"]) & (self.acquired >= np.datetime64("2010-01-01"))

    # -- who lives in it ---------------------------------------------------------------------------------------

    @cached_property
    def community_emptiness(self) -> np.ndarray:
        """Share of empty flats that its community tends to, between the declared bounds."""
        low, high = effects()["occupancy"]["empty_share"]
        return low + (high - low) * draw.unit(self.flat.community_code, self.stream("emptiness"))

    @cached_property
    def use(self) -> np.ndarray:
        """Position in USES: first homes are lived in or empty (the family works elsewhere), second ones vary."""
        plan, drawn = effects()["occupancy"], self.unit("use")
        empty = self.community_emptiness
        let, group = plan["second_let"], plan["second_let"] * effects()["group_rental"]["share_of_let"]
        second = np.select([drawn < group, drawn < let, drawn < let + plan["second_holiday"]], [GROUP_LET, LET, HOLIDAY], EMPTY)
        first = np.where(drawn < empty, EMPTY, LIVED_IN)
        return np.where(self.second, second, first)

    @cached_property
    def occupants(self) -> np.ndarray:
        group = effects()["group_rental"]["occupants"]
        crowd = group[0] + self.below("crowd", group[1] - group[0] + 1)
        tenants = np.array([1, 2, 3, 4])[self.choice("tenants", [0.3, 0.35, 0.25, 0.1])]
        return np.select([self.use == LIVED_IN, self.use == LET, self.use == GROUP_LET], [self.household.size, tenants, crowd], 0)

    @cached_property
    def let(self) -> np.ndarray:
        return (self.use == LET) | (self.use == GROUP_LET)

    @cached_property
    def presence(self) -> np.ndarray:
        """People at home by month, shape (dwellings, 48), before anybody's habits: 0 before it was acquired."""
        months = np.arange(calendar.N_MONTHS)
        people = np.repeat(self.occupants[:, None].astype(float), calendar.N_MONTHS, axis=1)
        festive = np.isin(months % 12, [0, 1])  # families who work elsewhere come home for 春节
        returns = (self.use == EMPTY) & ~self.second & self.chance("returns", 0.6)
        people += returns[:, None] * festive * self.household.size[:, None] * 0.5
        people += (self.use == HOLIDAY)[:, None] * (self.grid("holiday", calendar.N_MONTHS) < 0.3) * 1.0
        people *= 1 - 0.7 * self.alone_decline * (self.household.size == 1)[:, None]
        return people * (calendar.month_number(self.acquired)[:, None] + 2 <= months)

    # -- elders who live alone ---------------------------------------------------------------------------------

    @cached_property
    def elder_alone(self) -> np.ndarray:
        """One person, sixty or older at the start of 2022, lives here."""
        return ~self.second & (self.household.size == 1) & (self.household.head_band <= 4) & (self.use == LIVED_IN)

    @cached_property
    def decline_month(self) -> np.ndarray:
        """Month in which an elder who lives alone falls seriously ill; 10 000 when never."""
        plan = effects()["elder_decline"]
        month = 6 + self.below("decline", calendar.N_MONTHS - 6)
        return np.where(self.elder_alone & self.chance("declines", plan["share"]), month, 10_000)

    @cached_property
    def alone_decline(self) -> np.ndarray:
        """0 … 1 by month: falls ill over the declared months before, and is away from home after it."""
        ramp = effects()["elder_decline"]["months_before"]
        months = np.arange(calendar.N_MONTHS)
        return np.clip((months - self.decline_month[:, None] + ramp) / ramp, 0, 1)

    # -- strain ------------------------------------------------------------------------------------------------

    @cached_property
    def strain(self) -> np.ndarray:
        """How pressed for money the owner's household is, by quarter, shape (dwellings, 16)."""
        return strain(self.household)


def strain(household: Household) -> np.ndarray:
    """A lasting part and a slow one; it moves bills of water and gas, not what is consumed."""
    plan = effects()["household_strain"]
    shocks = household.normal_grid("strain", calendar.N_QUARTERS) * plan["wobble"]
    keep = plan["persistence"]
    out = np.empty_like(shocks)
    out[:, 0] = shocks[:, 0]
    for quarter in range(1, calendar.N_QUARTERS):
        out[:, quarter] = keep * out[:, quarter - 1] + np.sqrt(1 - keep**2) * shocks[:, quarter]
    return household.normal("strain.trait")[:, None] * plan["trait"] + out

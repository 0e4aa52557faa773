"""People in households: sizes and ages from templates, identity numbers unique by construction."""

from __future__ import annotations

from functools import cache, cached_property

import numpy as np

from kit.synth import draw
from kit.synth.arrow import where
from kit.synth.entity import Entity
from synthetic_data.world import identifiers, names, places
from synthetic_data.world.city import BLOCK_HOUSEHOLDS, BLOCK_PEOPLE, World

# Birth years come in 14 bands of seven years, 1928–1934 … 2019–2025.
FIRST_YEAR, BAND, LAST_BAND = 1928, 7, 13
DAYS, SEQUENCES = 365, 500
RESIDUES = DAYS * SEQUENCES
# Band of the head of household: our choice, read off the age structure of 2020 (18 % of people are 65 or older).
HEAD_BANDS = np.array([0.005, 0.02, 0.045, 0.065, 0.08, 0.10, 0.13, 0.17, 0.20, 0.145, 0.04, 0, 0, 0])
SIZES = np.array([0.22, 0.27, 0.21, 0.14, 0.09, 0.07])  # households of 1 … 6 people, before fitting 48 to 16
TEMPLATES = 128
# Shift in bands against the head, by household size and place in it: spouse 0, child +4, parent -4.
ROLES = ["head", "spouse", "child", "child", "parent", "parent"]
_ORDER = {1: [0], 2: [0, 1], 3: [0, 1, 2], 4: [0, 1, 2, 3], 5: [0, 1, 2, 3, 4], 6: [0, 1, 2, 3, 4, 5]}


@cache
def templates() -> tuple[np.ndarray, np.ndarray]:
    """(household, place in it) of each of the 48 people of a block, for each template; the same for every city."""
    random = np.random.Generator(np.random.Philox(20250928))
    household, place = [], []
    while len(household) < TEMPLATES:
        sizes = random.choice(6, size=BLOCK_HOUSEHOLDS, p=SIZES / SIZES.sum()) + 1
        while sizes.sum() != BLOCK_PEOPLE:
            at = random.integers(BLOCK_HOUSEHOLDS)
            sizes[at] = np.clip(sizes[at] + np.sign(BLOCK_PEOPLE - sizes.sum()), 1, 6)
        household.append(np.repeat(np.arange(BLOCK_HOUSEHOLDS), sizes))
        place.append(np.concatenate([_ORDER[int(s)] for s in sizes]))
    return np.array(household), np.array(place)


class Household(Entity):
    kind = "household"

    @cached_property
    def block(self) -> np.ndarray:
        return self.index // BLOCK_HOUSEHOLDS

    @cached_property
    def county(self) -> np.ndarray:
        return county_of_block(self.world, self.block)

    @cached_property
    def template(self) -> np.ndarray:
        return draw.below(self.block, draw.key(self.world.seed, "household.template"), TEMPLATES)

    @cached_property
    def size(self) -> np.ndarray:
        sizes = np.apply_along_axis(np.bincount, 1, templates()[0], minlength=BLOCK_HOUSEHOLDS)
        return sizes[self.template, self.index % BLOCK_HOUSEHOLDS]

    @cached_property
    def head(self) -> np.ndarray:
        """The person index of the head."""
        starts = np.apply_along_axis(np.searchsorted, 1, templates()[0], np.arange(BLOCK_HOUSEHOLDS))
        return self.block * BLOCK_PEOPLE + starts[self.template, self.index % BLOCK_HOUSEHOLDS]

    @cached_property
    def head_band(self) -> np.ndarray:
        return self.choice("head_band", HEAD_BANDS)

    @cached_property
    def urban(self) -> np.ndarray:
        return self.chance("urban", np.where(self.county < 2, 0.62, 0.42))

    @cached_property
    def surname(self) -> np.ndarray:
        return self.choice("surname", names.surname_weights())

    @cached_property
    def flat(self) -> places.Flat:
        """Where a household of a town lives; no two share a flat."""
        return places.flat(self.world, self.county, 2 * (self.index - household_start(self.world)[self.county]))

    @cached_property
    def community(self) -> np.ndarray:
        """Name of the community (town) or village (countryside)."""
        return np.where(self.urban, self.flat.community, places.VILLAGES[self.below("village", len(places.VILLAGES))])

    @cached_property
    def address(self) -> np.ndarray:
        county = places.text("安徽省六安市", places.COUNTY_NAMES[self.county], self.community)
        return np.where(self.urban, self.flat.address, places.text(county, self.below("house", 300) + 1, "号"))

    @cached_property
    def household_id(self) -> np.ndarray:
        return identifiers.opaque("H", self.key())


class Person(Entity):
    kind = "person"

    @cached_property
    def block(self) -> np.ndarray:
        return self.index // BLOCK_PEOPLE

    @cached_property
    def _template(self) -> np.ndarray:
        return draw.below(self.block, draw.key(self.world.seed, "household.template"), TEMPLATES)

    @cached_property
    def household_index(self) -> np.ndarray:
        return self.block * BLOCK_HOUSEHOLDS + templates()[0][self._template, self.index % BLOCK_PEOPLE]

    @cached_property
    def household(self) -> Household:
        return Household(self.world, self.household_index)

    @cached_property
    def place(self) -> np.ndarray:
        return templates()[1][self._template, self.index % BLOCK_PEOPLE]

    @cached_property
    def county(self) -> np.ndarray:
        return county_of_block(self.world, self.block)

    @cached_property
    def county_code(self) -> np.ndarray:
        return places.COUNTY_CODES[self.county]

    @cached_property
    def band(self) -> np.ndarray:
        shift = np.array([0, 0, 4, 4, -4, -4])[self.place]
        jitter = np.where(self.place < 2, 0, np.where(self.place < 4, self.choice("band", [0.08, 0.30, 0.62]), self.choice("band", [0.25, 0.5, 0.25])) - 1)
        return np.clip(self.household.head_band + shift + jitter, 0, LAST_BAND)

    @cached_property
    def of_working_age(self) -> np.ndarray:
        """Bands born 1963–2004: at most 62, at least 18 in 2022."""
        return (self.band >= 5) & (self.band <= 10)

    @cached_property
    def female(self) -> np.ndarray:
        paired = draw.bits(self.household_index, draw.key(self.world.seed, "household.sex")) % np.uint64(100) < 18
        own = self.unit("sex") < 0.487
        return np.where(self.place == 0, paired, np.where(self.place == 1, ~paired, own))

    @cached_property
    def _residue(self) -> tuple[np.ndarray, np.ndarray]:
        """Place inside the county as (residue, turn): with band and sex they fix a number that nobody else has."""
        inside = self.index - county_start(self.world)[self.county]
        return inside % RESIDUES, inside // RESIDUES

    @cached_property
    def birth_year(self) -> np.ndarray:
        # The year inside the band is (turn + hash) mod 7: people who share residue, band and sex differ in the turn,
        # so they differ in the year, and numbers are unique without looking at anybody else.
        residue, turn = self._residue
        cell = (residue * 32 + self.band) * 2 + self.female
        return FIRST_YEAR + BAND * self.band + (turn + draw.below(cell, self.stream("year"), BAND)) % BAND

    @cached_property
    def _slot(self) -> np.ndarray:
        return draw.permute(self._residue[0], RESIDUES, draw.key(self.world.seed, "person.slot"))

    @cached_property
    def birth_date(self) -> np.ndarray:
        new_year = (self.birth_year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
        return new_year + self._slot // SEQUENCES

    @cached_property
    def id_no(self) -> np.ndarray:
        sequence = 2 * (self._slot % SEQUENCES) + ~self.female
        return identifiers.person_number(self.county_code, self.birth_date, sequence)

    @cached_property
    def person_id(self) -> np.ndarray:
        return identifiers.opaque("P", draw.bits(self.index, self.stream("key")))

    @cached_property
    def name(self) -> np.ndarray:
        own = self.choice("surname", names.surname_weights())
        return names.person_name(np.where(self.place == 1, own, self.household.surname), self.female, self.unit("given"))

    @cached_property
    def gender_code(self) -> np.ndarray:
        return np.where(self.female, "2", "1")

    @cached_property
    def ethnicity(self) -> np.ndarray:
        return np.array(["01", "03", "11", "05"])[self.choice("ethnicity", [0.985, 0.009, 0.003, 0.003])]

    @cached_property
    def marital_status(self) -> np.ndarray:
        alone = np.array(["10", "20", "30", "40"])[self.choice("alone", [0.3, 0.35, 0.2, 0.15])]
        couple = np.where(self.place < 2, "20", np.where(self.band >= 9, "10", alone))
        return np.where((self.household.size == 1) & (self.band < 9), np.where(alone == "20", "30", alone), couple)

    @cached_property
    def education(self) -> np.ndarray:
        """GB/T 4658 major classes; later birth years went to school for longer."""
        levels = np.array(["90", "80", "70", "60", "30", "20"])
        reach = (self.band - 5) * 0.45 + self.normal("education") * 0.9 + 2.0
        return where(self.birth_year <= 2018, levels[np.clip(np.rint(reach), 0, 5).astype(int)])

    @cached_property
    def household_key(self) -> np.ndarray:
        return self.household.household_id

    @cached_property
    def household_type(self) -> np.ndarray:
        return np.full(len(self), "家庭户")

    @cached_property
    def relation_to_head(self) -> np.ndarray:
        """GB/T 4761: 01 head, 10 spouse, 20 son, 30 daughter, 51 father, 52 mother."""
        child, parent = np.where(self.female, "30", "20"), np.where(self.female, "52", "51")
        return np.select([self.place == 0, self.place == 1, self.place < 4], ["01", "10", child], parent)

    @cached_property
    def home_address(self) -> np.ndarray:
        return self.household.address

    @cached_property
    def community_name(self) -> np.ndarray:
        return self.household.community

    @cached_property
    def _cancelled(self) -> tuple[np.ndarray, np.ndarray]:
        """Kind and day of leaving the register: deaths rise with age, moves do not."""
        age = 2025 - self.birth_year
        died = self.chance("died", np.clip(np.exp((age - 95) / 11), 0, 0.6))
        moved = self.chance("moved", 0.012)
        kind = np.where(died, "死亡", np.where(moved, "迁出", "无"))
        day = np.datetime64("2022-01-01") + self.below("left", 1461)
        return kind, np.where(kind == "无", np.datetime64("NaT"), np.maximum(day, self.birth_date))

    @cached_property
    def cancel_type(self) -> np.ndarray:
        return self._cancelled[0]

    @cached_property
    def cancel_date(self) -> np.ndarray:
        return self._cancelled[1]


def county_of_block(world: World, block: np.ndarray) -> np.ndarray:
    return np.searchsorted(_block_edges(world), block, side="right") - 1


def county_start(world: World) -> np.ndarray:
    """First person of each county."""
    return _block_edges(world)[:-1] * BLOCK_PEOPLE


def household_start(world: World) -> np.ndarray:
    """First household of each county."""
    return _block_edges(world)[:-1] * BLOCK_HOUSEHOLDS


def _block_edges(world: World) -> np.ndarray:
    return np.concatenate([[0], np.round(np.cumsum(places.PEOPLE_SHARE) * world.people_blocks).astype(np.int64)])

"""Residents' accounts of water and gas: which dwelling, under which name, how much, and whether the bill is paid."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa

from kit.synth import draw
from kit.synth.arrow import where
from synthetic_data.world import calendar, identifiers, places
from synthetic_data.world.activity import logistic
from synthetic_data.world.dwellings import EMPTY, LIVED_IN, Dwelling
from synthetic_data.world.effects import effects
from synthetic_data.world.registers import written_address, written_name

MONTH = np.arange(calendar.N_MONTHS)


class Account(Dwelling):
    """One for each dwelling that has a meter; ``service`` is water or gas."""

    service = "water"

    @cached_property
    def user_no(self) -> np.ndarray:
        serial = draw.permute(self.index, 10**9, self.stream(f"{self.service}.no"))
        return np.char.add(self.service[0].upper() + "R", identifiers.as_text(identifiers.digits(serial, 10)))

    @cached_property
    def user_name(self) -> np.ndarray:
        stale = ~np.isnat(self.resold_date) & self.chance(f"{self.service}.stale", effects()["links"]["former_owner"])
        return written_name(self, np.where(stale, self.first_owner.name, self.owner.name))

    @cached_property
    def address(self) -> np.ndarray:
        return written_address(self, self.flat)

    @cached_property
    def house_unit_no(self) -> pa.Array:
        return where(~self.chance(f"{self.service}.unlinked", effects()["links"]["unit_missing"]), self.unit_no)

    @cached_property
    def county_code(self) -> np.ndarray:
        return places.COUNTY_CODES[self.county]

    @cached_property
    def away_in_winter(self) -> np.ndarray:
        """Elders who spend the winter with their children: months 12 to 2 of some years."""
        share = effects()["elder_decline"]["look_alikes"]["winters_away"]["share"]
        goes = self.elder_alone & self.chance("winters_away", share)
        winter = np.isin(MONTH % 12, [11, 0, 1]) & (self.grid("winter", calendar.N_MONTHS // 12 + 1)[:, (MONTH + 1) // 12] < 0.7)
        return goes[:, None] & winter

    @cached_property
    def used(self) -> np.ndarray:
        """Volume of each month: people at home, a habit, the season's noise; leaks and shops at home on top."""
        per_head, fixed, noise = {"water": (2.6, 0.8, 0.2), "gas": (4.2, 2.6, 0.24)}[self.service]
        odd = effects()["occupancy"]["look_alikes"]
        people = self.presence * np.where(self.away_in_winter, 0.08, 1.0)
        seldom = (self.use == LIVED_IN) & ~self.elder_alone & self.chance("seldom_home", odd["seldom_home"]["share"])
        people = people * (~seldom[:, None] | (self.grid("at_home", calendar.N_MONTHS) < odd["seldom_home"]["months_home"]))
        volume = (per_head * people**0.85 + fixed * (people > 0.3)) * np.exp(0.32 * self.normal(f"{self.service}.habit"))[:, None]
        volume *= np.exp(noise * self.normal_grid(f"{self.service}.noise", calendar.N_MONTHS))
        look = effects()["group_rental"]["look_alikes"]
        if self.service == "water":
            leaks = self.grid("leak", calendar.N_MONTHS // 6)[:, MONTH // 6] < look["leak"]["share"]
            volume += leaks * (2 + 14 * self.unit("leak.size"))[:, None] * (self.occupants > 0)[:, None]
        volume += (self.chance("home_business", look["home_business"]["share"]) & (self.occupants > 0))[:, None] * 14.0
        drips = (self.use == EMPTY) & self.chance(f"{self.service}.drip", odd["drip"]["share"])
        volume += np.where(drips, per_head * (0.6 + 2.4 * self.unit("drip.size")), 0.0)[:, None]
        faint = self.chance(f"{self.service}.stuck", odd["stuck_meter"]["share"])
        if self.service == "gas":
            faint |= self.chance("electric_kitchen", odd["electric_kitchen"]["share"])
        volume *= np.where(faint, 0.01, 1.0)[:, None]
        volume += np.where(self.grid(f"{self.service}.trickle", calendar.N_MONTHS) < 0.25, 0.2, 0.0)
        return np.round(volume, 1)

    @cached_property
    def behind(self) -> np.ndarray:
        """Bills paid late, by month; the household's strain of the quarter decides."""
        plan = effects()["household_strain"]["behind"]
        odds = plan["intercept"] + plan["slope"] * self.strain[:, MONTH // 3]
        return self.grid(f"{self.service}.behind", calendar.N_MONTHS) < logistic(odds)


class GasAccount(Account):
    service = "gas"

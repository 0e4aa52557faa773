"""The answer key: what each enterprise and dwelling truly is, whose accounts and records are whose, which notice is of which
section, where riders got off.

Never mounted where a product runs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.catalog import Catalog, Field, Grade, Ground
from kit.synth import Part
from kit.synth.arrow import where
from kit.synth.entity import Many
from synthetic_data.world import places
from synthetic_data.world.accounts import Account, GasAccount
from synthetic_data.world.activity import Activity
from synthetic_data.world.bus_rides import Rides, riders, tap_id
from synthetic_data.world.bus_trips import stop_id
from synthetic_data.world.dwellings import USES
from synthetic_data.world.effects import effects
from synthetic_data.world.enterprises import KINDS, SHELL
from synthetic_data.world.health.patients import Body, Patient
from synthetic_data.world.tenders import awards, in_ring


def _catalog(name: str, title: str, key: str, columns: dict[str, str]) -> Catalog:
    fields = tuple(Field(n, n, t, Grade.公开, Ground("own_knowledge")) for n, t in columns.items())
    return Catalog(name=name, title=title, unit="", frequency="", annex_id="", primary_key=(key,), fields=fields)


def enterprises(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    firm = activity.firm
    return {
        "uscc": firm.uscc, "kind": np.array(KINDS)[firm.kind_of_firm], "is_shell": firm.is_kind(SHELL).astype(int),
        "group": firm.group, "shares_address": firm.shares_address.astype(int), "bids_in_ring": in_ring(world, index).astype(int), "exit_date": firm.exit_date,
        "episode_peak": activity.episode.max(axis=1), "pressure_2024_06": activity.pressure[:, 29],
        "pressure_2025_06": activity.pressure[:, 41],
    }  # fmt: skip


def dwellings(world: Any, index: np.ndarray) -> dict[str, Any]:
    every = Account(world, index)
    home = Account(world, index[every.exists])
    return {
        "unit_no": home.unit_no, "water_user_no": home.user_no, "gas_user_no": GasAccount(world, home.index).user_no,
        "use": USES[home.use], "occupants": home.occupants, "elder_alone": home.elder_alone.astype(int),
        "decline_month": where(home.decline_month < 10_000, home.decline_month),
        "winters_away": home.away_in_winter.any(axis=1).astype(int), "strain_2025_06": home.strain[:, 13],
    }  # fmt: skip


def patients(world: Any, index: np.ndarray) -> dict[str, Any]:
    body = Body(world, index)
    record = Many(body, body.records, "record")
    patient = Patient(world, record.of("index") * 2 + record.number)
    conditions = patient.body.conditions.sum(axis=1)
    return {"patient_id": patient.patient_id, "person_id": patient.body.person_id, "frailty": patient.body.frailty, "conditions": conditions}


def tender_notices(world: Any, index: np.ndarray) -> dict[str, Any]:
    award = awards(world, index)
    no_section = np.full(len(award.supervised), None)
    return {
        "notice_id": np.concatenate([award.notice_id[award.noticed], award.supervision_id[award.supervised]]),
        "bid_section_code": np.concatenate([award.section_code[award.noticed], no_section]),
    }


def outbreaks(_: Any, index: np.ndarray) -> dict[str, Any]:
    plan = effects()["regional_illness"]["outbreak"]
    county = places.COUNTY_CODES[plan["county"] == places.COUNTY_NAMES].astype(str)
    return {"county_code": county.repeat(len(index)), "diag_code": np.full(len(index), plan["code"]), "month": np.full(len(index), plan["month"])}


def bus_rides(world: Any, index: np.ndarray) -> dict[str, Any]:
    rides = Rides(world, index)
    ride = rides.columns
    alight = world.buses.stop[ride["route"], ride["direction"], ride["alight"]]
    return {"tap_id": tap_id(rides), "rider": rides.days.rider.index[ride["at"]], "alight_stop_id": stop_id(alight)}


# Which tables each answer is the truth behind: it is written when one of them is.
BEHIND = {
    "enterprise": None, "dwelling": {"water_usage", "gas_usage", "real_estate_unit"}, "patient": {"patient_basic"}, "bus_ride": {"bus_card_tap"},
    "outbreak": {"outpatient_visit"},
    "tender_notice": {"bid_result_notice"},
}  # fmt: skip

TABLES = {
    "enterprise": (
        _catalog("enterprise", "企业答案", "uscc", {
            "uscc": "string", "kind": "string", "is_shell": "integer", "group": "integer", "shares_address": "integer",
            "bids_in_ring": "integer", "exit_date": "date", "episode_peak": "number", "pressure_2024_06": "number", "pressure_2025_06": "number",
        }),
        [Part("all", lambda world: world.enterprises, enterprises)],
    ),
    "dwelling": (
        _catalog("dwelling", "房屋答案", "unit_no", {
            "unit_no": "string", "water_user_no": "string", "gas_user_no": "string", "use": "string", "occupants": "integer",
            "elder_alone": "integer", "decline_month": "integer", "winters_away": "integer", "strain_2025_06": "number",
        }),
        [Part("all", lambda world: world.dwellings, dwellings, fan_out=0.3)],
    ),
    "patient": (
        _catalog("patient", "患者答案", "patient_id", {"patient_id": "string", "person_id": "string", "frailty": "number", "conditions": "integer"}),
        [Part("all", lambda world: world.people, patients)],
    ),
    "tender_notice": (
        _catalog("tender_notice", "中标公告答案", "notice_id", {"notice_id": "string", "bid_section_code": "string"}),
        [Part("all", lambda world: world.enterprises, tender_notices)],
    ),
    "outbreak": (
        _catalog("outbreak", "暴发答案", "county_code", {"county_code": "string", "diag_code": "string", "month": "string"}),
        [Part("all", lambda _: 1, outbreaks)],
    ),
    "bus_ride": (
        _catalog("bus_ride", "乘车答案", "tap_id", {"tap_id": "string", "rider": "integer", "alight_stop_id": "string"}),
        [Part("all", riders, bus_rides, fan_out=1000)],
    ),
}  # fmt: skip

"""The steps of a product: random walks take only the legal ones, and each refusal says why and leaves nothing behind."""

from __future__ import annotations

import re
import tempfile
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.dossier.partner import leave
from kit.dossier.people import enrol, revoke
from kit.dossier.registry import Registry
from kit.errors import LifecycleError
from kit.product.states import BUILDING as BUILDING_STATES
from kit.product.states import IN_PLACE as IN_PLACE_STATES
from kit.product.states import STATES, STEPS, diagram
from kit.product.states_picture import ROUTES, alone, moves, picture
from tests.lifecycle.people import (  # fmt: skip
    ALL_THE_WAY,
    AUTHORITY,
    DIGESTS,
    OPERATOR,
    OTHER,
    PARTNER,
    PRODUCT,
    REVIEWER,
    ROLE,
    SECOND,
    WHY,
    registry,
    walk,
)

# Written by hand, to hold the table against: state → event → next state.
BUILDING = {"withdraw": "withdrawn", "expire": "expired", "submit_plan": "plan_submitted"}
IN_PLACE = {"withdraw": "withdrawn", "expire": "expired", "cancel": "cancelled", "change": "registered"}
EXPECTED = {
    "joined": {"submit_plan": "plan_submitted"},
    "plan_submitted": {"approve_plan": "plan_approved", "return_plan": "plan_returned", "withdraw": "withdrawn"},
    "plan_returned": {"submit_plan": "plan_submitted"},
    "plan_approved": {"check": "checked", "review": "reviewed", **BUILDING},
    "checked": {"check": "checked", "review": "reviewed", **BUILDING},
    "reviewed": {"review": "reviewed", "pass_product": "decided", "return_product": "plan_approved", **BUILDING},
    "decided": {"review": "reviewed", "register": "registered", **BUILDING},
    "registered": {"consent": "consented", **IN_PLACE, **dict.fromkeys(("check", "review", "pass_product", "return_product", "correct"), "registered")},
    "consented": {"promote": "promoted", **IN_PLACE, **dict.fromkeys(("check", "review", "pass_product", "return_product", "correct"), "consented")},
    "promoted": {**IN_PLACE, **dict.fromkeys(("check", "review", "pass_product", "return_product", "correct"), "promoted")},
    "withdrawn": {"submit_plan": "plan_submitted"}, "expired": {"submit_plan": "plan_submitted"}, "cancelled": {"submit_plan": "plan_submitted"},
}  # fmt: skip
WHO = {
    **{event: {PARTNER} for event in ("submit_plan", "check")}, **{event: {REVIEWER} for event in ("approve_plan", "return_plan", "review", "pass_product", "return_product")},
    **{event: {OPERATOR} for event in ("register", "change", "correct", "promote", "expire")},
    "consent": {AUTHORITY}, "cancel": {OPERATOR, AUTHORITY}, "withdraw": {PARTNER, OPERATOR, AUTHORITY},
}  # fmt: skip


def test_the_table_is_what_was_meant():
    table = {state: {s.event: s.moves[state] or state for s in STEPS.values() if state in s.moves} for state in STATES}
    assert table == EXPECTED
    assert {s.event: set(s.roles) for s in STEPS.values()} == {event: {ROLE[w] for w in who} for event, who in WHO.items()}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from([*STEPS, "conjure"]), st.sampled_from([PARTNER, OTHER, REVIEWER, SECOND, OPERATOR, AUTHORITY]), st.sampled_from("bc")), max_size=30),
       st.integers(0, len(ALL_THE_WAY)))  # fmt: skip
def test_random_walks(steps, head_start):
    with tempfile.TemporaryDirectory() as home:
        made = registry(Path(home))
        for event, who in ALL_THE_WAY[:head_start]:
            made.step(event, PRODUCT, who, ROLE[who], DIGESTS, WHY)
        for event, who, version in steps:
            one_step(made, event, who, {"plan": "a" * 64, "artefact": version * 64})
        assert made.verify() == []
        assert Registry(Path(home)).standings() == made.standings()


def attempt(made: Registry, event: str, who: str, digests: dict[str, str]) -> LifecycleError | None:
    try:
        made.step(event, PRODUCT, who, ROLE[who], digests, WHY)
    except LifecycleError as error:
        return error
    return None


def one_step(made: Registry, event: str, who: str, digests: dict[str, str]) -> None:
    before, raw = made.standing(PRODUCT), made.ledger.path.read_bytes()
    reachable = EXPECTED[before.state].get(event)
    may = reachable is not None and who in WHO[event]
    error = attempt(made, event, who, digests)
    if error is None:
        assert may or who == before.partner == OTHER or (who == OTHER and event == "submit_plan")
        assert made.standing(PRODUCT).state == reachable
        assert made.ledger.path.read_bytes().startswith(raw)
        return
    assert made.ledger.path.read_bytes() == raw
    assert made.standing(PRODUCT) == before
    assert re.search("[\u4e00-\u9fff]", error.what)
    assert error.next_step
    if event == "conjure":
        assert error.code == "KIT-T020"
    elif reachable is None:
        assert error.code == "KIT-T021"
        assert STATES[before.state] in error.what
    elif not may and ROLE[who] not in STEPS[event].roles:
        assert error.code == "KIT-T022"
    else:  # right role and state: another partner's product, or another version than the one before in the order of things
        assert error.code in ("KIT-T023", "KIT-T027", "KIT-T028", "KIT-T029")
        assert "partner" in STEPS[event].roles or event in ("pass_product", "return_product", "register", "change")


def refused(made: Registry, event: str, who: str, role: str, **digests: str) -> str:
    with pytest.raises(LifecycleError) as error:
        made.step(event, PRODUCT, who, role, DIGESTS | digests, WHY)
    return error.value.code


def test_nobody_acts_on_two_sides(tmp_path):
    made = registry(tmp_path)
    enrol(made, OPERATOR, "多面手", ["reviewer", "authority"], "某单位(模拟)")
    made.step("submit_plan", PRODUCT, PARTNER, "partner", DIGESTS)
    made.step("approve_plan", PRODUCT, "多面手", "reviewer", DIGESTS)
    made.step("review", PRODUCT, REVIEWER, "reviewer", DIGESTS)
    made.step("pass_product", PRODUCT, REVIEWER, "reviewer", DIGESTS)
    made.step("register", PRODUCT, OPERATOR, "operator", DIGESTS)
    assert refused(made, "consent", "多面手", "authority") == "KIT-T024"
    made.step("consent", PRODUCT, AUTHORITY, "authority", DIGESTS)


def test_nobody_reviews_what_their_own_firm_submitted(tmp_path):
    made = registry(tmp_path)
    enrol(made, OPERATOR, "甲公司的审查员", ["reviewer"], f"{PARTNER}的公司(模拟)")
    made.step("submit_plan", PRODUCT, PARTNER, "partner", DIGESTS)
    assert refused(made, "approve_plan", "甲公司的审查员", "reviewer") == "KIT-T025"


def test_only_the_version_that_passed_is_registered(tmp_path):
    made = walk(registry(tmp_path), "pass_product")
    assert refused(made, "register", OPERATOR, "operator", artefact="c" * 64) == "KIT-T027"
    made.step("register", PRODUCT, OPERATOR, "operator", DIGESTS)
    assert refused(made, "change", OPERATOR, "operator") == "KIT-T029"
    new = DIGESTS | {"artefact": "d" * 64}
    made.step("review", PRODUCT, REVIEWER, "reviewer", new)
    assert refused(made, "change", OPERATOR, "operator") == "KIT-T028"
    assert refused(made, "change", OPERATOR, "operator", artefact="d" * 64) == "KIT-T027"
    made.step("pass_product", PRODUCT, REVIEWER, "reviewer", new)
    made.step("change", PRODUCT, OPERATOR, "operator", new)
    assert made.standing(PRODUCT).registered.digests["artefact"] == "d" * 64


def test_a_partner_that_leaves_takes_its_products_along_and_signs_nothing_more(tmp_path):
    made = walk(registry(tmp_path))
    made.step("submit_plan", "shop_site_recommendation", OTHER, "partner", DIGESTS)
    entry = leave(made, OPERATOR, PARTNER, "期满不续签", "数据已销毁,介质已交还")
    assert entry.facts["products"] == [PRODUCT]
    assert {p: s.state for p, s in made.standings().items()} == {PRODUCT: "withdrawn", "shop_site_recommendation": "plan_submitted"}
    assert not (made.keys / f"{PARTNER}.key").exists()
    assert refused(made, "submit_plan", PARTNER, "partner") == "KIT-T001"
    assert made.verify() == []


def test_a_revoked_key_signs_nothing_more_and_its_old_signatures_stay(tmp_path):
    from kit.dossier import keys

    made = walk(registry(tmp_path), "approve_plan")
    key = keys.load(made.keys, REVIEWER)
    revoke(made, OPERATOR, REVIEWER, "岗位变动,另行登记")
    with pytest.raises(LifecycleError) as error:
        made.ledger.append("review", PRODUCT, REVIEWER, "reviewer", key, DIGESTS, state="reviewed")
    assert error.value.code == "KIT-T011"
    assert made.verify() == []


def pictured(markup: str) -> tuple[set[str], list[tuple[str, str, str]]]:
    """The states of a picture, and its moves one by one: (state, event, next state)."""
    root = ElementTree.fromstring(markup)
    kept = [e.attrib for e in root.iter() if "data-event" in e.attrib]
    moves = [(state, m["data-event"], m["data-to"] or state) for m in kept for state in m["data-from"].split()]
    return {e.attrib["data-state"] for e in root.iter() if "data-state" in e.attrib}, moves


@pytest.mark.parametrize("draw", [picture, alone])
def test_the_picture_holds_every_state_and_every_move_once(draw):
    states, moves = pictured(str(draw()))
    assert states == set(STATES)
    assert sorted(moves) == sorted((state, event, after) for state, steps in EXPECTED.items() for event, after in steps.items())
    assert all(title in str(draw()) for title in (*STATES.values(), *(s.title for s in STEPS.values())))


@pytest.mark.parametrize("here", STATES)
def test_the_picture_marks_where_a_product_is_and_nothing_else(here):
    drawn = str(picture(here))
    assert drawn.count('class="here"') == 1
    assert re.search(f'data-state="{here}"><g><title>[^<]*</title><rect class="here"', drawn)
    assert f"现在是“{STATES[here]}”" in drawn
    assert 'class="here"' not in str(picture())


def test_no_arrow_of_the_picture_is_left_to_chance():
    """Each has a route of its own, or leads straight down to the next state."""
    order = [*BUILDING_STATES, *IN_PLACE_STATES]
    below = {("checked", "reviewed"), *pairwise(order)}
    drawn = {(m.source, m.target) for m in moves() if m.target}
    assert drawn - set(ROUTES) <= below
    assert set(ROUTES) <= drawn


def test_the_diagram_shows_every_move():
    drawn = diagram()
    assert drawn.startswith("stateDiagram-v2\n")
    assert drawn.count(" --> ") == 1 + sum(len(moves) for moves in EXPECTED.values())
    assert "    consented --> promoted: 推广应用\n" in drawn

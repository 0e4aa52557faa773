"""The re-keyed twin: other identifiers everywhere, the same everything else."""

from __future__ import annotations

import pandas as pd
import pytest

from kit.access import Grant, TableGrant
from kit.review.rekey import rekey

FIELDS = {
    "enterprise_basic": ("uscc", "legal_rep_id", "reg_address", "reg_capital", "est_date"),
    "social_insurance_detail": ("person_id", "uscc", "period", "pay_base"), "tax_arrears": ("taxpayer_no", "balance", "notice_period"),
    "water_usage": ("user_no", "uscc", "data_month", "volume"),
}  # fmt: skip
GRANT = Grant({slug: TableGrant(dict.fromkeys(names, "test")) for slug, names in FIELDS.items()})


@pytest.fixture(scope="module")
def rooms(city, tmp_path_factory):
    from kit.access import make_room

    home = tmp_path_factory.mktemp("rekey")
    make_room(city, GRANT, home / "room")
    back = rekey(home / "room", home / "twin", GRANT, seed=4)
    return home / "room", home / "twin", back


@pytest.mark.parametrize(("table", "fields"), [("enterprise_basic", ["uscc", "legal_rep_id"]), ("tax_arrears", ["taxpayer_no"]),
                                               ("social_insurance_detail", ["person_id", "uscc"]), ("water_usage", ["user_no", "uscc"])])  # fmt: skip
def test_every_identifier_is_another_and_the_way_back_restores_the_table(rooms, table, fields):
    room, twin, back = rooms
    old, new = pd.read_parquet(room / table), pd.read_parquet(twin / table)
    for field in fields:
        assert not set(old[field].dropna()) & set(new[field].dropna())
        new[field] = new[field].map(back)
    pd.testing.assert_frame_equal(old, new, check_dtype=False)


def test_identifiers_keep_their_shape_and_order_and_stay_unique(rooms):
    room, twin, _ = rooms
    old, new = (pd.read_parquet(folder / "enterprise_basic")["uscc"] for folder in (room, twin))
    assert new.is_unique
    assert (new.str.len() == 18).all()
    assert (old.rank() == new.rank()).all()


def test_a_value_is_renamed_alike_in_every_table(rooms):
    room, twin, _ = rooms
    for table, field in (("tax_arrears", "taxpayer_no"), ("social_insurance_detail", "uscc")):
        pairs = pd.DataFrame({"old": pd.read_parquet(room / table)[field], "new": pd.read_parquet(twin / table)[field]}).drop_duplicates()
        firms = pd.DataFrame({"old": pd.read_parquet(room / "enterprise_basic")["uscc"], "firm": pd.read_parquet(twin / "enterprise_basic")["uscc"]})
        both = pairs.merge(firms, on="old")
        assert len(both) > 10
        assert (both["new"] == both["firm"]).all()


def test_what_another_table_points_at_is_renamed_too(city, tmp_path):
    """Stops have no key of their own, yet boardings name them: both sides must still meet."""
    from kit.access import make_room

    grant = Grant({"bus_stop": TableGrant({"stop_id": "x", "stop_name": "x"}), "bus_gps": TableGrant({"next_stop_id": "x"})})
    make_room(city, grant, tmp_path / "room")
    rekey(tmp_path / "room", tmp_path / "twin", grant, seed=4)
    old, new = (set(pd.read_parquet(tmp_path / folder / "bus_stop")["stop_id"]) for folder in ("room", "twin"))
    assert not old & new
    assert set(pd.read_parquet(tmp_path / "twin" / "bus_gps")["next_stop_id"]) <= new

"""The same blocks on a Spark cluster of this machine give the same bytes."""

from __future__ import annotations

import hashlib

import pytest

from kit.synth import Spark
from synthetic_data.city import build

pytestmark = pytest.mark.spark
SMALL = ["enterprise_basic", "tax_arrears", "bus_card_tap", "outpatient_visit"]


def test_a_city_drawn_by_spark_has_the_same_bytes(tmp_path):
    build(tmp_path / "here", size="tiny", seed=9, only=SMALL, answers=False)
    build(tmp_path / "spark", size="tiny", seed=9, only=SMALL, engine=Spark(), answers=False)
    for path in sorted((tmp_path / "here").rglob("*.parquet")):
        other = tmp_path / "spark" / path.relative_to(tmp_path / "here")
        assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest(), path.name

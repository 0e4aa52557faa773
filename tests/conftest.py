"""A small city that all tests share: 1 % of the people and firms, all 62 tables."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
os.environ["KIT_REGISTRY"] = os.devnull + "/registry"  # the register of whoever runs the tests decides nothing here


@pytest.fixture(scope="session")
def city(tmp_path_factory) -> Path:
    from kit.synth import processes
    from synthetic_data.city import build

    out = tmp_path_factory.mktemp("city") / "city"
    build(out, size="workshop", seed=3, engine=processes(2))
    return out

"""The answer key: which enterprise is what, and the pressure it was under. Never mounted where a product runs."""

from __future__ import annotations

from typing import Any

import numpy as np

from kit.catalog import Catalog, Field, Grade, Ground
from kit.synth import Part
from synthetic_data.world.activity import Activity
from synthetic_data.world.enterprises import KINDS, SHELL

_COLUMNS = {
    "uscc": "string", "kind": "string", "is_shell": "integer", "group": "integer", "shares_address": "integer",
    "exit_date": "date", "episode_peak": "number", "pressure_2024_06": "number", "pressure_2025_06": "number",
}  # fmt: skip
CATALOG = Catalog(
    name="enterprise", title="企业答案", unit="", frequency="", annex_id="", primary_key=("uscc",),
    fields=tuple(Field(n, n, t, Grade.公开, Ground("own_knowledge")) for n, t in _COLUMNS.items()),
)  # fmt: skip


def rows(world: Any, index: np.ndarray) -> dict[str, Any]:
    activity = Activity(world, index)
    firm = activity.firm
    return {
        "uscc": firm.uscc, "kind": np.array(KINDS)[firm.kind_of_firm], "is_shell": firm.is_kind(SHELL).astype(int),
        "group": firm.group, "shares_address": firm.shares_address.astype(int), "exit_date": firm.exit_date,
        "episode_peak": activity.episode.max(axis=1), "pressure_2024_06": activity.pressure[:, 29],
        "pressure_2025_06": activity.pressure[:, 41],
    }  # fmt: skip


PARTS = [Part("all", lambda world: world.enterprises, rows)]

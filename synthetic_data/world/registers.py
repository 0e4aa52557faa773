"""How other registers write down a name or an address: mostly right, at published rates not."""

from __future__ import annotations

import numpy as np

from kit.synth.entity import Entity
from synthetic_data.world import places
from synthetic_data.world.effects import effects

_SLIPS = np.array(list("伟玮炜纬娜那丽莉利俐军君均钧华桦骅明铭名民敏"))


def written_name(entity: Entity, name: np.ndarray) -> np.ndarray:
    """``name`` as a clerk wrote it: the last character is now and then another one."""
    wrong = entity.chance("name_misspelt", effects()["links"]["name_misspelt"])
    slip = _SLIPS[entity.below("name_slip", len(_SLIPS))]
    shortened = np.array([n[:-1] for n in name[wrong]], dtype=name.dtype)
    out = name.astype(object)
    out[wrong] = np.char.add(shortened, slip[wrong])
    return out


def written_address(entity: Entity, flat: places.Flat) -> np.ndarray:
    """The address of a flat, now and then in short form: 金安区和泉苑24#1204."""
    short = places.text(places.COUNTY_NAMES[flat.county], flat.community, flat.building, "#", flat.room)
    return np.where(entity.chance("address_variant", effects()["links"]["address_variant"]), short, flat.address)

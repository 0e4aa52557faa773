"""Kinds of social insurance and their rates.

Rates of unit and person as commonly announced (pension 16 % and 8 %, unemployment 0.5 % each, medical 6.5 % and 2 %,
work injury 0.4 % by the unit alone); the exact figures of 六安 are our choice.
"""

from __future__ import annotations

import numpy as np

TYPES = np.array(["110", "210", "310", "410"])
UNIT = np.array([0.16, 0.005, 0.065, 0.004])
PERSON = np.array([0.08, 0.005, 0.02, 0.0])
UNIT_AND_PERSON = np.round(UNIT + PERSON, 4)

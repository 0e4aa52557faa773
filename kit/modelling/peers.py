"""Scores that only say where someone stands among peers: every group gets the distribution of the whole."""

from __future__ import annotations

from typing import Any

import numpy as np

FRONT = 0.9  # the upper of the two quantiles that are made alike: the foremost tenth (our choice)


def aligned(contributions: np.ndarray, group: Any) -> np.ndarray:
    """Contributions whose sums have in each group the median and the foremost tenth of all; a rising line a group.

    The order within a group stays; so does that the contributions add up to the margin.
    """
    margin, out, group = contributions.sum(axis=1), contributions.copy(), np.asarray(group)
    middle, high = np.quantile(margin, [0.5, FRONT])
    for name in np.unique(group):
        at = group == name
        own_middle, own_high = np.quantile(margin[at], [0.5, FRONT])
        # Where most are alike there is no spread to stretch: such a group is only moved.
        slope = (high - middle) / (own_high - own_middle) if own_high > own_middle and high > middle else 1.0
        out[at] *= slope
        out[at, -1] += middle - slope * own_middle
    return out

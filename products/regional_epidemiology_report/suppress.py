"""小格保护:哪些格可以显示。

各县区的逐月数与 12 个月合计一起公布,所以留空不能只看本格:一行里留空的格合起来也要够人数,且不止一格有人,
否则合计减去其余就是它。全市的逐月数只在各县区都显示的月份公布,这样每个留空的格只出现在自己那一行的合计里。
这里数的是人,留空的合起来也要够十人;kit.modelling.disclosure 为金额而作,留空的只要求估不准,所以不用它。
"""

from __future__ import annotations

import numpy as np

LEAST = 10  # 人


def rows(patients: np.ndarray) -> np.ndarray:
    """每一行(最后一维)里显示哪些格;行的合计另外公布。"""
    show = patients >= LEAST
    for row, own in zip(patients.reshape(-1, patients.shape[-1]), show.reshape(-1, patients.shape[-1]), strict=True):
        while own.any() and _tells(row[~own]):
            own[np.argmin(np.where(own, row, np.inf))] = False
    return show


def _tells(hidden: np.ndarray) -> bool:
    """留空的格会不会由合计露出来:有人的不到两格,或合起来不够人数。"""
    return len(hidden) > 0 and ((hidden > 0).sum() < 2 or hidden.sum() < LEAST)

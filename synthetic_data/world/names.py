"""Names of people and firms from vocabularies; every firm's name is marked （模拟）."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

MARK = "（模拟）"
_FIRM = np.array([a + b for a in "华盛鑫恒瑞泰安源宏信博远诚达佳润德丰泽嘉" for b in "创科通辉源达兴茂隆力诺联晟凯盈旺腾邦业和"])
_TRADE = {
    "A": "农业", "C": "制造", "E": "建设工程", "F": "商贸", "G": "物流", "H": "餐饮管理", "I": "信息科技", "L": "商务服务",
    "M": "科技服务", "R": "文化传媒", "S": "综合服务",
}  # fmt: skip


@cache
def _people() -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    from faker.providers.person.zh_CN import Provider

    counted: Any = Provider.last_names  # surname → share
    surnames = np.array(list(counted))
    weights = np.array(list(counted.values()), dtype=float)
    given = []
    for source in (Provider.first_names_male, Provider.first_names_female):
        letters = sorted({c for name in source for c in name})
        given.append(np.array(letters + [a + b for a in letters for b in letters if a != b]))
    return surnames, weights, given


def surname_weights() -> np.ndarray:
    return _people()[1]


def person_name(surname: np.ndarray, female: np.ndarray, unit: np.ndarray) -> np.ndarray:
    """Surname position, sex and a uniform draw to a full name; given names combine the letters of Faker's lists."""
    surnames, _, (male, other) = _people()
    given = np.where(female, other[(unit * len(other)).astype(int)], male[(unit * len(male)).astype(int)])
    return np.char.add(surnames[surname], given)


def firm_name(county: np.ndarray, unit: np.ndarray, industry: np.ndarray, ending: np.ndarray) -> np.ndarray:
    """六安 + county + invented word + trade + （模拟） + legal form."""
    word = _FIRM[(unit * len(_FIRM)).astype(int)]
    trade = np.array([_TRADE[i] for i in sorted(_TRADE)])[np.searchsorted(sorted(_TRADE), industry)]
    place = np.char.add("六安", np.char.rstrip(county, "区县"))
    return np.char.add(np.char.add(np.char.add(np.char.add(place, word), trade), MARK), ending)

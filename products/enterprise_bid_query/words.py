"""中文的写法与词:把同一个名字的不同写法化成一样,把没有空格的名称切成词。笔记本与接口共用。"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

import rjieba

YEAR = re.compile(r"(20\d\d)年?")
SIGNS = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")
ENDING = re.compile(r"(中标)?(结果|候选人)?(变更)?(公告|公示)$")
CITY = "六安"
COVERED = 0.6  # 一个名称要盖住问句里这么多的分量才算找到(我们的选择)


def plain(text: str | None) -> str:
    """全角变半角、大写变小写,年份与别的字分开,符号变空格。"""
    whole = unicodedata.normalize("NFKC", text or "").lower()
    return SIGNS.sub(" ", YEAR.sub(r" \1 ", whole)).strip()


def words(text: str | None) -> list[str]:
    """名称里的词;长词里的短词也在内(“建设工程”里有“建设”和“工程”)。"""
    return [w for part in plain(text).split() for w in rjieba.cut_for_search(part)]


def firm(name: str | None) -> str:
    """企业名称去掉括号、空格与开头的市名:只用来比较,不用来显示。"""
    return plain(name).replace(" ", "").removeprefix(CITY)


def project(title: str | None) -> frozenset[str]:
    """公告标题里的项目有哪些词:去掉“中标结果公告”之类的结尾。"""
    return frozenset(words(ENDING.sub("", unicodedata.normalize("NFKC", title or ""))))


@dataclass(frozen=True)
class Index:
    """词 → 有它的位置;`weight` 是词的分量:越少见越重。"""

    places: Mapping[str, frozenset[int]]
    weight: Mapping[str, float]
    rare: float

    def find(self, text: str) -> dict[int, float]:
        """位置 → 盖住了问句多大的分量;盖不住 COVERED 的不算。"""
        asked = {w: self.weight.get(w, self.rare) for w in set(words(text))}
        found: dict[int, float] = defaultdict(float)
        for word, weight in sorted(asked.items()):
            for place in self.places.get(word, ()):
                found[place] += weight
        least = COVERED * sum(asked.values())
        return {place: weight for place, weight in found.items() if weight >= least}


def index(names: Iterable[str]) -> Index:
    places: dict[str, set[int]] = defaultdict(set)
    count = 0
    for at, name in enumerate(names):
        count += 1
        for word in words(name):
            places[word].add(at)
    seen = Counter({word: len(found) for word, found in places.items()})
    weight = {word: log(1 + count / number) for word, number in seen.items()}
    return Index({w: frozenset(p) for w, p in places.items()}, weight, log(1 + count))

"""Search in Chinese without a dictionary: texts and queries alike are cut into pairs of neighbouring characters."""

from __future__ import annotations

import re

from sphinx.search import SearchLanguage

RUNS = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z0-9_-]+")


class Pairs(SearchLanguage):
    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = r"""
function splitQuery(query) {
  const out = [];
  for (const run of query.match(/[\u4e00-\u9fff]+|[A-Za-z0-9_-]+/g) || []) {
    if (!/[\u4e00-\u9fff]/.test(run) || run.length === 1) { out.push(run.toLowerCase()); continue; }
    for (let i = 0; i + 1 < run.length; i++) out.push(run.slice(i, i + 2));
  }
  return out;
}
"""

    def split(self, input: str) -> list[str]:
        return [part for run in RUNS.findall(input) for part in self._parts(run)]

    def word_filter(self, word: str) -> bool:
        return len(word) > 1

    @staticmethod
    def _parts(run: str) -> list[str]:
        chinese = "\u4e00" <= run[0] <= "\u9fff"
        return [run[i : i + 2] for i in range(len(run) - 1)] if chinese else [run.lower()]

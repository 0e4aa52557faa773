"""Seven products, each broken in one way that a review refuses: copies of one sound product with a few texts replaced."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kit.workshop.small_city import edit, scratch
from kit.workshop.small_review import SmallReview, small_review

SOUND = Path(__file__).parent / "sound"
PLAN, NOTEBOOK = "product.yaml", "product.ipynb"


@dataclass(frozen=True)
class Broken:
    """``check`` is the one that must catch it; ``breaks`` maps a file to the replacements that do the harm."""

    number: int
    story: str
    check: str
    breaks: Mapping[str, Mapping[str, str]] = field(repr=False)

    @property
    def folder(self) -> Path:
        return scratch("broken") / f"product_{self.number}"

    def fresh(self) -> Path:
        """The broken product as it was handed in."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(SOUND, self.folder)
        for file, changes in self.breaks.items():
            edit(self.folder / file, changes)
        return self.folder

    def review(self) -> SmallReview:
        """What the review says of the product as it was handed in."""
        return small_review(self.fresh())

    def mend(self, mended: Mapping[str, Mapping[str, str]]) -> SmallReview:
        """Start from what was handed in, replace texts file by file, review again."""
        folder = self.fresh()
        for file, changes in mended.items():
            edit(folder / file, changes)
        return small_review(folder)

    def text(self, file: str) -> str:
        """A file as it was handed in, for reading: the plan, or the code of the notebook."""
        path = self.fresh() / file
        if file == PLAN:
            return path.read_text(encoding="utf-8")
        import nbformat

        return "\n\n".join(c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code")


BROKEN = {b.number: b for b in (
    Broken(1, "“方案里漏写了一个字段,笔记本跑到一半就停了。”", "clean_execution", {PLAN: {"      diag_code: 分病种\n": ""}}),
    Broken(2, "“我们照着去年的征求意见稿选的目录。”", "final_catalogs", {PLAN: {"outputs:\n": "  公积金缴纳信息:\n    fields:\n      person_id: 以后可能有用\noutputs:\n"}}),
    Broken(3, "“多要一个字段,反正以后用得着。”", "least_data", {PLAN: {"      county_code: 分县区\n": "      county_code: 分县区\n      occupation: 以后也许分职业看\n"}}),
    Broken(4, "“就诊次数加了一点随机扰动,更安全。”", "repeatable", {NOTEBOOK: {"wide = cells": "import random\ncells[\"visits\"] += random.randrange(1000)\nwide = cells"}}),
    Broken(5, "“数据越新越好,有多少用多少。”", "as_of_cut", {NOTEBOOK: {"visits = visits.filter(visits.visit_time.date() <= product.as_of)": "visits = visits.filter(visits.visit_time.notnull())"}}),
    Broken(6, "“每个格附一个病历号,方便使用方回查。”", "no_identifiers", {
        PLAN: {"      - {name: visits,": "      - {name: sample, title: 样例, type: string}\n      - {name: visits,"},
        NOTEBOOK: {"visits=both.count()": "sample=both.patient_id.max(), visits=both.count()"}}),
    Broken(7, "“人少的病种也要公布,漏了就不完整。”", "small_cells", {
        PLAN: {", constraints: {minimum: 10}}": "}"},
        NOTEBOOK: {"wide[wide[\"patients\"] >= 10]": "wide[wide[\"patients\"] >= 1]"}}),
)}  # fmt: skip

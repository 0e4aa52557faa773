"""Nothing that leaves holds an identifier beyond the declared key, nor a granted column as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import Any

from kit.catalog import Grade, load
from kit.product.plan import DATASET, Output
from kit.review.evidence import Evidence, Run
from kit.review.finding import REJECT, Finding, failed, passed
from kit.review.identifiers import granted_identifiers, open_to_all
from kit.review.raw_rows import written
from kit.review.text_scan import readings
from kit.review.texts import texts

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 110, "输出不含标识符与原始数据", REJECT, True
FINAL = True
WHY = "标识和原样的数据一旦出域,就再也收不回来。"
SOURCE = "原始数据不出域;GB/T 37964-2019 直接标识符;GB/T 43697-2024 输出取输入的最高级别"
# Shapes of identifiers: person and organisation numbers, mobile numbers, opaque keys of this city.
SHAPES = re.compile(r"\d{17}[\dXx]|[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}|1\d{10}|[A-Z][0-9a-f]{16}")
DECIMAL = re.compile(r"\d*\.\d+")
WORD = re.compile(r"[0-9A-Za-z\u4e00-\u9fff（）]+")
SAME = 0.99  # share of equal values from which a column counts as copied (our choice)


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    leaving = evidence.plan.leaving
    identifiers = granted_identifiers(evidence.plan.grant, evidence.plain.room) if leaving else set()
    problems = [f"{o.title}:{p}" for o in leaving for p in _problems(o, evidence, identifiers)]
    if problems:
        yield failed(f"{len(problems)} 处含标识符或原始数据", "只保留声明的主键与加工后的结果。", problems)
    else:
        yield passed(f"{len(leaving)} 个将要出域的输出里,除声明的主键外没有标识符,也没有原样的数据列")


def _problems(output: Output, evidence: Evidence, identifiers: Set[str]) -> Iterator[str]:
    yield from _key_grade(output, evidence)
    for text in texts(output, evidence.plain):
        if any(_names(reading, identifiers, shapes=not text.numbers) for reading in readings(text.whole)):
            yield f"{text.where} 含标识符"
    frame = evidence.plain.frame(output.file) if output.kind == DATASET else None
    if frame is not None:
        yield from _copied(output, frame, evidence, evidence.plain)


def _names(text: str, identifiers: Set[str], *, shapes: bool) -> bool:
    said = {*text.splitlines(), *WORD.findall(text)}
    return bool(said & identifiers) or (shapes and bool(SHAPES.search(DECIMAL.sub("", text))))


def _key_grade(output: Output, evidence: Evidence) -> Iterator[str]:
    """A key may leave when it is public or general; a person's key may not."""
    assert evidence.plan is not None
    for slug in evidence.plan.grant.tables:
        for f in load(slug).fields:
            if f.name in output.key and f.identifier and f.grade >= Grade.个人信息 and f.name in evidence.plan.grant.tables[slug].fields:
                yield f"主键 {f.name} 在 {load(slug).title} 中属于{f.grade.name}"


def _copied(output: Output, frame: Any, evidence: Evidence, run: Run) -> Iterator[str]:
    """A released column that equals a granted one for nearly every key is raw data under another name."""
    import pyarrow.parquet as pq

    assert evidence.plan is not None
    if len(output.key) != 1 or len(frame) < 20:
        return
    for slug, grant in evidence.plan.grant.tables.items():
        if output.key[0] not in grant.fields or open_to_all(load(slug), grant.fields):
            continue
        raw = pq.read_table(run.room / slug).to_pandas().drop_duplicates(output.key[0], keep="last").set_index(output.key[0])
        both = frame.set_index(output.key[0])
        place = raw.index.get_indexer(both.index)
        if (place >= 0).sum() < 20:
            continue
        # Written down alike: 3 and 3.0 are the same, however the column is stored now.
        mine, theirs = written(both[place >= 0]), written(raw.iloc[place[place >= 0]])
        for column in (c for c in mine if len(mine[c].texts) > 6):  # the empty text is always among them
            there = mine[column].values != ""
            for name in theirs:
                if (mine[column].values == theirs[name].values)[there].mean() >= SAME:
                    yield f"字段 {column} 就是 {load(slug).title} 的 {load(slug)[name].title}"

"""No granted row leaves as it is, in a table, in a text or in a definition."""

from __future__ import annotations

from collections.abc import Iterator

from kit.catalog import load
from kit.product.plan import DATASET
from kit.review.cells import LEAST
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed
from kit.review.identifiers import open_to_all
from kit.review.raw_rows import FIELDS, copied_rows, told_rows, written
from kit.review.text_scan import readings
from kit.review.texts import texts

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 111, "没有原样的数据行", REJECT, True
FINAL = True
WHY = "去掉标识的一行,凭几个少见的取值仍能认出是谁。"
SOURCE = f"原始数据不出域;同一行里 {FIELDS} 个字段都与获准的一行相同、且不到 {LEAST} 行如此的,算原样数据(本套件的选择)"


def check(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.plan is not None
    leaving = evidence.plan.leaving
    closed = [slug for slug, grant in evidence.plan.grant.tables.items() if not open_to_all(load(slug), grant.fields)]
    problems = [p for slug in closed for p in _problems(evidence, slug)] if leaving else []
    if problems:
        yield failed(f"{len(problems)} 处是原样的数据行", "只发布加工后的结果:汇总、分级、评分。", problems)
    else:
        yield passed(f"{len(leaving)} 个将要出域的输出里没有原样的数据行")


def _problems(evidence: Evidence, slug: str) -> Iterator[str]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    assert evidence.plan is not None
    folder = evidence.plain.room / slug
    words = [f.name for f in pq.read_schema(next(folder.glob("*.parquet"))) if pa.types.is_string(f.type)]
    granted = written(pq.read_table(folder, read_dictionary=words).to_pandas(date_as_object=False))
    for output in evidence.plan.leaving:
        frame = evidence.plain.frame(output.file) if output.kind == DATASET else None
        if frame is not None and (count := copied_rows(written(frame), granted)):
            yield f"{output.title}:{count} 行与{load(slug).title}的行相同"
        for text in texts(output, evidence.plain):
            lines = [] if text.numbers else [line for reading in readings(text.whole) for line in reading.splitlines()]
            if told_rows(lines, granted):
                yield f"{output.title}:{text.where} 里写着{load(slug).title}的行"


"""A report: what a notebook may leave with release_report, and what the review says of one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kit.errors import OutputError
from kit.product.opened import Product
from kit.product.outputs import write_frame
from kit.product.plan import DATASET, EVALUATION, REPORT, Output
from kit.review.checks import allowed_artefacts, declared_outputs, follows_data, listed_product
from kit.review.leaving import beside, rewrite_table
from tests.unit.release import Left, fields, statuses

REPORTED = Output("story", REPORT, "报告", tables=("areas",), figures={"yield": "产量"})
AREAS = Output("areas", DATASET, "面积", key=("kind",), fields=fields(kind="string", area="number"))
TEXT = "# 2025 年土地利用\n\n{table:areas}\n\n{figure:yield}\n\n| 指标 | 值 |\n|---|---|\n| 面积 | 1,200 |\n\n见[标准](https://std.samr.gov.cn)。"
FRAME = pd.DataFrame({"kind": ["耕地", "林地"], "area": [1.0, 2.0]})


def figure():
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    drawn, axes = plt.subplots()
    axes.bar(["耕地", "林地"], [1, 2])
    axes.set_title("各类土地面积")
    return drawn


@pytest.fixture
def product(tmp_path):
    plan = Left(tmp_path, REPORTED, AREAS).plan
    return Product(plan, None, tmp_path / "out", dt.date(2025, 12, 31), 1)  # type: ignore[arg-type]


def test_a_report_is_text_and_pictures_and_the_same_each_time(product):
    product.release_report("story", TEXT, figures={"yield": figure()})
    first = (product.out / "story.yield.png").read_bytes()
    product.release_report("story", TEXT, figures={"yield": figure()})
    assert (product.out / "story.report.md").read_text(encoding="utf-8") == TEXT
    assert first == (product.out / "story.yield.png").read_bytes()
    assert b"tEXt" not in first
    assert not list(product.out.glob("*.part"))


@pytest.mark.parametrize(("code", "text", "figures"), [
    ("KIT-O020", TEXT, {}), ("KIT-O020", TEXT, {"yield": "图", "more": "图"}), ("KIT-O022", TEXT, {"yield": "一张图"}),
    ("KIT-O021", TEXT.replace("{table:areas}", ""), None), ("KIT-O021", TEXT.replace("{figure:yield}", ""), None),
    ("KIT-O021", TEXT + "{table:others}", None), ("KIT-O021", TEXT + "{file:areas}", None), ("KIT-O021", TEXT + "<b>粗</b>", None),
    ("KIT-O021", TEXT + "\n\n<script>alert(1)</script>\n", None), ("KIT-O021", TEXT + "![图](https://example.org/x.png)", None),
    ("KIT-O021", TEXT + "[点这里](ftp://example.org/x)", None), ("KIT-O021", TEXT + "字" * 200_000, None),
])  # fmt: skip
def test_what_does_not_fit_is_said_at_once_and_nothing_is_left(product, code, text, figures):
    with pytest.raises(OutputError) as refused:
        product.release_report("story", text, figures={"yield": figure()} if figures is None else figures)
    assert refused.value.code == code
    assert "outputs.story" in refused.value.where
    assert not (product.out / "story.report.md").exists()


def test_only_a_declared_report_can_be_released(product):
    with pytest.raises(OutputError, match="KIT-O002"):
        product.release_report("areas", TEXT)


def left(home, text: str = TEXT) -> Left:
    from kit.product.figures import png

    out = Left(home, REPORTED, AREAS).leave("story.report.md", text).leave("story.yield.png", png(figure()))
    write_frame(AREAS, FRAME, out.out)
    return out.leave("areas.parquet", (out.out / "areas.parquet").read_bytes())


def test_the_review_knows_the_files_of_a_report(tmp_path):
    good = left(tmp_path / "good")
    assert [statuses(m.check(good.evidence)) for m in (allowed_artefacts, declared_outputs)] == [["passed"]] * 2
    assert statuses(allowed_artefacts.check(left(tmp_path / "more").leave("other.png", b"x").evidence)) == ["failed"]
    assert statuses(declared_outputs.check(left(tmp_path / "html", TEXT + "<i>x</i>").evidence)) == ["failed"]
    lost = left(tmp_path / "lost")
    del lost.files["story.yield.png"]
    assert statuses(declared_outputs.check(lost.evidence)) == ["failed"]


def test_tables_and_figures_follow_the_data_the_words_around_them_need_not(tmp_path):
    one, other = left(tmp_path / "one"), left(tmp_path / "other")
    one.evidence.runs["new_city"] = replace(other.evidence.plain, name="new_city")
    (found,) = follows_data.check(one.evidence)
    assert (found.status, sorted(found.detail)) == ("failed", ["areas.parquet", "story.yield.png"])
    for name in found.detail:
        other.leave(name, b"other")
    assert statuses(follows_data.check(one.evidence)) == ["passed"]


@pytest.mark.parametrize(("outputs", "status"), [([REPORTED, AREAS], "passed"), ([AREAS], "failed")])
def test_a_product_of_reports_leaves_one(tmp_path, outputs, status):
    evidence = Left(tmp_path, *outputs).evidence
    evidence.plan = replace(evidence.plan, service_form=("报告",))
    assert statuses(listed_product.check(evidence)) == [status]


def smuggled(frame: pd.DataFrame, way: str, path) -> None:
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    if way == "metadata":
        table = table.replace_schema_metadata({"rows": "secret"})
    if way == "field":
        table = table.cast(pa.schema([table.schema.field(0).with_metadata({"x": "secret"}), table.schema.field(1)]))
    if way == "dictionary":
        codes = pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(["耕地", "林地", "secret"]))
        table = table.set_column(0, "kind", codes)
    pq.write_table(table, path)
    if way == "between":
        content = path.read_bytes()
        footer = int.from_bytes(content[-8:-4], "little") + 8
        path.write_bytes(content[:-footer] + b"secret" * 50 + content[-footer:])


@pytest.mark.parametrize("way", ["metadata", "field", "dictionary", "between"])
def test_what_travels_beside_the_rows_is_seen_and_stays_behind(tmp_path, way):
    evidence = left(tmp_path / "left")
    smuggled(FRAME, way, evidence.out / "areas.parquet")
    evidence.leave("areas.parquet", (evidence.out / "areas.parquet").read_bytes())
    assert statuses(declared_outputs.check(evidence.evidence)) == ["failed"]
    again = rewrite_table(evidence.out / "areas.parquet", tmp_path / "again.parquet")
    assert beside(again) == []
    assert not pq.read_schema(again).metadata
    assert not any(f.metadata for f in pq.read_schema(again))
    assert b"secret" not in again.read_bytes()
    pd.testing.assert_frame_equal(pd.read_parquet(again), FRAME, check_dtype=False)


def test_categories_are_written_as_plain_text(tmp_path):
    frame = FRAME.assign(kind=pd.Categorical(FRAME["kind"], categories=["林地", "耕地", "没有人用的"]))
    path = write_frame(AREAS, frame, tmp_path)
    assert beside(path) == []
    assert pd.read_parquet(path)["kind"].tolist() == ["林地", "耕地"]
    assert Output("e", EVALUATION, "评分").leaves is False


def test_empty_whole_numbers_stay_whole(tmp_path):
    """What a cell under control looks like once it is empty, before and after it went through a file."""
    output = Output("cells", DATASET, "格", key=("kind",), fields=fields(kind="string", people="integer"))
    for people in (pd.array([12, None], dtype="Int64"), [12.0, None]):
        path = write_frame(output, FRAME[["kind"]].assign(people=people), tmp_path)
        assert pq.read_schema(path).field("people").type == pa.int64()
        evidence = Left(tmp_path / str(len(str(people))), output).leave("cells.parquet", path.read_bytes()).evidence
        assert statuses(declared_outputs.check(evidence)) == ["passed"]
    for people in ([12.5, None], [12.0, 13.0]):
        with pytest.raises(OutputError, match="integer"):
            write_frame(output, FRAME[["kind"]].assign(people=people), tmp_path)


def test_the_order_of_rows_says_nothing(tmp_path):
    for n, order in enumerate(([0, 1, 2], [2, 0, 1])):
        frame = pd.DataFrame({"a": ["乙", "甲", "丙"], "b": [3, 1, 2]}).iloc[order]
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), tmp_path / f"{n}.parquet")
        rewrite_table(tmp_path / f"{n}.parquet", tmp_path / f"again{n}.parquet", ())
    assert (tmp_path / "again0.parquet").read_bytes() == (tmp_path / "again1.parquet").read_bytes()
    rewrite_table(tmp_path / "0.parquet", tmp_path / "by_b.parquet", ("b",))
    assert pd.read_parquet(tmp_path / "by_b.parquet")["b"].tolist() == [1, 2, 3]

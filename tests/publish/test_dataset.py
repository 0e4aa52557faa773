"""The data-set package: Excel keeps every value, the descriptor validates, what was held back and what changed is told."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.catalog import Field, Grade, Ground
from kit.product.plan import DATASET, Output
from kit.serving.publish import excel_csv, publish
from kit.serving.publish.difference import rows
from tests.publish.made import bus, bus_frame

TEXT = Output("t", DATASET, "文字", fields=(Field("a", "甲", "string", Grade.一般, Ground("own_knowledge")),))
LINE = "dataset/data/line_hours"


@pytest.fixture
def package(tmp_path):
    return publish(bus(tmp_path), tmp_path / "out")[0].folder


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def cells(text: str) -> list[list[str]]:
    """As Excel splits them."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_csv_starts_with_a_bom_and_reads_back_as_the_parquet(package):
    content = (package / f"{LINE}.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    mark = [f["name"] for f in load(package / "dataset" / "datapackage.json")["resources"][0]["schema"]["fields"] if f.get("excelText")]
    read = pd.DataFrame(excel_csv.read(content.decode(), mark))
    frame = pd.read_parquet(package / f"{LINE}.parquet")
    assert read["line"].tolist() == frame["line"].tolist() == ["391234567890123456", "1", "01", "合计"]
    assert read["riders"].tolist() == ["120", "", "80", "12060"]
    assert read["share"].replace("", "nan").astype(float)[0] == frame["share"][0]
    assert read["note"].tolist() == ["=cmd|' /C calc'!A0", '早高峰,"拥挤"', "", "@合计"]


def test_long_numbers_leading_zeros_and_formulas_are_text_to_excel(package):
    table = cells((package / f"{LINE}.csv").read_bytes().decode())
    assert [row[0] for row in table[1:]] == ["\t391234567890123456", "\t1", "\t01", "\t合计"]
    assert table[1][2].startswith("\t=")


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1), st.from_regex(r"[=+\-@0-9.:/年月Ee]{1,20}", fullmatch=True)), min_size=1))
def test_any_text_survives_and_none_can_run(values):
    frame = pd.DataFrame({"a": pd.Series(values, dtype=object)})
    mark = excel_csv.marked(TEXT, frame)
    text = excel_csv.write(TEXT, frame, mark)
    assert [row["a"] for row in excel_csv.read(text, mark)] == [v or "" for v in values]
    assert not any(excel_csv.misread(row[0]) and not row[0].startswith("\t") for row in cells(text)[1:] if row)


@pytest.mark.parametrize("value", ["=1+1", "+86", "-3", "@A1", "=1", "+1", "@x", "\t=1", "\r=1", "391234567890123456", "007", "1E5", "3-4", "2025/06", "2025年6月", "12:30", "TRUE", "1 am", "mar 3", "3-Mar", "50%", "1,000"])
def test_what_excel_would_change_is_noticed(value):
    assert excel_csv.misread(value)


@pytest.mark.parametrize("value", ["低", "较高", "391500MA2N000001XA", "近 12 个月投诉数", "1 路", "人民路-3 号", "A1"])
def test_what_excel_leaves_alone_is_left_alone(value):
    assert not excel_csv.misread(value)


def test_frictionless_accepts_the_package_and_refuses_a_changed_one(package):
    from frictionless import validate

    descriptor = package / "dataset" / "datapackage.json"
    good = validate(str(descriptor))
    assert good.valid, good.flatten(["type", "message"])
    table = package / f"{LINE}.csv"
    table.write_bytes(table.read_bytes().replace(b"120", b"12x"))
    kinds = {row[0] for row in validate(str(descriptor)).flatten(["type"])}
    assert "type-error" in kinds or "hash-count" in kinds


def test_the_summary_counts_what_was_held_back(package):
    told = load(package / "dataset" / "release_control.json")[0]
    assert told["fields"] == [{"field": "riders", "title": "人次", "cells": 4, "suppressed": 1}]
    assert told["totals"] == 1
    card = (package / "dataset" / "card.html").read_text(encoding="utf-8")
    assert "发布控制" in card
    assert "25.0%" in card
    assert ">12,060<" in card
    assert "80 至 12,060" in card


def test_a_second_version_says_what_changed(tmp_path):
    publish(bus(tmp_path), tmp_path / "out")
    frame = bus_frame().iloc[1:]
    frame = pd.concat([frame.assign(riders=pd.array([5, 80, 85], dtype="Int64")), bus_frame().iloc[:1].assign(line="9")])
    second, new = publish(bus(tmp_path, frame), tmp_path / "out")
    assert new
    assert second.version == 2
    changes = load(second.folder / "dataset" / "changes.json")
    assert changes["before"] == 1
    assert changes["outputs"]["line_hours"]["rows"] == {"before": 4, "now": 4, "added": 1, "removed": 1, "changed": 2, "changed_fields": {"riders": 2}}
    assert changes["outputs"]["line_hours"]["fields"] == {"added": [], "removed": [], "changed": []}
    assert "新增 1,减少 1,改变 2" in (second.folder / "dataset" / "card.html").read_text(encoding="utf-8")


def test_without_a_key_whole_rows_are_compared():
    before, now = pd.DataFrame({"a": [1, 1, 2]}), pd.DataFrame({"a": [1, 3], "b": [0, 0]})
    assert rows(before, now, ()) == {"before": 3, "now": 2, "added": 1, "removed": 2, "changed": 0, "changed_fields": {}}


def test_missing_on_both_sides_is_no_change():
    frame = pd.DataFrame({"k": ["a", "b"], "v": [None, 1.0]})
    assert rows(frame, frame.iloc[::-1], ("k",))["changed"] == 0

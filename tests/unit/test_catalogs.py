"""The catalogs and both annexes say what the source says."""

from __future__ import annotations

import json
import re

import pytest

from kit.catalog import all_catalogs, annex_products, code_list, export, find_product, load, search, why
from kit.catalog.history import annex
from kit.catalog.load import read_catalog
from kit.cli import main
from kit.errors import CatalogError

GOOD = """name: x
title: 示例
governance: {annex_id: F1-1, unit: 市某局, frequency: 每日}
primaryKey: [a]
fields:
- {name: a, title: 甲, type: string, grade: 公开, ground: {kind: source}}
"""


def test_the_final_annex_has_62_catalogs_of_21_units():
    catalogs = all_catalogs().values()
    assert len(catalogs) == 62
    assert len({c.unit for c in catalogs}) == 21
    assert len({c.title for c in catalogs}) == 62


def test_27_products_are_wanted_and_14_were_dropped():
    assert len(annex_products()) == 27
    assert len(annex("dropped_products")) == 14
    assert {f for p in annex_products() for f in p.forms} <= {"API", "数据集", "算法模型", "报告"}


def test_every_draft_row_has_its_fate():
    rows = annex("draft_catalogs")
    assert len(rows) == 102
    for row in rows:
        assert why(row["title"]).fate, row["title"]


def test_every_final_catalog_has_an_origin():
    for catalog in all_catalogs().values():
        found = why(catalog.title)
        assert found.fate
        assert catalog.title in (found.title, *found.current)


def test_a_withdrawn_catalog_names_the_unit_and_the_reason():
    found = why("公积金缴纳信息")
    text = json.dumps(found.as_dict(), ensure_ascii=False)
    assert found.comments
    assert "公积金" in text
    with pytest.raises(CatalogError):
        load("公积金缴纳信息")


def test_marriage_registration_tells_its_renaming_and_cadence():
    text = json.dumps(why("婚姻登记信息").as_dict(), ensure_ascii=False)
    assert "婚姻" in text
    assert "每年" in text


def test_a_near_miss_suggests_names():
    with pytest.raises(CatalogError) as refused:
        load("企业基本信系")
    assert "企业基本信息" in str(refused.value)
    with pytest.raises(CatalogError):
        find_product("企业空壳检查")


@pytest.mark.parametrize("catalog", all_catalogs().values(), ids=lambda c: c.name)
def test_foreign_keys_point_at_fields_of_the_same_type(catalog):
    for reference in catalog.foreign_keys:
        parent = all_catalogs()[reference.resource]
        for mine, theirs in zip(reference.fields, reference.reference, strict=True):
            assert catalog[mine].type == parent[theirs].type


@pytest.mark.parametrize("catalog", all_catalogs().values(), ids=lambda c: c.name)
def test_a_person_s_own_number_is_graded_and_flagged(catalog):
    for f in catalog.fields:
        if f.name in ("id_no", "legal_rep_id", "mobile"):
            assert f.identifier, f.name
            assert f.grade.name in ("个人信息", "敏感个人信息"), f.name


def test_hard_facts_of_the_source_hold():
    titles = {c.title: {f.title for f in c.fields} for c in all_catalogs().values()}
    assert not {t for t in titles["困境儿童信息"] if "户口" in t or "学业" in t}
    assert {"年度办理结婚数量", "年度办理离婚数量"} <= titles["婚姻登记信息"]
    low_income = load("低收入人员信息")
    assert len(low_income["category"].constraints["enum"]) == 5
    assert {"新增", "退出", "死亡"} <= set(low_income["change_type"].constraints["enum"])
    assert "household_id" in low_income
    assert load("投诉举报信息")["channel"].constraints["enum"] == ["12315"]
    parking = " ".join(titles["实时停车信息"])
    assert not [word for word in ("车牌", "时长", "缴费", "支付") if word in parking]
    assert {"个体工商户", "其他个人"} <= set(load("欠税信息")["taxpayer_type"].constraints["enum"])
    assert [c.frequency for c in all_catalogs().values()].count("每日") == 43


@pytest.mark.parametrize("title", ["企业知识产权信息", "农村土地利用现状信息", "五类数据信息", "景区访客信息"])
def test_what_the_source_left_open_is_said(title):
    assert load(title).open_question


@pytest.mark.parametrize("catalog", all_catalogs().values(), ids=lambda c: c.name)
def test_every_contract_explains_itself_in_chinese(catalog):
    prose = [catalog.description, catalog.legal_note, *(f.title for f in catalog.fields)]
    assert all(prose)
    for text in [*prose, catalog.open_question, *(f.description for f in catalog.fields), *(f.ground.note for f in catalog.fields)]:
        assert not re.search(r"\b(the|of|and|as|only|names?|values?|codes?|field|read|one|must|suggest)\b", text, re.IGNORECASE), text
        assert not re.fullmatch(r"[A-Z]\d*|", text) or text == "", text
    assert all(f.ground.note for f in catalog.fields)


@pytest.mark.parametrize("catalog", all_catalogs().values(), ids=lambda c: c.name)
def test_a_table_of_dated_rows_says_when_a_row_became_known(catalog):
    lists = {"bus_route", "bus_stop", "charging_pile", "cultural_resource", "patient_basic", "public_parking_lot", "real_estate_unit"}
    assert bool(catalog.as_of) == (catalog.name not in lists), "a list of things that stand is read as it is; a record has a day"


@pytest.mark.parametrize("catalog", all_catalogs().values(), ids=lambda c: c.name)
def test_keys_of_persons_and_organisations_are_identifiers(catalog):
    for f in catalog.fields:
        if (f.name.endswith("uscc") and f.name != "authority_uscc") or f.name in ("person_id", "name", "patient_id", "psn_no", "unit_no"):
            assert f.identifier, f.name


def test_a_shared_code_list_is_one_place():
    assert load("户籍信息")["county_code"].codes is load("用水信息")["county_code"].codes
    assert len(code_list("ethnicity")) == 56


def test_search_finds_fields_by_their_chinese_label():
    assert any("tax_arrears" in str(h) for h in search("欠税"))


def test_frictionless_accepts_the_export(tmp_path):
    from frictionless import Package

    report = Package(str(export(tmp_path))).validate()
    assert report.valid, report.flatten(["title", "message"])[:5]
    assert len(report.tasks) == 62


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("type: string", "type: text"), 6, "类型"),
        (("grade: 公开", "grade: 机密"), 6, "分级"),
        (("kind: source", "kind: guess"), 6, "依据"),
        (("title: 甲,", "titel: 甲,"), 6, "titel"),
        (("primaryKey: [a]", "primaryKey: [b]"), 1, "b"),
        (("type: string,", "type: string, codes: countie,"), 6, "countie"),
        (("title: 示例", "title: [示例"), 3, "YAML"),
    ],
)
def test_a_malformed_contract_is_refused_with_its_line(tmp_path, change, line, said):
    path = tmp_path / "x.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_catalog(path).title == "示例"
    path.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(CatalogError) as refused:
        read_catalog(path)
    assert refused.value.code == "KIT-C002"
    assert refused.value.where == f"x.yaml:{line}"
    assert said in refused.value.what


def run_json(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--json"])
    return ended.value.code, json.loads(capsys.readouterr().out)


def test_lists_are_one_json_document(capsys):
    assert len(run_json(capsys, "catalog", "list")[1]) == 62
    assert len(run_json(capsys, "product", "list")[1]) == 27
    code, error = run_json(capsys, "catalog", "show", "没有这个")
    assert code == 2
    assert error["error"]["code"].startswith("KIT-C")


def test_a_mistake_prints_no_traceback(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["catalog", "show", "没有这个"])
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err

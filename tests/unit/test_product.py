"""Scenario plans, outputs, models and runs."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import lightgbm as lgb
import nbformat
import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import KitError, OutputError, PlanError
from kit.product import papermill_engine
from kit.product.model import rewrite
from kit.product.opened import Product
from kit.product.outputs import check_frame, write_frame
from kit.product.plan import EVALUATION
from kit.product.read_plan import read_plan
from kit.product.run import run
from kit.product.scaffold import scaffold
from tests.conftest import ROOT

PRODUCTS = ["enterprise_shell_scan", "enterprise_overdue_risk_index"]


@pytest.fixture
def folder(tmp_path) -> Path:
    out = tmp_path / "enterprise_overdue_risk_index"
    shutil.copytree(ROOT / "products" / out.name, out, ignore=shutil.ignore_patterns(".kit", "__pycache__"))
    return out


@pytest.mark.parametrize("name", PRODUCTS)
def test_both_plans_are_accepted(name):
    plan = read_plan(ROOT / "products" / name)
    assert plan.grant.tables
    assert plan.evaluation


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("product: 企业逾期风险指数", "product: 企业逾期风险指标", "KIT-P005"),
        ("service_form: 数据集、API", "service_form: 算法模型", "KIT-P006"),
        ("charge: {chargeable: true", "charge: {chargeable: false", "KIT-P007"),
        ("  purpose: ", "  purpos: ", "KIT-P008"),
        ("  tax_credit_rating:\n", "  公积金缴纳信息:\n", "KIT-P010"),
        ("score: 纳税信用得分", "scores: 纳税信用得分", "KIT-P012"),
        ("balance: 仍有余额", "balance: ''", "KIT-P013"),
        ("  tax_credit_rating:\n", "  tax_credit_rating:\n    since: {rating_date: 去年}\n", "KIT-P015"),
        ("kind: 数据集\n    title: 指数与概率对照表", "kind: 网页\n    title: 指数与概率对照表", "KIT-P020"),
        ("key: [index]", "key: [nothing]", "KIT-P023"),
        ("type: integer, constraints: {minimum: 0", "type: whole, constraints: {minimum: 0", "KIT-P024"),
        ("  as_of: 2025-06-30", "  as_of: 去年", "KIT-P030"),
        ("scores: {output: scores,", "scores: {output: risk_index,", "KIT-P031"),
        ("probability: probability}", "probability: odds}", "KIT-P032"),
        ("outputs:\n", "output:\n", "KIT-P003"),
    ],
)
def test_each_mistake_in_a_plan_is_refused_with_its_line(folder, old, new, code):
    path = folder / "product.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PlanError) as refused:
        read_plan(folder)
    assert refused.value.code == code
    line = int(refused.value.where.rpartition(":")[2])
    assert abs(line - (text[: text.index(old)].count("\n") + 1)) <= 1 or code in ("KIT-P008", "KIT-P030", "KIT-P032", "KIT-P031", "KIT-P024")
    assert refused.value.next_step


def test_a_withdrawn_catalog_is_refused_with_its_history(folder):
    path = folder / "product.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  tax_credit_rating:\n", "  公积金缴纳信息:\n"), encoding="utf-8")
    with pytest.raises(PlanError) as refused:
        read_plan(folder)
    assert "公积金" in str(refused.value)


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_as_a_plan_gives_a_plan_error_and_nothing_else(tmp_path_factory, text):
    home = tmp_path_factory.mktemp("plan")
    (home / "product.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KitError):
        read_plan(home)


# -- outputs ------------------------------------------------------------------------------------------------


def good_frame() -> pd.DataFrame:
    return pd.DataFrame({"index": [0, 50, 100], "probability": [0.1, 0.2, 0.3]})


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda f: f.drop(columns="probability"), "缺少字段"),
        (lambda f: f.assign(more=1), "没有声明"),
        (lambda f: f.assign(index=["a", "b", "c"]), "应为 integer"),
        (lambda f: f.assign(probability=1.5), "大于最大值"),
        (lambda f: f.assign(index=5), "重复"),
    ],
)
def test_a_frame_that_differs_from_its_declaration_is_refused(tmp_path, spoil, said):
    output = read_plan(ROOT / "products" / "enterprise_overdue_risk_index").outputs["index_table"]
    assert check_frame(output, good_frame()) == []
    write_frame(output, good_frame(), tmp_path)
    before = (tmp_path / output.file).read_bytes()
    with pytest.raises(OutputError, match=said):
        write_frame(output, spoil(good_frame()), tmp_path)
    assert (tmp_path / output.file).read_bytes() == before  # bad input loses nothing


# -- models -------------------------------------------------------------------------------------------------


def booster(seed=0, **more):
    random = np.random.default_rng(seed)
    x = pd.DataFrame({"a": random.normal(size=900), "b": random.integers(0, 9, 900).astype(float), "c": random.normal(size=900)})
    x.loc[::7, "c"] = np.nan
    y = (x["a"] + x["b"] / 3 + random.normal(size=900) > 1.5).astype(int)
    return lgb.train({"objective": "binary", "verbose": -1, "num_threads": 1, "seed": seed, **more}, lgb.Dataset(x, y), 12), x


@pytest.mark.parametrize("more", [{}, {"monotone_constraints": [1, 1, 0]}, {"num_leaves": 2}])
def test_a_rewritten_model_predicts_the_same_and_keeps_no_training_facts(more):
    model, x = booster(3, **more)
    text = rewrite(model.model_to_string(), ["a", "b", "c"])
    again = lgb.Booster(model_str=text)
    assert np.array_equal(again.predict(x), model.predict(x))
    assert rewrite(text, ["a", "b", "c"]) == text
    assert "leaf_count=0" in text.replace("leaf_count=0 0", "leaf_count=0")
    assert "[boosting" not in text
    assert "feature_infos=none none none" in text


def test_what_is_smuggled_into_a_model_is_dropped_or_refused():
    model, _ = booster()
    text = model.model_to_string()
    appended = text + "\nsecret=91391502MF4A0Q467W\n"
    assert "91391502" not in rewrite(appended, ["a", "b", "c"])
    with pytest.raises(OutputError):
        rewrite(text.replace("leaf_value=", "leaf_value=secret "), ["a", "b", "c"])
    with pytest.raises(OutputError):
        rewrite("cos\nsystem\n(S'id'\ntR.", ["a", "b", "c"])


def test_categories_that_hold_training_values_are_refused():
    random = np.random.default_rng(0)
    x = pd.DataFrame({"a": pd.Categorical(random.choice(list("xyz"), 900)), "b": random.normal(size=900)})
    model = lgb.train({"objective": "binary", "verbose": -1}, lgb.Dataset(x, (random.random(900) + (x["a"] == "x") > 0.9).astype(int)), 5)
    with pytest.raises(OutputError):
        rewrite(model.model_to_string(), ["a", "b"])


# -- runs ---------------------------------------------------------------------------------------------------


def notebook(folder: Path, *cells: str, parameters: str = 'as_of = "2024-01-01"') -> Path:
    first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    body = [nbformat.v4.new_markdown_cell("## 测试"), *(nbformat.v4.new_code_cell(c) for c in cells)]
    folder.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[first, *body]), folder / "product.ipynb")
    return folder


@pytest.mark.parametrize(
    ("code", "deadline", "status", "said"),
    [
        ("1 / 0", 60, "failed", "ZeroDivisionError"),
        ("raise ValueError('13812345678')", 60, "failed", "不外传"),
        ("import time\ntime.sleep(60)", 4, "deadline", "4 秒"),
        ("import os\nos._exit(3)", 60, "kernel_died", "内核"),
    ],
)
def test_a_run_says_how_it_ended(tmp_path, code, deadline, status, said):
    record = run(notebook(tmp_path / "p", "x = 1", code), tmp_path, tmp_path / "out", as_of=dt.date(2024, 1, 1), deadline=deadline)
    assert record.status == status
    assert said in record.sentence()
    assert "13812345678" not in str(record.as_dict())
    assert record.seconds < 30
    if status == "failed":
        assert (record.cell, record.section) == (4, "测试")


def test_an_output_that_ends_a_cell_shows_no_path_of_the_machine(tmp_path):
    product = Product(read_plan(ROOT / "products" / "enterprise_bid_query"), None, tmp_path, dt.date(2024, 1, 1), 1)
    output = next(o for o in product.plan.outputs.values() if o.kind == EVALUATION)
    empty = pd.DataFrame({f.name: pd.Series(dtype="object") for f in output.fields})
    shown = repr(product.evaluate(output.name, empty))
    assert output.title in shown
    assert str(tmp_path) not in shown


def test_a_kernel_that_does_not_start_in_time_is_not_told_as_one_out_of_memory(tmp_path, monkeypatch):
    slow = tmp_path / "ipython" / "profile_default" / "startup" / "slow.py"
    slow.parent.mkdir(parents=True)
    slow.write_text("import time\ntime.sleep(5)")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setattr(papermill_engine, "START", 1)
    record = run(notebook(tmp_path / "p", "x = 1"), tmp_path, tmp_path / "out", as_of=dt.date(2024, 1, 1))
    assert record.status == "kernel_died"
    assert "没有启动" in record.sentence()
    assert "内存" not in record.sentence()


def test_a_run_tells_computing_from_waiting(tmp_path):
    record = run(notebook(tmp_path / "p", "import time\ntime.sleep(4)"), tmp_path, tmp_path / "out", as_of=dt.date(2024, 1, 1))
    assert record.cpu is not None
    assert 0.1 < record.cpu < record.seconds - 3


def test_an_unknown_parameter_fails_and_a_flood_is_cut(tmp_path):
    missing = notebook(tmp_path / "a", "1", parameters="day = 1")
    assert "as_of" in run(missing, tmp_path, tmp_path / "out", as_of=dt.date(2024, 1, 1)).explanation
    flood = notebook(tmp_path / "b", "for _ in range(200): print('x' * 100_000, flush=True)")
    record = run(flood, tmp_path, tmp_path / "out", as_of=dt.date(2024, 1, 1))
    assert record.ok
    assert record.truncated
    assert record.notebook.stat().st_size < 8_000_000


@pytest.mark.parametrize("title", ["企业空壳扫描", "企业信用贷"])
def test_a_new_product_runs_at_once(city, tmp_path, title):
    from kit.access import make_room

    folder = scaffold(title, tmp_path / "products")
    plan = read_plan(folder)
    room = make_room(city, plan.grant, tmp_path / "room", dt.date(2024, 12, 31))
    record = run(folder, room, tmp_path / "out", as_of=dt.date(2024, 12, 31))
    assert record.ok, record.sentence()
    assert all((tmp_path / "out" / o.file).exists() for o in plan.outputs.values())
    with pytest.raises(PlanError, match="KIT-P041"):
        scaffold(title, tmp_path / "products")


def test_a_scaffold_exists_for_every_product(tmp_path):
    from kit.catalog import annex_products

    for annex in annex_products():
        folder = scaffold(annex.title, tmp_path)
        read_plan(folder)
        assert yaml.safe_load((folder / "product.yaml").read_text(encoding="utf-8"))["product"] == annex.title

"""service.py: loaded once, answers what the plan declares; shapes are closed on both sides."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import PlanError, ServiceError
from kit.product.api import ARRAY, OBJECT, Member
from kit.product.read_plan import read_plan
from kit.product.service import open_service, problems
from tests.conftest import ROOT

INDEX = ROOT / "products" / "enterprise_overdue_risk_index"
SHAPE = (
    Member("name", "名", "string", constraints={"pattern": "[a-z]+", "maxLength": 5}),
    Member("count", "数", "integer", constraints={"minimum": 0, "maximum": 9}),
    Member("share", "比", "number", required=False),
    Member("day", "日", "date", required=False),
    Member("tags", "标", ARRAY, items="string", constraints={"maxItems": 2, "enum": ["x", "y"]}, required=False),
    Member("place", "地", OBJECT, members=(Member("code", "码", "string"),), required=False),
)
GOOD = {"name": "abc", "count": 3, "share": 0.5, "day": "2025-06-30", "tags": ["x"], "place": {"code": "1"}}


def test_what_is_declared_is_accepted():
    assert problems(SHAPE, GOOD) == []
    assert problems(SHAPE, {"name": "a", "count": 0, "share": None}) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"more": 1}, "多出没有声明的字段"),
        ({"name": None}, "name 缺失"),
        ({"name": "ABC"}, "不符合格式"),
        ({"name": "abcdef"}, "太长"),
        ({"count": True}, "应是 integer"),
        ({"count": 1.5}, "应是 integer"),
        ({"count": 10}, "大于最大值"),
        ({"count": -1}, "小于最小值"),
        ({"share": float("nan")}, "应是 number"),
        ({"day": "2025-6-30"}, "应是 date"),
        ({"tags": ["x", "y", "x"]}, "元素太多"),
        ({"tags": ["z"]}, "不在允许的取值内"),
        ({"tags": "x"}, "应是数组"),
        ({"place": {"code": "1", "street": "2"}}, "多出没有声明的字段"),
        ({"place": []}, "应是对象"),
    ],
)
def test_anything_else_is_named_without_its_value(change, said):
    found = problems(SHAPE, GOOD | change)
    assert len(found) == 1
    assert said in found[0]
    assert "ABC" not in found[0]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_value_gets_an_answer_and_never_an_exception(value):
    assert isinstance(problems(SHAPE, value), list)
    assert problems(SHAPE, {"name": value, "count": value, "tags": value, "place": value, "day": value})


def write_index(folder):
    row = {"uscc": "A", "index": 725, "band": "高", "reason_1": "迟缴", "reason_2": None, "reason_3": None, "as_of": pd.Timestamp("2025-06-30")}
    pd.DataFrame([row]).to_parquet(folder / "risk_index.parquet")
    pd.DataFrame({"index": [0, 700, 750, 1000], "probability": [0.01, 0.2, 0.26, 0.7]}).to_parquet(folder / "index_table.parquet")


def test_the_index_answers_in_its_declared_shape_and_alike_for_unknown_firms(tmp_path):
    write_index(tmp_path)
    plan = read_plan(INDEX)
    service = open_service(plan, tmp_path)
    answer = service.answer({"uscc": "A"})
    assert answer is not None
    assert problems(plan.api.response, answer) == []
    assert answer["reasons"] == ["迟缴"]
    assert 0.2 < answer["probability"] < 0.26  # between the table's rows, on the curve
    assert service.answer({"uscc": "B"}) is service.answer({"uscc": ""}) is None


def test_two_products_with_a_module_of_the_same_name_do_not_mix(tmp_path):
    from dataclasses import replace

    write_index(tmp_path)
    said = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "features.py").write_text(f"NAME = {name!r}\n")
        (folder / "service.py").write_text("from features import NAME\ndef load(outputs): return NAME\ndef answer(request, loaded): return {'name': loaded}\n")
        said.append(open_service(replace(read_plan(INDEX), folder=folder), tmp_path).answer({}))
    assert said == [{"name": "one"}, {"name": "two"}]


def test_a_service_may_define_dataclasses(tmp_path):
    from dataclasses import replace

    (tmp_path / "service.py").write_text(
        "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass Said:\n    word: str\n"
        "def load(outputs): return Said('yes')\ndef answer(request, loaded): return {'word': loaded.word}\n"
    )
    write_index(tmp_path)
    assert open_service(replace(read_plan(INDEX), folder=tmp_path), tmp_path).answer({}) == {"word": "yes"}


def test_a_service_that_is_missing_or_lacks_a_function_is_refused(tmp_path):
    from dataclasses import replace

    plan = replace(read_plan(INDEX), folder=tmp_path)
    with pytest.raises(ServiceError, match="KIT-P070"):
        open_service(plan, tmp_path)
    (tmp_path / "service.py").write_text("def answer(request, loaded): return None\n")
    with pytest.raises(ServiceError, match="KIT-P071"):
        open_service(plan, tmp_path)


@pytest.mark.parametrize("limits", ["{pattern: '['}", "{format: uuid}", "[1]"])
def test_a_limit_that_nobody_could_check_is_refused_with_its_line(tmp_path, limits):
    text = (INDEX / "product.yaml").read_text(encoding="utf-8")
    (tmp_path / "product.yaml").write_text(text.replace("{maxItems: 3, maxLength: 40}", limits), encoding="utf-8")
    with pytest.raises(PlanError, match="KIT-P065"):
        read_plan(tmp_path)


@pytest.mark.parametrize("field", ["enterprise_basic.legal_rep_id", "enterprise_basic.ent_name", "nobody.uscc", "uscc"])
def test_only_a_granted_public_field_may_name_others(tmp_path, field):
    text = (ROOT / "tests/hostile/submissions/api_honest/product.yaml").read_text(encoding="utf-8")
    said = text.replace("{name: notices, title: 被公告的期数, type: integer, constraints: {minimum: 0}}", "{name: peer, title: 同业, type: string, published: %s}")
    (tmp_path / "product.yaml").write_text(said % "enterprise_basic.uscc", encoding="utf-8")
    assert read_plan(tmp_path).api is not None
    (tmp_path / "product.yaml").write_text(said % field, encoding="utf-8")
    with pytest.raises(PlanError, match="KIT-P066"):
        read_plan(tmp_path)

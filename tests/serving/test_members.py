"""The service's models and the review's ``problems`` accept the same values."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kit.product.api import ARRAY, OBJECT, Member
from kit.product.service import problems
from kit.serving.api.members import model

SHAPE = (
    Member("code", "码", "string", constraints={"pattern": r"\d{3}|[甲乙丁]", "maxLength": 3}),
    Member("count", "数", "integer", constraints={"minimum": 0, "maximum": 9}),
    Member("share", "比", "number", constraints={"enum": [0.5, 1]}, required=False),
    Member("on", "否", "boolean", required=False),
    Member("day", "日", "date", required=False),
    Member("tags", "标", ARRAY, items="string", constraints={"maxItems": 2, "minItems": 1, "enum": ["x", "y"]}, required=False),
    Member("place", "地", OBJECT, members=(Member("code", "码", "string", constraints={"minLength": 1}),), required=False),
)
MODEL = model("Shape", SHAPE)
LEAF = st.sampled_from(["123", "１２３", "甲", "戊", "", "x", "y", 0, 9, 10, -1, 0.5, 1, 1.0, True, False, None, "2025-02-28", "2025-02-30", "20250228"])
VALUES = LEAF | st.lists(LEAF, max_size=3) | st.dictionaries(st.sampled_from(["code", "more"]), LEAF, max_size=2)
OBJECTS = st.fixed_dictionaries(
    {"code": st.just("123") | VALUES, "count": st.just(3) | VALUES},
    optional={"share": VALUES, "on": VALUES, "day": VALUES, "tags": VALUES, "place": VALUES, "extra": VALUES},
)


def accepts(value: object) -> bool:
    try:
        MODEL.model_validate_json(json.dumps(value))
    except ValidationError:
        return False
    return True


@given(OBJECTS)
@settings(max_examples=800, deadline=None)
def test_both_say_the_same(value):
    assert accepts(value) == (problems(SHAPE, value) == [])


def test_some_are_accepted():
    assert accepts({"code": "甲", "count": 0, "share": 1, "tags": ["x", "y"], "place": {"code": "a"}, "day": "2025-02-28"})


def test_limits_of_integers_are_still_told():
    told = model("Page", (Member("page", "页", "integer", constraints={"minimum": 1, "maximum": 9}, required=False),)).model_json_schema()
    assert {"type": "integer", "minimum": 1, "maximum": 9} in told["properties"]["page"]["anyOf"]

"""A product's ``service.py``: plain functions ``load(outputs)`` and ``answer(request, loaded)``, and the shapes they keep.

Values are what JSON can hold: dates are ISO texts. Importing ``service.py`` runs the partner's code: a review does it
inside the sandbox only, a service only with what a reviewer has let pass.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.errors import ServiceError
from kit.product.api import ARRAY, OBJECT, Member
from kit.product.plan import DATASET, MODEL, SERVICE, ScenarioPlan

Answer = dict[str, Any]
TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda v: isinstance(v, str),
    "integer": lambda v: (isinstance(v, int) and not isinstance(v, bool)) or (isinstance(v, float) and v.is_integer()),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool) and abs(v) < float("inf"),
    "boolean": lambda v: isinstance(v, bool),
    "date": lambda v: isinstance(v, str) and _is_day(v),
}
WORDS = {
    "pattern": "不符合格式", "enum": "不在允许的取值内", "minimum": "小于最小值", "maximum": "大于最大值", "minLength": "太短",
    "maxLength": "太长", "minItems": "元素太少", "maxItems": "元素太多",
}  # fmt: skip
BREAKS: dict[str, Callable[[Any, Any], bool]] = {
    # As JSON Schema means it: \d is 0–9, not every digit of Unicode.
    "pattern": lambda v, text: not re.fullmatch(text, str(v), re.ASCII),
    "enum": lambda v, allowed: v not in allowed,
    "minimum": lambda v, low: v < low,
    "maximum": lambda v, high: v > high,
    "minLength": lambda v, least: len(v) < least,
    "maxLength": lambda v, most: len(v) > most,
    "minItems": lambda v, least: len(v) < least,
    "maxItems": lambda v, most: len(v) > most,
}


@dataclass(frozen=True)
class Service:
    """``answer`` gives what the plan declares, or None: nothing found."""

    answer: Callable[[Mapping[str, Any]], Answer | None]


def open_service(plan: ScenarioPlan, outputs: Path) -> Service:
    """Import ``service.py`` and let it load the served outputs in ``outputs``; whatever it raises passes through."""
    path = plan.folder / "service.py"
    if plan.api is None or not path.is_file():
        raise ServiceError("KIT-P070", f"{plan.title}没有接口:product.yaml 的 api 与 service.py 缺一不可", where=plan.name,
                           next_step="参照 docs/guide/products.md 的“接口”。")  # fmt: skip
    module = _module(path)
    if not callable(getattr(module, "load", None)) or not callable(getattr(module, "answer", None)):
        raise ServiceError("KIT-P071", "service.py 要有 load(outputs) 与 answer(request, loaded) 两个函数", where=f"{plan.name}/service.py",
                           next_step="参照 docs/guide/products.md 的“接口”。")  # fmt: skip
    loaded = module.load(read_served(plan, outputs))
    return Service(lambda request: module.answer(dict(request), loaded))


def read_served(plan: ScenarioPlan, folder: Path) -> dict[str, Any]:
    """数据集 and 服务 outputs as DataFrames, models as text, by the name they are declared under."""
    import pandas as pd

    read = {DATASET: pd.read_parquet, SERVICE: pd.read_parquet, MODEL: lambda path: path.read_text(encoding="utf-8")}
    return {o.name: read[o.kind](folder / o.file) for o in plan.outputs.values() if o.served}


def problems(members: tuple[Member, ...], value: Any, at: str = "") -> list[str]:
    """What is wrong with an object for its declared members, in Chinese, without any value."""
    if not isinstance(value, dict):
        return [f"{at or '整体'}应是对象"]
    names = {m.name for m in members}
    found = [f"{at}多出没有声明的字段" for name in value if name not in names]
    for m in members:
        if value.get(m.name) is not None:
            found += _of_member(m, value[m.name], f"{at}{m.name} ")
        elif m.required:
            found.append(f"{at}{m.name} 缺失")
    return found


def _of_member(member: Member, value: Any, at: str) -> Iterator[str]:
    if member.type == OBJECT:
        yield from problems(member.members, value, at)
    elif member.type == ARRAY:
        if not isinstance(value, list):
            yield f"{at}应是数组"
            return
        limits = dict(member.constraints)
        yield from _breaks({k: limits.pop(k) for k in ("minItems", "maxItems") if k in limits}, value, at)
        for element in value:  # every other limit is about each element
            yield from problems(member.members, element, at) if member.members else _of_scalar(member.items, limits, element, at)
    else:
        yield from _of_scalar(member.type, member.constraints, value, at)


def _of_scalar(type_: str, limits: Mapping[str, Any], value: Any, at: str) -> list[str]:
    return list(_breaks(limits, value, at)) if TYPES[type_](value) else [f"{at}应是 {type_}"]


def _breaks(limits: Mapping[str, Any], value: Any, at: str) -> Iterator[str]:
    return (f"{at}{WORDS[k]}" for k, limit in limits.items() if k in BREAKS and BREAKS[k](value, limit))


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _module(path: Path) -> Any:
    """Its folder can be imported from while it loads; what it took from there is forgotten afterwards, so that two
    products' modules of the same name live side by side.
    """
    folder = path.parent.absolute()
    spec = importlib.util.spec_from_file_location(f"kit_service_{folder.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks its own module up
    sys.path.insert(0, str(folder))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
        for name, other in list(sys.modules.items()):
            if folder in Path(getattr(other, "__file__", None) or "/").parents:
                del sys.modules[name]
    return module

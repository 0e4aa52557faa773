"""Pydantic models from the declared members: closed, strict, with Chinese titles for the OpenAPI page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, LiteralString, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model
from pydantic_core import PydanticCustomError, core_schema

from kit.product.api import ARRAY, OBJECT, Member
from kit.product.service import BREAKS, TYPES, WORDS

LIMITS = {"minimum": "ge", "maximum": "le", "minLength": "min_length", "maxLength": "max_length", "minItems": "min_length", "maxItems": "max_length"}
OF_LIST = ("minItems", "maxItems")


def _day(value: str) -> str:
    if not TYPES["date"](value):
        raise PydanticCustomError("date_text", "应是 YYYY-MM-DD")
    return value


def whole(value: Any) -> Any:
    """JSON has one kind of number: 35.0 is the integer 35 there."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


SCALARS: dict[str, Any] = {
    "string": str, "integer": int, "number": float, "boolean": bool,
    "date": Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})],
}  # fmt: skip


def model(name: str, members: tuple[Member, ...], title: str = "") -> type[BaseModel]:
    """A closed model named ``name``; nested objects get names below it."""
    fields: dict[str, Any] = {m.name: _field(f"{name}_{m.name}", m) for m in members}
    said: Any = {"description": title} if title else None
    return create_model(name, __config__=ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, json_schema_extra=said), **fields)


def _field(name: str, member: Member) -> tuple[Any, Any]:
    kind = _type(name, member)
    described = "。".join(x for x in (member.description, f"单位:{member.unit}" if member.unit else "") if x)
    said = Field(default=... if member.required else None, title=member.title, description=described or None,
                 examples=None if member.example is None else [member.example])  # fmt: skip
    return (kind if member.required else kind | None), said


def _type(name: str, member: Member) -> Any:
    if member.type == OBJECT:
        return model(name, member.members, member.title)
    if member.type != ARRAY:
        return scalar(member.type, member.constraints)
    of_list = {k: v for k, v in member.constraints.items() if k in OF_LIST}
    of_element = {k: v for k, v in member.constraints.items() if k not in OF_LIST}
    element = model(name, member.members, member.title) if member.members else scalar(member.items, of_element)
    return Annotated[list[element], Field(**_limits(of_list))]


def scalar(type_: str, constraints: Mapping[str, Any]) -> Any:
    """The same meaning as ``kit.product.service.problems`` gives it; readers are told in the words of JSON Schema."""
    kind = Annotated[SCALARS[type_], Field(**_limits(constraints))]
    if type_ == "integer":  # around the limits, or the document would not tell them
        kind = Annotated[kind, BeforeValidator(whole)]
    if "enum" in constraints:
        kind = Annotated[kind, _Rule("enum", constraints["enum"], list(constraints["enum"]))]
    if "pattern" in constraints:
        kind = Annotated[kind, _Rule("pattern", constraints["pattern"], f"^(?:{constraints['pattern']})$")]
    return kind


def _limits(constraints: Mapping[str, Any]) -> dict[str, Any]:
    return {LIMITS[k]: v for k, v in constraints.items() if k in LIMITS}


@dataclass(frozen=True, eq=False)  # a limit may be a list, and typing wants a hash
class _Rule:
    """A limit that the review knows too, checked by its code, shown in the schema under its name."""

    name: str
    limit: Any
    shown: Any

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return handler(core) | {self.name: self.shown}

    def check(self, value: Any) -> Any:
        if BREAKS[self.name](value, self.limit):
            raise PydanticCustomError(cast(LiteralString, self.name), cast(LiteralString, WORDS[self.name]))
        return value

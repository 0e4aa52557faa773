"""What can go wrong with a call, as RFC 9457 problem documents: a stable code each, Chinese, never a value that was sent."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    code: str
    status: int
    title: str
    next_step: str

    @property
    def type(self) -> str:
        return f"urn:kit:problem:{self.code}"


NOT_JSON = Kind("KIT-W001", 400, "请求体不是 JSON", "以 UTF-8 发送一个 JSON 对象。")
NO_KEY = Kind("KIT-W002", 401, "没有可用的密钥", "在 Authorization 里写 Bearer 加密钥;密钥遗失或已停用时请重新申请。")
EXPIRED = Kind("KIT-W003", 401, "密钥已过期", "申请新的密钥。")
OTHER_PRODUCT = Kind("KIT-W004", 403, "密钥不能用于这个产品", "换用为这个产品签发的密钥。")
NO_GROUND = Kind("KIT-W005", 403, "没有写明允许的用途或同意凭据", "purpose 写登记的用途之一;需要逐次同意的,每个问题写 consent。")
NOT_FOUND = Kind("KIT-W006", 404, "没有这个地址", "地址见 /docs。")
METHOD = Kind("KIT-W007", 405, "不支持这种请求方法", "查询用 POST。")
TOO_LARGE = Kind("KIT-W008", 413, "请求体太大", "分成几批发送。")
NOT_JSON_TYPE = Kind("KIT-W009", 415, "内容类型不是 application/json", "Content-Type 写 application/json。")
INVALID = Kind("KIT-W010", 422, "请求与声明不符", "对照 /docs 改正 errors 所列的字段。")
TOO_FAST = Kind("KIT-W011", 429, "调用太频繁", "按 Retry-After 所示的秒数等待。")
USED_UP = Kind("KIT-W012", 429, "查询额度已用完", "申请增加额度。")
BROKEN = Kind("KIT-W013", 500, "服务内部出错", "稍后再试;仍不行请联系服务方。")
UNAVAILABLE = Kind("KIT-W014", 503, "暂时不能提供服务", "稍后再试。")
NOT_OFFERED = Kind("KIT-W015", 403, "产品已撤回、到期或不再登记", "向运营机构询问。")
KINDS = (NOT_JSON, NO_KEY, EXPIRED, OTHER_PRODUCT, NO_GROUND, NOT_FOUND, METHOD, TOO_LARGE, NOT_JSON_TYPE, INVALID, TOO_FAST, USED_UP, BROKEN,
         UNAVAILABLE, NOT_OFFERED)  # fmt: skip
# The validator's own words are English; these are the kinds that a request can meet.
WORDS = {
    "missing": "缺失", "extra_forbidden": "没有声明这个字段", "string_type": "应是文字", "int_type": "应是整数", "float_type": "应是数",
    "bool_type": "应是 true 或 false", "list_type": "应是数组", "model_type": "应是对象", "model_attributes_type": "应是对象", "too_long": "元素太多",
    "too_short": "元素太少", "string_too_long": "太长", "string_too_short": "太短", "greater_than_equal": "太小", "less_than_equal": "太大",
    "finite_number": "应是有限的数", "date_text": "应是 YYYY-MM-DD", "pattern": "不符合格式", "enum": "不在允许的取值内", "literal_error": "不在允许的取值内",
}  # fmt: skip


@dataclass
class Problem(Exception):
    """A call that is answered with a problem; ``errors`` say where, by declared names only."""

    kind: Kind
    errors: tuple[Mapping[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        body: dict[str, Any] = {"type": self.kind.type, "title": self.kind.title, "status": self.kind.status, "code": self.kind.code, "next_step": self.kind.next_step}
        if self.errors:
            body["errors"] = list(self.errors)
        headers = {"Cache-Control": "no-store", **({"WWW-Authenticate": "Bearer"} if self.kind.status == 401 else {}), **self.headers}
        return Response(json.dumps(body, ensure_ascii=False), self.kind.status, headers, MEDIA_TYPE)


def invalid(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """What pydantic found. Names that the sender made up are not repeated."""
    listed = list(errors)
    if any(e["type"] == "json_invalid" for e in listed):
        return Problem(NOT_JSON)
    said = []
    for e in listed[:20]:
        where = e["loc"][:-1] if e["type"] == "extra_forbidden" else e["loc"]
        said.append({"field": ".".join(map(str, where)), "message": WORDS.get(e["type"], "不合要求")})
    missing_ground = all(e["loc"] and e["loc"][-1] in ("purpose", "consent") for e in listed)
    return Problem(NO_GROUND if missing_ground else INVALID, tuple(said))


def schema() -> dict[str, Any]:
    """Of a problem document, for OpenAPI."""
    error = {"type": "object", "properties": {"field": {"type": "string"}, "message": {"type": "string"}}, "required": ["field", "message"]}
    return {
        "title": "Problem", "type": "object", "required": ["type", "title", "status", "code", "next_step"],
        "properties": {
            "type": {"type": "string", "title": "种类"}, "title": {"type": "string", "title": "说明"}, "status": {"type": "integer", "title": "HTTP 状态"},
            "code": {"type": "string", "title": "代码", "enum": [k.code for k in KINDS]}, "next_step": {"type": "string", "title": "怎么办"},
            "errors": {"type": "array", "title": "逐处", "items": error},
        },
    }  # fmt: skip

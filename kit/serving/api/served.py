"""One product as it is served: the reviewed artefact, its service loaded once, its models, and what every answer says beside."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from kit.catalog import load
from kit.errors import KitError, ServiceError, UseError
from kit.product.api import Api
from kit.product.artefact import Artefact
from kit.product.contract import check_offer
from kit.product.plan import PersonalData
from kit.product.service import Service, open_service
from kit.product.trail import FILE
from kit.serving.api.members import model
from kit.serving.api.problems import BROKEN, NOT_OFFERED, Problem, invalid

MOST = 100  # questions of one batch (our choice)
CLOSED = ConfigDict(extra="forbid", strict=True)


class Catalog(BaseModel):
    """一个来源目录"""

    title: str = Field(title="数据目录")
    unit: str = Field(title="数源单位")


class Provenance(BaseModel):
    """回答从何而来"""

    product: str = Field(title="产品标识")
    title: str = Field(title="产品名称")
    artefact: str = Field(title="交付物摘要", description="审查过的文件的 SHA-256")
    decided: str | None = Field(title="审查决定的时间")
    catalogs: list[Catalog] = Field(title="来源目录")


@dataclass(frozen=True)
class Call:
    """What one request asks: the questions as plain values, with the purpose and the consent references where required."""

    questions: list[dict[str, Any]]
    purpose: str
    consents: list[str]


class Served:
    """``read`` a request body, ``answer`` a question, ``body`` of the response."""

    def __init__(self, artefact: Artefact, service: Service | None = None, register: Path | None = None) -> None:
        self.artefact, self.plan = artefact, artefact.plan
        self.register, self.closed = register, False
        self._seen: tuple[object, ...] | None = None
        self.service = service or _open(artefact)
        assert self.plan.api is not None
        self.api: Api = self.plan.api
        self.name, self.digest = self.plan.name, artefact.digest
        name = "".join(part.capitalize() for part in self.name.split("_"))
        self.query = model(f"{name}Query", self.api.request, "查询条件")
        self.found = model(f"{name}Answer", self.api.response, "回答")
        self.question = create_model(f"{name}Question", __config__=CLOSED, **_question(self.query, self.plan.personal_data))
        self.batch = create_model(f"{name}Batch", __config__=CLOSED, questions=(_list(self.question), Field(title="问题", min_length=1, max_length=MOST)))
        self.one = create_model(f"{name}Response", **_said(self.found), **_beside())
        said = create_model(f"{name}Said", **_said(self.found))
        self.many = create_model(f"{name}BatchResponse", answers=(_list(said), Field(title="与问题同序的回答")), **_beside())

    def read(self, body: bytes, *, batch: bool) -> Call:
        if self.closed:
            raise Problem(NOT_OFFERED)
        try:
            if batch:
                asked: list[Any] = self.batch.model_validate_json(body).questions  # type: ignore[attr-defined]
            else:
                asked = [self.question.model_validate_json(body)]
        except ValidationError as error:
            raise invalid(error.errors(include_url=False, include_context=False, include_input=False)) from None
        personal = self.plan.personal_data
        consents = [q.consent for q in asked] if personal and personal.per_query else []
        purposes = sorted({q.purpose for q in asked}) if personal else []
        return Call([q.query.model_dump(exclude_none=True) for q in asked], "、".join(purposes), consents)

    def recheck(self) -> None:
        """Ask the register whether the product may still be served; from a withdrawal on nothing is answered."""
        if self.register is None or (seen := _stamp(self.register)) == self._seen:
            return
        try:
            check_offer(self.plan, self.digest, self.register, dt.date.today(), preview=self.artefact.preview)
            self.closed = False
        except UseError:
            self.closed = True
        self._seen = seen

    def answer(self, question: Mapping[str, Any]) -> bytes:
        """``"found":…,"answer":…`` as JSON; a service that breaks its declaration is our fault, and its words stay inside."""
        try:
            said = self.service.answer(question)
            if said is None:
                return b'"found":false,"answer":null'
            return b'"found":true,"answer":' + self._dump(self._check(said))
        except Exception:
            raise Problem(BROKEN) from None

    def body(self, answers: list[bytes], *, batch: bool) -> bytes:
        if batch:
            return b'{"answers":[{' + b"},{".join(answers) + b"}]," + self._beside
        return b"{" + answers[0] + b"," + self._beside

    @cached_property
    def _check(self) -> Any:
        return self.found.__pydantic_validator__.validate_python

    @cached_property
    def _dump(self) -> Any:
        return self.found.__pydantic_serializer__.to_json

    @cached_property
    def _beside(self) -> bytes:
        """The same in every answer, so written once."""
        said = {"as_of": self.artefact.as_of.isoformat(), "provenance": self.provenance, "preview": self.artefact.preview}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))[1:].encode()

    @property
    def provenance(self) -> dict[str, Any]:
        catalogs = [load(slug) for slug in self.plan.grant.tables]
        decided = None if self.artefact.preview or not self.artefact.decision else self.artefact.decision["decided"]
        return {"product": self.name, "title": self.plan.title, "artefact": self.digest, "decided": decided,
                "catalogs": [{"title": c.title, "unit": c.unit} for c in catalogs]}  # fmt: skip


def _stamp(register: Path) -> tuple[object, ...]:
    """Changes whenever the ledger does, and at midnight."""
    try:
        found = (register / FILE).stat()
    except OSError:
        return (dt.date.today(),)
    return dt.date.today(), found.st_size, found.st_mtime_ns


def _list(of: type[BaseModel]) -> Any:
    return list[of]


def _question(query: type[BaseModel], personal: PersonalData | None) -> dict[str, Any]:
    fields: dict[str, Any] = {"query": (query, Field(title="查询条件"))}
    if personal:
        fields["purpose"] = (Literal[personal.purposes], Field(title="用途", description="登记的用途之一,记入访问日志"))
        if personal.per_query:
            said = "被查询人这一次同意的凭据编号;日志里只留它的带密钥摘要"
            fields["consent"] = (str, Field(title="同意凭据", description=said, min_length=4, max_length=128, examples=["CONSENT-2025-000001"]))
    return fields


def _said(found: type[BaseModel]) -> dict[str, Any]:
    return {"found": (bool, Field(title="有没有可以回答的")), "answer": (found | None, Field(title="回答", description="没有可以回答的一律为空,不说明原因"))}


def _beside() -> dict[str, Any]:
    return {
        "as_of": (dt.date, Field(title="截止日", description="只使用这一天(含)以前已知的事实")), "provenance": (Provenance, Field(title="来历")),
        "preview": (bool, Field(title="预览", description="true 表示未经审查通过并登记推广,不得据以决策")),
    }  # fmt: skip


def _open(artefact: Artefact) -> Service:
    try:
        return open_service(artefact.plan, artefact.outputs)
    except KitError:
        raise
    except Exception as error:
        raise ServiceError("KIT-W026", f"{artefact.plan.title}的 service.py 不能装载({type(error).__name__})", where=artefact.plan.name,
                           next_step="kit check 会在沙箱里装载它并说明问题。") from None  # fmt: skip

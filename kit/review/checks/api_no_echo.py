"""An answer is about whom was asked for: nothing of the question comes back, and nobody else's identifier.

Where a plan declares ``published``, a value of that field, which its catalog grades 公开, may name others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from typing import Any

from kit.product.api import Member
from kit.review.checks.no_identifiers import WORD
from kit.review.evidence import Evidence
from kit.review.finding import REJECT, Finding, failed, passed
from kit.review.identifiers import granted_identifiers, published_values
from kit.review.probe import Exchange, heard
from kit.review.probe.questions import CANARY
from kit.review.text_scan import readings

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 156, "回答不回显请求,不含他人标识", REJECT, True
FINAL = True
WHY = "回显会把输入带进日志与页面;别人的标识出现在回答里就是泄露。"
SOURCE = "原始数据不出域;GB/T 37964-2019 直接标识符;请求的键只可在同名字段里返回(本套件的选择)"
SHORTEST = 4  # characters from which a value that comes back is no chance (our choice)
TELLING = 6  # letters and digits from which an identifier is not met by chance; Chinese names are told at any length


def check(evidence: Evidence) -> Iterator[Finding]:
    asked = heard(evidence)
    if isinstance(asked, Finding):
        yield asked
        return
    assert evidence.plan is not None
    assert evidence.plan.api is not None
    api = evidence.plan.api
    subjects = {m.name for m in api.subjects}
    identifiers = _identifiers(evidence, asked, subjects)
    given = [e for e in asked if e.answer is not None]
    public = {name: published_values(name, evidence.plain.room) for name in _published(api.response)}
    echoes = sum(_echoes(e, subjects) for e in given)
    strangers = sum(_strangers(replace(e, answer=_without(e.answer, api.response, public)), subjects, identifiers) for e in given)
    bad = [f"{echoes} 个回答里有请求的内容"] * bool(echoes) + [f"{strangers} 个回答里有别的对象的标识"] * bool(strangers)
    if bad:
        yield failed("、".join(bad), "回答里只放 api.response 声明的结果,不放请求的内容与任何标识。", bad)
    else:
        yield passed(f"{len(given)} 个回答里没有请求的内容,也没有别的对象的标识")


def _identifiers(evidence: Evidence, asked: list[Exchange], subjects: Set[str]) -> set[str]:
    assert evidence.plan is not None
    granted = granted_identifiers(evidence.plan.grant, evidence.plain.room)
    found = granted | {str(e.request[n]) for e in asked for n in subjects if e.request.get(n)}
    return {value for value in found if len(value) >= TELLING or not value.isascii()}


def _published(members: tuple[Member, ...]) -> set[str]:
    return {m.published for m in members if m.published}.union(*(_published(m.members) for m in members))


def _without(answer: Any, members: tuple[Member, ...], public: Mapping[str, Set[str]]) -> Any:
    """The answer without the values that are public where they stand."""
    if isinstance(answer, list):
        return [_without(element, members, public) for element in answer]
    if not isinstance(answer, dict):
        return answer
    of = {m.name: m for m in members}
    return {k: _told(v, of[k], public) if k in of else v for k, v in answer.items()}


def _told(value: Any, member: Member, public: Mapping[str, Set[str]]) -> Any:
    known = public.get(member.published, frozenset())
    if member.members:
        return _without(value, member.members, public)
    if isinstance(value, list):
        return [v for v in value if v not in known]
    return None if isinstance(value, str) and value in known else value


def _echoes(exchange: Exchange, subjects: Set[str]) -> bool:
    """The key may come back in a member of its own name, and nowhere else."""
    answer = {k: v for k, v in exchange.answer.items() if k not in subjects or v != exchange.request.get(k)} if isinstance(exchange.answer, dict) else exchange.answer
    sent = {str(exchange.request[n]) for n in subjects if exchange.request.get(n) is not None} | {CANARY}
    return any(len(value) >= SHORTEST and value in reading for reading in _read(answer) for value in sent)


def _strangers(exchange: Exchange, subjects: Set[str], identifiers: Set[str]) -> bool:
    own = {str(exchange.request.get(n)) for n in subjects}
    return any((set(WORD.findall(reading)) - own) & identifiers for reading in _read(exchange.answer))


def _read(answer: Any) -> Iterator[str]:
    return readings(json.dumps(answer, ensure_ascii=False))

"""What an API product is asked and answers: declared in ``product.yaml`` under ``api``, closed on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SCALARS = ("string", "integer", "number", "boolean", "date")
OBJECT, ARRAY = "object", "array"


@dataclass(frozen=True)
class Member:
    """One field of a request or an answer.

    ``members`` are the fields of an object, or of each element of an array; ``items`` is the type of an array's plain
    elements. ``subject`` (``output.field``) says that the value names whom the question is about and where known values
    stand; other request fields have an ``example``. ``published`` (``catalog.field``) says that an answer may name others
    here, as a granted field of grade 公开 does: who won a tender is made public by law.
    """

    name: str
    title: str
    type: str
    required: bool = True
    unit: str = ""
    description: str = ""
    constraints: Mapping[str, Any] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    items: str = ""
    subject: str = ""
    published: str = ""
    example: Any = None


@dataclass(frozen=True)
class Api:
    """``service.py`` answers ``request`` with ``response`` or with None, which everybody sees as the same “nothing found”.

    A product whose answers include 不可核验 gives that one fixed answer instead of None.
    """

    title: str
    request: tuple[Member, ...]
    response: tuple[Member, ...]

    @property
    def subjects(self) -> tuple[Member, ...]:
        return tuple(m for m in self.request if m.subject)

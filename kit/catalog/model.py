"""What a catalog is: frozen data, no behaviour beyond looking itself up."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class Grade(IntEnum):
    """Sensitivity of a field, lowest first; an output takes the highest grade of its inputs (GB/T 43697-2024)."""

    公开 = 0
    一般 = 1
    个人信息 = 2
    敏感个人信息 = 3


@dataclass(frozen=True)
class Ground:
    """Why we believe that a field exists.

    ``kind`` is one of ``source`` (the plan itself), ``standard`` (a named standard), ``public_schema`` (seen in
    public systems) or ``own_knowledge``; ``note`` names it.
    """

    kind: str
    note: str = ""


@dataclass(frozen=True)
class Field:
    """One column. ``type`` is a Table Schema type; ``codes`` maps code to Chinese meaning.

    ``description`` says what ``title`` leaves open: a formula, a reference system.
    ``empty`` says when the value may be missing; without it a missing value is a fault of completeness.
    ``identifier`` marks a value that leads to one person, household, organisation or dwelling, or to one of their records.
    """

    name: str
    title: str
    type: str
    grade: Grade
    ground: Ground
    description: str = ""
    empty: str = ""
    unit: str = ""
    identifier: bool = False
    codes: dict[str, str] = field(default_factory=dict)
    constraints: dict[str, Any] = field(default_factory=dict)
    synthesis: Any = None


@dataclass(frozen=True)
class ForeignKey:
    fields: tuple[str, ...]
    resource: str
    reference: tuple[str, ...]


@dataclass(frozen=True)
class State:
    """How the value of a field came about in time, so that it can be read as of an earlier day D.

    ``until``: the field is ``first`` (default: empty) while the date field named here is empty or after D.
    ``then``: the field is ``first``, then the value written beside each date field that is not after D, the last
    listed winning. Exactly one of the two is set.
    """

    first: str | None = None
    until: str | None = None
    then: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Catalog:
    """One row of 附件1 as a contract.

    ``as_of`` names the field that tells when a row became known; reading as of a date D keeps the rows whose period
    or day ended by D. ``state`` says which fields of a kept row still had another value on D.
    """

    name: str
    title: str
    unit: str
    frequency: str
    annex_id: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    description: str = ""
    legal_note: str = ""
    open_question: str = ""
    as_of: str | None = None
    state: dict[str, State] = field(default_factory=dict)
    synthesis: Any = None

    @property
    def grade(self) -> Grade:
        return max(f.grade for f in self.fields)

    def __contains__(self, name: str) -> bool:
        return any(f.name == name for f in self.fields)

    def __getitem__(self, name: str) -> Field:
        for f in self.fields:
            if f.name == name:
                return f
        raise KeyError(name)

    def _repr_html_(self) -> str:
        from kit.catalog.display import catalog_html

        return catalog_html(self)

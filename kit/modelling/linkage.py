"""Whose record is it: by the identifier it carries, by another record with the same number, by agreement on plain facts.

Nothing is guessed: facts that fit two people, or a person who already has another number, link nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

GIVEN, NUMBER, FACTS = "已有标识", "证件号码相同", "事实一致"


def link(records: Any, people: Any, *, key: str, person: str, number: str, facts: Sequence[str]) -> Any:
    """One row a record: ``key``, ``person`` (missing when unknown) and ``how``.

    ``records`` hold ``key``, ``person`` where it is known, ``number`` and ``facts``; ``people`` hold ``person`` and ``facts``.
    """
    out = records.drop_duplicates(key)[[key, person, number, *facts]].reset_index(drop=True)
    out[person] = out[person].astype(object)  # all of them may be missing
    out["how"] = out[person].notna().map({True: GIVEN}).astype(object)
    _fill(out, person, _by_number(out, person, number), NUMBER)
    _fill(out, person, _by_facts(out, people, person, number, list(facts)), FACTS)
    return out[[key, person, "how"]]


def _fill(out: Any, person: str, found: Any, how: str) -> None:
    new = out[person].isna() & found.notna()
    out.loc[new, "how"] = how
    out[person] = out[person].fillna(found)


def _by_number(out: Any, person: str, number: str) -> Any:
    """The person of other records with the same number, if they all agree."""
    known = out.dropna(subset=[person, number]).groupby(number)[person].agg(["first", "nunique"])
    return out[number].map(known.loc[known["nunique"] == 1, "first"])


def _by_facts(out: Any, people: Any, person: str, number: str, facts: list[str]) -> Any:
    """The only person with the same facts, unless that person, or another such record, has a different number."""
    import pandas as pd

    whole = people.dropna(subset=[person, *facts]).drop_duplicates([person, *facts])
    alone = whole[~whole.duplicated(facts, keep=False) & ~whole.duplicated(person, keep=False)]
    rest = out.loc[out[person].isna(), [number, *facts]].dropna(subset=facts).reset_index()
    found = rest.merge(alone, on=facts).set_index("index")
    both: Any = pd.concat([found[[person, number]], out[[person, number]]])
    numbers = both.dropna().groupby(person)[number].nunique()
    return found.loc[~found[person].isin(numbers.index[numbers > 1]), person].reindex(out.index)

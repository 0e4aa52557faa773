"""Search catalogs and fields by any part of their Chinese or English names."""

from __future__ import annotations

from dataclasses import dataclass

from kit.catalog.load import all_catalogs


@dataclass(frozen=True)
class Hit:
    catalog: str
    title: str
    unit: str
    matched: list[str]
    score: int


def search(text: str) -> list[Hit]:
    """Catalogs that hold every word of ``text``, best first: a title counts more than a field, a field than a remark."""
    words = text.lower().split()
    hits = []
    for c in all_catalogs().values():
        fields = [f for f in c.fields if any(w in f"{f.title} {f.name}".lower() for w in words)]
        named = sum(w in f"{c.title} {c.name}".lower() for w in words)
        mentioned = sum(w in f"{c.description} {c.unit} {c.legal_note}".lower() for w in words)
        everything = f"{c.title} {c.name} {c.description} {c.unit} {c.legal_note}".lower()
        everything += " ".join(f"{f.title} {f.name}".lower() for f in c.fields)
        if words and all(w in everything for w in words):
            score = 100 * named + 10 * len(fields) + mentioned
            hits.append(Hit(c.name, c.title, c.unit, [f"{f.title}({f.name})" for f in fields], score))
    return sorted(hits, key=lambda h: -h.score)

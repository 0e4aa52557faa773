"""Completion in a notebook: names of catalogs, and of fields with their Chinese title beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

from kit.catalog import all_catalogs
from kit.lab.names import columns_of, plan_of, titles

CATALOG = re.compile(r"""(?:\b(?:table|load|catalog)\(\s*["']|^\s*%catalog\s+)([\w\u4e00-\u9fff]*)$""")
DOTTED = re.compile(r"\b(\w+)\.(\w*)$")
QUOTED = re.compile(r"""\b(\w+)(?:\[|\.\w+\()[^()\[\]]*["'](\w*)$""")


class Completion:
    """One matcher of IPython's; it sees names that are bound in the notebook and evaluates nothing."""

    def __init__(self, shell: Any) -> None:
        self.shell = shell

    @context_matcher(identifier="kit", priority=10)
    def match(self, context: CompletionContext) -> SimpleMatcherResult:
        text = context.line_with_cursor[: context.cursor_position]
        begun, offers = self.offers(text)
        chosen = [SimpleCompletion(name, type=title or "function") for name, title in offers]
        return {"completions": chosen, "matched_fragment": begun, "suppress": bool(offers), "ordered": True}

    def offers(self, text: str) -> tuple[str, list[tuple[str, str]]]:
        """What is begun at the end of ``text``, and (name, Chinese title) of what may follow."""
        if found := CATALOG.search(text):
            return found[1], list(_starting(found[1], self._catalogs()))
        for pattern in (DOTTED, QUOTED):
            if found := pattern.search(text):
                table = self.shell.user_ns.get(found[1])
                columns = titles(columns_of(table), plan_of(self.shell.user_ns))
                methods = [name for name in dir(table) if not name.startswith("_")] if columns and pattern is DOTTED else []
                return found[2], list(_starting(found[2], columns | {name: "" for name in methods if name not in columns}))
        return "", []

    def _catalogs(self) -> Mapping[str, str]:
        """Catalogs of the opened product's plan first, then all others."""
        plan = plan_of(self.shell.user_ns)
        names = [*(plan.grant.tables if plan else ()), *all_catalogs()]
        return {name: all_catalogs()[name].title for name in dict.fromkeys(names)}


def _starting(begun: str, names: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """By the name itself or by any part of its Chinese title."""
    return ((name, title) for name, title in names.items() if name.startswith(begun) or (begun and begun in title))

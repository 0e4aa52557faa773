"""What is different from the review of the same product before this one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.review.finding import WORDS

# Figures that a reader compares from one review to the next.
FIGURES = {"auc": "AUC", "baseline_auc": "基准 AUC", "slope": "校准斜率", "precision": "核查能力内命中率"}


@dataclass(frozen=True)
class Difference:
    """``checks``: title, word before, word now; ``figures``: name, before, now; ``files``: file, what became of it."""

    reviewed: str
    verdict: tuple[str, str]
    checks: tuple[tuple[str, str, str], ...]
    figures: tuple[tuple[str, float, float], ...]
    files: tuple[tuple[str, str], ...]
    seconds: tuple[float, float]


def difference(before: Path | None, now: Mapping[str, Any]) -> Difference | None:
    """Compare ``report.json`` in ``before`` with the document of this review; None when there was none."""
    try:
        old = json.loads((before / "report.json").read_text(encoding="utf-8")) if before else None
    except (OSError, ValueError):
        return None
    if old is None:
        return None
    return Difference(
        old.get("reviewed", ""), (old["verdict"], now["verdict"]), _checks(old, now), _figures(old, now),
        _files(old["evidence"]["product"], now["evidence"]["product"]), (old["seconds"], now["seconds"]),
    )  # fmt: skip


def _checks(old: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    was, is_ = _worst(old), _worst(now)
    titles = {f["check"]: f["title"] for f in (*old["findings"], *now["findings"])}
    words = WORDS | {"": "没有这项检查"}
    return tuple((title, words[was.get(c, "")], words[is_.get(c, "")]) for c, title in titles.items() if was.get(c) != is_.get(c))


def _worst(report: Mapping[str, Any]) -> dict[str, str]:
    """One status a check: the worst that it found."""
    order = ["passed", "warned", "skipped", "errored", "failed"]
    found: dict[str, str] = {}
    for f in report["findings"]:
        found[f["check"]] = max(found.get(f["check"], "passed"), f["status"], key=order.index)
    return found


def _figures(old: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[tuple[str, float, float], ...]:
    before, after = (r["evidence"]["figures"].get("plain") for r in (old, now))
    if not isinstance(before, dict) or not isinstance(after, dict):
        return ()
    return tuple((title, before[name], after[name]) for name, title in FIGURES.items() if name in before and name in after)


def _files(old: Mapping[str, str], now: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    said = {n: "新增" if n not in old else "删去" if n not in now else "改动" for n in sorted({*old, *now}) if old.get(n) != now.get(n)}
    return tuple(said.items())

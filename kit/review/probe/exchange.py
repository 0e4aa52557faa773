"""Questions and answers of a probe, read as what they are: words of a service that nobody trusts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from kit.review.evidence import Evidence, Run
from kit.review.finding import Finding, passed, skipped


@dataclass(frozen=True)
class Exchange:
    """One question and what came back. ``error`` names an exception; ``same`` says that asking again gave the same."""

    kind: str
    request: dict[str, Any]
    answer: Any
    seconds: float
    error: str = ""
    same: bool = True


def exchanges(run: Run) -> list[Exchange] | None:
    """All exchanges, or None when the service left anything but one answer a question."""
    file = run.files.get("answers.json")
    if not run.record.ok or file is None:
        return None
    try:
        asked = json.loads((run.room / "requests.json").read_text(encoding="utf-8"))
        answers = json.loads(file.path.read_text(encoding="utf-8"))["answers"]
        return [
            Exchange(q["kind"], q["request"], a["answer"], float(a["seconds"]), str(a["error"]), a["same"] is True)
            for q, a in zip(asked, answers, strict=True)
        ]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def heard(evidence: Evidence) -> list[Exchange] | Finding:
    """What the service was asked, or what a check says that has nothing to go by."""
    assert evidence.plan is not None
    if evidence.plan.api is None:
        return passed("没有接口")
    run = evidence.runs.get("service")
    return (exchanges(run) if run else None) or skipped("没有可读的探测结果")


def unexpected_files(run: Run) -> list[str]:
    """What the service wrote although it has nothing to write."""
    return sorted({*run.files, *(r.name for r in run.refused)} - {"answers.json"})

"""One page over many reviews: verdicts, times, and what each check found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kit.review.finding import EXIT, WORDS

WORST = ("passed", "warned", "skipped", "errored", "failed")


def write_summary(documents: Sequence[Mapping[str, Any]], out: Path, seconds: float, memory: int) -> Path:
    """Write ``out/index.html`` from the JSON of reviews; ``memory`` is the largest process in bytes."""
    from jinja2 import Environment, FileSystemLoader

    templates = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True)
    ordered = sorted(documents, key=lambda d: (-EXIT[d["verdict"]], d["title"]))
    checks = {f["check"]: f["title"] for d in ordered for f in d["findings"]}
    page = templates.get_template("summary.html").render(
        documents=ordered, checks=checks, statuses=[by_check(d["findings"]) for d in ordered], words=WORDS, seconds=seconds,
        memory=memory, verdicts={w: n for w in EXIT if (n := sum(d["verdict"] == w for d in ordered))},
        troubles=[(title, n) for c, title in checks.items() if (n := sum(by_check(d["findings"]).get(c) == "failed" for d in ordered))],
        links=[_link(d["report"], out) for d in ordered],
    )  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    part = out / "index.html.part"
    part.write_text(page, encoding="utf-8")
    part.replace(out / "index.html")
    return out / "index.html"


def by_check(findings: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The worst status that each check found."""
    found: dict[str, str] = {}
    for f in findings:
        found[f["check"]] = max(found.get(f["check"], "passed"), f["status"], key=WORST.index)
    return found


def _link(report: str, out: Path) -> str:
    path = Path(report)
    return path.relative_to(out.absolute()).as_posix() if path.is_relative_to(out.absolute()) else path.as_uri()

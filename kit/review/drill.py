"""模拟攻击: hostile submissions run through the real review; each must be caught, and for the right reason."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.errors import ReviewError
from kit.review.finding import FAILED, GOOD
from kit.review.ledger import record
from kit.review.review import review

# Runs that tell a hostile submission from an honest one; the honest control gets all of them.
TWINS = ("rekeyed", "as_of_cut", "new_city")


@dataclass(frozen=True)
class Attempt:
    """``expected`` are the checks of which one must catch it; an honest control expects none, and must pass."""

    name: str
    title: str
    tries: str
    expected: tuple[str, ...]
    caught_by: tuple[str, ...]
    word: str
    seconds: float

    @property
    def as_it_should_be(self) -> bool:
        return bool(set(self.expected) & set(self.caught_by)) if self.expected else self.word == GOOD

    def as_dict(self) -> dict[str, Any]:
        return vars(self) | {"as_it_should_be": self.as_it_should_be}


def drill(folder: Path, *, fraction: float = 0.02, deadline: float = 60, names: list[str] | None = None,
          progress: Callable[[str], None] = lambda _: None) -> Iterator[Attempt]:  # fmt: skip
    """Review every submission in ``folder``; each is a product folder with an ``expected.yaml`` beside its plan.

    ``after`` in it names a submission whose release is entered into the ledger first, as though it had been let pass.
    """
    import yaml

    submissions = [p.parent for p in sorted(folder.glob("*/expected.yaml")) if not names or p.parent.name in names]
    if not submissions:
        raise ReviewError("KIT-R014", "没有找到模拟攻击的提交物", where=str(folder), next_step="kit drill 文件夹,其中每个子文件夹有 expected.yaml。")
    with tempfile.TemporaryDirectory(prefix="kit-drill-") as home:
        for submission in submissions:
            expected = yaml.safe_load((submission / "expected.yaml").read_text(encoding="utf-8"))
            progress(expected["title"])
            reviews = Path(home) / submission.name
            if "after" in expected:
                record(reviews, review((folder / expected["after"]).absolute(), reviews / "before", seed=29, fraction=fraction, deadline=deadline, only=()).folder)
            done = review(submission.absolute(), reviews / "now", seed=29, fraction=fraction, deadline=deadline,
                          only=TWINS if expected["caught_by"] else None)  # fmt: skip
            caught = tuple(dict.fromkeys(f.check for f in done.findings if f.status == FAILED))
            yield Attempt(submission.name, expected["title"], expected["tries"], tuple(expected["caught_by"]), caught, done.verdict.word, done.seconds)

"""Tables under release control, side by side with what their contributors really give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kit.product.plan import Control, Output
from kit.review.cells import cells_of, text
from kit.review.evidence import Evidence


@dataclass(frozen=True)
class Controlled:
    """A 数据集 with a ``control``: the frame that was released and the contributions behind it."""

    output: Output
    control: Control
    released: Any
    contributions: Any

    @property
    def measures(self) -> dict[str, str]:
        """Released field → what it should be: a contributed field added up, or ``count``."""
        count = {self.control.count: "count"} if self.control.count else {}
        return {**self.control.sums, **count}

    def cells(self) -> Any:
        """A row for each cell and measure: key (empty where the row is a total), ``shown``, ``true``, ``safe``.

        Cells that have contributors but no row in the release are there too: what was left out is hidden.
        """
        import pandas as pd

        keys = text(self.released, self.output.key)
        total = keys == self.control.total
        patterns = {(False,) * len(self.output.key), *total.itertuples(index=False, name=None)}
        return pd.concat([self._pattern(keys, total, p) for p in sorted(patterns)], ignore_index=True)

    def _pattern(self, keys: Any, total: Any, pattern: tuple[bool, ...]) -> Any:
        import pandas as pd

        kept = [k for k, marginal in zip(self.output.key, pattern, strict=True) if not marginal]
        rows = (total == list(pattern)).all(axis=1)
        shown = pd.concat([keys[rows], self.released.loc[rows, list(self.measures)]], axis=1).drop_duplicates(kept or None)
        true = cells_of(self.contributions, kept, self.control.contributor, list(self.control.sums.values()))
        both = shown[kept + list(self.measures)].merge(true, on=kept, how="outer") if kept else shown[list(self.measures)].merge(true, how="cross")
        parts = [self._measure(both, kept, released, of) for released, of in self.measures.items()]
        return pd.concat(parts, ignore_index=True)

    def _measure(self, both: Any, kept: list[str], released: str, of: str) -> Any:
        import pandas as pd

        keys = {k: both[k].astype(object) if k in kept else None for k in self.output.key}
        shown: Any = pd.to_numeric(both[released], errors="coerce")
        values = {"measure": of, "shown": shown.astype(float), "true": both[f"={of}"].fillna(0.0), "safe": both[f"safe:{of}"].eq(True)}
        return pd.DataFrame(keys | values, index=both.index)


def controlled(evidence: Evidence) -> Iterator[Controlled]:
    """Every table under control whose frames are there; missing ones are found by the check of declared outputs."""
    assert evidence.plan is not None
    for output in evidence.plan.leaving:
        if output.control is None:
            continue
        behind = evidence.plan.outputs[output.control.contributions]
        frames = [evidence.plain.frame(o.file) for o in (output, behind)]
        if all(f is not None and {d.name for d in o.fields} <= set(f) for f, o in zip(frames, (output, behind), strict=True)):
            yield Controlled(output, output.control, *frames)

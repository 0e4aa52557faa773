"""The data-quality report as one page that works offline."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kit.access.quality import DIMENSIONS, Quality


def page(qualities: Sequence[Quality], title: str) -> str:
    """A summary, a row for each catalog with its four scores as bars, and what was found."""
    from jinja2 import Environment, FileSystemLoader

    templates = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    kinds: dict[str, int] = {}
    for quality in qualities:
        for fault in quality.faults:
            kinds[fault.kind] = kinds.get(fault.kind, 0) + fault.rows
    means = {t: sum(q.scores[d] for q in qualities) / len(qualities) for d, t in DIMENSIONS.items()}
    return templates.get_template("quality.html").render(
        qualities=sorted(qualities, key=lambda q: q.total), dimensions=DIMENSIONS, means=means, title=title, kinds=kinds,
        rows=sum(q.rows for q in qualities), total=sum(q.total for q in qualities) / len(qualities), titles=TITLES)  # fmt: skip


TITLES = {
    "missing": "缺失", "duplicate": "重复", "late": "迟到", "unseen_code": "未见代码", "full_width": "全角数字", "broken_key": "断开的外键",
    "wrong_unit": "计量单位", "stale": "过时", "empty": "空表", "pattern": "格式", "maxLength": "过长", "minimum": "过小", "maximum": "过大",
}  # fmt: skip

"""The report: one HTML page that needs nothing else, and the same as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.product.artefact import copy_leaving, sources
from kit.review.finding import ERRORED, FAILED, PASSED, SKIPPED, WARNED, WORDS, Finding

if TYPE_CHECKING:
    from kit.review.review import Review

ORDER = {FAILED: 0, ERRORED: 1, SKIPPED: 2, WARNED: 3, PASSED: 4}


def write(review: Review) -> Path:
    """``report.html`` and ``report.json`` in the review's folder."""
    bound = copy_leaving(_leaving(review), review.folder)
    text = json.dumps(review.as_dict() | {"artefact": bound, "evidence": _evidence(review)}, ensure_ascii=False, indent=1)
    for path, content in ((review.report, page(review)), (review.folder / "report.json", text)):  # the JSON last: it says that all is there
        part = path.with_name(path.name + ".part")
        part.write_text(content, encoding="utf-8")
        part.replace(path)
    return review.report


def _leaving(review: Review) -> dict[str, Path]:
    """Files of the plain run that may leave the domain."""
    plan, plain = review.evidence.plan, review.evidence.runs.get("plain")
    names = [n for o in plan.leaving for n in o.files] if plan else []
    return {n: plain.files[n].path for n in names if plain and n in plain.files}


def page(review: Review) -> str:
    from jinja2 import Environment, FileSystemLoader

    templates = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True)
    ordered = sorted(review.findings, key=lambda f: ORDER[f.status])
    return templates.get_template("report.html").render(
        review=review, evidence=review.evidence, plan=review.evidence.plan, words=WORDS, to_do=[f for f in ordered if f.status != PASSED],
        done=[f for f in ordered if f.status == PASSED], plots=plots(review), counts=_counts(ordered), catalogs=_catalogs(review),
    )  # fmt: skip


def _counts(findings: list[Finding]) -> dict[str, int]:
    return {status: n for status in ORDER if (n := sum(f.status == status for f in findings))}


def _catalogs(review: Review) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    from kit.catalog import load

    if review.evidence.plan is None:
        return []
    loaded = [(load(slug), grant) for slug, grant in review.evidence.plan.grant.tables.items()]
    return [(c.title, c.unit, [(c[n].title, c[n].grade.name, why) for n, why in g.fields.items()]) for c, g in loaded]


def _evidence(review: Review) -> dict[str, Any]:
    """What another reviewer needs to repeat this review: seeds, size, hashes of all inputs and outputs."""
    from dataclasses import asdict
    from hashlib import sha256

    evidence = review.evidence
    figures = {n: f if isinstance(f, str) else asdict(f) for n, f in (evidence.figures if evidence.runs else {}).items()}
    return {
        "seeds": dict(evidence.seeds), "fraction": evidence.fraction, "figures": figures,
        "product": {p.relative_to(evidence.folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in sources(evidence.folder)},
        "outputs": {n: {f.name: f.sha256 for f in r.files.values()} for n, r in evidence.runs.items()},
        "records": {n: r.record.as_dict() for n, r in evidence.runs.items()},
    }  # fmt: skip


def plots(review: Review) -> list[tuple[str, str, str]]:
    """(title, what it says, SVG) for each run that has figures."""
    evidence = review.evidence
    figures = {} if evidence.plan is None or not evidence.runs else evidence.figures
    usable = {n: f for n, f in figures.items() if not isinstance(f, str)}
    if not usable:
        return []
    return [
        ("先查谁", "按评分从高到低查,查到一定比例的企业时,找到了多少后来真的发生的。曲线越高越好,虚线是产品自己声明的基准。", _gains(usable, evidence)),
        ("概率准不准", "把对象按预测概率分成十组,每组的预测与实际。点越靠近对角线越好。", _calibration(usable, evidence)),
    ]


def _gains(figures: dict[str, Any], evidence: Any) -> str:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(5, 3.6))
    for (name, f), colour in zip(figures.items(), ("#3b6fb6", "#d9822b"), strict=False):
        shares, model, rule = zip(*f.gains, strict=True)
        axes.plot(shares, model, color=colour, label=evidence.runs[name].title)
        axes.plot(shares, rule, color=colour, linestyle="--", alpha=0.6)
    axes.plot([0, 1], [0, 1], color="#ccc", linewidth=0.8)
    axes.axvline(next(iter(figures.values())).capacity, color="#999", linewidth=0.8)
    axes.set_xlabel("查到的对象比例(竖线:核查能力)")
    axes.set_ylabel("找到的比例")
    axes.legend(frameon=False)
    return _svg(figure)


def _calibration(figures: dict[str, Any], evidence: Any) -> str:
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(3.8, 3.6))
    top = max(max(max(p) for p in f.curve) for f in figures.values()) * 1.05
    axes.plot([0, top], [0, top], color="#ccc", linewidth=0.8)
    for (name, f), colour in zip(figures.items(), ("#3b6fb6", "#d9822b"), strict=False):
        axes.plot(*zip(*f.curve, strict=True), marker="o", markersize=4, color=colour, label=evidence.runs[name].title)
    axes.set_xlabel("预测概率")
    axes.set_ylabel("实际比例")
    axes.legend(frameon=False)
    return _svg(figure)


def _svg(figure: Any) -> str:
    from markupsafe import Markup

    from kit.product.figures import svg_text

    return Markup(svg_text(figure))

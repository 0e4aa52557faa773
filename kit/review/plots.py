"""Plots of a review's report: each gives a title, a sentence and an SVG with real text, or nothing where it has no data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kit.review.evidence import Evidence

COLOURS = ("#3b6fb6", "#d9822b", "#6a9f58", "#967662")


@dataclass(frozen=True)
class Plot:
    """``hidden`` ones show the hidden city and its future: they are for reviewers only."""

    title: str
    says: str
    svg: str
    hidden: bool


def plots(evidence: Evidence) -> list[Plot]:
    """All plots that there is something to show in."""
    if evidence.plan is None or not evidence.runs:
        return []
    found = [Plot(title, says, _svg(figure), hidden) for title, says, draw, hidden in PLOTS if (figure := draw(evidence)) is not None]
    return found


def _usable(evidence: Evidence, *, stress: bool = False) -> dict[str, Any]:
    """Figures by the title of their run."""
    found = {**evidence.figures, **(evidence.figures_under_stress if stress else {})}
    return {evidence.runs[n].title: f for n, f in found.items() if not isinstance(f, str)}


def _axes(width: float = 5, height: float = 3.4) -> tuple[Any, Any]:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(width, height))
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _gains(evidence: Evidence) -> Any:
    if not (figures := _usable(evidence)):
        return None
    figure, axes = _axes()
    for (title, f), colour in zip(figures.items(), COLOURS, strict=False):
        shares, model, rule = zip(*f.gains, strict=True)
        axes.plot(shares, model, color=colour, label=title)
        axes.plot(shares, rule, color=colour, linestyle="--", alpha=0.6)
    axes.plot([0, 1], [0, 1], color="#ccc", linewidth=0.8)
    axes.axvline(next(iter(figures.values())).capacity, color="#999", linewidth=0.8)
    axes.set_xlabel("查到的对象比例(竖线:核查能力)")
    axes.set_ylabel("找到的比例")
    axes.legend(frameon=False)
    return figure


def _calibration(evidence: Evidence) -> Any:
    if not (figures := _usable(evidence)):
        return None
    figure, axes = _axes(4)
    top = max(max(max(p) for p in f.curve) for f in figures.values()) * 1.05
    axes.plot([0, top], [0, top], color="#ccc", linewidth=0.8)
    for (title, f), colour in zip(figures.items(), COLOURS, strict=False):
        axes.plot(*zip(*f.curve, strict=True), marker="o", markersize=4, color=colour, label=title)
    axes.set_xlabel("预测概率")
    axes.set_ylabel("实际比例")
    axes.legend(frameon=False)
    return figure


def _spread(evidence: Evidence) -> Any:
    if not (figures := _usable(evidence)):
        return None
    edges, without, with_ = zip(*next(iter(figures.values())).spread, strict=True)
    width = edges[1] - edges[0] if len(edges) > 1 else 1.0
    figure, axes = _axes()
    axes.bar(edges, without, width=width, align="edge", color=COLOURS[0], alpha=0.6, label="后来没有发生")
    axes.bar(edges, with_, width=width, align="edge", color=COLOURS[1], alpha=0.6, label="后来发生")
    axes.set_xlabel("评分")
    axes.set_ylabel("各自的比例")
    axes.legend(frameon=False)
    return figure


def _tenths(evidence: Evidence) -> Any:
    if not (figures := _usable(evidence)):
        return None
    figure, axes = _axes(4)
    for n, ((title, f), colour) in enumerate(zip(figures.items(), COLOURS, strict=False)):
        axes.bar([k + 1 + n * 0.4 for k in range(len(f.tenths))], [v * 100 for v in f.tenths], width=0.38, color=colour, label=title)
    axes.set_xlabel("按评分从高到低的十分组")
    axes.set_ylabel("实际发生(%)")
    axes.legend(frameon=False)
    return figure


def _drift(evidence: Evidence) -> Any:
    """How the stated probability is spread in the plain city, another one, a year later and on spoilt data."""
    figures = _usable(evidence, stress=True)
    if len(figures) < 2:
        return None
    figure, axes = _axes()
    for (title, f), colour in zip(figures.items(), COLOURS, strict=False):
        axes.plot(range(1, len(f.curve) + 1), [p * 100 for p, _ in f.curve], marker="o", markersize=3, color=colour, label=title)
    axes.set_xlabel("按概率从低到高的十分组")
    axes.set_ylabel("预测概率(%)")
    axes.legend(frameon=False)
    return figure


def _sizes(evidence: Evidence) -> Any:
    files = sorted(evidence.plain.files.values(), key=lambda f: f.size)
    if not files:
        return None
    figure, axes = _axes(5, 0.8 + 0.32 * len(files))
    axes.barh([f.name for f in files], [f.size / 1024 for f in files], color=COLOURS[0])
    axes.set_xscale("log")
    axes.set_xlabel("KB(对数刻度)")
    return figure


def _times(evidence: Evidence) -> Any:
    runs = list(evidence.runs.values())[::-1]
    figure, axes = _axes(5, 0.8 + 0.28 * len(runs))
    axes.barh([r.title for r in runs], [r.record.seconds for r in runs], color=[COLOURS[0] if r.record.ok else COLOURS[1] for r in runs])
    axes.set_xlabel("秒(橙色:没有正常结束)")
    return figure


PLOTS: tuple[tuple[str, str, Callable[[Evidence], Any], bool], ...] = (
    ("先查谁", "按评分从高到低查,查到一定比例的对象时,找到了多少后来真的发生的。曲线越高越好,虚线是产品自己声明的基准。", _gains, True),
    ("概率准不准", "把对象按预测概率分成十组,每组的预测与实际。点越靠近对角线越好。", _calibration, True),
    ("分得开吗", "后来发生与没有发生的对象,评分各自怎样分布。两片越少重叠越好。", _spread, True),
    ("每一组的实际比例", "评分最高的十分之一在最左。应当一路下降。", _tenths, True),
    ("换了情形还稳吗", "同一模型在不同城市、一年以后与带毛病的数据上给出的概率。线越靠拢越稳。", _drift, True),
    ("留下的文件", "首次运行留在输出文件夹里的文件大小。", _sizes, False),
    ("运行用时", "每一次运行从启动到结束的时间。", _times, False),
)


def _svg(figure: Any) -> str:
    from markupsafe import Markup

    from kit.product.figures import svg_text

    return Markup(svg_text(figure))

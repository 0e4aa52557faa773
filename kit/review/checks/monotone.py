"""A model goes in the declared directions, whatever the other features are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kit.review.evidence import Evidence
from kit.review.finding import RECTIFY, Finding, failed, passed, warned
from kit.review.models import Fitted, each_model
from kit.review.predict import predict

ORDER, TITLE, ON_FAIL, NEEDS_RUN = 116, "模型服从声明的方向", RECTIFY, True
SOURCE = "模型风险管理惯例:声明的单调方向在扰动下成立;取 200 行、每个特征 21 个分位点是本套件的选择"
WHY = "缴费越多反而越可疑的模型,没有人能向企业解释。"
ROWS, STEPS = 200, 21


def check(evidence: Evidence) -> Iterator[Finding]:
    yield from each_model(evidence, _finding)


def _finding(model: Fitted) -> Finding:
    title, directions = model.output.title, model.output.directions
    if not directions:
        return warned(f"{title}:没有声明任何特征的方向", "业务上说得清方向的特征,写进 directions 并加单调约束。")
    constraints = dict(zip(model.features, model.constraints, strict=False))
    unbound = [n for n, sign in directions.items() if constraints.get(n) != sign]
    broken = against(model)
    if broken or unbound:
        detail = [f"{model.output.features[n]}:改变它时预测会朝相反方向变" for n in broken]
        detail += [f"{model.output.features[n]}:模型没有带这个单调约束" for n in unbound if n not in broken]
        return failed(f"{title}:{len({*broken, *unbound})} 个特征与声明的方向不符", "用 monotone_constraints 训练,或改正 directions。", detail)
    return passed(f"{title}:{len(directions)} 个特征的方向在扰动下都成立")


def against(model: Fitted) -> list[str]:
    """Features whose rise moves some prediction against their declared direction."""
    known = model.rows[np.random.default_rng(1).permutation(len(model.rows))[:ROWS]]
    grids = {n: _grid(model.rows[:, model.features.index(n)]) for n in model.output.directions}
    varied = [_varied(known, model.features.index(n), grid) for n, grid in grids.items()]
    answer = predict(model.text, np.concatenate(varied))
    assert answer is not None  # it was loaded before
    ends = np.cumsum([len(v) for v in varied])
    found = []
    for (name, grid), margins in zip(grids.items(), np.split(answer[1], ends[:-1]), strict=True):
        steps = np.diff(margins.reshape(len(known), len(grid)), axis=1) * model.output.directions[name]
        if (steps < -1e-9).any():
            found.append(name)
    return found


def _grid(values: np.ndarray) -> np.ndarray:
    there = values[np.isfinite(values)]
    return np.unique(np.quantile(there, np.linspace(0, 1, STEPS))) if len(there) else np.zeros(1)


def _varied(rows: np.ndarray, column: int, grid: np.ndarray) -> np.ndarray:
    out = np.repeat(rows, len(grid), axis=0)
    out[:, column] = np.tile(grid, len(rows))
    return out

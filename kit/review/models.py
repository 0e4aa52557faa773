"""A released model together with the rows that it says it was fitted on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kit.product.plan import Output, ScenarioPlan
from kit.review.evidence import Evidence, Run
from kit.review.finding import Finding, passed, skipped
from kit.review.predict import predict


@dataclass(frozen=True)
class Fitted:
    """``rows`` are the features in the model's order; ``member`` marks rows it was fitted on, the others were held out.

    ``subject`` numbers whom a row is about, so that one firm on three days is one firm; ``named`` says whether the
    training output names them. Otherwise equal rows count as one subject.
    """

    output: Output
    text: str
    rows: np.ndarray
    label: np.ndarray
    member: np.ndarray
    subject: np.ndarray
    named: bool
    leaves: np.ndarray
    margins: np.ndarray

    @property
    def features(self) -> list[str]:
        return list(self.output.features)

    @property
    def binary(self) -> bool:
        return "\nobjective=binary" in self.text

    @property
    def predicted(self) -> np.ndarray:
        return 1 / (1 + np.exp(-self.margins)) if self.binary else self.margins

    @property
    def constraints(self) -> list[int]:
        found = re.search(r"^monotone_constraints=(.*)$", self.text, re.M)
        return [int(v) for v in found[1].split()] if found else []

    @cached_property
    def least(self) -> tuple[int, ...]:
        """Subjects in the emptiest leaf of each tree, among the rows that the model was fitted on."""
        subject, among = self.subject[self.member].astype(np.int64), int(self.subject.max()) + 1
        # A leaf and a subject as one number: finding distinct numbers is many times faster than distinct pairs.
        pairs = (np.unique(leaves * among + subject) for leaves in self.leaves[self.member].T)
        return tuple(int(np.bincount(p // among, minlength=size).min()) for p, size in zip(pairs, self.sizes, strict=True))

    @property
    def sizes(self) -> list[int]:
        """Leaves of each tree."""
        return [int(n) for n in re.findall(r"^num_leaves=(\d+)$", self.text, re.M)]

    @property
    def rate(self) -> float:
        """The learning rate; the first tree may carry another, as it holds the average."""
        return float(np.median([float(v) for v in re.findall(r"^shrinkage=(\S+)$", self.text, re.M)] or [0.1]))


def each_model(evidence: Evidence, judge: Callable[[Fitted], Finding], without: Callable[[str], Finding] = skipped) -> Iterator[Finding]:
    """One finding about each released model; ``without`` turns the reason why one cannot be had into a finding."""
    if not evidence.models:
        yield passed("没有交付模型")
    for model in evidence.models.values():
        yield without(model) if isinstance(model, str) else judge(model)


def fitted(plan: ScenarioPlan, output: Output, run: Run) -> Fitted | str:
    """The model and its rows, or why they cannot be had."""
    file = run.files.get(output.file)
    if file is None:
        return "没有留下模型"
    if output.training is None:
        return "没有声明训练行(training),无从检查模型记住了什么"
    frame = run.frame(plan.outputs[output.training.output].file)
    wanted = [*output.features, output.training.label, output.training.member]
    if frame is None or set(wanted) - set(frame):
        return "没有留下可用的训练行"
    numbers = _numbers(frame, wanted)
    if numbers is None or not set(np.unique(numbers[:, -1])) <= {0.0, 1.0} or not np.isfinite(numbers[:, -2]).all():
        return "训练行里 member 应是 0 或 1,标签应是数"
    rows, label, member = numbers[:, :-2], numbers[:, -2], numbers[:, -1] == 1
    if not member.any():
        return "训练行里没有一行是训练所用(member 为 1)"
    text = file.path.read_text(encoding="utf-8", errors="replace")
    if "\nnum_tree_per_iteration=1\n" not in text:
        return "只能审查单输出的模型"
    answer = predict(text, rows)
    if answer is None:
        return "模型文本不能加载"
    key = plan.evaluation.key if plan.evaluation else ""
    named = key in frame
    subject = np.unique(frame[key].astype(str), return_inverse=True)[1] if named else np.unique(rows, axis=0, return_inverse=True)[1]
    return Fitted(output, text, rows, label, member, subject.ravel(), named, *answer)


def _numbers(frame: Any, columns: list[str]) -> np.ndarray | None:
    try:
        return frame[columns].to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        return None

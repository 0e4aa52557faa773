"""LightGBM text models, rewritten: trees and feature names stay, everything that could carry data goes."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from kit.errors import OutputError

# Lines of the head and what may stand in them.
HEAD = {
    "version": r"v\d", "num_class": r"\d+", "num_tree_per_iteration": r"\d+", "label_index": r"\d+", "max_feature_idx": r"\d+",
    "objective": r"(binary|regression(_l1)?|huber|fair|poisson|quantile|mape|gamma|tweedie|cross_entropy|multiclass(ova)?|lambdarank)"
                 r"( sqrt| (sigmoid|num_class|alpha|tweedie_variance_power):[0-9.]{1,4}){0,2}",
}  # fmt: skip
TREE = (
    "num_leaves", "num_cat", "split_feature", "threshold", "decision_type", "left_child", "right_child", "leaf_value",
    "is_linear", "shrinkage",
)  # fmt: skip
REAL = {"threshold", "leaf_value", "shrinkage"}
SPLITS = ("split_feature", "threshold", "decision_type", "left_child", "right_child")
# Counts, weights and gains describe the training rows; predictions do not need them.
BLANK = {"num_cat": ("split_gain",), "leaf_value": ("leaf_weight", "leaf_count", "internal_value", "internal_weight", "internal_count")}


def rewrite(text: str, features: Sequence[str]) -> str:
    """The same model built up again from the allow-listed lines of ``text``.

    Feature names become the declared ones, training ranges, counts, categories and parameters are dropped.
    OutputError when the text is not a plain numeric LightGBM model.
    """
    head, trees = _parse(text)
    if odd := [name for name, pattern in HEAD.items() if name in head and not re.fullmatch(pattern, head[name])]:
        raise _refused(f"{'、'.join(odd)} 一行的写法不认识")
    if int(head.get("max_feature_idx", "-1")) + 1 != len(features):
        raise _refused("特征个数与声明不符")
    lines = ["tree"] + [f"{name}={head[name]}" for name in HEAD if name in head]
    lines += ["monotone_constraints=" + _numbers(head["monotone_constraints"], int)] if "monotone_constraints" in head else []
    lines += [f"feature_names={' '.join(features)}", f"feature_infos={' '.join(['none'] * len(features))}"]
    blocks = [_tree(number, tree, len(features)) for number, tree in enumerate(trees)]
    lines += [f"tree_sizes={' '.join(str(len(b)) for b in blocks)}", "", ""]
    return "\n".join(lines) + "".join(blocks) + "end of trees\n\nparameters:\n\nend of parameters\n\npandas_categorical:null\n"


def _parse(text: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    body, found, _ = text.partition("end of trees")
    blocks = body.split("Tree=")
    if not found or not text.startswith("tree\n") or len(blocks) < 2:
        raise _refused("不是 LightGBM 文本模型")
    return _pairs(blocks[0]), [_pairs(b.partition("\n")[2]) for b in blocks[1:]]


def _pairs(block: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in block.splitlines() if "=" in line)


def _tree(number: int, tree: dict[str, str], features: int) -> str:
    if tree.get("num_cat", "0") != "0" or tree.get("is_linear", "0") != "0":
        raise _refused("含类别特征或线性叶子,无法去除训练数据")
    kept = {name: _numbers(tree[name], float if name in REAL else int) for name in TREE if name in tree}
    if not _well_formed({name: [float(v) for v in values.split()] for name, values in kept.items()}, features):
        raise _refused(f"第 {number + 1} 棵树的结构不完整")
    leaves, lines = int(kept["num_leaves"]), [f"Tree={number}"]
    for name, values in kept.items():
        lines.append(f"{name}={values}")
        lines += [f"{blank}={' '.join(['0'] * (leaves - (not blank.startswith('leaf'))))}" for blank in BLANK.get(name, ())]
    return "\n".join(lines) + "\n\n\n"


def _numbers(text: str, kind: type[int] | type[float]) -> str:
    """The numbers again, each in its one shortest spelling, so that digits beyond what counts can't carry anything."""
    try:
        numbers = [kind(v) for v in text.split()]
        finite = all(map(math.isfinite, numbers))
    except (ValueError, OverflowError):
        finite, numbers = False, []
    if not finite:
        raise _refused("树里有不是数的内容")
    return " ".join(str(int(n)) if n == int(n) and abs(n) < 1e15 else repr(n) for n in numbers)


def _well_formed(tree: dict[str, list[float]], features: int) -> bool:
    """Every node and leaf hangs in the tree exactly once, below its parent, and splits on a feature that exists."""
    leaves = int(tree.get("num_leaves", [0])[0])
    if len(tree.get("leaf_value", [])) != leaves or leaves < 1:
        return False
    if leaves == 1:
        return not any(tree.get(name) for name in SPLITS)
    if any(len(tree.get(name, [])) != leaves - 1 for name in SPLITS):
        return False
    pairs = list(zip(tree["left_child"], tree["right_child"], strict=True))
    hanging = sorted(child for pair in pairs for child in pair)
    below = all(child < 0 or child > node for node, pair in enumerate(pairs) for child in pair)
    sound = all(0 <= f < features for f in tree["split_feature"]) and all(0 <= d < 16 and d % 2 == 0 for d in tree["decision_type"])
    return below and sound and hanging == list(range(-leaves, 0)) + list(range(1, leaves - 1))


def _refused(why: str) -> OutputError:
    return OutputError("KIT-O010", f"模型不能交付:{why}", where="product.release_model",
                       next_step="用数值特征训练 LightGBM,传入 booster 与声明过的特征名。")  # fmt: skip

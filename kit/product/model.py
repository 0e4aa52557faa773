"""LightGBM text models, rewritten: trees and feature names stay, everything that could carry data goes."""

from __future__ import annotations

from collections.abc import Sequence

from kit.errors import OutputError

HEAD = ("version", "num_class", "num_tree_per_iteration", "label_index", "max_feature_idx", "objective")
TREE = (
    "num_leaves", "num_cat", "split_feature", "threshold", "decision_type", "left_child", "right_child", "leaf_value",
    "is_linear", "shrinkage",
)  # fmt: skip
# Counts, weights and gains describe the training rows; predictions do not need them.
BLANK = ("split_gain", "leaf_weight", "leaf_count", "internal_value", "internal_weight", "internal_count")


def rewrite(text: str, features: Sequence[str]) -> str:
    """The same model built up again from the allow-listed lines of ``text``.

    Feature names become the declared ones, training ranges, counts, categories and parameters are dropped.
    OutputError when the text is not a plain numeric LightGBM model.
    """
    head, trees = _parse(text)
    if int(head.get("max_feature_idx", "-1")) + 1 != len(features):
        raise _refused("特征个数与声明不符")
    lines = ["tree"] + [f"{name}={head[name]}" for name in HEAD if name in head]
    lines += ["monotone_constraints=" + head["monotone_constraints"]] if "monotone_constraints" in head else []
    lines += [f"feature_names={' '.join(features)}", f"feature_infos={' '.join(['none'] * len(features))}"]
    blocks = [_tree(number, tree) for number, tree in enumerate(trees)]
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


def _tree(number: int, tree: dict[str, str]) -> str:
    if tree.get("num_cat", "0") != "0" or tree.get("is_linear", "0") != "0":
        raise _refused("含类别特征或线性叶子,无法去除训练数据")
    lines = [f"Tree={number}"]
    for name in TREE:
        if name in tree:
            lines.append(f"{name}={_numbers(tree[name])}")
        if name == "num_cat":
            lines += [f"{b}={' '.join('0' for _ in tree[b].split())}" for b in BLANK[:1] if b in tree]
        if name == "leaf_value":
            lines += [f"{b}={' '.join('0' for _ in tree[b].split())}" for b in BLANK[1:] if b in tree]
    return "\n".join(lines) + "\n\n\n"


def _numbers(value: str) -> str:
    """The value again, provided that it is numbers and nothing else."""
    try:
        [float(v) for v in value.split()]
    except ValueError:
        raise _refused("树里有不是数字的内容") from None
    return value


def _refused(why: str) -> OutputError:
    return OutputError("KIT-O010", f"模型不能交付:{why}", where="product.release_model",
                       next_step="用数值特征训练 LightGBM,传入 booster 与声明过的特征名。")  # fmt: skip

"""打分示例:只需要 lightgbm、numpy、pandas。

    python predict.py 输入.csv 输出.csv      给每一行打分,并给出最推高分数的原因
    python predict.py --check                用随附的示例核对:结果应与交付方的一致

输入是带表头的 CSV,列名见 model.json 的 features,都是数;缺失留空。其余列(例如企业代码)原样带到输出。
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
TOP = 3  # 原因的条数


def load():
    """模型与说明;文件与交付时不一致就停下,LightGBM 读残缺的模型会直接崩溃。"""
    import lightgbm

    about = json.loads((HERE / "model.json").read_text(encoding="utf-8"))
    content = (HERE / about["file"]).read_bytes()
    if len(content) != about["bytes"] or hashlib.sha256(content).hexdigest() != about["sha256"]:
        sys.exit(f"模型文件 {about['file']} 与交付时不一致(应为 {about['bytes']} 字节,现为 {len(content)} 字节)。请重新取得交付物。")
    booster = lightgbm.Booster(model_str=content.decode("utf-8"))
    if booster.feature_name() != [f["name"] for f in about["features"]]:
        sys.exit("模型的特征与 model.json 不一致。请重新取得交付物。")
    return booster, about


def features(frame, about):
    """按声明的次序取出特征;缺列、不是数的都说清楚。"""
    import numpy
    import pandas

    names = [f["name"] for f in about["features"]]
    if missing := [n for n in names if n not in frame]:
        sys.exit(f"输入缺少 {len(missing)} 列:{'、'.join(missing)}")
    numbers = frame[names].apply(pandas.to_numeric, errors="coerce").astype("float64")
    if bad := [n for n in names if (numbers[n].isna() & frame[n].notna()).any()]:
        sys.exit(f"这些列里有不是数的值:{'、'.join(bad)}")
    if not numpy.isfinite(numbers.fillna(0)).all(axis=None):
        sys.exit("输入里有无穷大。")
    return numbers


def contributions(booster, numbers):
    """每个特征把这一行的分数(对数几率)推高或拉低多少;各特征之和加上基数就是分数。

    沿分裂路径分解,节点的值取其下各叶的平均:交付的模型里没有训练数据的计数,所以不用 pred_contrib。
    """
    import numpy

    values, total, base = numbers.to_numpy(), numpy.zeros(numbers.shape), 0.0
    for tree in booster.dump_model()["tree_info"]:
        base += walk(tree["tree_structure"], values, numpy.arange(len(values)), total)
    return total, base


def walk(node, values, rows, total) -> float:
    """把落到这个节点的行继续往下分;返回节点的值。"""
    import numpy

    if "leaf_value" in node:
        return node["leaf_value"]
    feature = node["split_feature"]
    left = goes_left(node, values[rows, feature])
    sides = [(node["left_child"], rows[left]), (node["right_child"], rows[~left])]
    below = [walk(child, values, inside, total) for child, inside in sides]
    leaves = [count(child) for child, _ in sides]
    mean = float(numpy.average(below, weights=leaves))
    for (_, inside), value in zip(sides, below, strict=True):
        total[inside, feature] += value - mean
    return mean


def goes_left(node, values):
    """与 LightGBM 相同:缺失值怎样走由模型规定。"""
    import numpy

    missing = numpy.isnan(values)
    if node["missing_type"] != "NaN":
        values = numpy.where(missing, 0.0, values)
        missing = (numpy.abs(values) <= 1e-35) if node["missing_type"] == "Zero" else numpy.zeros(len(values), bool)
    return numpy.where(missing, node["default_left"], values <= node["threshold"]).astype(bool)


def count(node) -> int:
    return 1 if "leaf_value" in node else count(node["left_child"]) + count(node["right_child"])


def predict(frame):
    """分数与原因。"""
    import numpy

    booster, about = load()
    numbers = features(frame, about)
    titles = {f["name"]: f["title"] for f in about["features"]}
    pushes, base = contributions(booster, numbers)
    if len(numbers) and numpy.abs(pushes.sum(axis=1) + base - booster.predict(numbers, raw_score=True)).max() > 1e-6:
        sys.exit("原因与分数对不上。请与交付方联系。")
    order = numpy.argsort(-pushes, axis=1, kind="stable")[:, :TOP]
    reasons = ["、".join(titles[numbers.columns[i]] for i in row if pushes[n, i] > 0) for n, row in enumerate(order)]
    carried = frame[[c for c in frame if c not in titles]]
    return carried.assign(score=booster.predict(numbers), reasons=reasons)


def main(arguments: list[str]) -> None:
    import numpy
    import pandas

    if arguments == ["--check"]:
        got = predict(pandas.read_csv(HERE / "example_input.csv", dtype={"row": str}))
        expected = pandas.read_csv(HERE / "example_output.csv", dtype={"row": str})
        largest = float(numpy.abs(got["score"] - expected["score"]).max())
        if len(got) != len(expected) or not largest <= 1e-12 or list(got["reasons"]) != list(expected["reasons"].fillna("")):
            sys.exit(f"与交付方的结果不一致,最大相差 {largest:.3g}。")
        print(f"一致:{len(got)} 行,最大相差 {largest:.3g}")
    elif len(arguments) == 2:
        scored = predict(pandas.read_csv(arguments[0], dtype=dict.fromkeys(["row", "uscc"], str)))
        scored.to_csv(arguments[1], index=False, encoding="utf-8-sig")
        print(f"已打分 {len(scored)} 行")
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

"""算法模型: the reviewed text model, what its features mean, and a program that scores with little more than LightGBM.

No ONNX: it computes in 32 bits and is not the same model (docs/decisions/0013).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from kit.errors import ArtefactError
from kit.product.artefact import Artefact, copy
from kit.product.model import rewrite
from kit.product.plan import MODEL, Output
from kit.serving.publish.cards import TEMPLATES, write_card
from kit.serving.publish.folder import Package

EXAMPLES = 20  # rows of the example input (our choice)
NEEDS = "lightgbm>=4.5\nnumpy>=1.26\npandas>=2.2\n"


def make(artefact: Artefact, folder: Path, before: Package | None) -> None:
    """A folder for each model; the card stands beside them."""
    outputs = [o for o in artefact.plan.leaving if o.kind == MODEL]
    models = {o.name: _write(artefact, o, folder / o.name) for o in outputs}
    write_card(folder, "model.html", artefact, outputs=outputs, models=models)


def _write(artefact: Artefact, output: Output, folder: Path) -> dict[str, Any]:
    text = (artefact.outputs / output.file).read_text(encoding="utf-8")
    if rewrite(text, list(output.features)) != text:
        raise ArtefactError("KIT-W210", f"模型 {output.name} 不是改写过的文本模型", where=output.file, next_step="用 product.release_model 交付,重新审查。")
    folder.mkdir()
    for name in output.files:
        copy(artefact.outputs / name, folder / name)
    copy(TEMPLATES / "predict.py", folder / "predict.py")
    (folder / "requirements.txt").write_text(NEEDS, encoding="utf-8")
    content = (artefact.outputs / output.file).read_bytes()
    about = {
        "title": output.title, "file": output.file, "bytes": len(content), "sha256": sha256(content).hexdigest(), "as_of": str(artefact.as_of),
        "artefact": artefact.digest, "preview": artefact.preview, "grade": output.grade,
        "features": [{"name": n, "title": t, "direction": output.directions.get(n, 0)} for n, t in output.features.items()],
    }  # fmt: skip
    (folder / "model.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
    cuts = split_points(text, list(output.features))
    _examples(cuts, folder)
    return about | {"cuts": cuts, "trees": text.count("\nTree="), "example": _read_rows(folder / "example_output.csv")}


def split_points(text: str, features: Sequence[str]) -> dict[str, list[float]]:
    """Where the trees of a rewritten model split each feature, in order."""
    found: dict[str, set[float]] = {name: set() for name in features}
    asked, at = (re.findall(rf"^{line}=(.*)$", text, re.M) for line in ("split_feature", "threshold"))
    for numbers, thresholds in zip(asked, at, strict=True):
        for number, threshold in zip(numbers.split(), thresholds.split(), strict=True):
            found[features[int(number)]].add(float(threshold))
    return {name: sorted(values) for name, values in found.items()}


def _examples(cuts: Mapping[str, list[float]], folder: Path) -> None:
    """Made-up rows around the model's own split points, without any data, and the scores that a receiver must get for them.

    The delivered program itself scores them, in a process of its own: LightGBM may crash on a broken model.
    """
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(0)
    rows = {name: np.round(random.choice(_around(values), EXAMPLES), 4) for name, values in cuts.items()}
    frame = pd.DataFrame({"row": [f"示例{n:02d}" for n in range(1, EXAMPLES + 1)], **rows})
    frame.to_csv(folder / "example_input.csv", index=False, encoding="utf-8-sig")
    command = [sys.executable, "-I", "-B", str(folder / "predict.py"), str(folder / "example_input.csv"), str(folder / "example_output.csv")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300)
    if done.returncode:
        raise ArtefactError("KIT-W211", f"模型不能打分(退出码 {done.returncode})", where=folder.name, next_step="用 product.release_model 重新交付并审查。")


def _around(cuts: list[float]) -> list[float]:
    """Values on either side of every split; zero for a feature that no tree asks."""
    edges = sorted({round(c, 4) for c in cuts}) or [0.0]
    return [edges[0] - 1, *((a + b) / 2 for a, b in pairwise(edges)), edges[-1] + 1]


def _read_rows(path: Path) -> list[dict[str, Any]]:
    import pandas as pd

    return pd.read_csv(path).fillna("").to_dict("records")

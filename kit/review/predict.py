"""Ask a partner's LightGBM model in a process of its own: a text with wrong sizes ends that process, not the review."""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

SECONDS, BYTES = 120, 4 << 30  # our choice: minutes and gigabytes are not a model any more


def predict(text: str, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """(leaf of each row in each tree, margin of each row) of a single-output model; None when the text can't be loaded."""
    with tempfile.TemporaryDirectory(prefix="kit-model-") as home:
        model, asked, answer = Path(home, "model.txt"), Path(home, "rows.npy"), Path(home, "answer.npz")
        model.write_text(text, encoding="utf-8")
        np.save(asked, np.asarray(rows, dtype=float))
        process = _fresh().Process(target=_answer, args=(str(model), str(asked), str(answer)), daemon=True)
        process.start()
        process.join(SECONDS)
        process.kill()
        process.join()
        if process.exitcode != 0:
            return None
        with np.load(answer) as found:
            return found["leaves"], found["margins"]


@cache
def _fresh() -> Any:
    """Each process is forked from one that has imported LightGBM and never seen a model, where the system can."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["lightgbm", __name__])
    return context


def _answer(model: str, asked: str, answer: str) -> None:
    import lightgbm

    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):  # what a broken text makes the library say is nobody's business
        os.dup2(nowhere, stream)
    with suppress(ImportError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":  # macOS does not bound the address space
            resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    booster, rows = lightgbm.Booster(model_file=model), np.load(asked)
    leaves = booster.predict(rows, pred_leaf=True, num_threads=1)
    margins = booster.predict(rows, raw_score=True, num_threads=1)
    np.savez(answer, leaves=np.asarray(leaves, dtype=np.int32).reshape(len(rows), -1), margins=np.asarray(margins))

"""The artefact of a review: a product's sources and what it leaves, frozen under one digest.

    <review folder>/artefact/product/<slug>/…   product.yaml, notebook, features, service
    <review folder>/artefact/outputs/…   what may leave the domain or is served from; images as the host encoded them
    <review folder>/report.json          findings, verdict and this digest
    <review folder>/decision.json        what a reviewer decided, bound to this digest

A review writes it; registering, publishing and serving read it, and nothing else.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kit.errors import ArtefactError
from kit.product.plan import ScenarioPlan
from kit.product.read_plan import read_plan

GOOD = "通过"
PASSED_OVER = {".kit", "__pycache__", ".ipynb_checkpoints"}


@dataclass(frozen=True)
class Artefact:
    """``outputs`` holds what leaves and what is served from.

    ``preview``: nobody has decided 通过 on exactly these files, or (``kit.product.contract.offered``) they are not promoted.
    """

    folder: Path
    plan: ScenarioPlan
    digest: str
    as_of: dt.date
    preview: bool
    report: Mapping[str, Any]
    decision: Mapping[str, Any] | None

    @property
    def product(self) -> Path:
        return self.plan.folder

    @property
    def outputs(self) -> Path:
        return self.folder / "artefact" / "outputs"

    @property
    def verdict(self) -> str:
        """The decision where there is one, else what the machine proposes."""
        return self.decision["decision"] if self.decision else self.report["verdict"]

    def frame(self, name: str) -> Any:
        """A released 数据集 as a DataFrame."""
        import pandas as pd

        return pd.read_parquet(self.outputs / self.plan.outputs[name].file)


def sources(product: Path) -> Iterator[Path]:
    """Files of a product folder that belong to it; links are left out."""
    for path in sorted(product.rglob("*")):
        if path.is_file() and not path.is_symlink() and not PASSED_OVER & set(path.relative_to(product).parts):
            yield path


def copy_sources(product: Path, folder: Path) -> Path:
    """Copy a product into ``folder/artefact``; returns where it is now."""
    target = folder / "artefact" / "product" / product.name
    for path in sources(product):
        copy(path, target / path.relative_to(product))
    return target


def copy_kept(files: Mapping[str, Path], folder: Path) -> str:
    """Put the files that leave or are served from beside the sources; returns the digest of the whole."""
    for name, path in files.items():
        copy(path, folder / "artefact" / "outputs" / name)
    return digest(folder / "artefact")


def digest(artefact: Path) -> str:
    """One hash over names and contents."""
    found = {p.relative_to(artefact).as_posix(): sha256(p.read_bytes()).hexdigest() for p in sorted(artefact.rglob("*")) if p.is_file()}
    return sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def open_artefact(folder: Path, *, preview: bool = False) -> Artefact:
    """The artefact in a review's folder; ArtefactError unless its files are those that a reviewer let pass.

    With ``preview`` a review without a decision is enough: what is made of it must say so.
    """
    report = _read(folder / "report.json")
    if report is None:
        raise _refused("KIT-V001", "这里没有审查过的产品", folder, "先 kit review(或自己 kit check),再指向 .kit/reviews/产品标识。")
    if not (folder / "artefact").is_dir() or digest(folder / "artefact") != report["artefact"]:
        raise _refused("KIT-V002", "文件与审查过的不一致", folder, "重新审查;审查之后不要改动这个文件夹。")
    decision = _read(folder / "decision.json")
    passed = bool(report["strict"] and decision and decision["decision"] == GOOD and decision["artefact"] == report["artefact"])
    if not passed and not preview:
        raise _refused("KIT-V003", "还没有审查人员决定通过", folder, "kit decide 作决定;只想看看时加 --preview,回答里会写明未经审查。")
    plan = read_plan(folder / "artefact" / "product" / report["product"])
    return Artefact(folder, plan, report["artefact"], dt.date.fromisoformat(report["as_of"]), not passed, report, decision)


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _read(path: Path) -> dict[str, Any] | None:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _refused(code: str, what: str, folder: Path, next_step: str) -> ArtefactError:
    return ArtefactError(code, what, where=folder.name, next_step=next_step)

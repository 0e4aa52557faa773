"""The host's side of a probe: questions and released outputs into a room, the sandbox, and what it left taken over safely."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from kit.product.run import run
from kit.review.evidence import Evidence, Run
from kit.review.identifiers import granted_identifiers
from kit.review.probe.questions import questions
from kit.review.sandbox import SandboxLaunch, collect

NAME = "service"
CODE = "from kit.review.probe.record import record\n\nrecord()"


def probe(evidence: Evidence, plain: Run, out: Path, deadline: float) -> Run:
    """Ask the service about what the plain run released. Its room holds what a service holds, and the questions."""
    plan = evidence.plan
    assert plan is not None
    assert plan.api is not None
    work, room = out / "work" / NAME, out / "work" / f"room-{NAME}"
    product, left = work / "product", work / "out"
    shutil.copytree(plan.folder, product, ignore=shutil.ignore_patterns(".kit", "__pycache__", ".ipynb_checkpoints", "product.ipynb"))
    left.mkdir()
    room.mkdir()
    for name in {file for o in plan.kept for file in o.files} & set(plain.files):
        shutil.copyfile(plain.files[name].path, room / name)
    frames = {o.name: f for o in plan.outputs.values() if (f := plain.frame(o.file)) is not None}
    asked = questions(plan.api, frames, granted_identifiers(plan.grant, plain.room), evidence.seeds["plain"])
    (room / "requests.json").write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
    _notebook(product / "product.ipynb")
    launch = SandboxLaunch(evidence.level, (product, room), left)
    record = run(product, room, left, as_of=plan.as_of, deadline=deadline, launch=launch)
    files, refused = collect(left, out / "outputs" / NAME)
    return Run(NAME, record, files, tuple(refused), room, plain.city)


def _notebook(path: Path) -> None:
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    cells = [new_code_cell('as_of = ""', metadata={"tags": ["parameters"]}), new_code_cell(CODE)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), path)

"""Make the exercise notebooks from the solved ones, which are the only source: ``make workshop``.

The marks and the cell metadata are nbgrader's, so ``nbgrader generate_assignment`` makes the same of the solved ones.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat

HERE = Path("notebooks/workshop")
SOLUTION = re.compile(r"### BEGIN SOLUTION\n.*?### END SOLUTION", re.DOTALL)
STUB = "# 在这里作答"


def exercise_of(solved: str) -> str:
    """The text of the exercise notebook for the text of a solved one."""
    notebook = nbformat.reads(solved, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = SOLUTION.sub(STUB, cell.source)
    return nbformat.writes(notebook) + "\n"


def derive(folder: Path = HERE) -> list[Path]:
    """Write every exercise notebook beside the folder of solutions."""
    made = []
    for path in sorted((folder / "solutions").glob("*.ipynb")):
        target = folder / path.name
        target.write_text(exercise_of(path.read_text(encoding="utf-8")), encoding="utf-8")
        made.append(target)
    return made


if __name__ == "__main__":
    for path in derive():
        print(path)

"""What the sandbox costs: all runs of a review in it, against the same notebook over the same rooms in papermill without it.

    python -m benchmarks.sandbox [PRODUCT] [SIZE] [ROUNDS]

Both side by side on all cores; rounds alternate, the best of each counts. A kernel of the sandbox collects garbage less often than
another (lockdown.py), and that is part of the figure: one round gave 0.90 with it and 1.12 without.
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kit.product.read_plan import read_plan
from kit.product.run import run
from kit.review.evidence import Evidence
from kit.review.runs import FIRST, Runs
from kit.review.sandbox import SandboxLaunch, isolation_level

ROOT = Path(__file__).parents[1]


def overhead(folder: Path, size: float, rounds: int) -> tuple[float, int]:
    """Seconds of all sandboxed runs over seconds of as many without a sandbox, and how many they are."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        home = Path(name)
        home.chmod(0o755)
        plan = read_plan(folder)
        evidence = Evidence(folder, folder.name, isolation_level(), strict=False, fraction=size, seeds={"plain": 5, "new_city": 6})
        runs = Runs(evidence, plan, home, 600, lambda _: None)
        runs._build("plain", 1.0, "plain", "baseline")
        runs._room("plain", runs._city("plain"), runs.as_of)
        names = [*FIRST, *runs._prepared()]
        taken: dict[bool, list[float]] = {True: [], False: []}
        for at in range(2 * rounds):
            taken[at % 2 == 0].append(batch(runs, names, at % 2 == 0, home / f"batch{at}"))
        return min(taken[True]) / min(taken[False]), len(names)


def batch(runs: Runs, names: list[str], sandboxed: bool, home: Path) -> float:
    def one(name: str) -> None:
        out = home / name.replace(":", "-")
        out.mkdir(parents=True)
        room = runs._room_path(name)
        launch = SandboxLaunch(runs.evidence.level, (runs.plan.folder, room), out) if sandboxed else None
        run(runs.plan.folder, room, out, as_of=runs.as_of, launch=launch)

    started = time.perf_counter()
    with ThreadPoolExecutor(runs.cores) as pool:
        list(pool.map(one, names))
    return time.perf_counter() - started


def main(product: str = "enterprise_shell_scan", size: str = "0.1", rounds: str = "2") -> None:
    ratio, count = overhead(ROOT / "products" / product, float(size), int(rounds))
    print(f"sandbox: {ratio:.2f} × the time of the same {count} runs of {product} in papermill without it (goal ≤ 1.15)")


if __name__ == "__main__":
    main(*sys.argv[1:])

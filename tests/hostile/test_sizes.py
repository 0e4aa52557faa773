"""Hostile sizes: whatever a notebook does, the review's own memory and time stay bounded, and a finding says what happened.

``python -m tests.hostile.test_sizes`` prints the table.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import ROOT

# name: what the notebook does, its status, words of the finding
SIZES = {
    "1 GB in one print": ("print('x' * (1 << 30))", {"printed", "failed", "kernel_died", "memory"}, ""),
    "1 GB in lines of 100 kB": ("for _ in range(10_000):\n    print('x' * 100_000)", {"printed"}, "打印超过上限"),
    "1 GB as display data": ("from IPython.display import display\nfor _ in range(1000):\n    display({'text/plain': 'x' * (1 << 20)}, raw=True)", {"printed"}, "打印超过上限"),
    "1 GB to standard error below Python": ("import os\nfor _ in range(1000):\n    os.write(2, b'x' * (1 << 20))", {"ok", "printed"}, ""),
    "100 000 small files": ("import os\nfor n in range(100_000):\n    open(f\"{os.environ['KIT_OUT']}/{n}\", 'w').close()", {"files"}, "写出的文件超过上限"),
    "10 files of 200 MB": ("import os\nfor n in range(10):\n    with open(f\"{os.environ['KIT_OUT']}/{n}\", 'wb') as f:\n        for _ in range(200): f.write(bytes(1 << 20))", {"files"}, "写出的文件超过上限"),
    "sleep of an hour": ("import time\ntime.sleep(3600)", {"deadline"}, "超过时限"),
    "fork bomb": ("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", {"deadline", "processes"}, "超过"),
    "100 GB at once": ("bytearray(100 << 30)", {"failed"}, "内存不够"),
    "100 GB bit by bit": ("a = []\nwhile True: a.append(bytes(b'x') * (50 << 20))", {"failed", "memory", "kernel_died"}, "内存"),
    "100 GB shared": ("import mmap\na = []\nfor _ in range(1000):\n    a.append(mmap.mmap(-1, 100 << 20))\n    for at in range(0, 100 << 20, 4096): a[-1][at] = 1", {"memory", "kernel_died"}, "内存"),
}  # fmt: skip
MOST_MEMORY, MOST_SECONDS = 500, 60.0  # MB and seconds; ours: an honest run takes 130 MB of the review's memory
MEASURE = """
import json, resource, sys, tempfile, shutil
from pathlib import Path
from kit.review.sandbox import Level, isolation_level
from tests.hostile.test_sandbox_holds import attempt
home = Path(tempfile.mkdtemp(dir="/var/tmp"))
home.chmod(0o755)
try:
    record, printed, out = attempt(home, isolation_level(), sys.argv[1], deadline=15)
    print(json.dumps({"record": record.as_dict(), "sentence": record.sentence(), "printed": len(printed), "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))
finally:
    shutil.rmtree(home)
"""


def measure(code: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", MEASURE, code], capture_output=True, text=True, cwd=ROOT, timeout=300, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is for Linux")
@pytest.mark.parametrize("name", SIZES)
def test_the_review_stays_small_and_says_why(name):
    code, statuses, words = SIZES[name]
    found = measure(code)
    assert found["record"]["status"] in statuses, found
    assert words in found["sentence"]
    assert found["peak"] < MOST_MEMORY
    assert found["record"]["seconds"] < MOST_SECONDS
    assert found["printed"] < 6_000_000


def main() -> None:
    for name, (code, _, _) in SIZES.items():
        found = measure(code)
        print(f"{name:38} {found['record']['seconds']:6.1f} s {found['peak']:5} MB  {found['sentence']}", flush=True)


if __name__ == "__main__":
    main()

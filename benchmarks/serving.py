"""The index service against a bare FastAPI + LightGBM app: requests a second and p99 under wrk, on loopback, in turns.

    python -m benchmarks.serving [ROUNDS [SECONDS]]

Both run on one core each of uvicorn with the same settings. The bare app checks a request of sixteen numbers and
predicts with a model of the notebook's size; it has no keys, limits, consents, provenance or log.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from tests.serving.conftest import KNOWN, artefact, start, stop

ROUNDS, SECONDS, CONNECTIONS = 3, 6, 32
BARE = '''
import lightgbm as lgb, numpy as np, uvicorn, sys
from fastapi import FastAPI
from pydantic import create_model

names = [f"x{n}" for n in range(16)]
random = np.random.default_rng(1)
x = random.normal(size=(20_000, 16))
booster = lgb.train({"objective": "binary", "num_leaves": 8, "verbose": -1, "num_threads": 1},
                    lgb.Dataset(x, (x[:, 0] + random.normal(size=20_000) > 1).astype(int)), 150)
Request = create_model("Request", **{n: (float, ...) for n in names})
Answer = create_model("Answer", probability=(float, ...))
app = FastAPI()

@app.post("/predict", response_model=Answer)
async def predict(request: Request):
    row = np.array([[getattr(request, n) for n in names]])
    return {"probability": float(booster.predict(row, num_threads=1)[0])}

uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
'''
SAID = re.compile(r"99%\s+([\d.]+)(us|ms|s)[\s\S]*Requests/sec:\s+([\d.]+)")
UNIT = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def wrk(home: Path, url: str, body: object, token: str, seconds: int) -> tuple[float, float]:
    """(requests a second, p99 in milliseconds); every answer must be a 200."""
    script = home / "post.lua"
    script.write_text(
        f"wrk.method = 'POST'\nwrk.body = [[{json.dumps(body, ensure_ascii=False)}]]\n"
        f"wrk.headers['Content-Type'] = 'application/json'\nwrk.headers['Authorization'] = 'Bearer {token}'\n", encoding="utf-8")  # fmt: skip
    done = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", script, url], capture_output=True, text=True, encoding="utf-8", check=True)
    assert "Non-2xx" not in done.stdout, done.stdout
    found = SAID.search(done.stdout)
    assert found, done.stdout
    return float(found[3]), float(found[1]) * UNIT[found[2]]


def main(rounds: int = ROUNDS, seconds: int = SECONDS) -> None:
    home = Path(tempfile.mkdtemp())
    ours = start(home, artefact(home / "review", personal=True))
    (home / "bare.py").write_text(BARE, encoding="utf-8")
    bare = subprocess.Popen([sys.executable, home / "bare.py", str(ours.port + 1)])
    asked = {"query": {"uscc": KNOWN}, "purpose": "贷后管理", "consent": "CONSENT-2025-000001"}
    apps = {
        "ours": (f"{ours.url}/v1/enterprise_overdue_risk_index/query", asked),
        "bare": (f"http://127.0.0.1:{ours.port + 1}/predict", {f"x{n}": 0.5 for n in range(16)}),
    }  # fmt: skip
    measured: dict[str, list[tuple[float, float]]] = {name: [] for name in apps}
    try:
        _wait(apps["bare"][0])
        for _ in range(rounds + 1):
            for name, (url, body) in apps.items():
                measured[name].append(wrk(home, url, body, ours.token, seconds))
    finally:
        stop(ours)
        bare.terminate()
    rates, slow = ({n: statistics.median(m[at] for m in some[1:]) for n, some in measured.items()} for at in (0, 1))  # the first round warms up
    print(f"serving: ours {rates['ours']:.0f} requests/s, p99 {slow['ours']:.1f} ms; bare FastAPI + LightGBM {rates['bare']:.0f} requests/s, "
          f"p99 {slow['bare']:.1f} ms; ratio {rates['bare'] / rates['ours']:.2f}; {sum(1 for _ in ours.log.open('rb'))} log lines")  # fmt: skip


def _wait(url: str) -> None:
    for _ in range(200):
        try:
            httpx.post(url, timeout=1)
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit("the bare app did not start")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

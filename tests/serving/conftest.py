"""Reviewed artefacts made by hand, and a service started from one in a process of its own."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pandas as pd
import pytest
import yaml

from kit.dossier import agreement, keys
from kit.product.artefact import copy as copy_file
from kit.product.artefact import copy_sources, digest
from kit.product.read_plan import read_plan
from kit.serving.api.keys import new_key, now
from kit.serving.api.state import State
from tests.conftest import ROOT
from tests.lifecycle.people import ALL_THE_WAY, DIGESTS, OPERATOR, PARTNER, REVIEWER, ROLE, WHY, registry

INDEX = ROOT / "products" / "enterprise_overdue_risk_index"
KNOWN, UNKNOWN = "91390000MA0TEST001", "91390000MA0TEST999"


def index_outputs(folder: Path, firms: int = 500) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    codes = [f"91390000MA0TEST{n:03d}" for n in range(min(firms, 900))]
    pd.DataFrame({
        "uscc": codes, "index": [n % 1001 for n in range(len(codes))], "band": "中", "reason_1": "迟缴", "reason_2": None, "reason_3": None,
        "as_of": dt.date(2025, 6, 30),
    }).to_parquet(folder / "risk_index.parquet")  # fmt: skip
    pd.DataFrame({"index": [0, 500, 1000], "probability": [0.01, 0.1, 0.9]}).to_parquet(folder / "index_table.parquet")


def artefact(folder: Path, source: Path = INDEX, *, decided: bool = True, personal: bool = False) -> Path:
    """A review's folder as a reviewer left it; ``personal`` says whether its plan asks for purpose and consent."""
    product = folder / "source" / source.name
    shutil.copytree(source, product, ignore=shutil.ignore_patterns(".kit", "__pycache__"))
    raw = yaml.safe_load((product / "product.yaml").read_text(encoding="utf-8"))
    raw.pop("personal_data", None)
    if personal:
        raw["personal_data"] = {"ground": "单独同意", "purposes": ["贷前核验", "贷后管理"], "necessity": "测试", "per_query": True}
    (product / "product.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
    index_outputs(folder / "left")
    copy_sources(product, folder)
    for path in (folder / "left").iterdir():
        copy_file(path, folder / "artefact" / "outputs" / path.name)
    bound = digest(folder / "artefact")
    report = {"product": source.name, "title": "产品", "verdict": "通过", "strict": True, "as_of": "2025-06-30", "artefact": bound, "findings": []}
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    if decided:
        decision = {"decision": "通过", "artefact": bound, "decided": "2025-07-01T00:00:00+00:00"}
        (folder / "decision.json").write_text(json.dumps(decision), encoding="utf-8")
    return folder


def promoted(home: Path, review: Path) -> Path:
    """A register in which the product of ``review`` is promoted as exactly its files; its plan, of which tests leave out parts, skips its review."""
    made, today = registry(home), dt.date.today()
    report = json.loads((review / "report.json").read_text(encoding="utf-8"))
    name = report["product"]
    plan = read_plan(review / "artefact" / "product" / name)
    document = agreement.agreement(plan, DIGESTS["plan"], made.people()[PARTNER], OPERATOR, today, today + dt.timedelta(days=9))
    contract = agreement.keep(home, agreement.sign(document, keys.load(made.keys, REVIEWER)))
    for event, who in ALL_THE_WAY:
        made.step(event, name, who, ROLE[who], DIGESTS | {"artefact": report["artefact"]} | ({"contract": contract} if event == "approve_plan" else {}), WHY)
    return home


@dataclass
class Running:
    """A service in its own process, with a key that may do much."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]
    token: str
    state: State

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.home / "access.log"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def state_url(home: Path) -> str:
    return f"sqlite:///{home / 'state.sqlite'}"


def start(home: Path, review: Path, *more: str, address: str = "") -> Running:
    """Without ``--preview`` the product is promoted first, in a register of its own."""
    address = address or state_url(home)
    register = home / "register"
    if "--preview" not in more and not register.exists():
        promoted(register, review)
    state = State(address)
    key, token = new_key("测试", ("enterprise_overdue_risk_index",), expires=now() + dt.timedelta(days=1), rate=1e6, burst=10**6)
    state.add(key)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kit", "serve", str(review), "--port", str(port), "--state", address, "--log", str(home / "access.log"), "--registry", str(register), *more]
    process = subprocess.Popen(command, cwd=ROOT, stdout=(home / "out.txt").open("wb"), stderr=subprocess.STDOUT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    running = Running(home, port, process, token, state)
    for _ in range(300):
        try:
            if httpx.get(f"{running.url}/health", timeout=1).status_code == 200:
                return running
        except httpx.HTTPError:
            assert process.poll() is None, (home / "out.txt").read_text()
        time.sleep(0.1)
    raise AssertionError((home / "out.txt").read_text())


def stop(running: Running) -> None:
    running.process.terminate()
    running.process.wait(20)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("service")
    running = start(home, artefact(home / "review"))
    yield running
    stop(running)

"""Real clients: curl, schemathesis, and a client generated from the OpenAPI document."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.serving.conftest import KNOWN, Running, artefact, start, stop

QUERY = "/v1/enterprise_overdue_risk_index/query"


def curl(service: Running, *more: str) -> tuple[int, str]:
    done = subprocess.run(["curl", "-s", "-w", "\n%{http_code}", "-H", f"Authorization: Bearer {service.token}", *more, service.url + QUERY],
                          capture_output=True, text=True, timeout=30, check=True)  # fmt: skip
    body, _, code = done.stdout.rpartition("\n")
    return int(code), body


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_as_the_page_shows_it(service, tmp_path):
    said = json.dumps({"query": {"uscc": KNOWN}})
    assert curl(service, "-H", "Content-Type: application/json", "-d", said)[0] == 200
    assert curl(service, "-d", said)[0] == 415
    big = tmp_path / "big"
    big.write_bytes(b" " * 10_000_000)
    status, body = curl(service, "-H", "Content-Type: application/json", "--data-binary", f"@{big}")
    assert (status, json.loads(body)["code"]) == (413, "KIT-W008")


@pytest.mark.slow
@pytest.mark.parametrize(("personal", "examples"), [(False, 500), (True, 60)])
def test_schemathesis_finds_no_server_error_and_no_undocumented_answer(tmp_path, personal, examples):
    running = start(tmp_path, artefact(tmp_path / "review", personal=personal))
    program = str(Path(sys.executable).with_name("schemathesis"))
    command = [program, "run", f"{running.url}/openapi.json", "-H", f"Authorization: Bearer {running.token}", "-n", str(examples), "--seed", "1", "--checks", "all",
               "--continue-on-failure", "--no-color"]  # fmt: skip
    try:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=900, check=False)
    finally:
        stop(running)
    counted = re.search(r"([\d,]+) generated, ([\d,]+) passed", done.stdout)
    assert done.returncode == 0, done.stdout[-4000:]
    assert counted is not None
    generated, passed = (int(n.replace(",", "")) for n in counted.groups())
    assert generated == passed >= 2 * examples

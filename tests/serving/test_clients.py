"""Real clients: curl, schemathesis, and a client generated from the OpenAPI document."""

from __future__ import annotations

import importlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.serving.conftest import KNOWN, UNKNOWN, Running, artefact, start, stop

PRODUCT = "enterprise_overdue_risk_index"
QUERY = f"/v1/{PRODUCT}/query"
GENERATOR = ROOT / ".venv-client" / "bin" / "openapi-python-client"


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
@pytest.mark.parametrize(("personal", "examples"), [(False, 500), (True, 500)])
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


@pytest.mark.skipif(not GENERATOR.exists(), reason="make test-serving installs openapi-python-client in .venv-client")
def test_a_client_generated_from_the_document_gets_typed_answers(service, tmp_path, monkeypatch):
    config = tmp_path / "config.yaml"
    config.write_text("package_name_override: index_client\nproject_name_override: index_client\n")
    subprocess.run([GENERATOR, "generate", "--url", f"{service.url}/openapi.json", "--config", config, "--output-path", tmp_path / "client"],
                   capture_output=True, timeout=60, check=True)  # fmt: skip
    monkeypatch.syspath_prepend(str(tmp_path / "client"))
    made, models = importlib.import_module("index_client"), importlib.import_module("index_client.models")
    ask = importlib.import_module(f"index_client.api.{PRODUCT}.{PRODUCT}_query")
    client = made.AuthenticatedClient(base_url=service.url, token=service.token)

    def answer(code: str):
        return ask.sync_detailed(client=client, body=models.EnterpriseOverdueRiskIndexQuestion.from_dict({"query": {"uscc": code}}))

    assert answer(KNOWN).parsed.answer.reasons == ["迟缴"]
    assert answer(UNKNOWN).parsed.answer is None
    refused = answer("bad")
    assert (refused.status_code, refused.parsed.code) == (422, "KIT-W010")

"""The API package: the service's own contract, an example that it really answers, and programs that really call it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time

import pytest
import uvicorn

from kit.errors import ArtefactError
from kit.product.artefact import open_artefact
from kit.serving.publish import publish
from tests.conftest import ROOT
from tests.publish.made import LAND, index, index_frames, product, reviewed

NAME = "enterprise_overdue_risk_index"


@pytest.fixture(scope="module")
def artefact(tmp_path_factory):
    return index(tmp_path_factory.mktemp("api"))


@pytest.fixture(scope="module")
def folder(artefact, tmp_path_factory):
    return publish(artefact, tmp_path_factory.mktemp("out"))[0].folder / "api"


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_example_keeps_the_contract(folder):
    from jsonschema import Draft202012Validator

    contract, operation = load(folder / "openapi.json"), None
    operation = contract["paths"][f"/v1/{NAME}/query"]["post"]
    for value, schema in (
        (load(folder / "example_request.json"), operation["requestBody"]["content"]["application/json"]["schema"]),
        (load(folder / "example_answer.json"), operation["responses"]["200"]["content"]["application/json"]["schema"]),
    ):
        assert list(Draft202012Validator({**schema, "components": contract["components"]}).iter_errors(value)) == []
        assert list(Draft202012Validator({**schema, "components": contract["components"]}).iter_errors({"x": 1}))


def test_the_answer_is_of_the_reviewed_artefact(folder, artefact):
    answer = load(folder / "example_answer.json")
    assert answer["found"] is True
    assert answer["answer"]["index"] == 612
    assert answer["provenance"]["artefact"] == artefact.digest
    card = (folder / "card.html").read_text(encoding="utf-8")
    assert "贷前审查" in card
    assert "consent" in card


def test_curl_and_httpx_get_the_example_answer_from_a_running_service(folder, artefact, tmp_path):
    from kit.serving.api.app import create_app
    from kit.serving.api.keys import new_key
    from kit.serving.api.log_writer import LogWriter
    from kit.serving.api.served import Served
    from kit.serving.api.state import State

    state = State(f"sqlite:///{tmp_path}/state.db")
    key, token = new_key("试用", (NAME,))
    state.add(key)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = create_app({NAME: Served(artefact)}, state, LogWriter(tmp_path / "access.log", state))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.05)
        environment = {"PATH": os.environ["PATH"], "KIT_URL": f"http://127.0.0.1:{port}", "KIT_KEY": token}
        for command in (["sh", str(folder / "call.sh")], [sys.executable, str(folder / "call.py")]):
            done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=60)
            assert done.returncode == 0, done.stderr
            assert json.loads(done.stdout) == load(folder / "example_answer.json")
        wrong = subprocess.run([sys.executable, str(folder / "call.py")], capture_output=True, text=True, env=environment | {"KIT_KEY": "kit_x_y"}, check=False, timeout=60)
        assert wrong.returncode == 1
        assert "401" in wrong.stderr
    finally:
        server.should_exit = True
        thread.join(20)


def test_in_a_preview_none_of_the_products_code_runs(tmp_path):
    import shutil

    source = tmp_path / "products" / NAME
    shutil.copytree(ROOT / "products" / NAME, source, ignore=shutil.ignore_patterns(".kit", "__pycache__"))
    (source / "service.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    folder = reviewed(tmp_path / "reviews" / NAME, source, index_frames(), decided=False)
    package, _ = publish(open_artefact(folder, preview=True), tmp_path / "out")
    assert not (tmp_path / "ran").exists()
    assert not (package.folder / "api" / "example_answer.json").exists()
    assert "没有运行" in (package.folder / "api" / "card.html").read_text(encoding="utf-8")


def test_an_api_product_without_a_contract_is_refused(tmp_path):
    plan = LAND.replace("土地结构与产量信息分析", "企业信用贷").replace("service_form: 报告", "service_form: API")
    source = product(tmp_path / "products", "enterprise_credit_loan", plan)
    artefact = open_artefact(reviewed(tmp_path / "reviews" / "enterprise_credit_loan", source, {}))
    with pytest.raises(ArtefactError) as refused:
        publish(artefact, tmp_path / "out")
    assert refused.value.code == "KIT-W230"

"""Calls to a running service: clear answers, nothing leaks, nothing is lost."""

from __future__ import annotations

import datetime as dt
import json
import time

import httpx
import pytest

from kit.serving.api.access_log import entries, verify
from kit.serving.api.keys import new_key, now
from kit.serving.api.problems import KINDS
from tests.serving.conftest import KNOWN, UNKNOWN, Running, artefact, start, stop

PRODUCT = "enterprise_overdue_risk_index"
QUERY, BATCH = f"/v1/{PRODUCT}/query", f"/v1/{PRODUCT}/batch"
GOOD = {"query": {"uscc": KNOWN}}
SQL = ("' OR '1'='1", "'; DROP TABLE kit_key; --", '" UNION SELECT digest FROM kit_key --', "1;ATTACH DATABASE 'x' AS y")


@pytest.fixture
def client(service: Running):
    with httpx.Client(base_url=service.url, headers=service.headers, timeout=30) as made:
        yield made


def key(service: Running, **more) -> str:
    """A token that the service knows, waiting for it to be told."""
    made, token = new_key("另一把", more.pop("products", (PRODUCT,)), **({"expires": now() + dt.timedelta(days=1), "rate": 1000.0, "burst": 1000} | more))
    service.state.add(made)
    for _ in range(100):
        time.sleep(0.1)
        said = httpx.post(service.url + QUERY, headers={"Authorization": f"Bearer {token}"}, content=b"").json()["code"]
        if said != "KIT-W002":
            return token
    raise AssertionError("the service never learned of the key")


def is_problem(response: httpx.Response, code: str) -> bool:
    kind = next(k for k in KINDS if k.code == code)
    body = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.status_code, body["status"], body["code"], body["title"]) == (kind.status, kind.status, code, kind.title)
    return True


def test_an_answer_says_as_of_when_from_where_and_whether_reviewed(client):
    body = client.post(QUERY, json=GOOD).json()
    assert body["found"] is True
    assert set(body["answer"]) == {"index", "band", "reasons", "probability"}
    assert body["as_of"] == "2025-06-30"
    assert body["preview"] is False
    assert len(body["provenance"]["artefact"]) == 64
    assert {"title": "企业基本信息", "unit": "市市场监管局"} in body["provenance"]["catalogs"]


def test_unknown_subjects_all_get_the_same_answer(client):
    said = {client.post(QUERY, json={"query": {"uscc": code}}).content for code in (UNKNOWN, "0" * 18, "Z" * 18)}
    assert len(said) == 1
    body = json.loads(said.pop())
    assert body["found"] is False
    assert body["answer"] is None


def test_a_batch_answers_in_order(client):
    asked = [{"query": {"uscc": code}} for code in (UNKNOWN, KNOWN, UNKNOWN)]
    assert [a["found"] for a in client.post(BATCH, json={"questions": asked}).json()["answers"]] == [False, True, False]
    assert is_problem(client.post(BATCH, json={"questions": asked * 34}), "KIT-W010")
    assert is_problem(client.post(BATCH, json={"questions": []}), "KIT-W010")


@pytest.mark.parametrize("value", [*SQL, "９" * 18, "a" * 18, f"{KNOWN}\n", f" {KNOWN}", "", None, 7, True, [KNOWN], {"a": 1}, "\u0000" * 18, "𝟗" * 18])
def test_values_of_another_shape_are_refused_without_being_repeated(client, value):
    response = client.post(QUERY, json={"query": {"uscc": value}})
    assert is_problem(response, "KIT-W010")
    assert response.json()["errors"][0]["field"] == "query.uscc"
    assert not isinstance(value, str) or len(value) < 9 or value not in response.text


@pytest.mark.parametrize("sql", SQL)
def test_sql_in_every_place_changes_nothing(client, service, sql):
    before = service.state.keys()
    places = [
        client.post(QUERY, json={"query": {"uscc": sql}}), client.post(QUERY, json={"query": {sql: KNOWN}}), client.post(QUERY, json={sql: {}}),
        client.post(QUERY, json=GOOD, headers={"Authorization": f"Bearer kit_{sql}_{sql}"}), client.post(f"/v1/{sql}/query", json=GOOD),
        client.get(f"/health?x={sql}"),
    ]  # fmt: skip
    assert [r.status_code for r in places] == [422, 422, 422, 401, 404, 200]
    assert all(sql not in r.text for r in places)
    assert service.state.keys() == before


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null x"])
def test_what_is_not_json_is_said_so(client, body):
    assert is_problem(client.post(QUERY, content=body, headers={"Content-Type": "application/json"}), "KIT-W001")


def test_duplicate_keys_nan_and_huge_numbers_do_no_harm(client):
    headers = {"Content-Type": "application/json"}
    assert client.post(QUERY, content=f'{{"query":{{"uscc":"x","uscc":"{KNOWN}"}}}}', headers=headers).status_code in (200, 422)
    assert is_problem(client.post(QUERY, content=b'{"query": NaN}', headers=headers), "KIT-W010")
    assert is_problem(client.post(QUERY, content=b'{"query":{"uscc":' + b"9" * 5000 + b"}}", headers=headers), "KIT-W001")


def test_ten_megabytes_are_refused_and_the_service_goes_on(client):
    response = client.post(QUERY, content=b"x" * 10_000_000, headers={"Content-Type": "application/json"})
    assert is_problem(response, "KIT-W008")
    assert client.post(QUERY, json=GOOD).status_code == 200


def test_other_refusals_are_problems_too(client):
    assert is_problem(client.post(QUERY, content=json.dumps(GOOD)), "KIT-W009")
    assert is_problem(client.get(QUERY), "KIT-W007")
    assert client.get(QUERY).headers["allow"] == "POST"
    assert is_problem(client.get("/v1/nothing/query"), "KIT-W006")
    assert is_problem(client.post("/health"), "KIT-W007")


def test_keys_open_only_what_they_are_for(service, client):
    for header in ("", "Bearer", "Bearer x", "Basic abc", f"Bearer {service.token}x", f"Bearer {service.token[:-1]}", "Bearer kit_0_0"):
        response = client.post(QUERY, json=GOOD, headers={"Authorization": header})
        assert is_problem(response, "KIT-W002")
        assert response.headers["www-authenticate"] == "Bearer"
    expired = key(service, expires=now() - dt.timedelta(seconds=1))
    assert is_problem(client.post(QUERY, json=GOOD, headers={"Authorization": f"Bearer {expired}"}), "KIT-W003")
    other = key(service, products=("enterprise_shell_scan",))
    assert is_problem(client.post(QUERY, json=GOOD, headers={"Authorization": f"Bearer {other}"}), "KIT-W004")


def test_a_revoked_key_stops_working_within_moments(service, client):
    token = key(service)
    headers = {"Authorization": f"Bearer {token}"}
    assert client.post(QUERY, json=GOOD, headers=headers).status_code == 200
    service.state.revoke(token.split("_")[1])
    for _ in range(40):
        time.sleep(0.1)
        if client.post(QUERY, json=GOOD, headers=headers).status_code == 401:
            break
    assert is_problem(client.post(QUERY, json=GOOD, headers=headers), "KIT-W002")


def test_a_budget_is_spent_to_the_last_question_and_no_further(service, client):
    headers = {"Authorization": f"Bearer {key(service, budget=5)}"}
    assert client.post(BATCH, json={"questions": [GOOD] * 3}, headers=headers).status_code == 200
    assert client.post(QUERY, json={"query": {"uscc": "bad"}}, headers=headers).status_code == 422  # costs nothing
    assert is_problem(client.post(BATCH, json={"questions": [GOOD] * 3}, headers=headers), "KIT-W012")
    assert [client.post(QUERY, json=GOOD, headers=headers).status_code for _ in range(3)] == [200, 200, 429]


def test_who_asks_too_fast_is_told_when_to_come_back(service, client):
    headers = {"Authorization": f"Bearer {key(service, rate=0.5, burst=3)}"}
    said = [client.post(QUERY, json=GOOD, headers=headers) for _ in range(4)]
    assert is_problem(said[-1], "KIT-W011")
    assert 1 <= int(said[-1].headers["retry-after"]) <= 8


def test_every_call_is_in_the_log_without_a_value(service, client):
    before = sum(1 for _ in entries(service.log))
    client.post(QUERY, json=GOOD)
    client.post(QUERY, json={"query": {"uscc": "' OR 1=1"}})
    client.post(QUERY, json=GOOD, headers={"Authorization": "Bearer no"})
    new = [e for e, _, _ in entries(service.log)][before:]
    assert [(e["status"], e["code"], e["count"]) for e in new] == [(200, "", 1), (422, "KIT-W010", 0), (401, "KIT-W002", 0)]
    assert new[0]["key"] == service.token.split("_")[1]
    assert new[2]["key"] == ""
    text = service.log.read_text(encoding="utf-8")
    assert not any(value in text for value in (KNOWN, UNKNOWN, "OR 1=1", service.token.split("_", 2)[2]))
    assert verify(service.log, service.state).fault == ""


def test_every_answer_is_documented(service, client):
    paths = client.get("/openapi.json").json()["paths"]
    documented = {int(code) for code in paths[QUERY]["post"]["responses"]}
    assert documented == {200, *(k.status for k in KINDS if k.status != 404)}
    page = client.get("/docs").text
    assert all(k.code in page for k in KINDS)
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page


def test_an_unreviewed_product_is_served_only_as_a_preview_and_says_so(tmp_path):
    review = artefact(tmp_path / "review", decided=False)
    with pytest.raises(AssertionError, match="KIT-V003"):
        start(tmp_path, review)
    running = start(tmp_path, review, "--preview")
    try:
        assert httpx.post(running.url + QUERY, json=GOOD, headers=running.headers).json()["preview"] is True
        assert "预览" in httpx.get(running.url + "/docs").text
    finally:
        stop(running)


def test_what_passed_and_no_register_knows_is_served_only_as_a_preview_and_says_so(tmp_path, capsys):
    from kit.cli import main

    review = artefact(tmp_path / "review")
    with pytest.raises(SystemExit) as ended:
        main(["serve", str(review), "--state", f"sqlite:///{tmp_path / 's.sqlite'}", "--registry", str(tmp_path / "nowhere")])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("[KIT-U110] ")
    running = start(tmp_path, review, "--preview")
    try:
        assert httpx.post(running.url + QUERY, json=GOOD, headers=running.headers).json()["preview"] is True
    finally:
        stop(running)


def test_a_changed_artefact_is_not_served(tmp_path):
    review = artefact(tmp_path / "review")
    (review / "artefact" / "outputs" / "index_table.parquet").write_bytes(b"changed")
    with pytest.raises(AssertionError, match="KIT-V002"):
        start(tmp_path, review, "--preview")


def test_personal_data_need_a_purpose_and_a_consent_each_time(tmp_path):
    running = start(tmp_path, artefact(tmp_path / "review", personal=True))
    with_ground = GOOD | {"purpose": "贷前核验", "consent": "CONSENT-1"}

    def ask(body: dict, path: str = QUERY) -> httpx.Response:
        return httpx.post(running.url + path, json=body, headers=running.headers)

    try:
        assert ask(with_ground).status_code == 200
        assert is_problem(ask(GOOD), "KIT-W005")
        assert is_problem(ask(with_ground | {"purpose": "营销"}), "KIT-W005")
        assert is_problem(ask({k: v for k, v in with_ground.items() if k != "consent"}), "KIT-W005")
        assert is_problem(ask(with_ground | {"consent": ""}), "KIT-W005")
        assert is_problem(ask({"questions": [with_ground, GOOD]}, BATCH), "KIT-W005")
        assert ask({"questions": [with_ground, with_ground]}, BATCH).status_code == 200
        kept = [e for e, _, _ in entries(running.log) if e.get("status") == 200]
        assert kept[0]["purpose"] == "贷前核验"
        assert [len(e["consent"]) for e in kept] == [1, 2]
        assert "CONSENT-1" not in running.log.read_text(encoding="utf-8")
    finally:
        stop(running)

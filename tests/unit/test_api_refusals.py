"""Who is let in over HTTP, and how everything that is refused is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncue.jobs.api_keys import create_api_key
from tests.api import Api, api_of


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


@pytest.mark.parametrize(
    ("path", "method", "status"), [("/nowhere", "GET", 404), ("/v1/jobs", "PATCH", 405), ("/livez", "POST", 405)]
)
def test_every_refusal_is_a_problem(api: Api, path: str, method: str, status: int) -> None:
    answer = api.client.open(path, method=method)
    assert (answer.status_code, answer.mimetype, answer.json["status"]) == (status, "application/problem+json", status)


def test_a_mistake_of_ours_is_a_problem_that_tells_nothing_of_the_inside(api: Api) -> None:
    api.store_answers["list"] = lambda *_, **__: 1 / 0
    answer = api.client.get("/v1/jobs")
    assert (answer.status_code, answer.json["code"]) == (500, "internal_error")
    assert "division" not in answer.text


def test_on_loopback_only_loopback_names_are_answered(api: Api) -> None:
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        assert api.client.get("/v1/jobs", headers={"Host": host}).status_code == 200, host
    answer = api.client.get("/v1/jobs", headers={"Host": "evil.example:8000"})
    assert (answer.status_code, answer.json["code"]) == (421, "host_not_allowed")


def test_another_sites_page_cannot_post(api: Api) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert api.client.post("/v1/batches", json={}, headers=headers).json["code"] == "forbidden"
    assert api.client.post("/v1/batches", json={}, headers={"Origin": "http://localhost"}).status_code == 201


def test_off_loopback_a_key_is_needed_and_a_revoked_one_opens_nothing(tmp_path: Path) -> None:
    api = api_of(tmp_path, host="0.0.0.0")
    client = api.client
    answer = client.get("/v1/jobs")
    assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")
    assert [value.split()[0] for value in answer.headers.getlist("WWW-Authenticate")] == ["Basic", "Bearer"]
    assert client.get("/livez").status_code == 200
    assert client.get("/metrics").status_code == 401
    key, secret = create_api_key(api.store, "desk")
    assert client.get("/v1/jobs", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert client.get("/", auth=("anybody", secret)).status_code == 200
    for wrong in (secret[:-1], f"{key.id}.", "", key.id, f"key_nowhere.{secret.partition('.')[2]}"):
        assert client.get("/v1/jobs", headers={"Authorization": f"Bearer {wrong}"}).status_code == 401, wrong
    api.store.revoke_api_key(key.id)
    fresh = api_of(tmp_path, host="0.0.0.0").client
    assert fresh.get("/v1/jobs", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert secret.partition(".")[2] not in (tmp_path / "oncue.db").read_bytes().decode("latin-1")

"""The client and a service that misbehaves, over a real socket."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest
import requests

from oncue.cli.client import ApiProblem, Client, Patience, ServiceUnreachable
from oncue.cli.client.http import retry_after_s
from tests.e2e.fake_api import FakeApi, Trouble
from tests.servers import free_port

QUICK = Patience(total_s=2, first_pause_s=0.01, longest_pause_s=0.05, longest_retry_after_s=0.05)


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as api:
        yield api


@pytest.fixture
def client(api: FakeApi) -> Client:
    return Client(api.url, patience=QUICK)


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_a_passing_refusal_is_tried_again(api: FakeApi, client: Client, status: int) -> None:
    api.troubles = [Trouble("GET /v1/jobs", status), Trouble("GET /v1/jobs", status)]
    assert client.jobs()["jobs"] == []
    assert len(api.asked) == 3


def test_a_gateway_that_answers_in_html_is_tried_again(api: FakeApi, client: Client) -> None:
    api.troubles = [Trouble("GET /v1/jobs", 502, body="<html>Bad gateway</html>")]
    assert client.jobs()["jobs"] == []


def test_a_connection_that_breaks_off_is_tried_again(api: FakeApi, client: Client) -> None:
    api.troubles = [Trouble("GET /v1/jobs", 0), Trouble("GET /v1/jobs", 0)]
    assert client.jobs()["jobs"] == []


@pytest.mark.parametrize("status", [401, 403, 404, 422, 500, 507])
def test_a_lasting_refusal_is_told_at_once_with_the_services_own_words(api: FakeApi, client: Client, status: int) -> None:
    api.troubles = [Trouble("GET /v1/jobs", status, "some_code")]
    with pytest.raises(ApiProblem) as raised:
        client.jobs()
    assert (raised.value.code, raised.value.detail, raised.value.status) == ("some_code", "Trouble: some_code.", status)
    assert raised.value.data == {"figure": 7}
    assert len(api.asked) == 1


@pytest.mark.parametrize("body", ["<html>Hello</html>", "[]", ""])
def test_an_answer_that_is_not_oncues_is_a_problem_that_names_the_address(api: FakeApi, client: Client, body: str) -> None:
    api.troubles = [Trouble("GET /v1/jobs", 200, body=body)]
    with pytest.raises(ApiProblem) as raised:
        client.jobs()
    assert raised.value.code == "unexpected_answer"
    assert api.url in raised.value.detail


def test_a_redirect_is_not_followed_but_told(api: FakeApi, client: Client) -> None:
    api.troubles = [Trouble("GET /v1/jobs", 308, body="", headers={"Location": "https://captions.example/"})]
    with pytest.raises(ApiProblem, match=r"https://captions\.example/"):
        client.jobs()


def test_nothing_listening_is_told_with_what_to_do_after_some_tries() -> None:
    told: list[str] = []
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ServiceUnreachable, match="oncue serve") as raised:
        Client(url, patience=Patience(total_s=0.2, first_pause_s=0.01, longest_pause_s=0.05), on_trouble=told.append).jobs()
    assert url in raised.value.detail
    assert told


@pytest.mark.parametrize("url", ["captions.example", "ftp://captions.example", "http://", "http://[::1"])
def test_an_address_that_is_none_is_told_at_once(url: str) -> None:
    told: list[str] = []
    with pytest.raises(ServiceUnreachable, match=r"http://127\.0\.0\.1:8000"):
        Client(url, patience=QUICK, on_trouble=told.append).jobs()
    assert told == []


def test_the_key_goes_along_whatever_a_netrc_or_a_proxy_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with FakeApi(key="secret") as api:
        assert Client(api.url, "secret", QUICK).jobs()["jobs"] == []
        with pytest.raises(ApiProblem) as raised:
            Client(api.url, None, QUICK).jobs()
    assert raised.value.code == "unauthorized"


def test_the_wish_for_a_pause_may_be_seconds_or_a_date_or_nonsense() -> None:
    def wished(value: str) -> float:
        response = requests.Response()
        response.headers["Retry-After"] = value
        return retry_after_s(response)

    assert wished("12") == 12
    assert 50 < wished(formatdate(time.time() + 60, usegmt=True)) <= 60
    assert wished(formatdate(0, usegmt=True)) == 0
    assert wished("soon") == 0
    assert wished("") == 0

"""A real server among clients that send next to nothing, send slowly, or do not take their answers."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from bench.running_api import running_api
from oncue.jobs.api_keys import create_api_key
from oncue.jobs.model import State
from tests.api import Api, api_of

THREADS = 8
CLIENTS = 40
FILES = {"audio": ("a.wav", b"sound"), "transcript": ("a.txt", b"Good morning.")}
POST = b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
AUDIO = b'--b\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\n\r\n'

SLOW = {
    "nothing": b"",
    "one byte": b"G",
    "half a header": b"GET /livez HTTP/1.1\r\nHost: loc",
    "no body": POST + b"Content-Length: 1000000\r\n\r\n",
    "some of a body": POST + b"Content-Length: 1000000\r\n\r\n" + AUDIO + bytes(1000),
    "much of a body": POST + b"Content-Length: 1000000\r\n\r\n" + AUDIO + bytes(200_000),
    "no chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n",
    "a promise": POST + b"Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n",
    "a broken chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    "what looks like the last chunk": POST + b"Transfer-Encoding: chunked\r\n\r\nff\r\n0\r\n\r\n",
    "an idle connection": b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="module")
def jobs(folder: Path) -> Api:
    """The server's data, without the server."""
    return api_of(folder)


@pytest.fixture(scope="module")
def url(folder: Path) -> Iterator[str]:
    """One server for all: what a test left behind is one more thing that it has to bear."""
    with running_api(folder, threads=str(THREADS)) as address:
        yield address


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Api, str]]:
    """The data and the address of a server that wants a key."""
    folder = tmp_path_factory.mktemp("keyed")
    api = api_of(folder)
    with running_api(folder, threads=str(THREADS), require_api_key="always") as address:
        yield api, address


def connect(url: str, data: bytes, *, receive_buffer: int = 0) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    connection = socket.socket()
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.connect((host, int(port)))
    connection.sendall(data)
    return connection


def answer(connection: socket.socket, patience_s: float = 30) -> bytes:
    """All that comes until the other side has ended."""
    connection.settimeout(patience_s)
    return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("sent", SLOW.values(), ids=SLOW.keys())
def test_clients_that_send_next_to_nothing_keep_nobody_waiting(url: str, sent: bytes) -> None:
    with ExitStack() as open_:
        for _ in range(CLIENTS):
            open_.enter_context(connect(url, sent))
        for path in ("/livez", "/v1/jobs", "/", "/livez"):
            assert requests.get(f"{url}{path}", timeout=60).status_code == 200, path
        assert requests.get(f"{url}/readyz", timeout=60).json()["checks"]["database"] == "ok"
        assert requests.post(f"{url}/v1/jobs", files=FILES, timeout=60).status_code == 202


def test_clients_that_do_not_take_their_answers_hold_no_thread(url: str) -> None:
    files = {"audio": FILES["audio"], "transcript": ("a.txt", b"Good morning, everyone. " * 25_000)}
    for _ in range(30):
        accepted = requests.post(f"{url}/v1/jobs", files=files, timeout=60)
        if accepted.status_code != 429:  # "too busy to read the transcript now", where other tests run beside
            break
        time.sleep(2)
    assert accepted.status_code == 202, accepted.text
    job = accepted.json()
    get = f"GET /v1/jobs/{job['id']}/transcript HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with ExitStack() as open_:
        slow = [open_.enter_context(connect(url, get * 20, receive_buffer=4096)) for _ in range(CLIENTS)]
        for path in ("/livez", "/v1/jobs", f"/v1/jobs/{job['id']}/transcript"):
            assert requests.get(f"{url}{path}", timeout=60).status_code == 200, path
        last = connect(url, get.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert answer(last).endswith(files["transcript"][1]), "and who takes it gets it whole"
        assert slow[0].recv(1000)


def test_health_is_told_while_others_wait_for_events_and_changes(url: str) -> None:
    job = requests.post(f"{url}/v1/jobs", files=FILES, timeout=60).json()["id"]
    with ExitStack() as open_:
        for path in (f"/v1/jobs/{job}/events", f"/v1/jobs/{job}?wait=60"):
            get = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            for _ in range(CLIENTS):
                open_.enter_context(connect(url, get))
        for path in ("/livez", "/v1/jobs"):
            assert requests.get(f"{url}{path}", timeout=60).status_code == 200, path


def test_a_body_in_small_pieces_with_pauses_arrives(url: str) -> None:
    body = (
        AUDIO
        + bytes(1000)
        + b'\r\n--b\r\nContent-Disposition: form-data; name="transcript"\r\n\r\nGood morning.\r\n--b--\r\n'
    )
    with connect(url, POST + f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n".encode()) as connection:
        for start in range(0, len(body), 200):
            connection.sendall(body[start : start + 200])
            time.sleep(0.05)
        assert answer(connection).startswith(b"HTTP/1.1 202 ")


def test_a_thousand_requests_sent_at_once_are_answered_in_turn(url: str) -> None:
    get = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"
    with connect(url, (get + b"\r\n") * 999 + get + b"Connection: close\r\n\r\n") as connection:
        assert answer(connection).count(b"HTTP/1.1 200 OK") == 1000


@pytest.mark.parametrize("method", [b"POST", b"PUT", b"DELETE"])
def test_nothing_is_read_of_what_is_refused(url: str, method: bytes) -> None:
    head = method + b" /v1/nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000000\r\n\r\n"
    with connect(url, head) as connection:
        told = answer(connection)
    assert told.startswith(b"HTTP/1.1 404 "), told
    assert b"Connection: close" in told


def test_a_client_that_asks_before_it_sends_is_refused_without_having_sent(url: str) -> None:
    head = b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Type: text/plain\r\n"
    with connect(url, head + b"Content-Length: 1000000\r\n\r\n") as connection:
        assert answer(connection).startswith(b"HTTP/1.1 415 ")


def test_a_wrong_key_is_refused_before_a_body_is_there(keyed: tuple[Api, str]) -> None:
    _, url = keyed
    with connect(url, POST + b"Authorization: Bearer no\r\nContent-Length: 1000000\r\n\r\n") as connection:
        told = answer(connection)
    assert told.startswith(b"HTTP/1.1 401 ")
    assert requests.get(f"{url}/livez", timeout=60).status_code == 200


def finished(jobs: Api) -> str:
    """A job that has ended; what was queued before it is cancelled."""
    for each in jobs.store.list("default", state=State.QUEUED, limit=1000):
        jobs.store.cancel(each.id, "default")
    job = str(jobs.submit().json["id"])
    jobs.complete(job)
    return job


def batch_names(url: str) -> list[str]:
    return [each["name"] for each in requests.get(f"{url}/v1/batches", timeout=60).json()["batches"]]


JSON = b"POST /v1/batches HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (JSON + b'Content-Length: 50\r\n\r\n{"name": "x"}', 408, "request_timeout"),
        (JSON + b'Transfer-Encoding: chunked\r\n\r\nd\r\n{"name": "x"}\r\n', 408, "request_timeout"),
        (JSON + b'Transfer-Encoding: chunked\r\n\r\nzz\r\n{"name": "x"}\r\n0\r\n\r\n', 400, "bad_request"),
        (JSON + b'Content-Length: 13\r\n\r\n{"name": "x"} and more', 400, "bad_request"),
        (JSON + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad_request"),
        (JSON.replace(b"1.1", b"3.0") + b"\r\n", 505, "http_version_not_supported"),
        (b"GET /livez\r\n", 400, "bad_request"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000, 431, "header_too_large"),
    ],
)
def test_the_servers_own_refusals_are_problems_and_change_nothing(url: str, sent: bytes, status: int, code: str) -> None:
    with connect(url, sent) as connection:
        connection.shutdown(socket.SHUT_WR)
        head, _, body = answer(connection).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Content-Type: application/problem+json" in head
    assert json.loads(body)["code"] == code
    assert batch_names(url) == []


@pytest.mark.parametrize(
    "call", ["POST {}/cancel", "POST {}/retry", "DELETE {}", "PUT {}/transcript", "POST /jobs/{id}/cancel"]
)
@pytest.mark.parametrize("sent", [b"", b"Good"])
def test_half_a_body_changes_nothing_on_any_route(jobs: Api, url: str, call: str, sent: bytes) -> None:
    job = jobs.submit().json["id"]
    if "cancel" not in call:
        jobs.store.cancel(job, "default")
    before = jobs.store.get(job, "default")
    request = call.format(f"/v1/jobs/{job}", id=job)
    head = f"{request} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\n".encode()
    with connect(url, head + sent) as connection:
        connection.shutdown(socket.SHUT_WR)
        assert answer(connection).startswith(b"HTTP/1.1 408 ")
    assert jobs.store.get(job, "default") == before


def test_a_large_text_that_breaks_off_replaces_nothing(jobs: Api, url: str) -> None:
    job = finished(jobs)
    before = jobs.store.get(job, "default")
    text = b"Good morning, everyone. " * 20_000
    head = f"PUT /v1/jobs/{job}/transcript HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
    with connect(url, head.encode() + f"Content-Length: {len(text)}\r\n\r\n".encode() + text[:300_000]) as connection:
        connection.shutdown(socket.SHUT_WR)
        assert answer(connection).startswith(b"HTTP/1.1 408 ")
    assert jobs.store.get(job, "default") == before


def test_an_address_has_so_many_connections_and_a_proxy_any_number(url: str, tmp_path: Path) -> None:
    half = b"GET /livez HTTP/1.1\r\nHost: "

    def first_of_many(url: str, open_: ExitStack) -> socket.socket:
        first = open_.enter_context(connect(url, half))
        for _ in range(256):
            open_.enter_context(connect(url, half))
        assert requests.get(f"{url}/livez", timeout=60).status_code == 200
        return first

    with ExitStack() as open_:
        assert b"too_many_connections" in answer(first_of_many(url, open_))
    with running_api(tmp_path, trusted_proxies="127.0.0.0/8") as behind_a_proxy, ExitStack() as open_:
        first = first_of_many(behind_a_proxy, open_)
        first.sendall(b"localhost\r\nConnection: close\r\n\r\n")
        assert answer(first).startswith(b"HTTP/1.1 200 ")


def test_a_stream_and_a_wait_end_with_their_key(keyed: tuple[Api, str]) -> None:
    api, url = keyed
    key, secret = create_api_key(api.store, "desk")
    job = api.submit().json["id"]
    with ExitStack() as open_:
        head = f"HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {secret}\r\n\r\n"
        stream = open_.enter_context(connect(url, f"GET /v1/jobs/{job}/events {head}".encode()))
        wait = open_.enter_context(connect(url, f"GET /v1/jobs/{job}?wait=60 {head}".encode()))
        begun = stream.recv(65536)
        while b"event: job" not in begun:
            begun += stream.recv(65536)
        api.store.revoke_api_key(key.id)
        assert answer(wait).startswith(b"HTTP/1.1 401 ")
        assert b"event: job" not in answer(stream)
        assert api.store.get(job, "default").state.value == "queued"

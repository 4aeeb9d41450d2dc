"""The API in its own process: everything its description allows is asked, and what only a real server can show."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests

from bench.running_api import running_api
from oncue.jobs.model import Problem
from tests.api import Api, api_of

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
HOOKS = Path(__file__).with_name("openapi_with_real_ids.py")
MIB = 1024 * 1024

EXAMPLES = 20
"""Of each operation: half of them about jobs and batches that are there."""


@pytest.fixture
def jobs(tmp_path: Path) -> Api:
    """A data folder with a job in each state."""
    api = api_of(tmp_path)
    batch = api.client.post("/v1/batches", json={"name": "May"}).json["id"]
    done = api.submit(audio=b"1").json["id"]
    api.complete(done)
    api.submit(audio=b"2")
    claim = api.store.claim()
    assert claim is not None
    api.store.fail(claim, Problem("audio_silent", "Nobody speaks."))
    api.store.cancel(api.submit(audio=b"3").json["id"], "default")
    api.submit(audio=b"4", batch=batch)
    return api


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with running_api(tmp_path, log_level="WARNING") as address:
        yield address


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("api")


@pytest.fixture(scope="module")
def shared_url(shared_folder: Path) -> Iterator[str]:
    """Of one API for all tests that leave nothing in it which another one minds; its data are in `shared_folder`."""
    with running_api(shared_folder, log_level="WARNING") as address:
        yield address


def recordings(folder: Path) -> set[Path]:
    """The files of all recordings in a data folder."""
    return set(folder.glob("blobs/jobs/*/audio"))


def ask(url: str, folder: Path, *which: str, **environment: str) -> tuple[int, int]:
    """Asks what the description allows, of those operations; returns of how many, and how many there are."""
    checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
    command = [str(SCHEMATHESIS), "run", f"{url}/openapi.json", "--max-examples", str(EXAMPLES), "--checks", checks]
    done = subprocess.run(
        # The first check of a caption file waits for a process to start, which a busy machine takes a while for.
        [*command, "--phases", "coverage,fuzzing", "--seed", "1", "--no-color", "--request-timeout", "60", *which],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False, cwd=folder,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]
    selected = re.search(r"Selected: (\d+)/(\d+)", done.stdout)
    assert selected is not None
    return int(selected[1]), int(selected[2])


@pytest.mark.timeout(600)
def test_nothing_that_the_description_allows_makes_an_error_or_an_undocumented_answer(
    jobs: Api, url: str, tmp_path: Path
) -> None:
    ids = ",".join(job.id for job in jobs.store.list("default", limit=100))
    batches = ",".join(batch.id for batch in jobs.store.list_batches("default"))
    real = {"SCHEMATHESIS_HOOKS": str(HOOKS), "REAL_JOBS": ids, "REAL_BATCHES": batches}
    asked, there = ask(url, tmp_path, "--exclude-path-regex", "/events$", **real)
    # The events of a job that waits end only with the job, and here nobody works: they are asked for of no such job, and in
    # a run of their own, as ids are taken from answers, too.
    more, _ = ask(url, tmp_path, "--include-path-regex", "/events$")
    assert asked + more == there > more > 0, "every operation was asked"


def api_process(url: str) -> psutil.Process:
    """Of the processes that listen there, the one that started no other: gunicorn's worker."""
    port = int(url.rpartition(":")[2])
    processes = psutil.Process().children(recursive=True)
    listening = [one for one in processes if any(each.laddr.port == port for each in one.net_connections() if each.laddr)]
    parents = {one.ppid() for one in listening}
    return next(one for one in listening if one.pid not in parents)


def test_a_large_upload_never_sits_in_memory(shared_url: str, shared_folder: Path) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="transcript"\r\n\r\nGood morning.\r\n'
    head += b'--b\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\n\r\n'
    size, piece = 200 * MIB, os.urandom(MIB)

    def body() -> Iterator[bytes]:
        yield head
        for _ in range(size // MIB):
            yield piece
        yield b"\r\n--b--\r\n"

    # The first text of all loads what tells its language: once, and not the upload's.
    small = {"audio": ("a.wav", b"sound"), "transcript": ("a.txt", b"Good morning.")}
    assert requests.post(f"{shared_url}/v1/jobs", files=small, timeout=60).status_code == 202
    there = recordings(shared_folder)
    process = api_process(shared_url)
    before = process.memory_info().rss
    answer = requests.post(
        f"{shared_url}/v1/jobs", data=body(), headers={"Content-Type": "multipart/form-data; boundary=b"}, timeout=120
    )
    assert answer.status_code == 202, answer.text
    assert process.memory_info().rss - before < 60 * MIB
    (stored,) = recordings(shared_folder) - there
    assert stored.stat().st_size == size
    stored.unlink()


def test_json_and_fields_above_their_bound_never_sit_in_memory(shared_url: str) -> None:
    pieces, piece = 24, b" " * MIB

    def body(head: bytes) -> Iterator[bytes]:
        yield head
        for _ in range(pieces):
            yield piece

    field = b'--b\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n'
    json_type, form_type = "application/json", "multipart/form-data; boundary=b"
    assert requests.post(f"{shared_url}/v1/batches", json={}, timeout=60).status_code == 201
    process = api_process(shared_url)
    before = process.memory_info().rss
    for path, head, content_type in (
        ("batches", b"{", json_type),
        ("jobs", field, form_type),
        ("jobs/x/cancel", b"", json_type),
    ):
        whole = head + pieces * piece
        for data in (body(head), whole) if path != "jobs/x/cancel" else (whole,):
            answer = requests.post(f"{shared_url}/v1/{path}", data=data, headers={"Content-Type": content_type}, timeout=60)
            assert (answer.status_code, answer.json()["code"]) == (413, "too_large"), path
    assert process.memory_info().rss - before < pieces / 2 * MIB


@pytest.mark.parametrize("path", ["/v1/jobs", "/v1/batches", "/v1/jobs/job_x/transcript"])
def test_a_compressed_body_is_refused_and_its_connection_goes_on(shared_url: str, path: str) -> None:
    # On a machine full of work a connection may have been idle for too long before its next request.
    assert any(_goes_on_after_a_refusal(shared_url, path) for _ in range(3))


def _goes_on_after_a_refusal(url: str, path: str) -> bool:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    method = "PUT" if path.endswith("transcript") else "POST"
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    connection.request(method, path, gzip.compress(b"{}"), headers)
    sock = connection.sock
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["code"]) == (415, "unsupported_media_type")
    assert answer.headers["Accept-Encoding"] == "identity"
    connection.request("GET", "/v1/jobs")
    assert connection.getresponse().status == 200
    same = connection.sock is sock
    connection.close()
    return same


def test_a_large_compressed_body_is_refused_before_it_arrives(shared_url: str) -> None:
    host, port = shared_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(
            b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: br\r\nContent-Length: 1000000000\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\nExpect: 100-continue\r\n\r\n"
        )
        assert connection.recv(4096).startswith(b"HTTP/1.1 415 ")


def test_a_connection_that_breaks_off_leaves_nothing_and_its_key_is_free(shared_url: str, shared_folder: Path) -> None:
    there = set(shared_folder.glob("blobs/jobs/*"))
    host, port = shared_url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: k\r\nContent-Length: 100000\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
            b'--b\r\nContent-Disposition: form-data; name="audio"; filename="a.wav"\r\n\r\nsound'
        )
    files = {"audio": ("a.wav", b"sound"), "transcript": ("a.txt", b"Good morning.")}
    ends = time.monotonic() + 60
    while True:
        answer = requests.post(f"{shared_url}/v1/jobs", files=files, headers={"Idempotency-Key": "k"}, timeout=30)
        if answer.status_code != 409 or time.monotonic() > ends:  # it may not have noticed yet
            break
        time.sleep(0.05)
    assert answer.status_code == 202
    assert len(set(shared_folder.glob("blobs/jobs/*")) - there) == 1


def test_a_stop_answers_those_who_wait(tmp_path: Path) -> None:
    with running_api(tmp_path) as url:
        files = {"audio": ("a.wav", b"sound"), "transcript": ("a.txt", b"Good morning.")}
        job = requests.post(f"{url}/v1/jobs", files=files, timeout=30).json()["id"]
        events = requests.get(f"{url}/v1/jobs/{job}/events", stream=True, timeout=60)
        lines = events.iter_lines()
        assert next(line for line in lines if line.startswith(b"event")) == b"event: job"
    assert all(not line.startswith(b"event") for line in lines), "the stream ended with the service, by itself"


def test_redis_that_is_away_does_not_keep_jobs_out(shared_url: str) -> None:
    files = {"audio": ("a.wav", b"sound"), "transcript": ("a.txt", b"Good morning.")}
    answer = requests.post(f"{shared_url}/v1/jobs", files=files, timeout=30)
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    assert "Upload a recording and its transcript" in requests.get(f"{shared_url}/docs", timeout=30).text


def test_a_refusal_reaches_a_client_that_is_still_sending(tmp_path: Path) -> None:
    with running_api(tmp_path, max_queued="1", threads="8") as url:
        files = {"audio": ("a.wav", b"sound"), "transcript": ("a.txt", b"Good morning.")}
        assert requests.post(f"{url}/v1/jobs", files=files, timeout=30).status_code == 202
        large = {**files, "audio": ("a.wav", bytes(8 * MIB))}
        for _ in range(5):
            answer = requests.post(f"{url}/v1/jobs", files=large, timeout=30)
            assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")

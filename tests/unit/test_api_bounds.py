"""The bounds of what comes in over HTTP: bodies of JSON, corrected texts, bodies that nothing needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.strict_json import JSON_BYTES
from tests.api import Api, api_of
from tests.unit.api_forms import AUDIO, TRANSCRIPT, assert_nothing_was_made, assert_refused, send, unmeasured


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def test_metadata_that_no_worker_could_decode_makes_no_job(api: Api) -> None:
    for metadata in ('{"a":' + "[" * 960 + "]" * 960 + "}", '{"a": 1e999}', '{"a": "\\u0000"}', '{"a": 1, "a": 2}'):
        assert_refused(api.submit(metadata=metadata), "metadata")
        body = f'{{"name": "May", "metadata": {metadata}}}'
        answer = api.client.post("/v1/batches", data=body, content_type="application/json")
        assert_refused(answer, "body")
    assert_refused(api.submit(options='{"max_chars": 32, "max_chars": 40}'), "options")
    assert_nothing_was_made(api)
    assert api.client.get("/v1/batches").json["batches"] == []


def test_a_corrected_text_takes_no_other_parts(api: Api) -> None:
    job = api.submit().json
    api.complete(job["id"])
    path = job["links"]["transcript"]
    for part in (AUDIO, ('name="options"', b"{}")):
        assert send(api, TRANSCRIPT, part, path=path, method="PUT").json["code"] == "invalid_request"
    assert send(api, TRANSCRIPT, path=path, method="PUT").status_code == 202


def test_a_body_of_json_is_bounded_by_its_length_and_while_it_is_read(api: Api) -> None:
    body = json.dumps({"metadata": {"a": "x" * JSON_BYTES}}).encode()
    told = api.client.post("/v1/batches", data=body, content_type="application/json")
    for answer in (told, unmeasured(api, "POST", "/v1/batches", body, "application/json")):
        assert (answer.status_code, answer.json["code"], answer.json["limit_bytes"]) == (413, "too_large", JSON_BYTES)


def test_a_corrected_text_that_is_too_long_is_refused_and_not_cut(tmp_path: Path) -> None:
    api = api_of(tmp_path, max_transcript_bytes=1000)
    job = api.submit().json
    api.complete(job["id"])
    path, long = job["links"]["transcript"], b"word " * 201
    for answer in (api.client.put(path, data=long), unmeasured(api, "PUT", path, long, "text/plain")):
        assert (answer.status_code, answer.json["code"]) == (422, "transcript_too_long")
    assert unmeasured(api, "PUT", path, long[:1000], "text/plain").status_code == 202


def test_no_route_takes_a_body_that_it_does_not_need(api: Api) -> None:
    job = api.submit().json["id"]
    for path in (f"/v1/jobs/{job}/cancel", f"/v1/jobs/{job}/retry", f"/jobs/{job}/cancel", "/v1/batches"):
        answer = api.client.post(path, data=bytes(JSON_BYTES + 1))
        assert (answer.status_code, answer.json["code"]) == (413, "too_large"), path
    assert api.client.get(f"/v1/jobs/{job}").json["status"] == "queued"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'"{\\"name\\": \\"May\\"}"', "application/json", 422),
        (b"", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'{"name": 5}', "application/json", 422),
        (b'{"name": "a\\u0000b"}', "application/json", 422),
        (b'{"name": null}', "application/json", 422),
        (b'{"nmae": "May"}', "application/json", 422),
        (b'{"metadata": []}', "application/json", 422),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b"{}", "application/json; charset=utf-8", 201),
    ],
)
def test_a_batch_is_made_of_a_json_object_and_of_nothing_else(api: Api, body: bytes, content_type: str, status: int) -> None:
    answer = api.client.post("/v1/batches", data=body, content_type=content_type)
    assert answer.status_code == status, answer.text
    assert status == 201 or answer.json["code"] in ("invalid_request", "unsupported_media_type")


def test_a_member_of_a_batch_that_is_not_known_is_refused_with_the_nearest(api: Api) -> None:
    answer = api.client.post("/v1/batches", json={"metdata": {}})
    assert_refused(answer, "metdata")
    assert "metadata" in answer.json["detail"]


@pytest.mark.parametrize("key", ["à la carte", "ключ", "plain-1"])
def test_a_key_may_be_any_printable_text(api: Api, key: str) -> None:
    header = {"Idempotency-Key": key.encode().decode("latin-1")}
    made = {api.client.post("/v1/batches", json={}, headers=header).json["id"] for _ in range(2)}
    assert len(made) == 1
    assert_refused(api.submit(key="\x1b[0m"), "Idempotency-Key")


def test_what_a_batch_and_a_job_were_given_comes_back_as_it_was(api: Api) -> None:
    metadata = {"Sender": "ÄÖ 値 \U0001f600", "n": 9007199254740991, "f": 0.1, "e": 1e300, "deep": [[{"a": None}]], "": True}
    batch = api.client.post("/v1/batches", json={"name": "Mai \U0001f600", "metadata": metadata}).json
    assert (batch["name"], batch["metadata"]) == ("Mai \U0001f600", metadata)
    assert api.client.get(f"/v1/batches/{batch['id']}").json["metadata"] == metadata
    job = api.submit(metadata=json.dumps(metadata)).json
    assert api.client.get(f"/v1/jobs/{job['id']}").json["metadata"] == metadata

"""The bounds of what comes in over HTTP: bodies, parts of forms, query parameters, options together."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from service.form_parts import FIELDS
from service.request_rules import ANY_QUERY
from service.strict_json import JSON_BYTES
from tests.api import TEXT, Api, api_of

BOUNDARY = "b"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def form(*parts: tuple[str, bytes]) -> bytes:
    """A form of parts, each with the head that follows `form-data; ` and its bytes."""
    whole = b"".join(
        b"--b\r\nContent-Disposition: form-data; " + head.encode("latin-1") + b"\r\n\r\n" + data + b"\r\n"
        for head, data in parts
    )
    return whole + b"--b--\r\n"


AUDIO = ('name="audio"; filename="a.mp3"', b"sound")
TRANSCRIPT = ('name="transcript"; filename="a.txt"', TEXT.encode())


def send(api: Api, *parts: tuple[str, bytes], path: str = "/v1/jobs", method: str = "POST") -> Any:
    return api.client.open(path, method=method, data=form(*parts), content_type="multipart/form-data; boundary=b")


def unmeasured(api: Api, method: str, path: str, body: bytes, content_type: str) -> Any:
    """A body whose length is not told, as `Transfer-Encoding: chunked` sends it."""
    environ = {"wsgi.input": io.BytesIO(body), "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    return api.client.open(path, method=method, content_type=content_type, environ_overrides=environ)


def assert_nothing_was_made(api: Api) -> None:
    assert api.store.total() == 0
    assert list(api.blobs.list()) == []


def assert_refused(answer: Any, part: str, code: str = "invalid_request") -> None:
    assert (answer.status_code, answer.json["code"]) == (413 if code == "too_large" else 422, code), answer.text
    assert answer.json["errors"][0]["part"] == part
    assert part in answer.json["detail"]


def test_metadata_that_no_worker_could_decode_makes_no_job(api: Api) -> None:
    for metadata in ('{"a":' + "[" * 960 + "]" * 960 + "}", '{"a": 1e999}', '{"a": "\\u0000"}', '{"a": 1, "a": 2}'):
        assert_refused(api.submit(metadata=metadata), "metadata")
        body = f'{{"name": "May", "metadata": {metadata}}}'
        answer = api.client.post("/v1/batches", data=body, content_type="application/json")
        assert_refused(answer, "body")
    assert_refused(api.submit(options='{"max_chars": 32, "max_chars": 40}'), "options")
    assert_nothing_was_made(api)
    assert api.client.get("/v1/batches").json["batches"] == []


@pytest.mark.parametrize("as_file", [True, False])
@pytest.mark.parametrize("name", sorted(FIELDS))
def test_a_field_above_its_bound_is_refused_as_a_field_and_as_a_file(api: Api, name: str, as_file: bool) -> None:
    head = f'name="{name}"' + ('; filename="f"' if as_file else "")
    answer = send(api, (head, b" " * (FIELDS[name] + 1)), AUDIO, TRANSCRIPT)
    assert_refused(answer, name, "too_large")
    assert answer.json["limit_bytes"] == FIELDS[name]
    assert_nothing_was_made(api)


@pytest.mark.parametrize("as_file", [True, False])
def test_a_text_above_its_bound_is_refused_as_a_field_and_as_a_file(tmp_path: Path, as_file: bool) -> None:
    api = api_of(tmp_path, max_transcript_bytes=1000)
    head = 'name="transcript"' + ('; filename="f"' if as_file else "")
    assert send(api, AUDIO, (head, b"word " * 201)).json["code"] == "transcript_too_long"
    assert send(api, AUDIO, (head, b"word " * 100)).status_code == 202


def test_a_field_may_be_sent_as_a_file(api: Api) -> None:
    options = ('name="options"; filename="o.json"', b'\xef\xbb\xbf{"max_chars": 20}')
    language = ('name="language"; filename="l.txt"', b"en\n")
    job = send(api, AUDIO, TRANSCRIPT, options, language).json
    assert job["options"] == {"max_chars": 20, "language": "en"}


@pytest.mark.parametrize(
    ("part", "named"),
    [
        (('name="optoins"; filename="o.json"', b"{}"), "options"),
        (('name="transcript_url"', b"x"), "transcript"),
        (('name="zzz"', b"x"), "audio_sha256"),
        (("", b"x"), "name"),
        (('name=""', b"x"), "name"),
    ],
)
def test_a_part_that_is_not_known_is_refused_with_the_nearest_that_is(api: Api, part: Any, named: str) -> None:
    answer = send(api, AUDIO, TRANSCRIPT, part)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
    assert named in answer.json["detail"]
    assert_nothing_was_made(api)


@pytest.mark.parametrize("name", ["audio", "transcript", "options", "language", "metadata"])
def test_a_part_that_is_there_twice_is_refused(api: Api, name: str) -> None:
    once = {"audio": AUDIO, "transcript": TRANSCRIPT}.get(name, (f'name="{name}"', b"{}"))
    parts = [AUDIO, TRANSCRIPT, once] if name in ("audio", "transcript") else [AUDIO, TRANSCRIPT, once, once]
    assert_refused(send(api, *parts), name)
    assert_nothing_was_made(api)


@pytest.mark.parametrize(
    ("part", "named"),
    [
        (('name="audio"', b"sound"), "audio"),
        (('name="language"', b"fran\xe7ais"), "language"),
        (('name="metadata"\r\nContent-Type: text/plain; charset=utf-16', b"{}"), "metadata"),
        (('name="metadata"\r\nContent-Transfer-Encoding: base64', b"e30="), "metadata"),
        (('name="language"', b"e\0n"), "language"),
        (('name="audio_sha256"', b"abc"), "audio_sha256"),
        (('name="audio_sha256"', b""), "audio_sha256"),
        (('name="batch"', b""), "batch"),
        (('name="batch"', b" \n"), "batch"),
    ],
)
def test_a_part_whose_bytes_are_doubtful_is_refused(api: Api, part: Any, named: str) -> None:
    parts = [TRANSCRIPT, part] if named == "audio" else [AUDIO, TRANSCRIPT, part]
    assert_refused(send(api, *parts), named)
    assert_nothing_was_made(api)


def test_a_field_may_say_that_it_is_in_latin_1(api: Api) -> None:
    part = ('name="metadata"\r\nContent-Type: text/plain; charset=ISO-8859-1', '{"d": "é"}'.encode("latin-1"))
    assert send(api, AUDIO, TRANSCRIPT, part).json["metadata"] == {"d": "é"}


def test_a_text_in_another_encoding_is_not_mangled_on_its_way(api: Api) -> None:
    text = "C'était déjà l'été, et la société espérait une journée dorée à l'extrême. " * 3
    job = send(api, AUDIO, ('name="transcript"', text.encode("latin-1"))).json
    assert api.client.get(job["links"]["transcript"]).text.strip() == text.strip()


def test_control_characters_of_a_files_name_are_dropped(api: Api) -> None:
    job = send(api, ('name="audio"; filename="a\x01\x7f\\\x1bb.mp3"', b"sound"), TRANSCRIPT).json
    assert job["filename"].isprintable()


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


def test_an_unknown_query_parameter_is_refused_on_every_route(api: Api) -> None:
    asked = 0
    for rule in api.app.url_map.iter_rules():
        path = rule.rule
        for name, value in (("<job_id>", "job_x"), ("<batch_id>", "batch_x"), ("<suffix>", "srt")):
            path = path.replace(name, value)
        if "<" in path or rule.endpoint in ANY_QUERY:
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            asked += 1
            answer = api.client.open(f"{path}?no_such=1", method=method)
            assert_refused(answer, "no_such")
    assert asked > 20
    for endpoint in ("/livez", "/docs/swagger/js/swagger-ui-bundle.js"):
        assert api.client.get(f"{endpoint}?v=1").status_code == 200


def test_the_nearest_query_parameter_is_named(api: Api) -> None:
    answer = api.client.get("/v1/jobs/job_x/captions.srt?max_char=20")
    assert_refused(answer, "max_char")
    assert "max_chars" in answer.json["detail"]
    assert "starting_after" in api.client.get("/v1/batches?startingafter=b").json["detail"]


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/v1/jobs?limit=0", "limit"),
        ("/v1/jobs?limit=1_0", "limit"),
        ("/v1/jobs?limit=%2010", "limit"),
        ("/v1/jobs?limit=10.0", "limit"),
        ("/v1/jobs?limit=", "limit"),
        ("/v1/jobs?limit=5&limit=6", "limit"),
        ("/v1/jobs?limit=99999999999999999999999", "limit"),
        ("/v1/jobs?status=lost", "status"),
        ("/v1/jobs?batch=", "batch"),
        ("/v1/jobs?starting_after=job_nowhere", "starting_after"),
        ("/v1/jobs?starting_after=%00", "starting_after"),
        ("/v1/batches?starting_after=batch_nowhere", "starting_after"),
        ("/v1/batches?limit=-1", "limit"),
        ("/v1/batches/BATCH?starting_after=job_nowhere", "starting_after"),
        ("/v1/batches/BATCH?limit=1001", "limit"),
        ("/v1/batches/BATCH?limit=-1", "limit"),
        ("/v1/batches/BATCH?changed_since=-1", "changed_since"),
        ("/v1/batches/BATCH?changed_since=yesterday", "changed_since"),
        ("/v1/batches/BATCH/captions.zip?max_cps=nan", "max_cps"),
        ("/v1/batches/BATCH/captions.zip?offset=inf", "offset"),
        ("/v1/jobs/JOB?wait=nan", "wait"),
        ("/v1/jobs/JOB?wait=61", "wait"),
        ("/v1/jobs/JOB?version=1e3", "version"),
        ("/v1/jobs/JOB/captions.srt?words=perhaps", "words"),
        ("/v1/jobs/JOB/captions.srt?start_timecode=%D9%A1:00:00:00", "start_timecode"),
    ],
)
def test_a_query_parameter_of_the_wrong_kind_is_named(api: Api, path: str, part: str) -> None:
    batch = api.client.post("/v1/batches", json={}).json["id"]
    job = api.submit().json["id"]
    assert_refused(api.client.get(path.replace("BATCH", batch).replace("JOB", job)), part)


def test_numbers_are_taken_as_people_write_them(api: Api) -> None:
    job = api.submit().json
    api.complete(job["id"])
    for query in ("offset=-1.5", "offset=.5", "offset=2", "gap=1e-1", "words=true", "max_chars=20"):
        assert api.client.get(f"{job['links']['captions']['srt']}?{query}").status_code == 200, query


@pytest.mark.parametrize(
    ("options", "code", "named"),
    [
        ('{"min_duration": 60, "max_duration": 0.5}', "usage", "min_duration"),
        ('{"min_duration": 9}', "usage", "7000"),
        ('{"profile": "dcmp", "max_duration": 1}', "usage", "2000"),
        ('{"start_timecode": "10:99:00:00"}', "usage", "timecode"),
        ('{"start_timecode": "10:00:00:25"}', "usage", "25"),
        ('{"start_timecode": "99:00:00:00", "offset": 604800}', "usage", "week"),
        ('{"max_chars": "20"}', "invalid_request", "max_chars"),
        ('{"max_chars": true}', "invalid_request", "max_chars"),
        ('{"speakers": "no"}', "invalid_request", "speakers"),
        ('{"speakers": 0}', "invalid_request", "speakers"),
        ('{"max_char": 20}', "invalid_request", "max_chars"),
    ],
)
def test_options_that_could_never_be_rendered_make_no_job(api: Api, options: str, code: str, named: str) -> None:
    answer = api.submit(options=options)
    assert (answer.status_code, answer.json["code"]) == (422, code), answer.text
    assert named in answer.json["detail"]
    assert_nothing_was_made(api)
    page = api.client.post(
        "/",
        data={"audio": (io.BytesIO(b"x"), "a"), "transcript": TEXT, "options": options},
        content_type="multipart/form-data",
    )
    assert page.status_code == 422
    assert 'role="alert"' in page.text, "people are told on the page"


def test_a_language_that_is_given_twice_and_differs_is_refused(api: Api) -> None:
    assert_refused(api.submit(language="fr", options='{"language": "en"}'), "language")
    assert api.submit(language="en", options='{"language": "en"}').status_code == 202


def test_a_download_whose_looks_contradict_the_jobs_own_is_told_so(api: Api) -> None:
    job = api.submit(options='{"min_duration": 3}').json
    api.complete(job["id"])
    here = job["links"]["captions"]["srt"]
    assert api.client.get(here).status_code == 200
    answer = api.client.get(f"{here}?max_duration=2")
    assert (answer.status_code, answer.json["code"]) == (422, "usage")

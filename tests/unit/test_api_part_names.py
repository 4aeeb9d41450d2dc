"""What the parts of a form may be called, and what one is told who calls them otherwise."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from tests.api import TEXT, Api, api_of


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def sound(name: str = "news.mp3") -> Any:
    return io.BytesIO(b"sound"), name


@pytest.mark.parametrize("recording", ["audio", "file"])
@pytest.mark.parametrize("text", ["transcript", "text"])
def test_recording_and_text_may_be_called_as_other_services_call_them(api: Api, recording: str, text: str) -> None:
    form: dict[str, Any] = {recording: sound(), text: TEXT}
    answer = api.post(**form)
    assert (answer.status_code, answer.json["filename"]) == (202, "news.mp3")
    assert api.client.get(answer.json["links"]["transcript"]).text == TEXT


def test_a_job_of_a_batch_and_the_pages_form_take_the_same_names(api: Api) -> None:
    batch = api.client.post("/v1/batches", json={}).json["id"]
    assert api.post(file=sound(), text=TEXT, batch=batch).json["batch"] == batch
    page = api.client.post("/", data={"file": sound(), "text": TEXT}, content_type="multipart/form-data")
    assert page.status_code == 303


@pytest.mark.parametrize("name", ["transcript", "text", "file"])
def test_a_corrected_text_may_be_called_so_too(api: Api, name: str) -> None:
    job = api.submit().json
    api.complete(job["id"])
    form = {name: (io.BytesIO(b"Good evening."), "b.txt")}
    answer = api.client.put(job["links"]["transcript"], data=form, content_type="multipart/form-data")
    assert answer.status_code == 202, answer.text


@pytest.mark.parametrize("parts", [{"audio": 1, "file": 1}, {"transcript": 0, "text": 0}])
def test_two_names_for_one_part_are_refused_and_nothing_is_made(api: Api, parts: dict[str, int]) -> None:
    given: dict[str, Any] = {"audio": sound(), "transcript": TEXT}
    answer = api.post(**{**given, **{name: sound() if is_file else TEXT for name, is_file in parts.items()}})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
    assert all(f"{name}" in answer.json["detail"] for name in parts)
    assert api.store.total() == 0


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("recording", "audio"),
        ("media", "audio"),
        ("upload", "audio"),
        ("video", "audio"),
        ("audio_file", "audio"),
        ("Audio", "audio"),
        ("audio[]", "audio"),
        ("FILE", "audio"),
        ("article", "transcript"),
        ("captions", "transcript"),
        ("lang", "language"),
        ("optoins", "options"),
    ],
)
def test_a_name_that_is_not_taken_is_refused_with_the_right_one(api: Api, name: str, meant: str) -> None:
    answer = api.post(**{name: sound()})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
    assert f"did you mean `{meant}`?" in answer.json["detail"]
    assert answer.json["errors"][0]["part"] == name


@pytest.mark.parametrize("header", ["Content-Encoding", "Content-Transfer-Encoding"])
def test_a_part_that_was_coded_on_its_way_is_refused(api: Api, header: str) -> None:
    head = f'--b\r\nContent-Disposition: form-data; name="audio"; filename="a.mp3"\r\n{header}: gzip\r\n\r\n'
    body = head.encode() + b"\x1f\x8b\r\n--b--\r\n"
    answer = api.client.post("/v1/jobs", data=body, content_type="multipart/form-data; boundary=b")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")
    assert header in answer.json["detail"]

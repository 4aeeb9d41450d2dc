"""A job's options over HTTP: each by itself, together, and beside a download's own."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.api import TEXT, Api, api_of
from tests.unit.api_forms import assert_nothing_was_made, assert_refused


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


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

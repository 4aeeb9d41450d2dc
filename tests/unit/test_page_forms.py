"""The form for new captions and the one for a corrected text: what they take, and that nothing typed is lost."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from oncue.jobs.model import Problem
from oncue.options.captions import CAPTION_OPTIONS
from oncue.options.recognition import RECOGNITION_OPTIONS
from service.failure_titles import FAILURE_TITLES
from tests.api import TEXT, Api, api_of
from tests.unit.page_views import BROWSER, invalid_fields, no_file, sent_form, values_of


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def failed_job(api: Api, code: str = "transcript_mismatch") -> str:
    job = str(api.submit().json["id"])
    claim = api.store.claim()
    assert claim is not None
    assert api.store.fail(claim, Problem(code, "They do not belong together."), None)
    return job


def test_the_pages_work_without_scripting(api: Api) -> None:
    form = api.client.get("/")
    assert 'enctype="multipart/form-data"' in form.text
    assert "script-src 'self'" in form.headers["Content-Security-Policy"]
    assert "style=" not in form.text
    sent = sent_form(api, audio=(io.BytesIO(b"x"), "<b>.mp3"), language="")
    assert sent.status_code == 303
    page = api.client.get(sent.headers["Location"])
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert "Refresh" not in page.headers, "a reload takes the focus away: only who has no script needs one"
    assert "&lt;b&gt;.mp3" in page.text
    api.complete(api.woken[0])
    page = api.client.get(sent.headers["Location"])
    assert 'http-equiv="refresh"' not in page.text
    assert f"/v1/jobs/{api.woken[0]}/captions.srt" in page.text


def test_every_option_of_a_job_has_a_field_and_means_the_same_as_in_the_api(api: Api) -> None:
    values = values_of(api.client.get("/").text)
    assert values.keys() >= {*CAPTION_OPTIONS, *RECOGNITION_OPTIONS}
    sent = sent_form(
        api,
        language="pt-BR",
        profile="bbc",
        max_chars="32",
        max_duration="6,5",
        speakers="false",
        track="2",
        min_coverage="0.5",
    )
    job = api.store.get(sent.headers["Location"].rpartition("/")[2], "default")
    assert job.options == {
        "language": "pt", "profile": "bbc", "max_chars": 32, "max_duration": 6.5, "speakers": False, "track": "2",
        "min_coverage": 0.5,
    }  # fmt: skip


@pytest.mark.parametrize("language", ["pt-BR", "German", "Deutsch", "zh-Hans", "fra"])
def test_the_language_may_be_said_as_the_api_takes_it(api: Api, language: str) -> None:
    assert 'pattern="' not in api.client.get("/").text.partition('id="language"')[2].partition(">")[0]
    assert sent_form(api, language=language).status_code == 303


TYPED = {"language": "Klingon", "profile": "bbc", "max_chars": "3o", "speakers": "true", "track": "2", "listen": "all"}


@pytest.mark.parametrize(
    ("wrong", "marked"),
    [
        ({}, "max_chars"),
        ({"max_chars": "37"}, "language"),
        ({"max_chars": "9999", "language": ""}, "max_chars"),
        ({"max_chars": "", "language": "", "frame_rate": "12"}, "frame_rate"),
        ({"max_chars": "", "language": "", "audio": no_file()}, "audio"),
        ({"max_chars": "", "language": "", "transcript": no_file()}, "transcript"),
        ({"max_chars": "", "language": "", "pasted": "Good <b>evening</b>."}, "pasted"),
    ],
)
def test_what_was_typed_stays_and_the_field_that_is_wrong_is_marked(api: Api, wrong: dict[str, Any], marked: str) -> None:
    fields: dict[str, Any] = {**TYPED, **wrong}
    answer = sent_form(api, **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    shown = values_of(answer.text)
    typed = {name: value for name, value in fields.items() if isinstance(value, str) and name != "frame_rate"}
    assert {name: shown[name] for name in typed} == typed
    assert invalid_fields(answer.text) == {marked}
    assert api.store.total() == 0


def test_a_script_that_asks_for_json_gets_the_job_or_the_problem(api: Api) -> None:
    json = {"Accept": "application/json"}
    sent = sent_form(api, headers=json)
    assert (sent.status_code, sent.json["status"]) == (202, "queued")
    refused = sent_form(api, headers=json, max_chars="x")
    assert (refused.status_code, refused.json["code"]) == (422, "invalid_request")
    assert refused.json["errors"][0]["part"] == "max_chars"
    unknown = sent_form(api, headers=json, language="Klingon")
    assert (unknown.json["code"], unknown.json["errors"][0]["part"]) == ("language_unknown", "language")


def test_pasted_text_is_a_transcript(api: Api) -> None:
    sent = sent_form(api, transcript=no_file(), pasted="Good morning.\r\nThis Tuesday is election day.\r\n")
    job = sent.headers["Location"].rpartition("/")[2]
    assert api.client.get(f"/v1/jobs/{job}/transcript").text == "Good morning.\nThis Tuesday is election day.\n"


def test_a_form_for_a_batch_makes_a_job_of_it_and_says_whose_it_is(api: Api) -> None:
    batch = api.client.post("/v1/batches", json={"name": "Week <48>"}).json["id"]
    assert "Week &lt;48&gt;" in api.client.get(f"/?batch={batch}").text
    sent = sent_form(api, batch=batch)
    assert api.store.get(sent.headers["Location"].rpartition("/")[2], "default").batch == batch
    assert api.client.get("/?batch=none", headers=BROWSER).status_code == 404


def test_a_failed_job_says_why_and_its_text_is_corrected_in_place(api: Api) -> None:
    job = failed_job(api)
    assert "text and recording differ" in api.client.get("/jobs").text
    page = api.client.get(f"/jobs/{job}").text
    assert "They do not belong together." in page
    assert "<code>transcript_mismatch</code>" in page
    assert values_of(page)["pasted"] == TEXT
    sent = sent_form(api, f"/jobs/{job}/correct", audio=None, transcript=no_file(), pasted=TEXT.replace("Tuesday", "Monday"))
    assert sent.status_code == 303
    assert (api.store.get(job, "default").state, api.woken[-1]) == ("queued", job)
    assert "This Monday is" in api.client.get(f"/v1/jobs/{job}/transcript").text


def test_a_corrected_text_that_cannot_be_taken_is_still_there(api: Api) -> None:
    job = failed_job(api, "audio_silent")
    assert "Correct the text" in api.client.get(f"/jobs/{job}").text
    assert values_of(api.client.get(f"/jobs/{job}/correct").text)["pasted"] == TEXT
    for typed in ("* * *", "   "):
        answer = sent_form(api, f"/jobs/{job}/correct", audio=None, transcript=no_file(), pasted=typed)
        assert answer.status_code == 422, typed
        assert values_of(answer.text)["pasted"] in (typed, TEXT)
        assert 'role="alert"' in answer.text
    api.client.post(f"/jobs/{job}/retry")
    answer = sent_form(api, f"/jobs/{job}/correct", audio=None, transcript=no_file(), pasted="Good evening.")
    assert (answer.status_code, values_of(answer.text)["pasted"]) == (409, "Good evening.")


def test_a_file_counts_more_than_the_text_that_the_page_had(api: Api) -> None:
    job = failed_job(api)
    file = (io.BytesIO(b"1\n00:00:00,000 --> 00:00:02,000\nGood night.\n"), "a.srt")
    assert sent_form(api, f"/jobs/{job}/correct", audio=None, transcript=file, pasted=TEXT).status_code == 303
    assert "Good night." in api.client.get(f"/v1/jobs/{job}/transcript").text


def test_every_reason_for_which_a_job_fails_has_a_title(repository: Path) -> None:
    section = (repository / "docs" / "api.md").read_text(encoding="utf-8").partition("### Why a job failed")[2]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    documented = {code.strip(" `") for row in rows for code in row.split(",")}
    assert documented == FAILURE_TITLES.keys()


def test_what_is_not_there_is_a_page_for_people_and_a_problem_for_programs(api: Api) -> None:
    for address, status in (("/nothing", 404), ("/jobs/job_none", 404), ("/jobs?stat=x", 422), ("/jobs?status=x", 422)):
        page = api.client.get(address, headers=BROWSER)
        assert (page.status_code, page.mimetype) == (status, "text/html"), address
        assert 'href="/jobs"' in page.text
        assert api.client.get(address).mimetype == "application/problem+json"
    assert api.client.get("/v1/jobs/none", headers=BROWSER).mimetype == "application/problem+json"
    job = failed_job(api)
    late = api.client.post(f"/jobs/{job}/cancel", headers=BROWSER)
    assert (late.status_code, late.mimetype) == (409, "text/html")
    assert api.client.get("/favicon.ico").mimetype == "image/svg+xml"

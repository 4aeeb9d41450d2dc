"""A corrected text never takes captions off the air: what the API shows and serves meanwhile, and where it fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from oncue.jobs.model import Outcome, Problem
from tests.api import ALIGNMENT, TEXT, Api, api_of

BETTER = TEXT.replace("morning", "evening")


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


@pytest.fixture
def job(api: Api) -> Any:
    """A job with captions."""
    job = api.submit().json
    api.complete(job["id"])
    return api.client.get(job["links"]["self"]).json


def correct(api: Api, job: Any, text: str = BETTER) -> Any:
    return api.client.put(job["links"]["transcript"], data=text, content_type="text/plain")


def served(api: Api, job: Any) -> dict[str, tuple[int, bytes, str | None]]:
    """All that is made of a job's result, with its ETag."""
    links = {**job["links"]["captions"], "alignment": job["links"]["alignment"], "transcript": job["links"]["transcript"]}
    answers = {name: api.client.get(link) for name, link in links.items()}
    return {name: (answer.status_code, answer.data, answer.headers.get("ETag")) for name, answer in answers.items()}


def fail(api: Api) -> None:
    claim = api.store.claim()
    assert claim is not None
    api.store.fail(claim, Problem("transcript_mismatch", "Another programme.", {"transcript_coverage": 0.02}))


def test_a_job_that_was_not_corrected_says_so(job: Any) -> None:
    assert job["correction"] is None


def test_all_of_the_old_result_is_served_until_the_new_one_is_there(api: Api, job: Any) -> None:
    before = served(api, job)
    assert all(status == 200 for status, _, _ in before.values())
    queued = correct(api, job).json
    assert (queued["status"], queued["correction"]["state"], queued["quality"]) == ("queued", "queued", job["quality"])
    assert served(api, job) == before
    claim = api.store.claim()
    assert claim is not None
    assert api.client.get(job["links"]["self"]).json["correction"]["state"] == "processing"
    assert served(api, job) == before
    key = f"jobs/{job['id']}/{claim.token}/alignment.json"
    api.blobs.put(key, api.blobs.read(f"jobs/{job['id']}/1/alignment.json").replace(b"morning", b"evening"))
    api.store.finish(claim, Outcome(key, 3000, "en", ALIGNMENT["quality"]))
    after = api.client.get(job["links"]["self"]).json
    assert (after["status"], after["correction"]["state"], after["correction"]["problem"]) == ("completed", "applied", None)
    now = served(api, job)
    assert b"evening" in now["srt"][1]
    assert now["transcript"][1] == BETTER.encode()
    assert all(now[name][2] != before[name][2] for name in ("srt", "vtt", "alignment"))


def test_a_correction_that_fails_leaves_the_job_completed_with_what_it_had_and_says_why(api: Api, job: Any) -> None:
    before = served(api, job)
    correct(api, job, "A wholly different text.")
    fail(api)
    after = api.client.get(job["links"]["self"]).json
    assert (after["status"], after["error"], after["completed_at"]) == ("completed", None, job["completed_at"])
    assert after["correction"]["state"] == "failed"
    assert after["correction"]["problem"] == {
        "code": "transcript_mismatch",
        "detail": "Another programme.",
        "transcript_coverage": 0.02,
    }
    assert after["correction"]["at"] is not None
    assert served(api, job) == before
    page = api.client.get(f"/jobs/{job['id']}").text
    assert "transcript_mismatch" in page
    assert job["links"]["captions"]["srt"] in page


def test_the_text_of_a_correction_that_fails_is_there_to_be_mended(api: Api, job: Any) -> None:
    assert api.client.get(f"{job['links']['self']}/correction").json["code"] == "not_found"
    sent = "A wholly <different> text."
    waiting = correct(api, job, sent).json["correction"]["text"]
    assert api.client.get(waiting).text == sent
    fail(api)
    after = api.client.get(job["links"]["self"]).json["correction"]
    assert (after["state"], after["text"]) == ("failed", waiting)
    kept = api.client.get(waiting)
    assert (kept.text, kept.mimetype) == (sent, "text/plain")
    shown = "A wholly &lt;different&gt; text."
    assert shown in api.client.get(f"/jobs/{job['id']}").text, "the job's page has it in its form"
    form = f"/jobs/{job['id']}/correct"
    assert shown in api.client.get(form).text
    assert TEXT in api.client.get(f"{form}?of=captions").text, "who wants to begin again can"
    correct(api, job)
    fail(api)
    assert api.client.get(waiting).text == BETTER, "the latest is kept"
    correct(api, job)
    api.complete(job["id"])
    assert api.client.get(job["links"]["self"]).json["correction"]["text"] is None
    assert api.client.get(waiting).status_code == 404


def test_the_text_of_a_correction_that_was_cancelled_is_there_to_be_mended(api: Api, job: Any) -> None:
    correct(api, job)
    api.client.post(f"{job['links']['self']}/cancel")
    text = api.client.get(job["links"]["self"]).json["correction"]["text"]
    assert api.client.get(text).text == BETTER
    assert f"/jobs/{job['id']}/correct" in api.client.get(f"/jobs/{job['id']}").text
    assert BETTER in api.client.get(f"/jobs/{job['id']}/correct").text


def test_a_text_that_is_refused_at_once_changes_nothing(api: Api, job: Any) -> None:
    before = served(api, job)
    assert correct(api, job, " ").status_code == 422
    assert api.client.get(job["links"]["self"]).json == job
    assert served(api, job) == before


def test_a_correction_can_be_cancelled(api: Api, job: Any) -> None:
    before = served(api, job)
    correct(api, job)
    cancelled = api.client.post(f"{job['links']['self']}/cancel")
    assert (cancelled.status_code, cancelled.json["status"]) == (200, "completed")
    assert cancelled.json["correction"]["state"] == "cancelled"
    assert served(api, job) == before


def test_the_page_offers_the_captions_from_before_while_a_correction_runs(api: Api, job: Any) -> None:
    correct(api, job)
    page = api.client.get(f"/jobs/{job['id']}")
    assert job["links"]["captions"]["srt"] in page.text
    assert "A corrected text is being aligned" in page.text
    assert 'content="10"' in page.text, "who reads them without a script has time to"


def test_a_job_that_never_had_captions_has_none_while_its_text_is_corrected(api: Api) -> None:
    job = api.submit().json
    fail(api)
    assert correct(api, job).json["correction"] is None
    assert api.client.get(job["links"]["captions"]["srt"]).json["code"] == "not_finished"
    fail(api)
    after = api.client.get(job["links"]["self"]).json
    assert (after["status"], after["error"]["code"], after["correction"]) == ("error", "transcript_mismatch", None)


def test_a_batchs_zip_holds_the_captions_from_before(api: Api) -> None:
    batch = api.client.post("/v1/batches", json={}).json
    job = api.submit(batch=batch["id"]).json
    api.complete(job["id"])
    correct(api, job)
    assert b"news.srt" in api.client.get(batch["links"]["captions"]).data

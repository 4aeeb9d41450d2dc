"""Looking at jobs over HTTP, waiting for them and changing them."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from oncue.asr.weights.catalogue import MODEL_NAMES
from oncue.jobs.model import Problem
from oncue.options.recognition import MODELS
from tests.api import Api, api_of


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def test_an_unknown_job_is_a_404_and_a_strange_id_a_422(api: Api) -> None:
    for path in ("", "/events", "/alignment", "/transcript", "/captions.srt"):
        answer = api.client.get(f"/v1/jobs/job_nowhere{path}")
        assert (answer.status_code, answer.json["code"]) == (404, "not_found"), path
        assert api.client.get(f"/v1/jobs/a%00b{path}").status_code == 422


def test_jobs_are_listed_newest_first_by_page(api: Api) -> None:
    made = [api.submit(audio=bytes([n])).json["id"] for n in range(3)]
    page = api.client.get("/v1/jobs?limit=2").json
    assert page["has_more"]
    last = page["jobs"][-1]["id"]
    rest = api.client.get(f"/v1/jobs?limit=2&starting_after={last}").json
    assert not rest["has_more"]
    assert {job["id"] for job in page["jobs"] + rest["jobs"]} == set(made)
    assert api.client.get("/v1/jobs?status=completed").json["jobs"] == []
    assert api.client.get("/v1/jobs?status=lost").status_code == 422
    assert api.client.get("/v1/jobs?limit=1000").json["errors"][0]["part"] == "limit"


def test_a_job_that_waits_is_cancelled_tried_again_and_deleted_when_it_is_over(api: Api) -> None:
    job = api.submit().json["id"]
    assert api.client.delete(f"/v1/jobs/{job}").json["code"] == "not_finished"
    assert api.client.post(f"/v1/jobs/{job}/cancel").json["status"] == "cancelled"
    again = api.client.post(f"/v1/jobs/{job}/retry")
    assert (again.status_code, again.json["status"]) == (202, "queued")
    assert api.woken == [job, job]
    api.complete(job)
    assert api.client.post(f"/v1/jobs/{job}/cancel").status_code == 409
    assert api.client.post(f"/v1/jobs/{job}/retry").status_code == 409
    assert api.client.delete(f"/v1/jobs/{job}").status_code == 204
    assert list(api.blobs.list()) == []
    assert api.client.get(f"/v1/jobs/{job}").status_code == 404


def test_a_failed_job_says_why_and_keeps_its_text(api: Api) -> None:
    job = api.submit().json
    claim = api.store.claim()
    assert claim is not None
    api.store.fail(claim, Problem("transcript_mismatch", "Not the same programme.", {"transcript_coverage": 0.02}))
    error = api.client.get(job["links"]["self"]).json["error"]
    assert error == {"code": "transcript_mismatch", "detail": "Not the same programme.", "transcript_coverage": 0.02}
    captions = api.client.get(job["links"]["captions"]["srt"])
    assert (captions.status_code, captions.json["code"]) == (409, "no_captions")
    assert "transcript_mismatch" in captions.json["detail"]
    assert api.client.get(job["links"]["transcript"]).status_code == 200


def test_waiting_ends_when_the_job_changes(api: Api) -> None:
    job = api.submit().json
    seen = []
    waiting = threading.Thread(
        target=lambda: seen.append(api.client.get(f"/v1/jobs/{job['id']}?wait=30&version={job['version']}").json)
    )
    waiting.start()
    claim = api.store.claim()
    assert claim is not None
    waiting.join(60)
    assert seen[0]["status"] == "processing"
    at_once = api.client.get(f"/v1/jobs/{job['id']}?wait=30&version={job['version']}").json
    assert at_once["status"] == "processing", "a change that was missed is told at once"


def test_events_tell_every_change_until_the_end(api: Api) -> None:
    job = api.submit().json
    answer = api.client.get(job["links"]["events"])
    assert answer.mimetype == "text/event-stream"
    events = (chunk.decode() for chunk in answer.response)
    told = []
    for chunk in events:
        if not chunk.startswith("event: job"):
            continue
        status = json.loads(chunk.split("data: ", 1)[1])["status"]
        told.append(status)
        if status == "queued":
            api.complete(job["id"])
    assert told[0] == "queued"
    assert told[-1] == "completed"


def test_beyond_half_of_the_threads_waiting_is_answered_at_once(tmp_path: Path) -> None:
    api = api_of(tmp_path, threads=4)
    job = api.submit().json
    watcher = api.app.extensions["oncue"].watcher
    with watcher.place() as first, watcher.place() as second, watcher.place() as third:
        assert (first, second, third) == (True, True, False)
        assert api.client.get(f"/v1/jobs/{job['id']}?wait=60").json["status"] == "queued"
        assert api.client.get(job["links"]["events"]).text.count("event: job") == 1


def test_a_damaged_job_is_listed_as_such_beside_the_others(api: Api) -> None:
    ids = [api.submit().json["id"] for _ in range(3)]
    with api.store.engine.begin() as connection:
        deep = '{"a":' + "[" * 960 + "]" * 960 + "}"
        connection.execute(sql("UPDATE jobs SET metadata = :deep WHERE id = :id"), {"deep": deep, "id": ids[1]})
        connection.execute(sql("UPDATE jobs SET audio = '{' WHERE id = :id"), {"id": ids[2]})
    shown = {job["id"]: job for job in api.client.get("/v1/jobs").json["jobs"]}
    assert [shown[job]["status"] for job in ids] == ["queued", "error", "error"]
    for job in ids[1:]:
        one = api.client.get(f"/v1/jobs/{job}")
        assert (one.status_code, one.json["error"]["code"]) == (200, "damaged")
        assert api.client.get(f"/v1/jobs/{job}/captions.vtt").status_code in (404, 409)
        assert api.client.get(f"/v1/jobs/{job}/alignment").status_code in (404, 409)
        assert api.client.get(f"/v1/jobs/{job}/transcript").status_code in (200, 404)
        assert api.client.get(f"/v1/jobs/{job}/events").status_code == 200


def test_the_models_that_may_be_named_are_those_that_workers_know() -> None:
    assert set(MODELS) == {"auto", *MODEL_NAMES}

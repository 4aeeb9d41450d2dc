"""Looking at jobs over HTTP, changing them, and their captions."""

from __future__ import annotations

import json
import re
import threading
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from oncue.asr.weights.catalogue import MODEL_NAMES
from oncue.captions.formats import FORMATS
from oncue.jobs.api_keys import create_api_key
from oncue.jobs.model import Problem, State, WorkerState
from oncue.options.recognition import MODELS
from tests.api import TEXT, Api, api_of
from tests.job_makers import later


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


@pytest.mark.parametrize("suffix", list(FORMATS))
def test_captions_come_in_every_format_with_an_etag_and_a_name(api: Api, suffix: str) -> None:
    job = api.submit(name="Die Nachrichten.mp3").json
    early = api.client.get(job["links"]["captions"][suffix])
    assert (early.status_code, early.json["code"]) == (409, "not_finished")
    api.complete(job["id"])
    answer = api.client.get(job["links"]["captions"][suffix])
    assert (answer.status_code, answer.mimetype) == (200, FORMATS[suffix].media_type)
    assert f"Die Nachrichten.{suffix}" in answer.headers["Content-Disposition"].replace('"', "")
    assert b"election" in answer.data
    again = api.client.get(job["links"]["captions"][suffix], headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = api.client.get(job["links"]["captions"][suffix] + "?max_chars=20")
    assert other.headers["ETag"] != answer.headers["ETag"]


def test_caption_options_of_the_job_hold_unless_the_download_says_otherwise(api: Api) -> None:
    job = api.submit(options='{"max_chars": 20, "offset": 3600}').json
    api.complete(job["id"])
    srt = api.client.get(job["links"]["captions"]["srt"]).text
    assert srt.startswith("1\n01:00:00,")
    assert max(map(len, srt.splitlines()[2:3])) <= 20
    assert api.client.get(job["links"]["captions"]["srt"] + "?offset=0").text.startswith("1\n00:00:00,")
    refused = api.client.get(job["links"]["captions"]["srt"] + "?max_lines=9")
    assert (refused.status_code, refused.json["code"]) == (422, "invalid_request")
    both = api.client.get(job["links"]["captions"]["srt"] + "?min_duration=9&max_duration=2")
    assert (both.status_code, both.json["code"]) == (422, "usage")
    assert api.client.get(f"/v1/jobs/{job['id']}/captions.pdf").status_code == 404


@pytest.mark.parametrize("given", ["10:00:00:00", "10:00:00.000", "10:00:00,0", "10:00:00", "10:0:0"])
def test_a_start_timecode_is_taken_as_the_command_line_takes_it(api: Api, given: str) -> None:
    job = api.submit(options=json.dumps({"start_timecode": given})).json
    api.complete(job["id"])
    srt = job["links"]["captions"]["srt"]
    for query in ({}, {"start_timecode": given}):
        assert api.client.get(srt, query_string=query).text.startswith("1\n10:00:00,")


def test_the_alignment_is_the_workers_own_with_an_etag(api: Api) -> None:
    job = api.submit().json
    api.complete(job["id"])
    answer = api.client.get(job["links"]["alignment"])
    assert answer.json["schema"] == 1
    words = answer.json["words"]
    assert [TEXT[word["char_start"] : word["char_end"]] for word in words] == [word["text"] for word in words]
    assert api.client.get(job["links"]["alignment"], headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_waiting_ends_when_the_job_changes(api: Api) -> None:
    job = api.submit().json
    seen = []
    waiting = threading.Thread(
        target=lambda: seen.append(api.client.get(f"/v1/jobs/{job['id']}?wait=30&version={job['version']}").json)
    )
    waiting.start()
    claim = api.store.claim()
    assert claim is not None
    waiting.join(20)
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


def test_a_batch_counts_its_jobs_lists_them_and_zips_their_captions(api: Api) -> None:
    batch = api.client.post("/v1/batches", json={"name": "May"})
    assert batch.status_code == 201
    here = batch.json["links"]["self"]
    jobs = [api.submit(audio=bytes([n]), batch=batch.json["id"], name="same.mp3").json for n in range(3)]
    assert {job["lane"] for job in jobs} == {"batch"}
    for job in jobs[:2]:
        api.complete(job["id"])
    last = api.store.claim()
    assert last is not None
    api.store.fail(last, Problem("audio_silent", "Nobody speaks."))
    shown = api.client.get(here).json
    assert (shown["counts"]["completed"], shown["counts"]["error"], shown["total"], shown["progress"]) == (2, 1, 3, 1.0)
    assert [item["error"]["code"] for item in shown["items"] if item["error"]] == ["audio_silent"]
    archive = zipfile.ZipFile(BytesIO(api.client.get(f"{here}/captions.zip?format=vtt").data))
    assert sorted(archive.namelist()) == ["report.json", "same-2.vtt", "same.vtt"]
    assert archive.read("same.vtt").startswith(b"WEBVTT")
    assert api.client.get(f"{here}/captions.zip?format=pdf").status_code == 404
    assert [each["id"] for each in api.client.get("/v1/batches").json["batches"]] == [batch.json["id"]]


def test_cancelling_a_batch_cancels_what_has_not_finished(api: Api) -> None:
    batch = api.client.post("/v1/batches", json={}).json
    job = api.submit(batch=batch["id"]).json
    shown = api.client.post(f"/v1/batches/{batch['id']}/cancel").json
    assert shown["counts"]["cancelled"] == 1
    assert api.store.get(job["id"], "default").state is State.CANCELLED
    assert api.submit(batch=batch["id"]).json["code"] == "batch_cancelled"


def test_what_is_not_json_is_not_kept(api: Api) -> None:
    answer = api.client.post("/v1/batches", data='{"metadata": {"a": NaN}}', content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")


def test_the_same_batch_request_twice_is_one_batch(api: Api) -> None:
    headers = {"Idempotency-Key": "k"}
    first = api.client.post("/v1/batches", json={"name": "May"}, headers=headers).json
    assert api.client.post("/v1/batches", json={"name": "May"}, headers=headers).json["id"] == first["id"]
    assert api.client.post("/v1/batches", json={"name": "June"}, headers=headers).json["code"] == "idempotency_conflict"


@pytest.mark.parametrize(
    ("path", "method", "status"), [("/nowhere", "GET", 404), ("/v1/jobs", "PATCH", 405), ("/livez", "POST", 405)]
)
def test_every_refusal_is_a_problem(api: Api, path: str, method: str, status: int) -> None:
    answer = api.client.open(path, method=method)
    assert (answer.status_code, answer.mimetype, answer.json["status"]) == (status, "application/problem+json", status)


def test_a_mistake_of_ours_is_a_problem_that_tells_nothing_of_the_inside(api: Api) -> None:
    api.store_answers["list"] = lambda *_, **__: 1 / 0
    answer = api.client.get("/v1/jobs")
    assert (answer.status_code, answer.json["code"]) == (500, "internal_error")
    assert "division" not in answer.text


def test_on_loopback_only_loopback_names_are_answered(api: Api) -> None:
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000"):
        assert api.client.get("/v1/jobs", headers={"Host": host}).status_code == 200, host
    answer = api.client.get("/v1/jobs", headers={"Host": "evil.example:8000"})
    assert (answer.status_code, answer.json["code"]) == (421, "host_not_allowed")


def test_another_sites_page_cannot_post(api: Api) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert api.client.post("/v1/batches", json={}, headers=headers).json["code"] == "forbidden"
    assert api.client.post("/v1/batches", json={}, headers={"Origin": "http://localhost"}).status_code == 201


def test_off_loopback_a_key_is_needed_and_a_revoked_one_opens_nothing(tmp_path: Path) -> None:
    api = api_of(tmp_path, host="0.0.0.0")
    client = api.client
    answer = client.get("/v1/jobs")
    assert (answer.status_code, answer.json["code"]) == (401, "unauthorized")
    assert [value.split()[0] for value in answer.headers.getlist("WWW-Authenticate")] == ["Basic", "Bearer"]
    assert client.get("/livez").status_code == 200
    assert client.get("/metrics").status_code == 401
    key, secret = create_api_key(api.store, "desk")
    assert client.get("/v1/jobs", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert client.get("/", auth=("anybody", secret)).status_code == 200
    for wrong in (secret[:-1], f"{key.id}.", "", key.id, f"key_nowhere.{secret.partition('.')[2]}"):
        assert client.get("/v1/jobs", headers={"Authorization": f"Bearer {wrong}"}).status_code == 401, wrong
    api.store.revoke_api_key(key.id)
    fresh = api_of(tmp_path, host="0.0.0.0").client
    assert fresh.get("/v1/jobs", headers={"Authorization": f"Bearer {secret}"}).status_code == 401
    assert secret.partition(".")[2] not in (tmp_path / "oncue.db").read_bytes().decode("latin-1")


def test_readiness_needs_a_database_and_room_and_tells_of_the_reaper_and_the_workers(tmp_path: Path) -> None:
    api = api_of(tmp_path)
    answer = api.client.get("/readyz")
    assert (answer.status_code, answer.json["status"], answer.json["checks"]["database"]) == (200, "ok", "ok")
    assert "oncue reaper" in answer.json["checks"]["reaper"]
    api.store.beat("reaper")
    checks = {"database": "ok", "disk": "ok", "reaper": "ok", "claims": "ok"}
    assert api.client.get("/readyz").json == {"status": "ok", "checks": checks}
    assert api_of(tmp_path, min_free_bytes=2**50).client.get("/readyz").status_code == 503


def test_jobs_that_wait_beside_idle_workers_for_a_minute_are_told_of(api: Api) -> None:
    api.submit()
    api.submit()
    later(api.store, 61)
    assert api.client.get("/readyz").json["checks"]["claims"] == "ok", "no worker lives: that is another alert"
    api.store.beat("worker:here", slots=2)
    answer = api.client.get("/readyz")
    assert answer.status_code == 200
    assert "none was claimed" in answer.json["checks"]["claims"]
    assert re.search(r"^oncue_stalled_seconds 6\d", api.client.get("/metrics").text, re.MULTILINE)
    assert "oncue_worker_slots 2.0" in api.client.get("/metrics").text
    assert api.store.claim() is not None
    assert api.client.get("/readyz").json["checks"]["claims"] == "ok"
    later(api.store, 59)
    api.store.beat("worker:here", slots=1)
    later(api.store, 10)
    assert api.client.get("/readyz").json["checks"]["claims"] == "ok", "all that live are at work"


def test_workers_that_all_rest_are_told_of(api: Api) -> None:
    shown: dict[str, Any] = {"done": 0, "failed": 3, "in_a_row": 3, "last_problem": "engine_unavailable"}
    api.store.show_worker("a", "one", WorkerState.RESTING, **shown)
    assert api.client.get("/readyz").json["checks"]["claims"].startswith("no worker takes jobs")
    api.store.show_worker("b", "two", WorkerState.IDLE, **{**shown, "in_a_row": 0})
    assert api.client.get("/readyz").json["checks"]["claims"] == "ok"
    with api.store.engine.begin() as connection:
        connection.execute(sql("UPDATE workers SET state = 'dreaming'"))
    assert api.client.get("/readyz").json["checks"]["claims"] == "ok", "a state of another version"
    assert api.client.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ("ALTER TABLE jobs RENAME COLUMN progress TO done", "no such column"),
        ("DROP TABLE jobs", "no such table"),
    ],
)
def test_a_database_that_lacks_something_is_no_passing_trouble_and_its_cause_is_logged_once(
    api: Api, caplog: pytest.LogCaptureFixture, fault: str, cause: str
) -> None:
    with api.store.engine.begin() as connection:
        connection.execute(sql("DROP TRIGGER oncue_turn_on_update"))
        connection.execute(sql(fault))
    answers = [api.client.get("/v1/jobs") for _ in range(5)]
    assert {(answer.status_code, answer.json["code"]) for answer in answers} == {(500, "store_broken")}
    assert "Retry-After" not in answers[0].headers
    told = [record for record in caplog.records if cause in record.getMessage()]
    assert len(told) == 1
    ready = api.client.get("/readyz")
    assert (ready.status_code, "refuses" in ready.json["checks"]["database"]) == (503, True)


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


def test_metrics_are_in_prometheus_format(api: Api) -> None:
    api.submit()
    api.store.count({("stage_seconds", "recognise"): 2.5, ("stage_count", "recognise"): 1, ("jobs_failed", "gave_up"): 1})
    api.store.count({("attempts_failed", "internal_error"): 3})
    api.store.show_worker("good:1", "good", WorkerState.WORKING, done=5, failed=1)
    api.store.show_worker("bad:1", "bad", WorkerState.RESTING, failed=3, in_a_row=3, last_problem="no model")
    text = api.client.get("/metrics").text
    for line in (
        'oncue_workers{state="working"} 1.0',
        'oncue_workers{state="idle"} 0.0',
        'oncue_workers{state="resting"} 1.0',
        'oncue_worker_resting{host="bad"} 1.0',
        'oncue_worker_resting{host="good"} 0.0',
        'oncue_worker_failures_total{host="bad"} 3.0',
        'oncue_attempts_failed_total{code="internal_error"} 3.0',
        'oncue_queue_depth{lane="interactive"} 1.0',
        'oncue_stage_seconds_sum{stage="recognise"} 2.5',
        'oncue_jobs_failed_total{code="gave_up"} 1.0',
        "oncue_database_up 1.0",
        "oncue_lease_expiries_total 0.0",
        "oncue_fenced_writes_total 0.0",
        "oncue_orphan_bytes 0.0",
    ):
        assert re.search(f"^{re.escape(line)}$", text, re.MULTILINE), line


def test_metrics_have_one_label_for_all_stages_and_codes_that_are_not_oncues_own(api: Api) -> None:
    for number in range(20):
        name = f"shard {number} of broadcast.mp4"
        api.store.count({("stage_seconds", name): 0.5, ("stage_count", name): 1, ("attempts_failed", name): 1})
    lines = [line for line in api.client.get("/metrics").text.splitlines() if "shard" in line or '"other"' in line]
    assert lines == [
        'oncue_attempts_failed_total{code="other"} 20.0',
        'oncue_stage_seconds_count{stage="other"} 20.0',
        'oncue_stage_seconds_sum{stage="other"} 10.0',
    ]


def test_the_pages_work_without_scripting(api: Api) -> None:
    form = api.client.get("/")
    assert 'enctype="multipart/form-data"' in form.text
    assert "script-src 'self'" in form.headers["Content-Security-Policy"]
    assert "<script" not in form.text
    sent = api.client.post(
        "/",
        data={"audio": (BytesIO(b"x"), "<b>.mp3"), "transcript": (BytesIO(TEXT.encode()), "a.txt"), "language": ""},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303
    page = api.client.get(sent.headers["Location"])
    assert page.headers["Refresh"] == "2"
    assert "&lt;b&gt;.mp3" in page.text
    api.complete(api.woken[0])
    page = api.client.get(sent.headers["Location"])
    assert "Refresh" not in page.headers
    assert f"/v1/jobs/{api.woken[0]}/captions.srt" in page.text
    refused = api.client.post("/", data={"audio": (BytesIO(b"x"), "a.mp3")}, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text


def test_the_models_that_may_be_named_are_those_that_workers_know() -> None:
    assert set(MODELS) == {"auto", *MODEL_NAMES}

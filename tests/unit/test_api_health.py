"""What the service tells of itself: readiness, metrics, and what its database lacks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from oncue.jobs.desk_work import DeskTask, aligner_id
from oncue.jobs.model import WorkerState
from tests.api import Api, api_of
from tests.job_makers import later


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def test_readiness_needs_a_database_and_room_and_tells_of_the_reaper_and_the_workers(tmp_path: Path) -> None:
    api = api_of(tmp_path)
    answer = api.client.get("/readyz")
    assert (answer.status_code, answer.json["status"], answer.json["checks"]["database"]) == (200, "ok", "ok")
    assert "oncue reaper" in answer.json["checks"]["reaper"]
    api.store.beat("reaper")
    assert "oncue aligner" in answer.json["checks"]["aligner"]
    api.store.show_aligner("desk:1", "desk", done=0, failed=0, last_problem=None)
    assert api.client.get("/readyz").json["checks"]["aligner"] == "ok", "an earlier version's does everything"
    api.store.forget_aligner("desk:1")
    for task, lacks in ((DeskTask.OPEN, "finds the times"), (DeskTask.STRETCH, "opens desks")):
        api.store.show_aligner(aligner_id("desk:1", task), "desk", done=0, failed=0, last_problem=None)
        assert lacks in api.client.get("/readyz").json["checks"]["aligner"]
        api.store.forget_aligner(aligner_id("desk:1", task))
    for task in DeskTask:
        api.store.show_aligner(aligner_id("desk:1", task), "desk", done=0, failed=0, last_problem=None)
    checks = {"database": "ok", "disk": "ok", "reaper": "ok", "claims": "ok", "aligner": "ok"}
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

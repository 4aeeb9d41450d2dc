"""Query parameters: unknown ones, those of the wrong kind, and numbers as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.request_rules import ANY_QUERY
from tests.api import Api, api_of
from tests.unit.api_forms import assert_refused


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


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
    for endpoint in ("/livez", "/static/oncue.css"):
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

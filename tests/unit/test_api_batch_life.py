"""A batch over HTTP from its making to its end: what it counts, what it zips, what cancelling does."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from oncue.jobs.model import Problem, State
from tests.api import Api, api_of


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


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

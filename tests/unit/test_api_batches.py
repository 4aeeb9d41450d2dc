"""Batches over HTTP: their pages, what changed, and the zip of their captions with what is not in it."""

from __future__ import annotations

import json
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from oncue.captions.formats import Written
from oncue.jobs.errors import StoreUnavailable
from oncue.jobs.model import Batch, BatchPage, Job, Lane, Problem, State, Upload
from service.batch_zip import MOST_UNAVAILABLE, REPORT, captions_zip
from service.captions import Captions
from service.zip_names import ZipNames
from tests.api import Api, api_of, by_pages_of
from tests.interposed import calls_of

END_OF_DIRECTORY = b"PK\x05\x06"


@pytest.fixture
def api(tmp_path: Path) -> Api:
    return api_of(tmp_path)


def batch_of(api: Api, count: int, **fields: Any) -> tuple[str, list[str]]:
    """The path of a batch and its jobs, oldest first."""
    batch = api.client.post("/v1/batches", json={"name": "May"}).json
    jobs = []
    for n in range(count):
        jobs.append(api.submit(audio=bytes([n]), batch=batch["id"], **{"name": f"{n}.mp3", **fields}).json["id"])
        time.sleep(0.002)  # so that their order is known
    return batch["links"]["self"], jobs


def test_a_batch_is_paged_and_says_so(api: Api) -> None:
    here, jobs = batch_of(api, 3)
    first = api.client.get(f"{here}?limit=2").json
    assert ([item["job"] for item in first["items"]], first["has_more"], first["total"]) == (jobs[:2], True, 3)
    last = api.client.get(f"{here}?limit=2&starting_after={jobs[1]}").json
    assert ([item["job"] for item in last["items"]], last["has_more"], last["version"]) == (jobs[2:], False, None)
    counts = api.client.get(f"{here}?limit=0").json
    assert (counts["items"], counts["counts"]["queued"], counts["version"] is not None) == ([], 3, True)


def test_a_client_asks_for_what_changed_and_is_told_that_alone(api: Api) -> None:
    here, jobs = batch_of(api, 3)
    version = api.client.get(here).json["version"]
    assert api.client.get(f"{here}?changed_since={version}").json["items"] == []
    api.store.cancel(jobs[1], "default")
    page = api.client.get(f"{here}?changed_since={version}").json
    assert [(item["job"], item["status"]) for item in page["items"]] == [(jobs[1], "cancelled")]
    assert page["version"] > version
    assert page["counts"]["cancelled"] == 1
    assert api.client.get(f"{here}?changed_since={page['version']}").json["items"] == []


def unpacked(data: bytes) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    archive = zipfile.ZipFile(BytesIO(data))
    assert archive.testzip() is None
    return archive, json.loads(archive.read("report.json"))


def test_one_job_that_cannot_be_rendered_does_not_take_the_zip_away(api: Api) -> None:
    here, jobs = batch_of(api, 7)
    for job in jobs[:4]:
        api.complete(job)
    good, lost, damaged, odd = jobs[:4]
    api.blobs.delete(api.store.get(lost, "default").alignment_key or "")
    api.blobs.put(api.store.get(damaged, "default").alignment_key or "", b'{"schema": 1, "words')
    api.blobs.put(api.store.get(odd, "default").text_key, b"\xff\xfe")
    failed = api.store.claim()
    assert failed is not None
    api.store.fail(failed, Problem("audio_silent", "Nobody speaks."))
    api.store.cancel(jobs[5], "default")
    archive, report = unpacked(api.client.get(f"{here}/captions.zip").data)
    assert archive.namelist() == ["0.srt", "report.json"]
    assert report["counts"] == {"captions": 1, "left_out": 6}
    items = {item["job"]: item for item in report["items"]}
    assert list(items) == jobs
    assert (items[good]["file"], items[good]["error"]) == ("0.srt", None)
    codes = [items[job]["error"]["code"] for job in jobs[1:]]
    assert codes == ["files_damaged", "files_damaged", "files_damaged", "audio_silent", "cancelled", "not_finished"]
    assert all(items[job]["error"]["detail"] for job in jobs[1:])
    for job in (lost, damaged, odd):
        answer = api.client.get(f"/v1/jobs/{job}/captions.srt")
        assert (answer.status_code, answer.json["code"]) == (500, "files_damaged")


def test_looks_that_one_job_contradicts_leave_that_one_out(api: Api) -> None:
    here, jobs = batch_of(api, 1)
    batch = here.rpartition("/")[2]
    jobs.append(api.submit(batch=batch, options='{"min_duration": 3}', name="b.mp3").json["id"])
    for job in jobs:
        api.complete(job)
    archive, report = unpacked(api.client.get(f"{here}/captions.zip?max_duration=2").data)
    assert archive.namelist() == ["0.srt", "report.json"]
    assert report["items"][1]["error"]["code"] == "usage"
    refused = api.client.get(f"{here}/captions.zip?max_duration=2&min_duration=3")
    assert (refused.status_code, refused.json["code"]) == (422, "usage")


def test_the_zip_is_sent_while_it_is_made_and_the_database_is_read_by_page(api: Api) -> None:
    by_pages_of(api, 2)
    here, jobs = batch_of(api, 5)
    for job in jobs:
        api.complete(job)
    with calls_of(Captions.render) as renderings, calls_of(type(api.store).batch_page) as pages:
        pieces = iter(api.client.get(f"{here}/captions.zip", buffered=False).response)
        begin = next(pieces)
        assert begin.startswith(b"PK")
        assert [call["job"].id for call in renderings] == jobs[:1]
        archive, _ = unpacked(begin + b"".join(pieces))
    assert len(archive.namelist()) == 6
    assert [call["job"].id for call in renderings] == jobs
    assert len(pages) == 3


def test_a_job_deleted_while_the_zip_is_sent_does_not_break_it(api: Api) -> None:
    by_pages_of(api, 2)
    here, jobs = batch_of(api, 4)
    for job in jobs:
        api.complete(job)
    pieces = iter(api.client.get(f"{here}/captions.zip", buffered=False).response)
    begin = next(pieces)
    api.client.delete(f"/v1/jobs/{jobs[1]}")
    _, report = unpacked(begin + b"".join(pieces))
    assert [item["job"] for item in report["items"]] == jobs


def test_a_zip_that_breaks_off_does_not_look_like_a_whole_one(api: Api) -> None:
    here, jobs = batch_of(api, 3)
    for job in jobs:
        api.complete(job)
    page = api.store.batch_page

    def away(*arguments: Any, **more: Any) -> Any:
        if "starting_after" in more:
            raise StoreUnavailable("The database does not answer now.")
        return page(*arguments, **{**more, "limit": 2})

    api.store_answers["batch_page"] = away
    sent = bytearray()

    def read(pieces: Iterator[bytes]) -> None:
        for piece in pieces:
            sent.extend(piece)

    answer = api.client.get(f"{here}/captions.zip", buffered=False)
    with pytest.raises(StoreUnavailable):
        read(iter(answer.response))
    assert sent.startswith(b"PK")
    assert END_OF_DIRECTORY not in sent
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(BytesIO(bytes(sent)))


def test_a_database_that_is_away_from_the_start_is_a_503_and_no_zip(api: Api) -> None:
    here, _ = batch_of(api, 1)

    def away(*_: Any, **__: Any) -> None:
        raise StoreUnavailable("The database does not answer now.")

    api.store_answers["batch_page"] = away
    assert api.client.get(f"{here}/captions.zip").status_code == 503


@pytest.mark.parametrize(("failures", "whole"), [(MOST_UNAVAILABLE, True), (MOST_UNAVAILABLE + 1, False)])
def test_a_file_store_that_stays_away_ends_the_zip_and_one_hiccup_does_not(api: Api, failures: int, whole: bool) -> None:
    here, jobs = batch_of(api, failures + 1)
    for job in jobs:
        api.complete(job)

    def away(key: str) -> bytes:
        if key.split("/")[1] in jobs[:failures]:
            raise StoreUnavailable("The file store (S3) does not answer now.")
        return api.blobs.read(key)

    api.blob_answers["read"] = away
    if not whole:
        with pytest.raises(StoreUnavailable):
            api.client.get(f"{here}/captions.zip")
        return
    _, report = unpacked(api.client.get(f"{here}/captions.zip").data)
    assert [(item["error"] or {}).get("code") for item in report["items"]] == ["unavailable"] * failures + [None]


def test_a_batch_without_captions_is_a_zip_with_a_report(api: Api) -> None:
    here, _ = batch_of(api, 0)
    archive, report = unpacked(api.client.get(f"{here}/captions.zip").data)
    assert (archive.namelist(), report["items"]) == (["report.json"], [])


def as_completed(number: int) -> Job:
    """A job of which nothing is stored."""
    sound = Upload("k", f"{number}.mp3", 1, "")
    return Job(
        id=f"job_{number}", tenant="default", state=State.COMPLETED, stage=None, progress=1.0, lane=Lane.BATCH, attempts=1,
        token=1, version=3, cancel_requested=False, created_at_ms=number, started_at_ms=1, completed_at_ms=1_700_000_000_000,
        audio=sound, transcript=sound, text_key="t", fingerprint="", options={}, metadata={}, batch="batch_1", language="en",
        duration_ms=1, quality=None, problem=None, alignment_key="a", recognition_key=None,
    )  # fmt: skip


def names(api: Api, *given: str, suffix: str = "srt") -> list[str]:
    job = api.store.get(api.submit().json["id"], "default")
    namer = ZipNames(suffix, REPORT)
    return [namer.of(replace(job, audio=replace(job.audio, name=name))) for name in given]


def test_names_in_a_zip_are_files_of_their_own_on_every_system(api: Api) -> None:
    given = ["a.mp3", "A.wav", "a-2.mp3", "é.mp3", "e\u0301.mp3", "Straße.mp3", "STRASSE.mp3", "a.mp3"]
    made = names(api, *given)
    assert made == ["a.srt", "A-2.srt", "a-2-2.srt", "é.srt", "é-2.srt", "Straße.srt", "STRASSE-2.srt", "a-3.srt"]
    for given_name in (
        "CON.mp3",
        "nul",
        "com1.x.mp3",
        "LPT9 .mp3",
        "..",
        "...",
        "-rf.mp3",
        'a<b>:"|?*.mp3',
        " .mp3",
        ".hidden",
    ):
        (name,) = names(api, given_name)
        stem = name.removesuffix(".srt")
        assert stem.strip(". ") == stem
        assert stem
        assert not stem.startswith(("-", "."))
        assert not set(stem) & set('<>:"|?*\\/')
        assert stem.lower().split(".")[0].strip() not in {"con", "nul", "com1", "lpt9"}
    long = names(api, "ä" * 250 + ".mp3", "ä" * 251 + ".mp3")
    assert len(set(long)) == 2
    assert all(len(name.encode()) < 255 for name in long)
    assert names(api, "report.mp3", suffix="json") == ["report-2.json"]


def test_many_equal_names_take_time_in_proportion(api: Api) -> None:
    job = api.store.get(api.submit().json["id"], "default")
    namer = ZipNames("srt")
    asked: list[str] = []
    namer._given.set_trace_callback(asked.append)
    assert len({namer.of(job) for _ in range(3000)}) == 3000
    assert len(asked) <= 4 * 3000


def test_what_a_zip_keeps_of_each_job_is_on_disk() -> None:
    """The memory for ten times as many jobs is the same: neither names nor the directory are kept in it."""
    rows = [as_completed(n) for n in range(100)]
    batch = Batch("batch_1", "default", "", {}, 0, None)

    def most_bytes(count: int) -> int:
        pages = (BatchPage(rows, True, 1) for _ in range(count))
        tracemalloc.start()
        for _ in captions_zip(batch, "srt", pages, lambda job: Written(b"x"), spooled_bytes=1024):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    most_bytes(1)
    # The least of some: threads of other tests may take memory meanwhile.
    few, many = (min(most_bytes(count) for _ in range(2)) for count in (2, 20))
    assert many < 1.5 * few

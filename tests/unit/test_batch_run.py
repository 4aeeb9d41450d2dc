"""A batch from upload to captions, with trouble of every kind, against the fake service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oncue.captions.formats import FORMATS
from oncue.cli.batch.item import ItemStatus
from oncue.cli.client import Patience
from tests.e2e.fake_api import FakeApi, Trouble
from tests.unit.batch_desk import Desk


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as api:
        yield api


@pytest.fixture
def desk(tmp_path: Path, api: FakeApi) -> Desk:
    return Desk(tmp_path, api)


def test_captions_are_written_beside_each_recording_and_warnings_are_kept(desk: Desk) -> None:
    desk.put("a")
    desk.put("b", "DOUBTFUL")
    items = desk.run()
    assert desk.statuses(items) == {"a": "captioned", "b": "captioned"}
    assert (desk.folder / "a.srt").read_text().startswith("captions.srt of a.wav")
    assert (desk.folder / "b.vtt").read_text().startswith("captions.vtt of b.wav")
    assert [item.warnings for item in items] == [(), ("Listen to it.",)]
    (batch,) = desk.api.batches.values()
    assert {job["batch"] for job in desk.api.jobs.values()} == {batch["id"]}


def test_a_page_links_to_the_recording_beside_it(desk: Desk) -> None:
    desk.put("a #1")
    (item,) = desk.items()
    item.outputs, item.formats = (desk.folder / "a #1.html",), (FORMATS["html"],)
    desk.run([item])
    assert item.outputs[0].read_text() == 'captions.html of a #1.wav {"media": "a%20%231.wav"}\n'


def test_what_is_bad_fails_with_the_services_words_and_stops_nothing_else(desk: Desk) -> None:
    for number in range(6):
        desk.put(f"good{number}")
    desk.put("empty", " ")
    desk.put("noise", sound=b"not audio")
    desk.put("wrong", "WRONG")
    items = desk.run()
    assert desk.statuses(items) == {
        "empty": "failed transcript_empty",
        **{f"good{number}": "captioned" for number in range(6)},
        "noise": "failed audio_unreadable",
        "wrong": "failed transcript_mismatch",
    }
    assert items[0].detail == "The transcript is empty."


def test_a_file_that_went_away_is_its_items_own_failure(desk: Desk) -> None:
    desk.put("a")
    desk.put("b")
    items = desk.items()
    (desk.folder / "a.wav").unlink()
    assert desk.statuses(desk.run(items)) == {"a": "failed file_unreadable", "b": "captioned"}


def test_the_same_content_twice_is_one_job_and_captions_for_both(desk: Desk) -> None:
    desk.put("a", sound=b"RIFF same")
    desk.put("b", sound=b"RIFF same")
    assert desk.statuses(desk.run()) == {"a": "captioned", "b": "captioned"}
    assert len(desk.api.jobs) == 1
    assert (desk.folder / "a.srt").read_text() == (desk.folder / "b.srt").read_text()


def test_trouble_that_passes_leaves_no_trace(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        desk.put(name)
    desk.api.troubles = [
        Trouble("POST /v1/batches", 503),
        Trouble("POST /v1/jobs", 0),
        Trouble("POST /v1/jobs", 0, after_doing_it=True),
        Trouble("POST /v1/jobs", 503, headers={"Retry-After": "1"}),
        Trouble("GET /v1/batches", 0),
        Trouble("GET /v1/batches", 502, body="<html>"),
        Trouble("GET /v1/jobs", 0),
    ]
    assert set(desk.statuses(desk.run()).values()) == {"captioned"}
    assert desk.api.troubles == []
    assert len(desk.api.jobs) == 3


def test_a_full_queue_is_waited_for_beyond_all_patience(desk: Desk) -> None:
    desk.put("a")
    desk.api.troubles = [Trouble("POST /v1/jobs", 429, "rate_limited") for _ in range(20)]
    items = desk.run(patience=Patience(total_s=0.05, first_pause_s=0.01, longest_pause_s=0.02))
    assert desk.statuses(items) == {"a": "captioned"}


def test_a_job_deleted_while_it_is_waited_for_is_a_failure_not_an_endless_wait(desk: Desk) -> None:
    desk.put("a", "SLOW")
    desk.put("b")
    desk.shown = lambda: _delete(desk.api, "a.wav")
    assert desk.statuses(desk.run()) == {"a": "failed not_found", "b": "captioned"}


def _delete(api: FakeApi, filename: str) -> None:
    for job in list(api.jobs.values()):
        if job["filename"] == filename:
            del api.jobs[job["id"]]


def test_nothing_to_do_asks_the_service_nothing(desk: Desk) -> None:
    desk.put("a")
    (item,) = items = desk.items()
    item.status = ItemStatus.SKIPPED
    desk.run(items)
    assert desk.api.asked == []

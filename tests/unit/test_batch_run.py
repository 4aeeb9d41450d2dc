"""A batch from upload to captions, with trouble of every kind, against the fake service."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from oncue.cli.batch.item import Item, ItemStatus
from oncue.cli.batch.naming import name_outputs
from oncue.cli.batch.placing import skip_captioned
from oncue.cli.batch.run import BatchRun, mark_unfinished
from oncue.cli.batch.state import STATE_NAME, BatchState
from oncue.cli.client import Client, Patience, ServiceUnreachable
from tests.e2e.fake_api import FakeApi, Trouble

QUICK = Patience(total_s=2, first_pause_s=0.01, longest_pause_s=0.05, longest_retry_after_s=0.05)


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as api:
        yield api


class Desk:
    """A folder with recordings, and the runs over it."""

    def __init__(self, folder: Path, api: FakeApi) -> None:
        self.folder = folder
        self.api = api
        self.shown: Callable[[], None] = lambda: None

    def put(self, name: str, text: str = "Good morning.", sound: bytes | None = None) -> None:
        """A recording, unlike all others unless `sound` is given, and its transcript."""
        (self.folder / f"{name}.wav").write_bytes(sound or b"RIFF" + name.encode())
        (self.folder / f"{name}.txt").write_text(text)

    def items(self) -> list[Item]:
        audios = sorted(self.folder.glob("*.wav"))
        items = [Item(audio.stem, audio, audio.with_suffix(".txt")) for audio in audios]
        name_outputs(items, ["srt", "vtt"], root=self.folder, out_dir=None)
        return items

    def run(self, items: list[Item] | None = None, url: str | None = None, patience: Patience = QUICK) -> list[Item]:
        """The items after a run; a fresh look at the folder unless given."""
        items = self.items() if items is None else items
        stopped = threading.Event()
        client = Client(url or self.api.url, None, patience, stopped=stopped)
        state = BatchState(self.folder, "desk")
        run = BatchRun(client, state, items, {}, uploads=2, shown=self.shown, stopped=stopped, look_every_s=0.01)
        run.run("desk", "http://the-service")
        return items

    def statuses(self, items: list[Item]) -> dict[str, str]:
        return {item.name: item.status.value if item.code is None else f"{item.status} {item.code}" for item in items}


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


@pytest.mark.parametrize(("status", "code"), [(507, "storage_full"), (500, "internal_error"), (401, "unauthorized")])
def test_what_is_not_the_items_fault_is_left_for_the_next_run_of_the_same_batch(desk: Desk, status: int, code: str) -> None:
    desk.put("a")
    desk.put("b")
    desk.api.troubles = [Trouble("POST /v1/jobs", status, code)]
    assert sorted(desk.statuses(desk.run()).values()) == ["captioned", f"unfinished {code}"]
    assert set(desk.statuses(desk.run()).values()) == {"captioned"}
    assert len(desk.api.batches) == 1
    assert len(desk.api.jobs) == 2


def test_run_again_after_an_interruption_nothing_is_uploaded_twice(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        desk.put(name, "SLOW")

    def interrupt() -> None:
        if len(desk.api.jobs) == 3:
            raise KeyboardInterrupt

    desk.shown = interrupt
    items = desk.items()
    with pytest.raises(KeyboardInterrupt):
        desk.run(items)
    mark_unfinished(items, "interrupted", "Run it again.")
    assert set(desk.statuses(items).values()) == {"unfinished interrupted"}
    uploads = desk.api.uploads
    desk.shown = lambda: None
    desk.api.let_go()
    desk.put("new")
    assert set(desk.statuses(desk.run()).values()) == {"captioned"}
    assert desk.api.uploads == uploads + 1
    assert len(desk.api.jobs) == 4
    assert len(desk.api.batches) == 1


def test_run_again_without_its_memory_nothing_is_aligned_twice(desk: Desk) -> None:
    desk.put("a", "SLOW")
    desk.shown = lambda: _interrupt_once(desk)
    with pytest.raises(KeyboardInterrupt):
        desk.run()
    state = desk.folder / STATE_NAME
    kept = [line for line in state.read_text().splitlines() if '"job"' not in line]
    state.write_text("\n".join(kept) + "\n")  # as after a kill between the answer and the note of it
    desk.shown = lambda: None
    desk.api.let_go()
    assert set(desk.statuses(desk.run()).values()) == {"captioned"}
    assert len(desk.api.jobs) == 1


def _interrupt_once(desk: Desk) -> None:
    if desk.api.jobs:
        raise KeyboardInterrupt


def test_a_changed_transcript_is_a_new_job_in_the_unfinished_batch(desk: Desk) -> None:
    desk.put("a", "SLOW")
    desk.shown = lambda: _interrupt_once(desk)
    with pytest.raises(KeyboardInterrupt):
        desk.run()
    desk.shown = lambda: None
    desk.put("a", "Better text.")
    assert desk.statuses(desk.run()) == {"a": "captioned"}
    assert len(desk.api.jobs) == 2


def test_a_finished_batch_run_again_is_a_new_one_so_that_failures_are_tried_again(desk: Desk) -> None:
    desk.put("a", "WRONG")
    desk.run()
    desk.run()
    assert len(desk.api.batches) == 2
    assert len(desk.api.jobs) == 2


def test_a_batch_cancelled_at_the_service_fails_its_items_and_the_next_run_begins_another(desk: Desk) -> None:
    desk.put("a", "SLOW")

    def cancel() -> None:
        if desk.api.jobs:
            (batch,) = desk.api.batches
            Client(desk.api.url).cancel_batch(batch)

    desk.shown = cancel
    assert desk.statuses(desk.run()) == {"a": "failed cancelled"}
    desk.shown = lambda: None
    desk.api.let_go()
    desk.put("a", "Good morning.")
    assert desk.statuses(desk.run()) == {"a": "captioned"}


def test_a_batch_cancelled_between_two_runs_is_not_gone_on_with(desk: Desk) -> None:
    desk.put("a", "SLOW")
    desk.shown = lambda: _interrupt_once(desk)
    with pytest.raises(KeyboardInterrupt):
        desk.run()
    (batch,) = desk.api.batches
    Client(desk.api.url).cancel_batch(batch)
    desk.shown = lambda: desk.api.let_go()
    assert desk.statuses(desk.run()) == {"a": "captioned"}
    assert len(desk.api.batches) == 2


def test_a_job_deleted_while_it_is_waited_for_is_a_failure_not_an_endless_wait(desk: Desk) -> None:
    desk.put("a", "SLOW")
    desk.put("b")
    desk.shown = lambda: _delete(desk.api, "a.wav")
    assert desk.statuses(desk.run()) == {"a": "failed not_found", "b": "captioned"}


def _delete(api: FakeApi, filename: str) -> None:
    for job in list(api.jobs.values()):
        if job["filename"] == filename:
            del api.jobs[job["id"]]


def test_captions_that_cannot_be_written_are_fetched_by_the_next_run(desk: Desk) -> None:
    desk.put("a")
    desk.put("b")
    (desk.folder / "a.srt").mkdir()
    items = desk.run()
    assert desk.statuses(items) == {"a": "unfinished cannot_write", "b": "captioned"}
    assert not (desk.folder / "a.vtt").exists()
    (desk.folder / "a.srt").rmdir()
    assert set(desk.statuses(desk.run()).values()) == {"captioned"}
    assert len(desk.api.jobs) == 2


def test_captions_by_somebody_else_stay_and_ours_are_written_beside_them(desk: Desk) -> None:
    desk.put("a")
    (desk.folder / "a.srt").write_text("by hand")
    (item,) = desk.run()
    assert (desk.folder / "a.srt").read_text() == "by hand"
    assert (item.written, item.kept) == (
        (desk.folder / "a.oncue.srt", desk.folder / "a.vtt"),
        (desk.folder / "a.srt",),
    )
    desk.run()
    names = sorted(path.name for path in desk.folder.glob("a.*"))
    assert names == ["a.oncue.srt", "a.srt", "a.txt", "a.vtt", "a.wav"]


def test_captions_that_a_person_corrected_are_never_replaced_however_often_it_runs(desk: Desk) -> None:
    desk.put("a")
    desk.run()
    (desk.folder / "a.srt").write_text("corrected once")
    desk.put("a", "Another text.")
    desk.run()
    assert (desk.folder / "a.oncue.srt").exists()
    (desk.folder / "a.oncue.srt").write_text("corrected twice")
    desk.put("a", "A third text.")
    (item,) = desk.run()
    assert (desk.folder / "a.srt").read_text() == "corrected once"
    assert (desk.folder / "a.oncue.srt").read_text() == "corrected twice"
    assert item.written == (desk.folder / "a.oncue-2.srt", desk.folder / "a.vtt")


def test_captions_that_nobody_touched_are_replaced(desk: Desk) -> None:
    desk.put("a")
    desk.run()
    desk.put("a", "Another text.")
    desk.run()
    assert sorted(path.name for path in desk.folder.glob("a.*")) == ["a.srt", "a.txt", "a.vtt", "a.wav"]


def test_what_was_captioned_is_skipped_with_the_facts_of_its_run(desk: Desk) -> None:
    desk.put("a", "DOUBTFUL")
    desk.put("b")
    first = desk.run()
    again = desk.items()
    skip_captioned(again, BatchState(desk.folder, "desk"), force=False)
    assert desk.statuses(again) == {"a": "skipped", "b": "skipped"}
    assert [(item.job, item.warnings, item.written) for item in again] == [
        (item.job, item.warnings, item.written) for item in first
    ]
    assert (again[0].quality or {})["mean_confidence"] == 0.9


def test_a_folder_where_captions_should_be_is_no_captions(desk: Desk) -> None:
    desk.put("a")
    desk.run()
    (desk.folder / "a.srt").unlink()
    (desk.folder / "a.srt").mkdir()
    again = desk.items()
    skip_captioned(again, BatchState(desk.folder, "desk"), force=False)
    assert desk.statuses(again) == {"a": "waiting"}


def test_a_correction_that_is_newer_is_captions_enough_and_one_that_is_older_has_newer_ones_beside_it(desk: Desk) -> None:
    desk.put("a")
    desk.run()
    (desk.folder / "a.srt").write_text("corrected")
    desk.put("a", "Another text.")
    later = (desk.folder / "a.srt").stat().st_mtime + 10
    os.utime(desk.folder / "a.txt", (later, later))
    state = BatchState(desk.folder, "desk")
    items = desk.items()
    skip_captioned(items, state, force=False)
    assert desk.statuses(items) == {"a": "waiting"}
    desk.run(items)
    for path in items[0].written:
        os.utime(path, (later + 10, later + 10))
    again = desk.items()
    skip_captioned(again, BatchState(desk.folder, "desk"), force=False)
    assert desk.statuses(again) == {"a": "skipped"}
    assert again[0].kept == (desk.folder / "a.srt",)


def test_a_service_that_stays_away_ends_the_run_and_the_next_goes_on(desk: Desk) -> None:
    desk.put("a")
    desk.put("b")
    desk.api.troubles = [Trouble("GET /v1/batches", 0) for _ in range(1000)]
    items = desk.items()
    with pytest.raises(ServiceUnreachable):
        desk.run(items, patience=Patience(total_s=0.1, first_pause_s=0.01, longest_pause_s=0.02))
    desk.api.troubles = []
    assert set(desk.statuses(desk.run()).values()) == {"captioned"}
    assert len(desk.api.batches) == 1


def test_nothing_to_do_asks_the_service_nothing(desk: Desk) -> None:
    desk.put("a")
    (item,) = items = desk.items()
    item.status = ItemStatus.SKIPPED
    desk.run(items)
    assert desk.api.asked == []

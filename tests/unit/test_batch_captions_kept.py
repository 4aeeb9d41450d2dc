"""Captions that are there before a batch runs: whose they are, which stay, which are replaced, which are enough."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from oncue.cli.batch.placing import skip_captioned
from oncue.cli.batch.state import BatchState
from tests.e2e.fake_api import FakeApi
from tests.unit.batch_desk import Desk


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as api:
        yield api


@pytest.fixture
def desk(tmp_path: Path, api: FakeApi) -> Desk:
    return Desk(tmp_path, api)


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

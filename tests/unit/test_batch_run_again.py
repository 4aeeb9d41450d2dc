"""A batch that was interrupted, cancelled or left unfinished, and the next run over the same folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oncue.cli.batch.run import mark_unfinished
from oncue.cli.batch.state import STATE_NAME
from oncue.cli.client import Client, Patience, ServiceUnreachable
from tests.e2e.fake_api import FakeApi, Trouble
from tests.unit.batch_desk import Desk


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with FakeApi() as api:
        yield api


@pytest.fixture
def desk(tmp_path: Path, api: FakeApi) -> Desk:
    return Desk(tmp_path, api)


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

"""What an edit asks of the aligners: the words of the phrase with what is around them, once, in the edit's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from oncue.captions.formats import alignment_from_json
from oncue.desk import Script, apply_revision, parse_ops
from oncue.jobs.desk_work import DeskTask, OpenedSound, WordToTime
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from oncue.jobs.store.database import writing
from oncue.jobs.store.desk_work import ask_to_open
from service.desk_stretches import DeskAsking
from tests.api import ALIGNMENT, TEXT
from tests.desk_makers import opened
from tests.job_makers import TENANT
from tests.stores import empty_store

SOUND = OpenedSound("desks/x/a.flac", "audio/flac", "desks/x/a.peaks", "desks/x/a.sound", 3000)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with empty_store(Settings(data_dir=tmp_path)) as store:
        yield store


def edited(script: Script, *ops: dict[str, Any]) -> Script:
    return apply_revision(script, script.rev + 1, parse_ops(list(ops)), "Ann")


def ask(store: SqlStore, job_id: str, before: Script, after: Script) -> None:
    with writing(store.engine) as connection:
        DeskAsking(store).ask(connection, store.desk(job_id, TENANT), after.rev, before, after)


def with_sound(store: SqlStore) -> str:
    job_id = opened(store)
    with writing(store.engine) as connection:
        ask_to_open(connection, job_id, store.now)
    opening = store.claim_desk_work(DeskTask.OPEN)
    assert opening is not None
    assert store.finish_opening(opening, SOUND)
    return job_id


def in_vain(store: SqlStore) -> None:
    """Ends all that waits without times."""
    while (claim := store.claim_desk_work(DeskTask.STRETCH)) is not None:
        assert store.fail_desk_work(claim, "words_do_not_fit", "They do not fit.")


def asked_words(store: SqlStore) -> tuple[WordToTime, ...]:
    claim = store.claim_desk_work(DeskTask.STRETCH)
    assert claim is not None
    assert claim.stretch is not None
    return claim.stretch.words


def test_an_edit_asks_for_the_sound_first_and_for_its_words_with_those_around_them(store: SqlStore) -> None:
    job_id = opened(store)
    script = Script.of(alignment_from_json(json.dumps(ALIGNMENT)), TEXT)
    after = edited(script, {"op": "replace", "from": "w14", "to": "w14", "text": "That"})
    ask(store, job_id, script, after)
    opening = store.claim_desk_work(DeskTask.OPEN)
    assert opening is not None
    store.finish_opening(opening, SOUND)
    words = asked_words(store)
    assert [word.text for word in words] == ["Good", "morning.", "That", "Tuesday", "is", "election", "day."]
    by_id = {word.id: word for word in words}
    assert by_id["w14"] == WordToTime("w14", "That", None, None), "an estimate is no time"
    assert (by_id["w19"].start_ms, by_id["w19"].end_ms) == (900, 1150)


def test_fixed_times_go_with_the_words_and_are_not_asked_for(store: SqlStore) -> None:
    job_id = opened(store)
    script = Script.of(alignment_from_json(json.dumps(ALIGNMENT)), TEXT)
    fixed = edited(script, {"op": "time", "word": "w19", "start_ms": 910, "end_ms": 1140})
    after = edited(fixed, {"op": "replace", "from": "w27", "to": "w27", "text": "was"})
    ask(store, job_id, fixed, after)
    opening = store.claim_desk_work(DeskTask.OPEN)
    assert opening is not None
    store.finish_opening(opening, SOUND)
    by_id = {word.id: word for word in asked_words(store)}
    assert by_id["w19"] == WordToTime("w19", "Tuesday", 910, 1140, False, True, True)
    assert by_id["w27"].wanted


def test_what_reads_as_before_asks_for_nothing(store: SqlStore) -> None:
    job_id = opened(store)
    script = Script.of(alignment_from_json(json.dumps(ALIGNMENT)), TEXT)
    ask(store, job_id, script, edited(script, {"op": "confirm", "from": "w14", "to": "w14"}))
    assert not store.timing(job_id).waiting


def test_words_that_came_back_by_a_redo_and_were_not_timed_are_told_of_after_an_edit_elsewhere(store: SqlStore) -> None:
    job_id = with_sound(store)
    now = Script.of(alignment_from_json(json.dumps(ALIGNMENT)), TEXT)
    for ops, untimed in (
        ({"op": "replace", "from": "w14", "to": "w14", "text": "That"}, {1}),
        ({"op": "undo", "rev": 1}, set()),
        ({"op": "undo", "rev": 2}, {3}),
        ({"op": "break", "before": "w27", "kind": "cue"}, {3}),
        ({"op": "confirm", "from": "w0", "to": "w0"}, {3}),
        ({"op": "undo", "rev": 3}, set()),
    ):
        before, now = now, edited(now, ops)
        ask(store, job_id, before, now)
        in_vain(store)
        assert store.timing(job_id).failed == untimed


def test_words_that_were_not_timed_are_told_of_no_more_once_those_that_are_left_of_them_are_timed(store: SqlStore) -> None:
    job_id = with_sound(store)
    script = Script.of(alignment_from_json(json.dumps(ALIGNMENT)), TEXT)
    added = edited(script, {"op": "replace", "from": "w14", "to": "w14", "text": "That very"})
    ask(store, job_id, script, added)
    in_vain(store)
    assert store.timing(job_id).failed == {1}
    new = next(word.id for word in added.shown if word.text == "very")
    ask(store, job_id, added, edited(added, {"op": "replace", "from": new, "to": new, "text": ""}))
    assert not store.timing(job_id).failed
    assert store.timing(job_id).waiting == {2}

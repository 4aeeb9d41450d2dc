"""What stays of a desk, on both databases: approvals, history, files and sound, until its job is deleted."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from oncue.jobs.desk_model import DeskState, Editor, RevisionFiles
from oncue.jobs.errors import DeskDamaged, NotFound, RevisionUnknown
from oncue.jobs.store import SqlStore
from oncue.jobs.store.database import writing
from oncue.jobs.store.tables import desks, metadata, revisions
from tests.desk_makers import ANN, add_revisions, desk_text, opened, retime, revision
from tests.job_makers import DONE, TENANT, later, new_job

DAY_S = 86_400


def files(n: int, at: int = 0) -> RevisionFiles:
    return RevisionFiles(f"desks/x/{n}/{at}/text", f"desks/x/{n}/{at}/alignment.json", f"desks/x/{n}/{at}/directions", at)


def test_an_approval_says_who_and_what_was_open_and_the_last_one_counts(store: SqlStore) -> None:
    job_id = opened(store)
    add_revisions(store, job_id, 3)
    first = store.approve(job_id, TENANT, 2, ANN, None, 0)
    second = store.approve(job_id, TENANT, 3, Editor(None, "anonymous"), "on air in a minute", 4)
    assert store.desk(job_id, TENANT).approved_rev == 3
    assert list(store.approvals(job_id, TENANT)) == [second, first]
    assert (second.seq, second.despite, second.findings, second.who.name) == (2, "on air in a minute", 4, "anonymous")
    with pytest.raises(RevisionUnknown):
        store.approve(job_id, TENANT, 4, ANN, None, 0)
    store.approve(job_id, TENANT, 0, ANN, None, 0)
    assert store.desk(job_id, TENANT).approved_rev is None


def test_history_is_told_newest_first_in_pages(store: SqlStore) -> None:
    job_id = opened(store)
    add_revisions(store, job_id, 5)
    assert [each.n for each in store.history(job_id, TENANT, limit=2)] == [5, 4]
    assert [each.n for each in store.history(job_id, TENANT, before=4, limit=9)] == [3, 2, 1]


def test_the_newest_each_twentieth_and_the_approved_revision_stay_written_out(store: SqlStore) -> None:
    job_id = opened(store)
    add_revisions(store, job_id, 21)
    store.approve(job_id, TENANT, 3, ANN, None, 0)
    for n in (2, 3, 20, 21):
        store.keep_files(job_id, n, files(n))
    kept = {each.n: each.files for each in store.desk_changes(job_id, TENANT).revisions if each.files}
    assert kept == {n: files(n) for n in (3, 20, 21)}
    was = files(21)
    assert set(store.keep_files(job_id, 21, files(21, at=2))) == {was.text_key, was.alignment_key, was.directions_key}
    assert store.keep_files(job_id, 21, files(21, at=1)) == []
    assert store.desk_changes(job_id, TENANT, 20).revisions[0].files == files(21, at=2), "an older writing comes too late"


def test_all_files_of_a_desk_are_referred_to_as_long_as_its_job_is_there(store: SqlStore) -> None:
    job_id = opened(store)
    add_revisions(store, job_id)
    store.keep_files(job_id, 1, files(1))
    with writing(store.engine) as connection:
        connection.execute(update(desks).values(audio_key="audio", peaks_key="peaks", sound_key="sound"))
    text = desk_text(job_id)
    own = {text.text_key, text.alignment_key, text.recognition_key, "audio", "peaks", "sound"}
    own |= {files(1).text_key, files(1).alignment_key, files(1).directions_key}
    kept = store.referenced([job_id])[job_id]
    assert kept is not None
    assert own <= kept
    assert DONE.alignment_key in kept
    plain = store.create(new_job())
    assert not own & (store.referenced([plain.id])[plain.id] or frozenset())


def test_with_a_job_all_that_its_desk_has_is_deleted_and_nothing_of_others(store: SqlStore) -> None:
    job_id, other = opened(store), opened(store)
    for each in (job_id, other):
        add_revisions(store, each, 2)
        retime(store, each, 1)
        store.approve(each, TENANT, 1, ANN, None, 0)
    store.delete(job_id, TENANT)
    with store.engine.connect() as connection:
        for name in ("desks", "desk_texts", "revisions", "retimings", "approvals"):
            table = metadata.tables[name]
            assert set(connection.execute(select(table.c.job_id)).scalars()) == {other}, name
    with pytest.raises(NotFound):
        store.append_revision(job_id, TENANT, revision("late"), expected_head=2)


def test_sound_that_nobody_uses_is_let_go_of_and_edits_stay(store: SqlStore) -> None:
    unused, used = opened(store), opened(store)
    add_revisions(store, unused)
    sound = {"audio_key": "a", "peaks_key": "p", "sound_key": "s", "state": DeskState.OPEN.value}
    with writing(store.engine) as connection:
        connection.execute(update(desks).values(**sound))
    assert store.let_go_of_desk_sound(30) == 0
    later(store, 31 * DAY_S)
    store.use_desk(used)
    assert store.let_go_of_desk_sound(30) == 1
    assert store.let_go_of_desk_sound(30) == 0
    gone = store.desk(unused, TENANT)
    assert (gone.audio_key, gone.peaks_key, gone.sound_key, gone.state) == (None, None, None, DeskState.OPENING)
    assert gone.head == 1
    assert store.desk(used, TENANT).audio_key == "a"


def test_the_use_of_a_desk_is_noted_once_a_minute(store: SqlStore) -> None:
    job_id = opened(store)
    before = store.desk(job_id, TENANT).used_at_ms
    store.use_desk(job_id)
    assert store.desk(job_id, TENANT).used_at_ms == before
    later(store, 61)
    store.use_desk(job_id)
    assert store.desk(job_id, TENANT).used_at_ms > before


def test_a_row_that_cannot_be_read_is_said_and_never_passed_over(store: SqlStore) -> None:
    job_id = opened(store)
    add_revisions(store, job_id, 2)
    with writing(store.engine) as connection:
        connection.execute(update(revisions).where(revisions.c.n == 1).values(kind="of tomorrow"))
    with pytest.raises(DeskDamaged) as damaged:
        store.desk_changes(job_id, TENANT)
    assert damaged.value.data == {"table": "revisions", "column": "kind"}
    with store.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(revisions)).scalar_one() == 2

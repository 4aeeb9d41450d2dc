"""The log of a desk: no revision is lost, doubled or overtaken, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, insert, select, update

from oncue.jobs.desk_model import DeskState, Editor, RevisionFiles, RevisionKind
from oncue.jobs.errors import (
    DeskDamaged,
    DeskFull,
    DeskNotOpen,
    EditIdReused,
    HeadMoved,
    NotFound,
    RevisionUnknown,
    Unstorable,
)
from oncue.jobs.store import SqlStore
from oncue.jobs.store.database import writing
from oncue.jobs.store.desk_log import MOST_REVISIONS, Timing, add_retiming
from oncue.jobs.store.tables import desk_work, desks, metadata, revisions
from tests.desk_makers import ANN, completed, desk_text, opened, revision
from tests.job_makers import DONE, TENANT, later, new_job

DAY_S = 86_400


def add(store: SqlStore, job_id: str, count: int = 1) -> None:
    """Adds so many revisions, each after the last."""
    for _ in range(count):
        head = store.desk(job_id, TENANT).head
        store.append_revision(job_id, TENANT, revision(f"edit-{head + 1}", based_on=head), expected_head=head)


def files(n: int, at: int = 0) -> RevisionFiles:
    return RevisionFiles(f"desks/x/{n}/{at}/text", f"desks/x/{n}/{at}/alignment.json", f"desks/x/{n}/{at}/directions", at)


def retime(store: SqlStore, job_id: str, rev: int) -> None:
    with writing(store.engine) as connection:
        add_retiming(connection, job_id, rev, {"w5": (310, 540, 0.8, -0.5), "a1.0": (550, 600, 0.4, None)}, store.now)


def test_a_desk_is_opened_once_and_works_on_the_text_of_the_first(store: SqlStore) -> None:
    job = completed(store)
    made, new = store.open_desk(job.id, TENANT, desk_text(job.id))
    assert (new, made.head, made.approved_rev, made.state) == (True, 0, None, DeskState.OPENING)
    again, new = store.open_desk(job.id, TENANT, replace(desk_text(job.id), text_key="another"))
    assert (again, new) == (made, False)
    assert list(store.desk_texts(job.id)) == [desk_text(job.id)]
    assert store.desks_of([job.id, "job_none"]) == {job.id: made}


def test_a_desk_without_sound_asks_for_it_each_time_it_is_opened_in_the_same_transaction(store: SqlStore) -> None:
    job = completed(store)
    asked: list[object] = []
    store.open_desk(job.id, TENANT, desk_text(job.id), asked.append)
    with writing(store.engine) as connection:
        connection.execute(update(desks).values(state=DeskState.FAILED.value, problem={"code": "x", "detail": "y"}))
    again = store.open_again(job.id, TENANT, asked.append)
    assert (len(asked), again.state, again.problem) == (2, DeskState.OPENING, None)
    with writing(store.engine) as connection:
        connection.execute(update(desks).values(state=DeskState.OPEN.value, sound_key="sound"))
    assert store.open_again(job.id, TENANT, asked.append).state is DeskState.OPEN
    assert len(asked) == 2

    def breaks_off(_connection: object) -> None:
        raise KeyError

    other = completed(store)
    with pytest.raises(KeyError):
        store.open_desk(other.id, TENANT, desk_text(other.id), breaks_off)
    with pytest.raises(DeskNotOpen):
        store.desk(other.id, TENANT)


def test_requests_that_open_a_desk_together_open_one(store: SqlStore) -> None:
    job = completed(store)
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: store.open_desk(job.id, TENANT, desk_text(job.id))[1], range(4)))
    assert sorted(made) == [False, False, False, True]


def test_a_job_without_a_desk_says_so_and_an_unknown_one_is_not_found(store: SqlStore) -> None:
    job = completed(store)
    for ask in (store.desk, store.desk_changes, store.history, store.approvals):
        with pytest.raises(DeskNotOpen):
            ask(job.id, TENANT)
        with pytest.raises(NotFound):
            ask("job_none", TENANT)
    with pytest.raises(NotFound):
        store.open_desk("job_none", TENANT, desk_text("job_none"))
    opened_id = opened(store)
    with pytest.raises(NotFound):
        store.desk(opened_id, "another")


def test_a_revision_follows_the_head_that_its_maker_saw_and_no_other(store: SqlStore) -> None:
    job_id = opened(store)
    first, before = store.append_revision(job_id, TENANT, revision("one"), expected_head=0)
    assert (first.n, first.who, first.generation, before) == (1, ANN, 1, False)
    assert first.at_ms > 0
    with pytest.raises(HeadMoved) as moved:
        store.append_revision(job_id, TENANT, revision("two"), expected_head=0)
    assert moved.value.data["head"] == 1
    second, _ = store.append_revision(job_id, TENANT, revision("two", based_on=0), expected_head=1)
    found = store.desk_changes(job_id, TENANT)
    assert (found.desk.head, list(found.revisions)) == (2, [first, second])
    assert list(store.desk_changes(job_id, TENANT, after_rev=1).revisions) == [second]


def test_an_edit_that_is_sent_twice_is_one_revision_wherever_the_head_is_now(store: SqlStore) -> None:
    job_id = opened(store)
    sent = revision("one")
    first, _ = store.append_revision(job_id, TENANT, sent, expected_head=0)
    add(store, job_id, 2)
    assert store.append_revision(job_id, TENANT, sent, expected_head=0) == (first, True)
    assert store.append_revision(job_id, TENANT, sent, expected_head=3) == (first, True)
    assert store.revision_of_edit(job_id, "one") == first
    with pytest.raises(EditIdReused) as refused:
        store.append_revision(job_id, TENANT, replace(sent, fingerprint="other"), expected_head=3)
    assert refused.value.data["rev"] == 1
    assert store.desk(job_id, TENANT).head == 3


def test_edits_of_many_at_once_are_all_kept_in_one_order_without_gaps(store: SqlStore) -> None:
    job_id = opened(store)

    def edit(k: int) -> int:
        while True:
            head = store.desk(job_id, TENANT).head
            try:
                return store.append_revision(job_id, TENANT, revision(f"e{k}", based_on=head), expected_head=head)[0].n
            except HeadMoved:
                continue

    with ThreadPoolExecutor(4) as threads:
        numbers = sorted(threads.map(edit, range(8)))
    assert numbers == list(range(1, 9))
    kept = store.desk_changes(job_id, TENANT).revisions
    assert sorted(each.edit_id for each in kept) == sorted(f"e{k}" for k in range(8))


def test_ops_come_back_as_they_went_and_what_cannot_be_kept_leaves_no_revision(store: SqlStore) -> None:
    job_id = opened(store)
    ops = {"op": "replace", "from": "w5", "to": "w5", "text": 'ש\u202e "<b>" \U0001f600 \\u0000', "why": "misprint"}
    made, _ = store.append_revision(job_id, TENANT, revision("one", ops), expected_head=0)
    assert list(made.ops) == [ops]
    for bad in (float("nan"), "\ud800"):
        with pytest.raises(Unstorable):
            store.append_revision(job_id, TENANT, revision("two", {"op": "note", "text": bad}), expected_head=1)
    assert store.desk(job_id, TENANT).head == 1


def test_a_desk_takes_no_more_revisions_than_it_may_have(store: SqlStore) -> None:
    job_id = opened(store)
    with writing(store.engine) as connection:
        connection.execute(update(desks).values(head=MOST_REVISIONS))
    with pytest.raises(DeskFull):
        store.append_revision(job_id, TENANT, revision("one"), expected_head=MOST_REVISIONS)


def test_a_new_text_begins_with_a_revision_of_the_same_count_and_the_old_text_can_still_be_replayed(
    store: SqlStore,
) -> None:
    job_id = opened(store)
    add(store, job_id, 3)
    retime(store, job_id, 2)
    left = {"rev": 2, "why": "its word is gone"}
    text = desk_text(job_id, 2, 4, of_alignment_key="jobs/x/2/alignment.json", left_over=(left,))
    carried = replace(revision("carry"), kind=RevisionKind.TEXT, at_ms=12345)
    assert store.begin_text(job_id, TENANT, text, [carried, replace(carried, edit_id="more")], expected_head=3)[0].n == 4
    with pytest.raises(HeadMoved):
        store.begin_text(job_id, TENANT, text, [carried], expected_head=5)
    now = store.desk_changes(job_id, TENANT)
    assert (now.desk.generation, now.desk.head, now.text, list(now.retimings)) == (2, 5, text, [])
    made = [(each.n, each.generation, each.kind, each.at_ms) for each in now.revisions]
    assert made == [(4, 2, RevisionKind.TEXT, 12345), (5, 2, RevisionKind.TEXT, 12345)]
    past = store.desk_past(job_id, TENANT, 3)
    assert past.text == desk_text(job_id)
    assert [each.n for each in past.revisions] == [1, 2, 3]
    assert [each.rev for each in past.retimings] == [2]


def test_times_that_an_aligner_found_are_counted_and_told_once(store: SqlStore) -> None:
    job_id = opened(store)
    add(store, job_id, 2)
    retime(store, job_id, 1)
    retime(store, job_id, 2)
    found = store.desk_changes(job_id, TENANT)
    assert found.desk.retimed == 2
    assert [(each.seq, each.rev) for each in found.retimings] == [(1, 1), (2, 2)]
    assert found.retimings[0].words == {"w5": (310, 540, 0.8, -0.5), "a1.0": (550, 600, 0.4, None)}
    assert [each.seq for each in store.desk_changes(job_id, TENANT, 2, 1).retimings] == [2]
    assert [each.rev for each in store.desk_past(job_id, TENANT, 1).retimings] == [1]
    assert [store.retimed_up_to(job_id, TENANT, rev) for rev in (1, 2)] == [1, 2]
    with pytest.raises(RevisionUnknown):
        store.retimed_up_to(job_id, TENANT, 3)
    with writing(store.engine) as connection, pytest.raises(NotFound):
        add_retiming(connection, "job_none", 1, {}, store.now)


def test_a_revision_is_waiting_while_an_aligner_has_work_for_it(store: SqlStore) -> None:
    job_id = opened(store)
    assert store.timing(job_id) == Timing()
    rows = [(1, "queued"), (1, "done"), (2, "working"), (3, "failed"), (4, "done"), (5, "superseded")]
    with writing(store.engine) as connection:
        for k, (rev, state) in enumerate(rows):
            row = {"id": f"dw_{k}", "job_id": job_id, "kind": "stretch", "rev": rev, "state": state}
            connection.execute(insert(desk_work).values(**row, token=0, attempts=0, asked_at_ms=0))
    assert store.timing(job_id) == Timing(frozenset({1, 2}), frozenset({3}))


def test_an_approval_says_who_and_what_was_open_and_the_last_one_counts(store: SqlStore) -> None:
    job_id = opened(store)
    add(store, job_id, 3)
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
    add(store, job_id, 5)
    assert [each.n for each in store.history(job_id, TENANT, limit=2)] == [5, 4]
    assert [each.n for each in store.history(job_id, TENANT, before=4, limit=9)] == [3, 2, 1]


def test_the_newest_each_twentieth_and_the_approved_revision_stay_written_out(store: SqlStore) -> None:
    job_id = opened(store)
    add(store, job_id, 21)
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
    add(store, job_id)
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
        add(store, each, 2)
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
    add(store, unused)
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
    add(store, job_id, 2)
    with writing(store.engine) as connection:
        connection.execute(update(revisions).where(revisions.c.n == 1).values(kind="of tomorrow"))
    with pytest.raises(DeskDamaged) as damaged:
        store.desk_changes(job_id, TENANT)
    assert damaged.value.data == {"table": "revisions", "column": "kind"}
    with store.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(revisions)).scalar_one() == 2

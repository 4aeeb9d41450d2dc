"""The log of a desk: no revision is lost, doubled or overtaken, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from oncue.jobs.desk_model import DeskState, RevisionKind
from oncue.jobs.errors import DeskFull, DeskNotOpen, EditIdReused, HeadMoved, NotFound, RevisionUnknown, Unstorable
from oncue.jobs.store import SqlStore
from oncue.jobs.store.database import writing
from oncue.jobs.store.desk_log import MOST_REVISIONS, Timing, add_retiming
from oncue.jobs.store.tables import desk_work, desks
from tests.desk_makers import ANN, add_revisions, completed, desk_text, opened, retime, revision
from tests.job_makers import TENANT


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
    add_revisions(store, job_id, 2)
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
    add_revisions(store, job_id, 3)
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
    add_revisions(store, job_id, 2)
    retime(store, job_id, 1)
    retime(store, job_id, 2)
    found = store.desk_changes(job_id, TENANT)
    assert found.desk.retimed == 2
    assert [(each.seq, each.rev) for each in found.retimings] == [(1, 1), (2, 2)]
    assert found.retimings[0].words == {"w5": (310, 540, 0.8, -0.5, 18), "a1.0": (550, 600, 0.4, None, None)}
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

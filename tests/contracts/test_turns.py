"""Whose turn it is, on both databases, and with claimers side by side."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from oncue.jobs.model import Lane
from oncue.jobs.store import SqlStore
from tests.job_makers import DONE, TENANT, claimed, later, new_job


def turns(store: SqlStore) -> set[tuple[str, str, str]]:
    with store.engine.connect() as connection:
        return {tuple(row) for row in connection.execute(text("SELECT tenant, lane, batch_id FROM turns"))}


def test_claimers_side_by_side_give_batches_every_fourth_claim(store: SqlStore) -> None:
    for batch in ("b1", "b2"):
        store.create_batch(batch, TENANT, "", {}, None)
    for n in range(48):
        store.create(new_job())
        if n < 16:
            store.create(new_job(batch=f"b{1 + n % 2}"))
    with ThreadPoolExecutor(8) as claimers:
        claims = list(claimers.map(lambda _: claimed(store), range(32)))
    assert Counter(claim.job.lane for claim in claims) == {Lane.INTERACTIVE: 24, Lane.BATCH: 8}
    assert len({claim.job.id for claim in claims}) == 32


def test_a_desk_with_one_job_does_not_wait_for_another_with_many(store: SqlStore) -> None:
    for _ in range(10):
        store.create(new_job(tenant="archive"))
    store.create(new_job(tenant="news"))
    first = []
    for _ in range(3):
        later(store, 1)
        first.append(claimed(store).job.tenant)
    assert "news" in first[:2]


def test_jobs_that_were_inserted_by_other_hands_have_their_turn(store: SqlStore) -> None:
    job = store.create(new_job())
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE jobs SET id = 'job_by_hand' WHERE id = :id"), {"id": job.id})
        connection.execute(text("UPDATE jobs SET state = 'completed'"))
        connection.execute(text("DELETE FROM turns"))
        connection.execute(text("UPDATE jobs SET state = 'queued'"))
    assert claimed(store).job.id == "job_by_hand"


def test_turns_of_which_nothing_waits_are_forgotten_and_come_back(store: SqlStore) -> None:
    store.create_batch("b", TENANT, "", {}, None)
    store.create(new_job(batch="b"))
    store.create(new_job())
    waiting = {(TENANT, "batch", "b"), (TENANT, "interactive", "")}
    assert turns(store) == waiting
    assert store.forget_empty_turns() == 0
    store.cancel_batch("b", TENANT)
    claim = claimed(store)
    assert store.forget_empty_turns() == 2
    assert turns(store) == set()
    store.give_back(claim)
    assert turns(store) == {(TENANT, "interactive", "")}
    assert store.finish(claimed(store), DONE)


def test_many_batches_of_which_nothing_is_left_do_not_hide_the_one_that_waits(store: SqlStore) -> None:
    for n in range(20):
        store.create_batch(f"b{n:02}", TENANT, "", {}, None)
        store.create(new_job(batch=f"b{n:02}"))
        if n != 15:
            store.cancel_batch(f"b{n:02}", TENANT)
    assert claimed(store).job.batch == "b15"
    assert store.claim() is None
    assert store.forget_empty_turns() == 20


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_turn_is_not_forgotten_while_somebody_queues_a_job_in_it(store: SqlStore) -> None:
    store.cancel(store.create(new_job()).id, TENANT)
    with store.engine.begin() as other:
        other.execute(text("UPDATE jobs SET state = 'queued'"))
        assert store.forget_empty_turns() == 0
    assert store.claim() is not None
    assert store.forget_empty_turns() == 1

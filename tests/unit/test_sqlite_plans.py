"""How SQLite carries out the calls that everybody makes: by an index, with nothing sorted and no table read through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from oncue.jobs.errors import JobsError
from oncue.jobs.model import Problem, State
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from tests.job_makers import DONE, TENANT, claimed, new_job
from tests.stores import empty_store

MADE_BY_HAND = "temp b-tree"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with empty_store(Settings(data_dir=tmp_path)) as store:
        yield store


def test_no_call_reads_all_jobs_and_none_sorts_them(store: SqlStore) -> None:
    bad: list[tuple[str, str]] = []

    def explain(connection: Any, _cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if statement.split(None, 1)[0] not in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            return
        for *_ids, detail in connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters):
            scans = detail.startswith("SCAN jobs") and "INDEX" not in detail
            if scans or MADE_BY_HAND in detail.lower():
                bad.append((f"{detail}: {statement}", ""))

    event.listen(store.engine, "before_cursor_execute", explain)
    store.create_batch("b", TENANT, "", {}, None)
    with suppress(JobsError):
        store.begin_upload("job_up", TENANT, "key")
    made = [store.create(new_job(batch="b" if n % 2 else None, idempotency_key=f"k{n}")) for n in range(8)]
    store.made_before(TENANT, "k1", "same")
    claim = claimed(store)
    store.heartbeat(claim, "recognise", 0.5)
    store.peek(claim)
    store.finish(claim, DONE)
    store.fail(claimed(store), Problem("x", "y"))
    store.lose(claimed(store), "died")
    store.give_back(claimed(store))
    store.reap()
    store.set_aside_unknown()
    store.forget_empty_turns()
    store.next_queued(10)
    store.expired(1)
    store.referenced([job.id for job in made])
    store.versions([job.id for job in made])
    for batch in (None, "b"):
        for state in (None, State.ERROR):
            store.list(TENANT, batch=batch, state=state)
            store.list(TENANT, batch=batch, state=state, starting_after=made[0].id)
    store.batch_counts(["b"])
    store.batch_page("b", TENANT)
    store.batch_page("b", TENANT, changed_since=1)
    store.cancel_batch("b", TENANT)
    store.backlog()
    store.stalled_s()
    assert "\n".join(sorted({why for why, _ in bad})) == ""

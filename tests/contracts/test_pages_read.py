"""What each call of the store reads of a PostgreSQL with 2,000 jobs and with 50,000: the same, where the answer is."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text

from oncue.jobs.desk_model import RevisionFiles
from oncue.jobs.desk_work import DeskClaim, DeskTask, OpenedSound, TimedStretch
from oncue.jobs.errors import JobsError
from oncue.jobs.model import Claim, Problem, State, WorkerState
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore, open_store
from oncue.jobs.store.migrate import migrate
from tests.desk_makers import ANN, desk_text, revision
from tests.job_makers import DONE, TENANT, claimed, new_job, upload
from tests.servers import PostgresServer

FEW, MANY = 2_000, 50_000

MOST_GROWTH = 1.5

SPARE_PAGES = 4
"""An index of 50,000 is a level higher than one of 2,000, and what fits into a page is read by another plan."""

FILL = """
INSERT INTO batches (id, tenant, fingerprint, name, metadata, created_at_ms)
SELECT 'b' || n, 'default', '0', '', '{}', n FROM generate_series(0, :rows / :batch) n;
INSERT INTO jobs (id, tenant, fingerprint, batch_id, lane, state, progress, cancel_requested, attempts, token, version,
    lease_until_ms, created_at_ms, queued_at_ms, claimed_at_ms, completed_at_ms, audio, transcript, text_key, options,
    metadata, idempotency_key)
SELECT 'job_' || n, 'default', 'same', CASE WHEN n % 10 < :batched THEN 'b' || n / :batch END,
    CASE WHEN n % 10 < :batched THEN 'batch' ELSE 'interactive' END,
    CASE WHEN n % 10 < :queued THEN 'queued' WHEN n % 1000 = 999 THEN 'error' WHEN n % 1000 = 989 AND n > :rows - 2000
        THEN 'processing' ELSE 'completed' END,
    0, false, 0, 0, 1, 9000000000000, n, n, CASE WHEN n % 10 >= :queued THEN n END,
    CASE WHEN n % 10 >= :queued THEN 9000000000000 END, :file, :file, 'jobs/text', '{}', '{}', 'key' || n
FROM generate_series(0, :rows - 1) n
"""

SHAPES: Mapping[str, Mapping[str, int]] = {
    "history": {"queued": 1, "batched": 5, "batch": 100},
    "backlog": {"queued": 9, "batched": 9, "batch": 100},
}

NO_CALL_OF_ITS_OWN = {"ago", "close", "cancel_where", "next_turn", "set_aside", "total"}
"""Closing, times, parts of other calls, and a count of all jobs, which only tests ask for."""


class Pages:
    """A store, and how many pages each of its statements reads where it is carried out."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self._read = 0
        event.listen(store.engine, "before_cursor_execute", self._explain)

    def of(self, call: Callable[[], object]) -> int:
        self._read = 0
        with suppress(JobsError):
            call()
        return self._read

    def _explain(self, connection: Any, _cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            return
        with connection.connection.cursor() as asking:
            asking.execute("SAVEPOINT before")
            asking.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}", parameters)
            plan = asking.fetchone()[0][0]["Plan"]
            asking.execute("ROLLBACK TO before")
        self._read += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


@pytest.fixture(scope="module", params=SHAPES)
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pages, Pages]]:
    """The store of few and of many jobs."""
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.url_of("postgres").replace("postgresql:", "postgresql+psycopg:")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    found = []
    for rows in (FEW, MANY):
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS pages_{rows} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE pages_{rows}"))
        settings = Settings(
            data_dir=tmp_path_factory.mktemp("pages"), database_url=server.url_of(f"pages_{rows}"), max_queued=50
        )
        migrate(settings)
        store = open_store(settings, connections=1)
        file = '{"key": "jobs/a", "name": "a", "bytes": 1, "sha256": "0"}'
        with store.engine.begin() as connection:
            for statement in FILL.split(";"):
                wanted = {"rows": rows, "file": file, **SHAPES[request.param]}
                connection.execute(text(statement), {k: v for k, v in wanted.items() if f":{k}" in statement})
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        found.append(Pages(store))
    yield found[0], found[1]
    for each in found:
        each.store.close()
    admin.dispose()


def with_claim(store: SqlStore, use: Callable[[Claim], object]) -> Callable[[], object]:
    claim = claimed(store)
    return lambda: use(claim)


def with_desk(store: SqlStore, use: Callable[[str], object]) -> Callable[[], object]:
    """A call for a desk that has a revision and its sound."""
    store.open_desk(DESK, TENANT, desk_text(DESK))
    if store.desk(DESK, TENANT).head == 0:
        store.append_revision(DESK, TENANT, revision("edit-0001"), expected_head=0)
    return lambda: use(DESK)


def with_task(store: SqlStore, use: Callable[[DeskClaim], object]) -> Callable[[], object]:
    """A call of the aligner that opens the desk."""
    with_desk(store, lambda _: None)
    store.forget_desk_sound(DESK)
    claim = store.claim_desk_work(DeskTask.OPEN)
    return (lambda: use(claim)) if claim is not None else lambda: None


DESK = "job_1500"
SOUND = OpenedSound("desks/x/a.flac", "audio/flac", "desks/x/a.peaks", "desks/x/a.sound", 5000)
FILES = RevisionFiles("desks/x/text", "desks/x/alignment", "desks/x/directions", 0)

CALLS: Mapping[str, Callable[[SqlStore], Callable[[], object]]] = {
    "claim": lambda store: store.claim,
    "heartbeat": lambda store: with_claim(store, lambda claim: store.heartbeat(claim, "recognise", 0.5)),
    "peek": lambda store: with_claim(store, store.peek),
    "finish": lambda store: with_claim(store, lambda claim: store.finish(claim, DONE)),
    "fail": lambda store: with_claim(store, lambda claim: store.fail(claim, Problem("x", "y"))),
    "lose": lambda store: with_claim(store, lambda claim: store.lose(claim, "died")),
    "give_back": lambda store: with_claim(store, store.give_back),
    "finish_cancel": lambda store: with_claim(store, store.finish_cancel),
    "reap": lambda store: store.reap,
    "set_aside_unknown": lambda store: store.set_aside_unknown,
    "forget_empty_turns": lambda store: store.forget_empty_turns,
    "begin_upload": lambda store: lambda: store.begin_upload("job_new", TENANT, "new"),
    "touch_upload": lambda store: lambda: store.touch_upload("job_new"),
    "end_upload": lambda store: lambda: store.end_upload("job_new"),
    "create": lambda store: lambda: store.create(new_job(idempotency_key="another")),
    "create in a batch": lambda store: lambda: store.create(new_job(batch="b1")),
    "made_before": lambda store: lambda: store.made_before(TENANT, "key7", "same"),
    "get": lambda store: lambda: store.get("job_77", TENANT),
    "versions": lambda store: lambda: store.versions([f"job_{each}" for each in range(20)]),
    "list": lambda store: lambda: store.list(TENANT),
    "list deep": lambda store: lambda: store.list(TENANT, starting_after="job_100"),
    "list by state": lambda store: lambda: store.list(TENANT, state=State.ERROR, limit=1),
    "list by state, none": lambda store: lambda: store.list(TENANT, state=State.CANCELLED),
    "list by batch": lambda store: lambda: store.list(TENANT, batch="b3"),
    "list by batch and state": lambda store: lambda: store.list(TENANT, batch="b3", state=State.CANCELLED),
    "search": lambda store: lambda: store.search(TENANT, words="no such name", look_at=500),
    "search deep": lambda store: lambda: store.search(TENANT, words="a", look_at=500, starting_after="job_1900"),
    "search, all": lambda store: lambda: store.search(TENANT, state=State.ERROR, limit=1),
    "cancel": lambda store: lambda: store.cancel("job_0", TENANT),
    "retry": lambda store: lambda: store.retry("job_999", TENANT),
    "replace_transcript": lambda store: lambda: store.replace_transcript("job_1999", TENANT, upload("k"), "t"),
    "delete": lambda store: lambda: store.delete("job_0", TENANT),
    "next_queued": lambda store: lambda: store.next_queued(10),
    "expired, none": lambda store: lambda: store.expired(1),
    "expired": lambda store: lambda: store.expired(-100_000, 50),
    "referenced": lambda store: lambda: store.referenced([f"job_{each}" for each in range(20)]),
    "create_batch": lambda store: lambda: store.create_batch("b_new", TENANT, "", {}, "k"),
    "get_batch": lambda store: lambda: store.get_batch("b1", TENANT),
    "list_batches": lambda store: lambda: store.list_batches(TENANT),
    "batch_counts": lambda store: lambda: store.batch_counts(["b1", "b2"]),
    "batch_page": lambda store: lambda: store.batch_page("b1", TENANT),
    "batch_page, changed": lambda store: lambda: store.batch_page("b1", TENANT, changed_since=2**40),
    "cancel_batch": lambda store: lambda: store.cancel_batch("b2", TENANT),
    "count": lambda store: lambda: store.count({("a", ""): 1}),
    "counts": lambda store: store.counts,
    "set_gauge": lambda store: lambda: store.set_gauge("g", 1),
    "beat": lambda store: lambda: store.beat("worker:a"),
    "beat_age_s": lambda store: lambda: store.beat_age_s("reaper"),
    "live": lambda store: lambda: store.live("worker:", 60),
    "forget_beats": lambda store: lambda: store.forget_beats("worker:", 60),
    "show_worker": lambda store: lambda: store.show_worker("w", "host", WorkerState.IDLE),
    "live_workers": lambda store: store.live_workers,
    "forget_worker": lambda store: lambda: store.forget_worker("w"),
    "backlog": lambda store: store.backlog,
    "stalled_s": lambda store: store.stalled_s,
    "ping": lambda store: store.ping,
    "take_duty": lambda store: lambda: store.take_duty("d", "me", 1),
    "keep_duty": lambda store: lambda: store.keep_duty("d", "me", 1, ""),
    "leave_duty": lambda store: lambda: store.leave_duty("d", "me", "", due_in_s=1),
    "add_api_key": lambda store: lambda: store.add_api_key("k", TENANT, "", ""),
    "api_key": lambda store: lambda: store.api_key("k"),
    "api_keys": lambda store: store.api_keys,
    "revoke_api_key": lambda store: lambda: store.revoke_api_key("k"),
    "open_desk": lambda store: lambda: store.open_desk("job_1501", TENANT, desk_text("job_1501")),
    "desk": lambda store: with_desk(store, lambda job: store.desk(job, TENANT)),
    "open_again": lambda store: with_desk(store, lambda job: store.open_again(job, TENANT)),
    "use_desk": lambda store: with_desk(store, store.use_desk),
    "desks_of": lambda store: with_desk(store, lambda job: store.desks_of([job, "job_1"])),
    "desk_texts": lambda store: with_desk(store, store.desk_texts),
    "let_go_of_desk_sound": lambda store: with_desk(store, lambda _: store.let_go_of_desk_sound(30)),
    "append_revision": lambda store: with_desk(
        store, lambda job: store.append_revision(job, TENANT, revision("edit-0002"), expected_head=1)
    ),
    "begin_text": lambda store: with_desk(
        store, lambda job: store.begin_text(job, TENANT, desk_text(job, 2, 2), [revision("edit-0003")], expected_head=1)
    ),
    "desk_changes": lambda store: with_desk(store, lambda job: store.desk_changes(job, TENANT)),
    "desk_head": lambda store: with_desk(store, lambda job: store.desk_head(job, TENANT)),
    "desk_past": lambda store: with_desk(store, lambda job: store.desk_past(job, TENANT, 1)),
    "retimed_up_to": lambda store: with_desk(store, lambda job: store.retimed_up_to(job, TENANT, 1)),
    "revision_of_edit": lambda store: with_desk(store, lambda job: store.revision_of_edit(job, "edit-0001")),
    "history": lambda store: with_desk(store, lambda job: store.history(job, TENANT)),
    "timing": lambda store: with_desk(store, store.timing),
    "approve": lambda store: with_desk(store, lambda job: store.approve(job, TENANT, 1, ANN, None, 0)),
    "approvals": lambda store: with_desk(store, lambda job: store.approvals(job, TENANT)),
    "keep_files": lambda store: with_desk(store, lambda job: store.keep_files(job, 1, FILES)),
    "forget_desk_sound": lambda store: with_desk(store, store.forget_desk_sound),
    "claim_desk_work": lambda store: with_desk(store, lambda _: store.claim_desk_work(DeskTask.STRETCH)),
    "renew_desk_work": lambda store: with_task(store, store.renew_desk_work),
    "give_back_desk_work": lambda store: with_task(store, store.give_back_desk_work),
    "lose_desk_work": lambda store: with_task(store, lambda claim: store.lose_desk_work(claim, "x", "y")),
    "fail_desk_work": lambda store: with_task(store, lambda claim: store.fail_desk_work(claim, "x", "y")),
    "finish_opening": lambda store: with_task(store, lambda claim: store.finish_opening(claim, SOUND)),
    "finish_stretch": lambda store: with_task(store, lambda claim: store.finish_stretch(claim, TimedStretch())),
    "show_aligner": lambda store: lambda: store.show_aligner("a", "host", done=0, failed=0, last_problem=None),
    "live_aligners": lambda store: store.live_aligners,
    "forget_aligner": lambda store: lambda: store.forget_aligner("a"),
}


def test_no_call_reads_more_of_many_jobs_than_of_few(pages: tuple[Pages, Pages]) -> None:
    grown = {}
    for name, call in CALLS.items():
        few, many = (each.of(call(each.store)) for each in pages)
        if many > MOST_GROWTH * few + SPARE_PAGES:
            grown[name] = (few, many)
    assert grown == {}


def test_every_call_of_the_store_is_among_them() -> None:
    public = {name for name, _ in inspect.getmembers(SqlStore, inspect.isfunction) if not name.startswith("_")}
    assert public - NO_CALL_OF_ITS_OWN == {name.split(",")[0].split(" ")[0] for name in CALLS}

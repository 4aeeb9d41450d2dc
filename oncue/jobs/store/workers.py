"""The store's methods for processes of workers, each of which shows what it does and what went wrong on it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from oncue.jobs.model import Worker, WorkerState
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.mapping import Database
from oncue.jobs.store.metrics import WORKER, insert_or_update, note_beat
from oncue.jobs.store.tables import beats, workers

BEAT_EVERY_S = 10.0
"""Seconds between two beats of a process of a worker."""

LIVE_S = 45.0
"""Seconds of silence after which a process of a worker is not counted on."""

FORGOTTEN_AFTER_S = 86_400.0
"""Seconds of silence after which a process of a worker will not come back, as containers get new names."""


class Workers(Database):
    """Methods for processes of workers. Each is one transaction and may raise `StoreUnavailable`."""

    def show_worker(
        self,
        worker_id: str,
        host: str,
        state: WorkerState,
        *,
        done: int = 0,
        failed: int = 0,
        in_a_row: int = 0,
        last_problem: str | None = None,
    ) -> None:
        """Stores that the process is alive, and how it fares."""
        now = {
            "host": host,
            "state": state.value,
            "beat_at_ms": self.now,
            "done": done,
            "failed": failed,
            "in_a_row": in_a_row,
            "last_problem": last_problem,
        }
        with writing(self.engine, durable=False) as connection:
            # Whoever counts what the fleet can work on at a time counts none that rests.
            note_beat(connection, self.now, f"{WORKER}{worker_id}"[:128], slots=int(state is not WorkerState.RESTING))
            new = insert_or_update(connection)(workers).values(id=worker_id, started_at_ms=self.now, **now)
            connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=now))

    def forget_worker(self, worker_id: str) -> None:
        """Removes a process that has ended, and with it those that were not heard of for a day."""
        old = workers.c.beat_at_ms < self.now - int(FORGOTTEN_AFTER_S * 1000)
        with writing(self.engine) as connection:
            connection.execute(delete(workers).where((workers.c.id == worker_id) | old))
            connection.execute(delete(beats).where(beats.c.name == f"{WORKER}{worker_id}"[:128]))

    def live_workers(self, within_s: float = LIVE_S) -> Sequence[Worker]:
        """The processes of workers that have shown themselves within so many seconds, in order of their hosts."""
        age_ms = (self.now - workers.c.beat_at_ms).label("age_ms")
        alive = select(workers, age_ms).where(workers.c.beat_at_ms >= self.now - int(within_s * 1000))
        with reading(self.engine) as connection:
            rows = connection.execute(alive.order_by(workers.c.host, workers.c.id)).all()
        return [
            Worker(
                id=row.id,
                host=row.host,
                # One that only another version knows is at work at something.
                state=WorkerState(row.state) if row.state in set(WorkerState) else WorkerState.WORKING,
                started_at_ms=row.started_at_ms,
                silent_s=max(0, row.age_ms) / 1000,
                done=row.done,
                failed=row.failed,
                in_a_row=row.in_a_row,
                last_problem=row.last_problem,
            )
            for row in rows
        ]

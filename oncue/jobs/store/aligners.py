"""The store's methods for processes of aligners, each of which shows that it lives.

They have a table of their own: what is in that of workers is counted on to take jobs.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from oncue.jobs.desk_work import AlignerPresence, DeskTask, tasks_of_aligner
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.mapping import Database
from oncue.jobs.store.metrics import insert_or_update
from oncue.jobs.store.tables import aligners
from oncue.jobs.store.workers import FORGOTTEN_AFTER_S, LIVE_S


class Aligners(Database):
    """Methods for processes of aligners. Each is one transaction and may raise `StoreUnavailable`."""

    def show_aligner(self, aligner_id: str, host: str, *, done: int, failed: int, last_problem: str | None) -> None:
        """Stores that the process is alive, and how many tasks it has done and failed at."""
        now = {"host": host, "beat_at_ms": self.now, "done": done, "failed": failed, "last_problem": last_problem}
        with writing(self.engine, durable=False) as connection:
            new = insert_or_update(connection)(aligners).values(id=aligner_id, started_at_ms=self.now, **now)
            connection.execute(new.on_conflict_do_update(index_elements=["id"], set_=now))

    def forget_aligner(self, aligner_id: str) -> None:
        """Removes a process that has ended, and with it those that were not heard of for a day."""
        old = aligners.c.beat_at_ms < self.now - int(FORGOTTEN_AFTER_S * 1000)
        with writing(self.engine) as connection:
            connection.execute(delete(aligners).where((aligners.c.id == aligner_id) | old))

    def live_aligners(self, task: DeskTask | None = None, within_s: float = LIVE_S) -> Sequence[AlignerPresence]:
        """The processes that have shown themselves within so many seconds, in order of their hosts; of a task, those that
        do it."""
        age_ms = (self.now - aligners.c.beat_at_ms).label("age_ms")
        alive = select(aligners, age_ms).where(aligners.c.beat_at_ms >= self.now - int(within_s * 1000))
        with reading(self.engine) as connection:
            rows = connection.execute(alive.order_by(aligners.c.host, aligners.c.id)).all()
        alive_now = [
            AlignerPresence(
                row.id,
                tasks_of_aligner(row.id),
                row.host,
                row.started_at_ms,
                max(0, row.age_ms) / 1000,
                row.done,
                row.failed,
                row.last_problem,
            )
            for row in rows
        ]
        return [each for each in alive_now if task is None or task in each.tasks]

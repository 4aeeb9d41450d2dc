"""The store's methods for desks: opening one, looking at it, the texts it works on, and letting go of sound nobody uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from oncue.jobs.desk_model import Desk, DeskState, DeskText
from oncue.jobs.errors import Duplicate
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.desk_rows import as_desk, as_desk_text, load_desk
from oncue.jobs.store.mapping import Database, load_job
from oncue.jobs.store.queries import DAY_MS
from oncue.jobs.store.tables import desk_texts, desks

USE_NOTED_MS = 60_000
"""Milliseconds between two notes of a desk's use: a page that plays its sound asks for a piece every second."""


def _nothing_more(_connection: Connection) -> None:
    """What is done beside opening a desk where nothing else is."""


class Desks(Database):
    """Methods for desks. Each is one transaction and may raise `StoreUnavailable`; another tenant's id raises `NotFound`."""

    def open_desk(
        self, job_id: str, tenant: str, text: DeskText, within: Callable[[Connection], object] = _nothing_more
    ) -> tuple[Desk, bool]:
        """The desk of a job, and True where it was made now, on `text`; one that is there stays as it is.

        `within` is called in the transaction that makes it.

        Raises `NotFound`.
        """
        try:
            with writing(self.engine) as connection:
                load_job(connection, job_id, tenant)
                there = connection.execute(select(desks).where(desks.c.job_id == job_id)).mappings().first()
                if there is not None:
                    return as_desk(there), False
                row = {
                    "job_id": job_id,
                    "tenant": tenant,
                    "generation": text.generation,
                    "head": 0,
                    "retimed": 0,
                    "opened_at_ms": self.now,
                    "used_at_ms": self.now,
                    "state": DeskState.OPENING.value,
                }
                made = connection.execute(insert(desks).values(**row).returning(desks)).mappings().one()
                add_text(connection, self, job_id, text)
                within(connection)
                return as_desk(made), True
        except Duplicate:  # another request was the first
            return self.desk(job_id, tenant), False

    def desk(self, job_id: str, tenant: str) -> Desk:
        """The desk of a job. Raises `NotFound` for the job, and `DeskNotOpen`."""
        with reading(self.engine) as connection:
            return load_desk(connection, job_id, tenant)

    def open_again(self, job_id: str, tenant: str, within: Callable[[Connection], object] = _nothing_more) -> Desk:
        """The desk of a job, whose use is noted. Where it has no sound, it is `opening`, and `within` is called in the same
        transaction. Raises `NotFound` and `DeskNotOpen`."""
        with writing(self.engine) as connection:
            desk = load_desk(connection, job_id, tenant, hold=True)
            used: dict[str, Any] = {"used_at_ms": self.now}
            if desk.sound_key is None:
                used |= {"state": DeskState.OPENING.value, "problem": None}
                within(connection)
            changed = update(desks).where(desks.c.job_id == job_id).values(**used).returning(desks)
            return as_desk(connection.execute(changed).mappings().one())

    def desks_of(self, job_ids: Iterable[str]) -> Mapping[str, Desk]:
        """The desk of each of these jobs that has one, by the job's id."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(desks).where(desks.c.job_id.in_(list(job_ids)))).mappings()
            return {row["job_id"]: as_desk(row) for row in rows}

    def desk_texts(self, job_id: str) -> Sequence[DeskText]:
        """The texts that the desk has worked on, first to last; none where there is no desk."""
        wanted = select(desk_texts).where(desk_texts.c.job_id == job_id).order_by(desk_texts.c.generation)
        with reading(self.engine) as connection:
            return [as_desk_text(row) for row in connection.execute(wanted).mappings()]

    def use_desk(self, job_id: str) -> None:
        """Notes that somebody uses the desk, at most once in `USE_NOTED_MS`."""
        with reading(self.engine) as connection:
            stale = select(desks.c.job_id).where(desks.c.job_id == job_id, desks.c.used_at_ms < self.ago(USE_NOTED_MS))
            if connection.execute(stale).first() is None:
                return
        with writing(self.engine, durable=False) as connection:
            connection.execute(update(desks).where(desks.c.job_id == job_id).values(used_at_ms=self.now))

    def let_go_of_desk_sound(self, unused_days: float) -> int:
        """Forgets the sound of desks that nobody has used for so many days; returns their count.

        Their edits stay. The sound is made anew when somebody opens the desk again.
        """
        unused = desks.c.used_at_ms < self.ago(int(unused_days * DAY_MS))
        files = {"audio_key": None, "peaks_key": None, "sound_key": None}
        has_some = or_(*(desks.c[name].is_not(None) for name in files))
        with writing(self.engine) as connection:
            let_go = update(desks).where(unused, has_some).values(state=DeskState.OPENING.value, **files)
            return connection.execute(let_go).rowcount


def add_text(connection: Connection, store: Database, job_id: str, text: DeskText) -> None:
    """Adds a text that a desk works on from `text.first_rev` on."""
    connection.execute(
        insert(desk_texts).values(
            job_id=job_id,
            generation=text.generation,
            first_rev=text.first_rev,
            of_alignment_key=text.of_alignment_key,
            text_key=text.text_key,
            alignment_key=text.alignment_key,
            recognition_key=text.recognition_key,
            left_over=[dict(each) for each in text.left_over],
            made_at_ms=store.now,
        )
    )

"""The store's search for jobs by the names of their recordings."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, tuple_

from oncue.jobs.model import Job, State
from oncue.jobs.store.database import reading
from oncue.jobs.store.decoding import as_job
from oncue.jobs.store.mapping import Database, load_job, place_of
from oncue.jobs.store.tables import jobs

LOOKED_AT = 2_000
"""Most rows that one search reads: a name is in no index, and a year of jobs is not read for one answer."""


@dataclass(frozen=True, slots=True)
class FoundJobs:
    """A page of what was found, newest first.

    `further` is the id to search on from: of the last job that was looked at; None where there are no older ones.
    `complete` is False where older jobs have not been looked at, whether or not there is something among them.
    """

    jobs: Sequence[Job]
    further: str | None
    complete: bool


class Searching(Database):
    """Methods that find jobs by name. Each is one transaction and may raise `StoreUnavailable`."""

    def search(
        self,
        tenant: str,
        *,
        words: str = "",
        state: State | None = None,
        batch: str | None = None,
        starting_after: str | None = None,
        limit: int = 50,
        look_at: int = LOOKED_AT,
    ) -> FoundJobs:
        """Jobs whose recording's name has all of `words` in it, or whose id is one of them, in any case, with accents or
        without. At most `look_at` are looked at after the cursor.

        Raises `NotFound` for a cursor that is no job.
        """
        wanted: list[ColumnElement[bool]] = [jobs.c.tenant == tenant]
        if state is not None:
            wanted.append(jobs.c.state == state.value)
        if batch is not None:
            wanted.append(jobs.c.batch_id == batch)
        sought = plain(words).split()
        order = (jobs.c.created_at_ms.desc(), jobs.c.id.desc())
        found: list[Job] = []
        with reading(self.engine) as connection:
            if starting_after is not None:
                load_job(connection, starting_after, tenant)  # one of this tenant's
                wanted.append(tuple_(jobs.c.created_at_ms, jobs.c.id) < place_of(connection, jobs, starting_after))
            most = look_at if sought else limit
            rows = connection.execute(select(jobs).where(*wanted).order_by(*order).limit(most + 1)).mappings()
            last = None
            for number, row in enumerate(rows):
                if number == most or len(found) == limit:
                    return FoundJobs(found, last, complete=False)
                job = as_job(row)
                last = job.id
                if _has(job, sought):
                    found.append(job)
        return FoundJobs(found, None, complete=True)


def plain(text: str) -> str:
    """The text as it is compared: without accents, in one case."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))


def _has(job: Job, sought: Sequence[str]) -> bool:
    name = plain(job.audio.name)
    return all(word in name or word == job.id for word in sought)

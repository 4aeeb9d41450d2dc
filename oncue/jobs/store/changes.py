"""Finds the jobs that changed since somebody looked, and misses none, whatever the order in which transactions end.

A clock cannot say it: a change that is stamped first may be committed last, after a reader has passed its stamp. So each
change carries the number of its transaction, and a reader is given the number below which no transaction is open any more.
Changes that it has not seen have that number or a later one. On SQLite, where one writes at a time, changes are counted.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, bindparam, literal_column, select, text

from oncue.jobs.model import State
from oncue.jobs.store.tables import jobs, sequences

_OLDEST_OPEN = text("SELECT txid_snapshot_xmin(txid_current_snapshot())")

# A row's xmin is the transaction that wrote it, in 32 bits; how far it lies behind the newest gives the rest. A row that
# was frozen long ago may look newer than it is, and is then told once more than needed.
_NEXT = "txid_snapshot_xmax(txid_current_snapshot())"
_WRITTEN_IN = literal_column(f"({_NEXT} - (({_NEXT} - jobs.xmin::text::bigint) & 4294967295))", BigInteger)


def changes_version(connection: Connection) -> int:
    """A number that every change which this connection cannot see yet has, or exceeds."""
    if connection.dialect.name == "postgresql":
        return int(connection.execute(_OLDEST_OPEN).scalar_one())
    counted = connection.execute(select(sequences.c.value).where(sequences.c.name == "job_changes")).scalar()
    return int(counted or 0) + 1


def changed_since(connection: Connection, version: int, *which: ColumnElement[bool]) -> Select[tuple[str]]:
    """A query of the ids of jobs among `which` that changed since `changes_version` gave `version`, and perhaps some
    before."""
    since = bindparam("since", version, BigInteger)
    stamped = select(jobs.c.id).where(*which, jobs.c.changed_in >= since)
    if connection.dialect.name != "postgresql":
        return stamped
    processing = jobs.c.state == State.PROCESSING.value
    written = select(jobs.c.id).where(*which, processing, since <= _WRITTEN_IN)
    either = stamped.union(written).subquery()
    return select(either.c.id)

"""Which jobs changed since somebody looked: none is missed, whatever the order in which transactions end.

A clock cannot say it: a change that is stamped first may be committed last, after a reader has passed its stamp. So each
change carries the number of its transaction, and a reader is given the number below which no transaction is open any more.
What it has not seen has that number or a later one. On SQLite, where one writes at a time, changes are simply counted.
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
    """Every change that a later query of this connection does not show has this number or a larger one."""
    if connection.dialect.name == "postgresql":
        return int(connection.execute(_OLDEST_OPEN).scalar_one())
    counted = connection.execute(select(sequences.c.value).where(sequences.c.name == "job_changes")).scalar()
    return int(counted or 0) + 1


def changed_since(connection: Connection, version: int, *which: ColumnElement[bool]) -> Select[tuple[str]]:
    """The ids of jobs among `which` that changed since `changes_version` gave `version`, and perhaps of some before."""
    since = bindparam("since", version, BigInteger)
    stamped = select(jobs.c.id).where(*which, jobs.c.changed_in >= since)
    if connection.dialect.name != "postgresql":
        return stamped
    processing = jobs.c.state == State.PROCESSING.value
    written = select(jobs.c.id).where(*which, processing, since <= _WRITTEN_IN)
    either = stamped.union(written).subquery()
    return select(either.c.id)

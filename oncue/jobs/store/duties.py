"""Duties that one process at a time does for all. A duty has a lease, and a position that says how far it has come."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from oncue.jobs.errors import Duplicate
from oncue.jobs.store.database import writing
from oncue.jobs.store.mapping import Database
from oncue.jobs.store.tables import duties


class Duties(Database):
    """Methods for duties. Each is one transaction and may raise `StoreUnavailable`."""

    def take_duty(self, name: str, holder: str, for_s: float) -> str | None:
        """Takes a duty that is due and free, and returns the last holder's position ('' at the beginning); None where it is
        not.

        It is the holder's until `for_s` seconds have passed without `keep_duty`.
        """
        until = self.now + int(for_s * 1000)
        free = duties.c.until_ms < self.now
        taken = update(duties).where(duties.c.name == name, free).values(holder=holder, until_ms=until)
        try:
            with writing(self.engine) as connection:
                row = connection.execute(taken.returning(func.coalesce(duties.c.position, ""))).first()
                if row is not None:
                    return str(row[0])
                if connection.execute(select(duties.c.name).where(duties.c.name == name)).first() is not None:
                    return None
                connection.execute(insert(duties).values(name=name, holder=holder, until_ms=until, position=""))
        except Duplicate:  # another process was the first to have it
            return None
        return ""

    def keep_duty(self, name: str, holder: str, for_s: float, position: str) -> bool:
        """Stores the position and renews the lease.

        False: the holder was taken for dead, another has the duty, and it must stop.
        """
        kept = {"until_ms": self.now + int(for_s * 1000), "position": position}
        return self._write(name, holder, kept)

    def leave_duty(self, name: str, holder: str, position: str, *, due_in_s: float) -> bool:
        """Gives the duty back, to be taken again by anybody after `due_in_s` seconds; False where another has it."""
        return self._write(name, holder, {"until_ms": self.now + int(due_in_s * 1000), "holder": "", "position": position})

    def _write(self, name: str, holder: str, values: dict[str, object]) -> bool:
        with writing(self.engine) as connection:
            mine = update(duties).where(duties.c.name == name, duties.c.holder == holder)
            return connection.execute(mine.values(**values)).rowcount == 1

"""The store's methods for what becomes of a desk's revisions: approvals, and the files that some are written out in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, insert, or_, select, update

from oncue.jobs.desk_model import Approval, Editor, RevisionFiles
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.desk_log import DeskLog, editor_json, revision_row
from oncue.jobs.store.desk_rows import as_approval, load_desk
from oncue.jobs.store.tables import approvals, desks, revisions

KEPT_EVERY = 20
"""Every 20th revision stays written out, beside the newest and the approved one; others are made anew when asked for."""


class DeskApprovals(DeskLog):
    """Methods for approvals and files. Each is one transaction and may raise `StoreUnavailable`, `NotFound`, `DeskNotOpen`
    and `DeskDamaged`."""

    def approve(self, job_id: str, tenant: str, rev: int, who: Editor, despite: str | None, findings: int) -> Approval:
        """Approves a revision: from now on captions are made of it. 0 gives the machine's captions again.

        Raises `RevisionUnknown`.
        """
        with writing(self.engine) as connection:
            desk = load_desk(connection, job_id, tenant, hold=True)
            if rev:
                revision_row(connection, desk, rev)
            last = select(func.coalesce(func.max(approvals.c.seq), 0)).where(approvals.c.job_id == job_id)
            row = {
                "job_id": job_id,
                "seq": int(connection.execute(last).scalar_one()) + 1,
                "rev": rev,
                "who": editor_json(who),
                "at_ms": self.now,
                "despite": despite,
                "findings": findings,
            }
            made = connection.execute(insert(approvals).values(**row).returning(approvals)).mappings().one()
            approved = {"approved_rev": rev or None, "used_at_ms": self.now}
            connection.execute(update(desks).where(desks.c.job_id == job_id).values(**approved))
            return as_approval(made)

    def approvals(self, job_id: str, tenant: str) -> Sequence[Approval]:
        """All approvals, newest first."""
        with reading(self.engine) as connection:
            load_desk(connection, job_id, tenant)
            wanted = select(approvals).where(approvals.c.job_id == job_id).order_by(approvals.c.seq.desc())
            return [as_approval(row) for row in connection.execute(wanted).mappings()]

    def keep_files(self, job_id: str, n: int, files: RevisionFiles) -> Sequence[str]:
        """Notes that revision `n` is written out in these files, and forgets those of revisions that need not stay so.

        Returns the keys of the files that nothing refers to any more.
        """
        named = {
            "text_key": files.text_key,
            "alignment_key": files.alignment_key,
            "directions_key": files.directions_key,
            "at_retiming": files.at_retiming,
        }
        of_desk = revisions.c.job_id == job_id
        approved = select(func.coalesce(desks.c.approved_rev, 0)).where(desks.c.job_id == job_id).scalar_subquery()
        passing = and_(revisions.c.n < n, revisions.c.n % KEPT_EVERY != 0, revisions.c.n != approved)
        with writing(self.engine) as connection:
            older = of_desk, revisions.c.n == n, func.coalesce(revisions.c.at_retiming, -1) < files.at_retiming
            columns = [revisions.c[name] for name in ("text_key", "alignment_key", "directions_key")]
            dropped = connection.execute(select(*columns).where(or_(and_(*older), and_(of_desk, passing)))).all()
            if connection.execute(update(revisions).where(*older).values(**named)).rowcount == 0:
                return []
            forgotten = update(revisions).where(of_desk, passing, revisions.c.alignment_key.is_not(None))
            connection.execute(forgotten.values(dict.fromkeys(named)))
        return [key for row in dropped for key in row if key is not None]

"""Which files desks refer to, for the collector."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Table, or_, select

from oncue.jobs.store.tables import desk_texts, desks, revisions

_KEYS: Mapping[Table, tuple[str, ...]] = {
    desks: ("audio_key", "peaks_key", "sound_key"),
    desk_texts: ("text_key", "alignment_key", "recognition_key"),
    revisions: ("text_key", "alignment_key", "directions_key"),
}
"""The columns that name files, of every table of a desk that has some."""


def desk_files(connection: Connection, job_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """The blob keys that the desk of each of these jobs refers to, by the job's id; a job without a desk is not there."""
    wanted = list(job_ids)
    found: dict[str, set[str]] = {}
    for table, names in _KEYS.items():
        columns = [table.c[name] for name in names]
        some = or_(*(column.is_not(None) for column in columns))
        for job_id, *keys in connection.execute(select(table.c.job_id, *columns).where(table.c.job_id.in_(wanted), some)):
            found.setdefault(job_id, set()).update(key for key in keys if key is not None)
    return {job_id: frozenset(keys) for job_id, keys in found.items()}

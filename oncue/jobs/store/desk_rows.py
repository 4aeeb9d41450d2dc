"""Rows of a desk to values of its model, and the queries that the desk's parts of the store share.

A column that cannot be read raises `DeskDamaged`: an edit that is left out in silence would be a loss.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Connection, RowMapping, select

from oncue.jobs.desk_model import (
    Approval,
    Desk,
    DeskState,
    DeskText,
    Editor,
    RevisionFiles,
    RevisionKind,
    StoredRetiming,
    StoredRevision,
)
from oncue.jobs.errors import DeskDamaged, DeskNotOpen
from oncue.jobs.store.mapping import load_job
from oncue.jobs.store.stored_json import read_json
from oncue.jobs.store.tables import approvals, desk_texts, desks, retimings, revisions

_Cell = TypeVar("_Cell")


def load_desk(connection: Connection, job_id: str, tenant: str, *, hold: bool = False) -> Desk:
    """The desk of a job. With `hold`, nobody else writes to it before the transaction ends.

    Raises `NotFound` for the job, `DeskNotOpen`, `DeskDamaged`.
    """
    wanted = select(desks).where(desks.c.job_id == job_id, desks.c.tenant == tenant)
    row = connection.execute(wanted.with_for_update() if hold else wanted).mappings().first()
    if row is None:
        load_job(connection, job_id, tenant)
        raise DeskNotOpen(f"Job {job_id} has no desk. Open it with POST /v1/jobs/{job_id}/desk.")
    return as_desk(row)


def as_desk(row: RowMapping) -> Desk:
    """The desk in a row of `desks`."""
    return Desk(
        job_id=row["job_id"],
        tenant=row["tenant"],
        generation=row["generation"],
        head=row["head"],
        retimed=row["retimed"],
        approved_rev=row["approved_rev"],
        state=_read(desks.name, row, "state", DeskState),
        opened_at_ms=row["opened_at_ms"],
        used_at_ms=row["used_at_ms"],
        audio_key=row["audio_key"],
        audio_type=row["audio_type"],
        peaks_key=row["peaks_key"],
        sound_key=row["sound_key"],
        duration_ms=row["duration_ms"],
        problem=None if row["problem"] is None else _read(desks.name, row, "problem", _object),
    )


def as_desk_text(row: RowMapping) -> DeskText:
    """The text in a row of `desk_texts`."""
    return DeskText(
        generation=row["generation"],
        first_rev=row["first_rev"],
        of_alignment_key=row["of_alignment_key"],
        text_key=row["text_key"],
        alignment_key=row["alignment_key"],
        recognition_key=row["recognition_key"],
        left_over=_read(desk_texts.name, row, "left_over", _objects),
    )


def as_revision(row: RowMapping) -> StoredRevision:
    """The revision in a row of `revisions`."""
    files = None
    if row["alignment_key"] is not None:
        keys = row["text_key"] or "", row["alignment_key"], row["directions_key"] or ""
        files = RevisionFiles(*keys, row["at_retiming"] or 0)
    return StoredRevision(
        n=row["n"],
        generation=row["generation"],
        kind=_read(revisions.name, row, "kind", RevisionKind),
        ops=_read(revisions.name, row, "ops", _objects),
        based_on=row["based_on"],
        edit_id=row["edit_id"],
        fingerprint=row["fingerprint"],
        who=_read(revisions.name, row, "who", _editor),
        at_ms=row["at_ms"],
        files=files,
    )


def as_retiming(row: RowMapping) -> StoredRetiming:
    """The retiming in a row of `retimings`."""
    times = _read(retimings.name, row, "words", _words)
    errors = _read(retimings.name, row, "errors_ms", _errors)
    words = {word: (*each, errors.get(word)) for word, each in times.items()}
    return StoredRetiming(row["seq"], row["rev"], words, row["basis"])


def as_approval(row: RowMapping) -> Approval:
    """The approval in a row of `approvals`."""
    who = _read(approvals.name, row, "who", _editor)
    return Approval(row["seq"], row["rev"], who, row["at_ms"], row["despite"], row["findings"])


def _read(table: str, row: RowMapping, column: str, read: Callable[[Any], _Cell]) -> _Cell:
    try:
        return read(row[column])
    except (ValueError, TypeError, KeyError) as error:
        which = ", ".join(f"{name} {row[name]}" for name in ("job_id", "n", "seq", "generation") if name in row)
        detail = f"A row of {table} in the database is damaged ({which}): `{column}` {error}. Bring it back from a backup."
        raise DeskDamaged(detail, table=table, column=column) from error


def _object(value: Any) -> Mapping[str, Any]:
    found = read_json(value)
    if not isinstance(found, dict):
        raise ValueError("is no object")
    return found


def _objects(value: Any) -> tuple[Mapping[str, Any], ...]:
    found = read_json(value)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError("is no list of objects")
    return tuple(found)


def _editor(value: Any) -> Editor:
    found = _object(value)
    key, name = found.get("id"), found.get("name")
    if not (key is None or isinstance(key, str)) or not isinstance(name, str):
        raise ValueError("names nobody")
    return Editor(key, name)


def _errors(value: Any) -> dict[str, int]:
    """The expected errors by word; none in a row that was written before they were told."""
    return {} if value is None else {word: int(error_ms) for word, error_ms in _object(value).items()}


def _words(value: Any) -> dict[str, tuple[int, int, float, float | None]]:
    words = {}
    for word, (start_ms, end_ms, confidence, gop) in _object(value).items():
        words[word] = (int(start_ms), int(end_ms), float(confidence), None if gop is None else float(gop))
    return words

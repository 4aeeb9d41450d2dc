"""Rows of the table of aligners' work as values, and the words of a stretch as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oncue.jobs.desk_work import DeskClaim, DeskTask, StretchToTime, WordToTime
from oncue.jobs.store.stored_json import Unreadable, read_json


def asked_json(stretch: StretchToTime) -> dict[str, Any]:
    """The stretch in the form in which the column `asked` keeps it."""
    return {
        "words": [
            [one.id, one.text, one.start_ms, one.end_ms, one.wanted, one.start_pinned, one.end_pinned]
            for one in stretch.words
        ],
        "start_ms": stretch.start_ms,
        "end_ms": stretch.end_ms,
        "basis": stretch.basis,
    }


def as_stretch(text: object) -> StretchToTime:
    """The stretch that the column's text holds. Raises `Unreadable` for what was written by hand."""
    found = read_json(text)
    try:
        words = tuple(
            WordToTime(str(word_id), str(said), _ms(start), _ms(end), *map(bool, flags))
            for word_id, said, start, end, *flags in found["words"]
        )
        basis = found["basis"]
        return StretchToTime(words, int(found["start_ms"]), int(found["end_ms"]), None if basis is None else str(basis))
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("names no words") from error


def as_claim(row: Mapping[str, Any]) -> DeskClaim:
    """The claim on a row, with the `tenant` of its desk. Raises `Unreadable`."""
    try:
        task = DeskTask(row["kind"])
    except ValueError as error:
        raise Unreadable(f"is of a kind, {row['kind']!r}, that this version does not know") from error
    stretch = as_stretch(row["asked"]) if task is DeskTask.STRETCH else None
    return DeskClaim(row["id"], row["job_id"], row["tenant"], task, row["rev"], row["token"], row["attempts"], stretch)


def _ms(value: Any) -> int | None:
    return None if value is None else int(value)

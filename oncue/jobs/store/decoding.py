"""Rows to values of the model. Reading never raises, whatever somebody or something has done to the row."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from functools import cache, lru_cache
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy import RowMapping

from oncue.jobs.model import DAMAGED, Batch, Correction, CorrectionState, Job, Lane, Problem, State, Upload
from oncue.jobs.options import JobOptions
from oncue.jobs.store.stored_json import read_json

_MOST_INTEGER = 2**63 - 1
_MOST_MS = 253_402_300_799_999
"""The end of the year 9999, in milliseconds since 1970: no date is written beyond it."""

_SAME_STATEMENT_MS = 1000
"""Milliseconds between two times that one statement writes, at most: the database's clock goes on meanwhile."""

_NO_FILE = Upload("", "", 0, "")

T = TypeVar("T")
E = TypeVar("E", bound=Enum)


def as_job(row: RowMapping) -> Job:
    """The job in a row of `jobs`. A row that cannot be read gives an `error`, `damaged`, with what can be read of it."""
    fields = _Fields(row)
    job = Job(
        id=fields.read("id", _text, ""),
        tenant=fields.read("tenant", _text, ""),
        state=fields.read("state", _one_of(State), State.ERROR),
        stage=fields.read_if_any("stage", _text),
        progress=fields.read("progress", _share, 0.0),
        lane=fields.read("lane", _one_of(Lane), Lane.INTERACTIVE),
        attempts=fields.read("attempts", _whole, 0),
        token=fields.read("token", _whole, 0),
        version=fields.read("version", _whole, 0),
        cancel_requested=fields.read("cancel_requested", bool, False),
        created_at_ms=fields.read("created_at_ms", _moment, 0),
        started_at_ms=fields.read_if_any("started_at_ms", _moment),
        completed_at_ms=fields.read_if_any("completed_at_ms", _moment),
        audio=fields.read("audio", _upload, _NO_FILE),
        transcript=fields.read("transcript", _upload, _NO_FILE),
        text_key=fields.read("text_key", _text, ""),
        fingerprint=fields.read("fingerprint", _text, ""),
        options=fields.read("options", _options, {}),
        metadata=fields.read("metadata", _object, {}),
        batch=fields.read_if_any("batch_id", _text),
        language=fields.read_if_any("language", _text),
        duration_ms=fields.read_if_any("duration_ms", _whole),
        quality=fields.read_if_any("quality", _object),
        problem=fields.read_if_any("problem", _problem),
        alignment_key=fields.read_if_any("alignment_key", _text),
        recognition_key=fields.read_if_any("recognition_key", _text),
        previous_text_key=fields.read_if_any("previous_text_key", _text),
        correction=_correction(fields),
    )
    if job.state is State.COMPLETED and job.previous_text_key is not None:
        job = replace(job, previous_text_key=None)  # a worker of an older version made the new result
    if job.state is State.COMPLETED and not job.alignment_key:
        fields.damaged["alignment_key"] = "is empty, and the job is completed"
    if not fields.damaged:
        return job
    return replace(job, state=State.ERROR, problem=damaged(fields.damaged))


def _correction(fields: _Fields) -> Correction | None:
    at_ms = fields.read_if_any("correction_at_ms", _moment)
    if fields.read_if_any("previous_text_key", _text) is None:
        state = fields.read_if_any("correction_state", _one_of(CorrectionState))
        problem = fields.read_if_any("correction_problem", _problem)
        kept = None if state is CorrectionState.APPLIED else _kept_text(fields, at_ms)
        return None if state is None else Correction(state, problem, at_ms, kept)
    sent = fields.read_if_any("text_key", _text)
    match fields.read("state", _one_of(State), State.ERROR):
        case State.QUEUED:
            return Correction(CorrectionState.QUEUED, None, at_ms, sent)
        case State.PROCESSING:
            return Correction(CorrectionState.PROCESSING, None, at_ms, sent)
        # A worker of an older version ended it, which knows nothing of earlier results.
        case State.COMPLETED:
            return Correction(CorrectionState.APPLIED, None, fields.read_if_any("completed_at_ms", _moment))
        case State.CANCELLED:
            return Correction(CorrectionState.CANCELLED, None, fields.read_if_any("completed_at_ms", _moment), sent)
        case State.ERROR:
            return Correction(CorrectionState.FAILED, fields.read_if_any("problem", _problem), at_ms, sent)


def _kept_text(fields: _Fields, ended_at_ms: int | None) -> str | None:
    """The key of the text of the correction that ended then; None where the one that is kept is that of an earlier one, as
    a worker of an older version ended it, which keeps none."""
    key = fields.read_if_any("correction_text_key", _text)
    kept_at_ms = fields.read_if_any("correction_kept_at_ms", _moment)
    if kept_at_ms is None or ended_at_ms is None or key != fields.read_if_any("correction_kept_key", _text):
        return key
    return key if ended_at_ms <= kept_at_ms + _SAME_STATEMENT_MS else None


def as_batch(row: RowMapping) -> Batch:
    """The batch in a row of `batches`. Columns that cannot be read are left empty."""
    fields = _Fields(row)
    return Batch(
        id=fields.read("id", _text, ""),
        tenant=fields.read("tenant", _text, ""),
        name=fields.read("name", _text, ""),
        metadata=fields.read("metadata", _object, {}),
        created_at_ms=fields.read("created_at_ms", _moment, 0),
        cancelled_at_ms=fields.read_if_any("cancelled_at_ms", _moment),
    )


def as_state(value: Any) -> State:
    """The state in a column; `error` where the column holds none, as the job is shown then."""
    read: Callable[[Any], State] = _one_of(State)
    try:
        return read(value)
    except ValueError:
        return State.ERROR


def as_progress(value: Any) -> float:
    """The progress in a column, 0..1; 0 where the column holds none."""
    try:
        return min(1.0, max(0.0, _share(value)))
    except ValueError:
        return 0.0


def as_moment(value: Any) -> int:
    """The time in a column, in milliseconds since 1970; 0 where the column holds none."""
    try:
        return _moment(value)
    except ValueError:
        return 0


def damaged(columns: Mapping[str, str]) -> Problem:
    """The problem of a row in which these columns cannot be read, with the reasons."""
    what = "; ".join(f"`{column}` {why}" for column, why in sorted(columns.items()))
    detail = f"The job's row in the database is damaged: {what}. Delete the job and send the recording again."
    return Problem(DAMAGED, detail, {"columns": sorted(columns)})


def keys_in(row: RowMapping, *columns: str) -> frozenset[str] | None:
    """The blob keys of the uploads in these JSON columns; None where one cannot be read."""
    fields = _Fields(row)
    found = frozenset(fields.read(column, _upload, _NO_FILE).key for column in columns)
    return None if fields.damaged else found


class _Fields:
    """A reader of one row's columns.

    A column that cannot be read goes into `damaged`, with the reason, and gives a harmless value.
    """

    def __init__(self, row: RowMapping) -> None:
        self._row = row
        self.damaged: dict[str, str] = {}

    def read(self, column: str, read: Callable[[Any], T], otherwise: T) -> T:
        """The value of a column that must have one, by `read`, which raises `ValueError` for another; `otherwise` then."""
        try:
            return read(self._row[column])
        except ValueError as error:
            self.damaged[column] = str(error)
            return otherwise

    def read_if_any(self, column: str, read: Callable[[Any], T]) -> T | None:
        """The value of a column that may be empty, by `read`; None where it is empty or cannot be read."""
        return None if self._row[column] is None else self.read(column, read, None)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"is {_kind(value)} and no text")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -_MOST_INTEGER <= value <= _MOST_INTEGER:
        raise ValueError(f"is {_kind(value)} and no whole number")
    return value


def _moment(value: Any) -> int:
    if not 0 <= _whole(value) <= _MOST_MS:
        raise ValueError("is no time")
    return int(value)


def _share(value: Any) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"is {_kind(value)} and no number")
    return float(value)


@cache
def _one_of(kind: type[E]) -> Callable[[Any], E]:
    known = {member.value: member for member in kind}

    def read(value: Any) -> E:
        if not isinstance(value, str) or value not in known:
            raise ValueError(f"is {value!r:.80}, which this version does not know")
        return known[value]

    return read


def _object(value: Any) -> dict[str, Any]:
    found = read_json(value)
    if not isinstance(found, dict):
        raise ValueError(f"is {_kind(found)} and no object")
    return found


def _options(value: Any) -> dict[str, Any]:
    return dict(_checked_options(value))


@lru_cache(maxsize=1024)
def _checked_options(value: Any) -> Mapping[str, Any]:
    # Remembered: the jobs of a batch have the same, and checking them was a third of reading a row.
    found = _object(value)
    known = {name: found[name] for name in JobOptions.model_fields if found.get(name) is not None}
    try:
        JobOptions.model_validate(known, strict=True)
    except ValidationError as error:
        # Of another kind, that is: other versions have other bounds, and what is beyond them is told where it is used.
        wrong = sorted({str(each["loc"][0]) for each in error.errors(include_url=False) if _is_kind(each)})
        if wrong:
            raise ValueError(f"has no usable {', '.join(wrong)}") from None
    return found


def _is_kind(error: ErrorDetails) -> bool:
    """True where the error is about the value's kind rather than its size."""
    return error["type"].endswith("_type") or not isinstance(error["input"], str | int | float)


def _upload(value: Any) -> Upload:
    found = _object(value)
    missing = sorted({"key", "name", "bytes", "sha256"} - found.keys())
    if missing:
        raise ValueError(f"has no {', '.join(missing)}")
    return Upload(_text(found["key"]), _text(found["name"]), _whole(found["bytes"]), _text(found["sha256"]))


def _problem(value: Any) -> Problem:
    found = _object(value)
    if not {"code", "detail"} <= found.keys() or not isinstance(found.get("data", {}), dict):
        raise ValueError("has no code and detail")
    return Problem(_text(found["code"]), _text(found["detail"]), found.get("data", {}))


def _kind(value: Any) -> str:
    return "empty" if value is None else f"of type {type(value).__name__}"

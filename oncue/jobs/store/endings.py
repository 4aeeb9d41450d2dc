"""The values of a job's row when work on it ends, whichever way it does.

A job that has captions and is worked on again, for a corrected text, has its earlier result in the columns `previous_...`.
Only success takes that one's place: whatever else happens, the job is `completed` again as it was, and `correction_...` say
why, and which text it was: somebody typed it, and wants to mend it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Update, case, cast, literal, null

from oncue.jobs.model import CorrectionState, Outcome, Problem, State, Upload
from oncue.jobs.store.mapping import REQUEUED, Database, as_json
from oncue.jobs.store.tables import Json, jobs
from oncue.jobs.store.transitions import change_state

_CORRECTED = jobs.c.previous_text_key.is_not(None)

_NO_PREVIOUS: Mapping[str, Any] = {
    "previous_transcript": None,
    "previous_text_key": None,
    "previous_completed_at_ms": None,
}

_NO_TEXT: Mapping[str, Any] = {"correction_text_key": None, "correction_kept_key": None, "correction_kept_at_ms": None}


def completed(store: Database, outcome: Outcome) -> Update:
    """The update to `completed`, with a new result."""
    applied = _either(
        _CORRECTED,
        {
            "correction_state": CorrectionState.APPLIED.value,
            "correction_problem": None,
            "correction_at_ms": store.now,
            **_NO_TEXT,
        },
        {},
    )
    return change_state(
        State.COMPLETED,
        state=State.COMPLETED.value,
        stage=None,
        progress=1.0,
        lease_until_ms=None,
        cancel_requested=False,
        completed_at_ms=store.now,
        alignment_key=outcome.alignment_key,
        recognition_key=outcome.recognition_key,
        duration_ms=outcome.duration_ms,
        language=outcome.language,
        quality=dict(outcome.quality),
        problem=None,
        **_NO_PREVIOUS,
        **applied,
    )


def failed(store: Database, problem: Problem, *, unless_cancelled: bool = False) -> Update:
    """The update to `error`; with `unless_cancelled`, to `cancelled` in rows where a cancel was asked for."""
    error = _ended(store, State.ERROR, problem)
    if not unless_cancelled:
        return change_state(State.ERROR, State.COMPLETED, **error)
    either = _either(jobs.c.cancel_requested, _ended(store, State.CANCELLED), error)
    return change_state(State.ERROR, State.CANCELLED, State.COMPLETED, **either)


def cancelled(store: Database) -> Update:
    """The update to `cancelled`."""
    return change_state(State.CANCELLED, State.COMPLETED, **_ended(store, State.CANCELLED))


def requeued(store: Database, **values: Any) -> Update:
    """The update back to `queued`, or to `cancelled` in rows where a cancel was asked for; with `values` either way."""
    either = _either(jobs.c.cancel_requested, _ended(store, State.CANCELLED), REQUEUED)
    return change_state(State.QUEUED, State.CANCELLED, State.COMPLETED, **{**either, **values})


def cancelling(store: Database) -> Update:
    """The update to `cancelled` of jobs that wait, and of jobs that are worked on the request to their worker to stop."""
    waits = jobs.c.state == State.QUEUED.value
    either = _either(waits, _ended(store, State.CANCELLED), {"cancel_requested": True})
    return change_state(State.CANCELLED, State.COMPLETED, **either)


def correcting(store: Database, transcript: Upload, text_key: str) -> dict[str, Any]:
    """Column values for work on a corrected text: a result that is there is put aside until there is another."""
    has_result = jobs.c.state == State.COMPLETED.value
    aside = {
        "previous_transcript": jobs.c.transcript,
        "previous_text_key": jobs.c.text_key,
        "previous_completed_at_ms": jobs.c.completed_at_ms,
    }
    asked = {
        "correction_state": None,
        "correction_problem": None,
        "correction_at_ms": store.now,
        **_NO_TEXT,
    }
    return {**_either(has_result, aside, {}), **asked, "transcript": as_json(transcript), "text_key": text_key}


def _ended(store: Database, state: State, problem: Problem | None = None) -> dict[str, Any]:
    """Column values of an end without a new result: `state` and its problem, or the earlier result and the correction's
    problem."""
    told = None if problem is None else literal(as_json(problem), Json)
    correction = CorrectionState.FAILED if state is State.ERROR else CorrectionState.CANCELLED
    back = {
        "state": State.COMPLETED.value,
        "stage": None,
        "progress": 1.0,
        "problem": None,
        "transcript": jobs.c.previous_transcript,
        "text_key": jobs.c.previous_text_key,
        "completed_at_ms": jobs.c.previous_completed_at_ms,
        "correction_state": correction.value,
        "correction_problem": told,
        "correction_at_ms": store.now,
        "correction_text_key": jobs.c.text_key,
        "correction_kept_key": jobs.c.text_key,
        "correction_kept_at_ms": store.now,
    }
    otherwise = {"state": state.value, "problem": told, "completed_at_ms": store.now}
    if state is State.CANCELLED:
        otherwise["stage"] = None
    return {**_either(_CORRECTED, back, otherwise), **_NO_PREVIOUS, "lease_until_ms": None, "cancel_requested": False}


def _either(condition: ColumnElement[bool], these: Mapping[str, Any], those: Mapping[str, Any]) -> dict[str, Any]:
    """Column values that are `these` in rows for which the condition holds, else `those`.

    A column that only one names is kept else.
    """
    return {name: case((condition, _sql(name, these)), else_=_sql(name, those)) for name in dict.fromkeys((*these, *those))}


def _sql(name: str, values: Mapping[str, Any]) -> ColumnElement[Any]:
    value = values.get(name, jobs.c[name])
    if value is None:
        return cast(null(), jobs.c[name].type)
    return value if isinstance(value, ColumnElement) else literal(value, jobs.c[name].type)

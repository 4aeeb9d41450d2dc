"""Every change of a job's state: it asks `TRANSITIONS`, and a row that may not take the state stays as it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Update, or_

from oncue.jobs.model import TRANSITIONS, State
from oncue.jobs.store.mapping import change_job
from oncue.jobs.store.tables import UNKNOWN, jobs


def change_state(*to: State, **values: Any) -> Update:
    """An update of jobs into one of the states `to`: the values say into which, each row for itself."""
    return change_job(**values).where(may_become(*to))


def may_become(*to: State) -> ColumnElement[bool]:
    """Whether a job may take one of these states; one whose state or lane this version does not know may take any."""
    sources = [state.value for state in State if TRANSITIONS[state].intersection(to)]
    return or_(jobs.c.state.in_(sources), UNKNOWN)

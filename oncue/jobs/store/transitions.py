"""Changes of a job's state. Each asks `TRANSITIONS`, and a row that may not take the state stays as it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Update, or_

from oncue.jobs.model import TRANSITIONS, State
from oncue.jobs.store.mapping import change_job
from oncue.jobs.store.tables import UNKNOWN, jobs


def change_state(*to: State, **values: Any) -> Update:
    """An update of jobs into one of the states `to`; the values say, for each row, into which."""
    return change_job(**values).where(may_become(*to))


def may_become(*to: State) -> ColumnElement[bool]:
    """The condition on `jobs` for those that may take one of these states.

    A state or lane that this version does not know passes.
    """
    sources = [state.value for state in State if TRANSITIONS[state].intersection(to)]
    return or_(jobs.c.state.in_(sources), UNKNOWN)

"""A job's state is changed in one way, which asks `TRANSITIONS`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from oncue.jobs.model import FINAL, TRANSITIONS, Outcome, Problem, State
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from oncue.jobs.store.endings import cancelled, completed, failed
from oncue.jobs.store.tables import jobs
from tests.job_makers import new_job
from tests.stores import empty_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with empty_store(Settings(data_dir=tmp_path)) as store:
        yield store


def _calls(repository: Path, name: str) -> Iterator[tuple[str, ast.Call]]:
    for path in (repository / "oncue").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield path.name, node


def test_nothing_else_writes_a_state(repository: Path) -> None:
    updates = [file for file, call in _calls(repository, "update") if any(ast.unparse(each) == "jobs" for each in call.args)]
    assert updates == ["mapping.py"]
    # The other is a heartbeat, whose row goes on in the state it has.
    assert sorted(file for file, _ in _calls(repository, "change_job")) == ["leases.py", "transitions.py"]


def test_a_row_that_may_not_take_a_state_stays_as_it_is(store: SqlStore) -> None:
    job = store.create(new_job())
    outcome = Outcome("jobs/x/1/alignment.json", 1000, "en", {})
    for state in State:
        for change, to in (
            (completed(store, outcome), State.COMPLETED),
            (failed(store, Problem("x", "y")), State.ERROR),
            (cancelled(store), State.CANCELLED),
        ):
            with store.engine.begin() as connection:
                connection.execute(jobs.update().values(state=state.value).where(jobs.c.id == job.id))
            with store.engine.begin() as connection:
                changed = connection.execute(change.where(jobs.c.id == job.id)).rowcount
            assert changed == (TRANSITIONS[state] & {to, State.COMPLETED} != set()), (state, to)
            assert not (changed and state in FINAL)

"""The scene of a fault: the service that it may harm, and its notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.faults.service import Service
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from scripts.postgres_server import PostgresServer


@dataclass(frozen=True, slots=True)
class Scene:
    """The service under faults.

    `postgres` is None on SQLite; `filler` is a file on the small disk of the data folder, or None.
    """

    service: Service
    store: SqlStore
    settings: Settings
    postgres: PostgresServer | None
    filler: Path | None
    locked_s: float = 60.0
    notes: list[str] = field(default_factory=list)
    """Observations of broken hosts, one line each."""
    answers: Counter[bool] = field(default_factory=Counter)
    """Counts of requests beside hostile clients, and of theirs that end at once; True for those answered as they should
    be."""


Fault = Callable[[Scene], None]

"""What a fault may harm, and what it may say about it."""

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
    """`postgres` is None on SQLite; `filler` is a file on the small disk of the data folder, None where there is none."""

    service: Service
    store: SqlStore
    settings: Settings
    postgres: PostgresServer | None
    filler: Path | None
    locked_s: float = 60.0
    notes: list[str] = field(default_factory=list)
    """What was seen of broken hosts."""
    answers: Counter[bool] = field(default_factory=Counter)
    """Requests beside hostile clients, and theirs that end at once, by whether they were answered as they should be."""


Fault = Callable[[Scene], None]

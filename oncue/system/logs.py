"""Logs of every process: one JSON object a line, with the job it is about, on standard error."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter

_job: ContextVar[str | None] = ContextVar("job", default=None)


def configure_logging(process: str, *, level: str = "INFO", form: str = "json") -> None:
    """Sends this process's logs to standard error, as `json` or `text`; `process` is its role, such as `api`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_Context(process))
    if form == "json":
        handler.setFormatter(
            JsonFormatter(
                "%(asctime)s %(levelname)s %(process_name)s %(name)s %(job)s %(message)s",
                rename_fields={"asctime": "time", "levelname": "level", "name": "logger", "process_name": "process"},
                datefmt="%Y-%m-%dT%H:%M:%S%z",
            )
        )
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(process_name)-7s %(levelname)-7s %(message)s", "%H:%M:%S"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


@contextmanager
def job_context(job_id: str) -> Iterator[None]:
    """Lines logged in the block carry the job's id."""
    token = _job.set(job_id)
    try:
        yield
    finally:
        _job.reset(token)


class _Context(logging.Filter):
    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def filter(self, record: logging.LogRecord) -> bool:
        record.process_name = self._process
        if not hasattr(record, "job"):
            record.job = _job.get()
        return True

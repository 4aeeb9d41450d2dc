"""Celery's side of an aligner: a message is a wake-up, passed on to the process that does the work."""

from __future__ import annotations

import logging

from celery import Celery, signals

from oncue.jobs.queue import ALIGNER_TASK
from oncue.jobs.settings import Settings
from oncue.system.logs import configure_logging
from worker.aligner.keeper import ProcessKeeper


def register(app: Celery, settings: Settings) -> None:
    """Gives the application its one task, and keeps the process that does the work for as long as Celery runs."""
    keeper = ProcessKeeper()

    @app.task(name=ALIGNER_TASK, ignore_result=True)  # type: ignore[untyped-decorator]
    def wake_up() -> None:
        """Has the process look into the store."""
        keeper.wake()

    # Celery keeps a receiver as a weak reference unless it is told otherwise.
    signals.setup_logging.connect(lambda **_: _log_to_stderr(settings), weak=False)
    signals.worker_init.connect(lambda **_: keeper.start(), weak=False)
    signals.worker_shutting_down.connect(lambda **_: keeper.ask_to_stop(), weak=False)
    signals.worker_shutdown.connect(lambda **_: keeper.close(), weak=False)
    app.conf.worker_pool = "solo"
    app.conf.worker_concurrency = 1


def _log_to_stderr(settings: Settings) -> None:
    configure_logging("aligner", level=settings.log_level, form=settings.log_format)
    for each in ("celery.worker.strategy", "celery.app.trace"):  # a line for each wake-up
        logging.getLogger(each).setLevel("WARNING")

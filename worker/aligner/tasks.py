"""Celery's side of an aligner: a message is a wake-up, passed on to the processes that do the work."""

from __future__ import annotations

import logging

from celery import Celery, signals

from oncue.jobs.desk_work import DeskTask
from oncue.jobs.queue import ALIGNER_TASK
from oncue.jobs.settings import Settings
from oncue.system.logs import configure_logging
from oncue.system.own_python import module_command
from oncue.system.parent_death import leashed_command
from worker.aligner.keeper import ProcessKeeper, close_all


def register(app: Celery, settings: Settings) -> None:
    """Gives the application its one task, and keeps the processes that do the work for as long as Celery runs: one for each
    kind, so that words that end theirs again and again cost no desk the attempts to open it."""
    keepers = [
        ProcessKeeper(task.value, leashed_command(module_command("worker.aligner.process", task.value))) for task in DeskTask
    ]

    @app.task(name=ALIGNER_TASK, ignore_result=True)  # type: ignore[untyped-decorator]
    def wake_up() -> None:
        """Has the processes look into the store."""
        for keeper in keepers:
            keeper.wake()

    def start() -> None:
        for keeper in keepers:
            keeper.start()

    def stop() -> None:
        for keeper in keepers:
            keeper.ask_to_stop()

    def close() -> None:
        close_all(keepers)

    # Celery keeps a receiver as a weak reference unless it is told otherwise.
    signals.setup_logging.connect(lambda **_: _log_to_stderr(settings), weak=False)
    signals.worker_init.connect(lambda **_: start(), weak=False)
    signals.worker_shutting_down.connect(lambda **_: stop(), weak=False)
    signals.worker_shutdown.connect(lambda **_: close(), weak=False)
    app.conf.worker_pool = "solo"
    app.conf.worker_concurrency = 1


def _log_to_stderr(settings: Settings) -> None:
    configure_logging("aligner", level=settings.log_level, form=settings.log_format)
    for each in ("celery.worker.strategy", "celery.app.trace"):  # a line for each wake-up
        logging.getLogger(each).setLevel("WARNING")

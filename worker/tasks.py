"""Celery's side of a worker: a message is a wake-up, and each process of the pool keeps one warm engine."""

from __future__ import annotations

import logging
import mmap
import os

from celery import Celery, signals

from oncue.jobs.blobs import open_blobs
from oncue.jobs.errors import StoreUnavailable
from oncue.jobs.queue import TASK
from oncue.jobs.scratch import Scratch
from oncue.jobs.settings import Settings
from oncue.jobs.store import open_store
from oncue.system.logs import configure_logging
from oncue.system.parent_death import die_with_parent
from worker.engine.client import Engine
from worker.presence import Presence
from worker.recovery import Recovery
from worker.runner import WorkerContext, work

_log = logging.getLogger(__name__)

_stopping = mmap.mmap(-1, 1)
"""A byte that the worker's main process shares with its pool: 1 once it was asked to stop."""

_place: WorkerContext | None = None
_recovery: Recovery | None = None


def register(app: Celery, settings: Settings) -> None:
    """Gives the application its one task, and the processes of its pool what they need."""

    @app.task(name=TASK, ignore_result=True)  # type: ignore[untyped-decorator]
    def wake_up(_job_id: str) -> None:
        """Works on the next job, which need not be the one the message names."""
        if _place is None or _recovery is None:
            raise RuntimeError("the pool process was not prepared")
        try:
            work(_place)
        except StoreUnavailable as error:
            _log.warning("nothing claimed: %s", error.detail)  # the reaper sends another wake-up
        _recovery.rest_if_need_be()  # here, where this process takes no wake-ups away from workers that are well

    main_process = os.getpid()
    # Celery keeps a receiver as a weak reference unless it is told otherwise.
    signals.setup_logging.connect(lambda **_: _log_to_stderr(settings), weak=False)
    signals.worker_shutting_down.connect(lambda **_: _announce_stop(), weak=False)
    signals.worker_process_init.connect(lambda **_: _prepare(settings, main_process), weak=False)
    signals.worker_process_shutdown.connect(lambda **_: _close(), weak=False)
    app.conf.worker_concurrency = settings.worker_processes
    app.conf.worker_proc_alive_timeout = 30


def _log_to_stderr(settings: Settings) -> None:
    configure_logging("worker", level=settings.log_level, form=settings.log_format)
    for each in ("celery.worker.strategy", "celery.app.trace"):  # a line for each wake-up, which may be about no job
        logging.getLogger(each).setLevel("WARNING")


def _announce_stop() -> None:
    """Handles the request to stop, in the main process: jobs are given back rather than waited for, however long they
    are."""
    _stopping[0] = 1


def _is_stopping() -> bool:
    return _stopping[0] == 1


def _prepare(settings: Settings, main_process: int) -> None:
    """Sets up a new process of the pool: it ends with its parent, steps back behind the API, and has connections of its
    own."""
    global _place, _recovery
    die_with_parent(main_process)
    os.nice(max(0, settings.worker_nice - os.nice(0)))
    scratch = Scratch("worker")
    try:
        scratch.folder()  # which removes what killed processes have left
    except OSError as error:
        _log.error("no folder for temporary files: %s; every job fails here until there is", error)
    store = open_store(settings, connections=2)
    presence = Presence(store, settings.resolved_worker_name)
    engine = Engine(settings.engine_arguments, scratch=scratch)
    _place = WorkerContext(settings, store, open_blobs(settings), engine, _is_stopping, presence, scratch)
    _recovery = Recovery(_place)
    presence.start()


def _close() -> None:
    if _place is not None:
        _place.engine.close()
        _place.scratch.close()
        _place.presence.close()
        _place.store.close()

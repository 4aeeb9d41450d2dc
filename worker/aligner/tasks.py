"""Celery's side of an aligner: a message is a wake-up, and the process of the pool keeps the acoustic model warm."""

from __future__ import annotations

import logging
import mmap
import os
import threading
from dataclasses import dataclass

from celery import Celery, signals

from oncue.acoustic.forced_aligner import load_search
from oncue.jobs.blobs import open_blobs
from oncue.jobs.desk_work import DeskTask
from oncue.jobs.queue import ALIGNER_TASK
from oncue.jobs.scratch import Scratch
from oncue.jobs.settings import Settings
from oncue.jobs.store import open_store
from oncue.system.logs import configure_logging
from oncue.system.parent_death import die_with_parent
from oncue.text.language_id import load_identifier
from worker.aligner.context import AlignerContext
from worker.aligner.loop import DeskWorkLoop
from worker.aligner.presence import AlignerBeat
from worker.aligner.sounds import OpenSounds

STOP_S = 5.0
"""Seconds that a task may take to end once the aligner is asked to stop; one that does not is another's after its lease."""

_log = logging.getLogger(__name__)

_stopping = mmap.mmap(-1, 1)
"""A byte that the main process shares with its pool: 1 once it was asked to stop."""


@dataclass(frozen=True, slots=True)
class _Pool:
    """What the process of the pool works with."""

    place: AlignerContext
    loops: tuple[DeskWorkLoop, ...]


_pool: _Pool | None = None


def register(app: Celery, settings: Settings) -> None:
    """Gives the application its one task, and the process of its pool what it needs."""

    @app.task(name=ALIGNER_TASK, ignore_result=True)  # type: ignore[untyped-decorator]
    def wake_up() -> None:
        """Has the loops look into the store."""
        for loop in _pool.loops if _pool is not None else ():
            loop.wake()

    main_process = os.getpid()
    # Celery keeps a receiver as a weak reference unless it is told otherwise.
    signals.setup_logging.connect(lambda **_: _log_to_stderr(settings), weak=False)
    signals.worker_shutting_down.connect(lambda **_: _announce_stop(), weak=False)
    signals.worker_process_init.connect(lambda **_: _prepare(settings, main_process), weak=False)
    signals.worker_process_shutdown.connect(lambda **_: _close(), weak=False)
    app.conf.worker_concurrency = 1
    app.conf.worker_proc_alive_timeout = 30


def _log_to_stderr(settings: Settings) -> None:
    configure_logging("aligner", level=settings.log_level, form=settings.log_format)
    for each in ("celery.worker.strategy", "celery.app.trace"):  # a line for each wake-up
        logging.getLogger(each).setLevel("WARNING")


def _announce_stop() -> None:
    _stopping[0] = 1


def _prepare(settings: Settings, main_process: int) -> None:
    """Sets up the process of the pool: it ends with its parent, steps back behind the API but not as far as workers, and has
    connections of its own."""
    global _pool
    die_with_parent(main_process)
    os.nice(max(0, settings.aligner_nice - os.nice(0)))
    scratch = Scratch("aligner")
    try:
        scratch.folder()  # which removes what killed processes have left
    except OSError as error:
        _log.error("no folder for temporary files: %s; no desk can be opened here until there is", error)
    store = open_store(settings, connections=4)
    blobs = open_blobs(settings)
    beat = AlignerBeat(store, settings.resolved_worker_name)
    place = AlignerContext(settings, store, blobs, scratch, beat, OpenSounds(blobs))
    loops = tuple(DeskWorkLoop(place, task) for task in DeskTask)
    _pool = _Pool(place, loops)
    beat.start()
    threading.Thread(target=_start_warm, args=(_pool,), name="warm-up", daemon=True).start()


def _start_warm(pool: _Pool) -> None:
    """Makes the acoustic search ready, and begins to work; then waits for the end."""
    try:
        load_search()
        load_identifier()
    except Exception:
        _log.exception("the acoustic model is not ready yet")  # the first stretch says what is wrong with it
    for loop in pool.loops:
        loop.start()
    while not _stopping[0]:
        if pool.place.stopping.wait(0.2):
            return
    pool.place.stopping.set()


def _close() -> None:
    if _pool is None:
        return
    _pool.place.stopping.set()
    for loop in _pool.loops:
        loop.join(STOP_S)
    _pool.place.beat.close()
    _pool.place.scratch.close()
    _pool.place.store.close()

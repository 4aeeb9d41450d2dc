"""`python -m worker.aligner.process TASK`: does what desks ask for of one kind (`DeskTask`), until it is asked to end."""

from __future__ import annotations

import logging
import signal
import sys
import threading

from oncue.acoustic.forced_aligner import load_search
from oncue.jobs.blobs import open_blobs
from oncue.jobs.desk_work import DeskTask
from oncue.jobs.scratch import Scratch
from oncue.jobs.setting_places import settings_or_exit
from oncue.jobs.store import open_store
from oncue.system.logs import configure_logging
from oncue.text.language_id import load_identifier
from worker.aligner.context import AlignerContext
from worker.aligner.loop import DeskWorkLoop
from worker.aligner.presence import AlignerBeat
from worker.aligner.sounds import OpenSounds

TASK_STOP_S = 5.0
"""Seconds that a task may take to end once the aligner is asked to stop; one that does not is another's after its lease."""

_log = logging.getLogger(__name__)


def main() -> None:
    """Works until SIGTERM, or the end of its standard input."""
    task = DeskTask(sys.argv[1])
    settings = settings_or_exit()
    configure_logging("aligner", level=settings.log_level, form=settings.log_format)
    scratch = Scratch("aligner")
    try:
        scratch.folder()  # which removes what killed processes have left
    except OSError as error:
        _log.error("no folder for temporary files: %s; no desk can be opened here until there is", error)
    store, blobs = open_store(settings, connections=4), open_blobs(settings)
    beat = AlignerBeat(store, settings.resolved_worker_name, task)
    place = AlignerContext(settings, store, blobs, scratch, beat, OpenSounds(blobs))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: place.stopping.set())
    loop = DeskWorkLoop(place, task)
    beat.start()
    if task is DeskTask.STRETCH:
        _warm_up()
    loop.start()
    threading.Thread(target=_take_wake_ups, args=(place, loop), name="wake-ups", daemon=True).start()
    place.stopping.wait()
    loop.join(TASK_STOP_S)
    beat.close()
    scratch.close()
    store.close()


def _warm_up() -> None:
    """Makes the acoustic search ready, so that no edit waits for it."""
    try:
        load_search()
        load_identifier()
    except Exception:
        _log.exception("the acoustic model is not ready")  # the first stretch says what is wrong with it


def _take_wake_ups(place: AlignerContext, loop: DeskWorkLoop) -> None:
    for _ in sys.stdin.buffer:
        loop.wake()
    place.stopping.set()


if __name__ == "__main__":
    main()

"""The work of an aligner: claims what was asked for, does it, and records how that ended.

Stretches and openings have a loop each, in a process of its own: nobody's edit waits for the decoding of another's
recording, and what ends the one process does not end the other's work.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from oncue.errors import ChannelUnknown, InputError, OncueError, TrackUnknown
from oncue.jobs.desk_work import DeskClaim, DeskTask
from oncue.jobs.errors import JobsError, NotFound, StoreUnavailable
from oncue.pipeline.desk_sound import DeskSoundUnusable
from oncue.pipeline.realign import LanguageNotTimed, WordsDoNotFit
from oncue.system.logs import job_context
from worker.aligner.context import AlignerContext
from worker.aligner.opening import open_desk_sound, remove
from worker.aligner.retiming import time_stretch

POLL_S = {DeskTask.STRETCH: 0.25, DeskTask.OPEN: 1.0}
"""Seconds between two looks into the store, where no wake-up comes: somebody looks at the words of a stretch."""

AWAY_PAUSE_S = 2.0

STRETCH_LIMIT_S = 120.0
"""Seconds that a stretch may take, hundreds of times what it does: then the process ends, and another attempt begins."""

HUNG = 70
"""The exit status of a process that hangs in a search."""

_FINAL = (InputError, TrackUnknown, ChannelUnknown, LanguageNotTimed, WordsDoNotFit, NotFound)
"""Errors that the same task would end with again."""

_log = logging.getLogger(__name__)


class _Stopped(Exception):
    """The task must end: the aligner stops, or its lease is another's. `lost` says which."""

    def __init__(self, *, lost: bool) -> None:
        self.lost = lost


class DeskWorkLoop:
    """Does the tasks of one kind, one after the other, in a thread of its own."""

    def __init__(self, place: AlignerContext, task: DeskTask) -> None:
        self._place = place
        self._task = task
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"desk-{task.value}", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def wake(self) -> None:
        """Has it look into the store at once."""
        self._woken.set()

    def join(self, seconds: float) -> None:
        """Waits for it to end, once the aligner is stopping."""
        self._woken.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        place = self._place
        if self._task is DeskTask.OPEN:
            _step_back(place.settings.aligner_nice)
        while not place.stopping.is_set():
            self._woken.clear()
            try:
                while not place.stopping.is_set() and work_once(place, self._task):
                    pass
            except StoreUnavailable as error:
                _log.warning("nothing claimed: %s", error.detail)
                place.stopping.wait(AWAY_PAUSE_S)
            except Exception:  # the loop must live: without it nothing would ever be timed
                _log.exception("nothing claimed")
                place.stopping.wait(AWAY_PAUSE_S)
            self._woken.wait(POLL_S[self._task])


def _step_back(nice: int) -> None:
    """Has this thread, and what it starts, step back behind others for the processor: a desk may be opened a moment later.

    Threads that time edits do not, as somebody waits for each. Measured: beside more work than two processors can do, their
    search took 1.2 s at a niceness of 5, and 0.6 s at 0.
    """
    with suppress(OSError):  # threads have one of their own on Linux
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), max(nice, os.getpriority(os.PRIO_PROCESS, 0)))


def work_once(place: AlignerContext, task: DeskTask) -> bool:
    """Does the task of this kind that was asked for first; returns False where there is none.

    Raises `StoreUnavailable`: a task that was claimed by then is taken up again when its lease runs out.
    """
    claim = place.store.claim_desk_work(task)
    if claim is None:
        return False
    with job_context(claim.job_id), _kept_claim(place, claim) as check:
        try:
            if task is DeskTask.STRETCH:
                place.store.finish_stretch(claim, time_stretch(place, claim))
            else:
                _open(place, claim, check)
        except _Stopped as stopped:
            if not stopped.lost:
                place.store.give_back_desk_work(claim)
            return False
        except StoreUnavailable:
            with suppress(StoreUnavailable):  # where it is the file store that is away, that costs no attempt
                place.store.give_back_desk_work(claim)
            raise
        except Exception as error:
            _failed(place, claim, error)
            return True
    place.beat.went_well()
    return True


def _open(place: AlignerContext, claim: DeskClaim, check: Callable[[], None]) -> None:
    started = time.monotonic()
    sound = open_desk_sound(place, claim, check)
    if not place.store.finish_opening(claim, sound):
        remove(place.blobs, (sound.audio_key, sound.peaks_key, sound.sound_key))
        return
    _log.info("desk opened in %.1f s", time.monotonic() - started)


def _failed(place: AlignerContext, claim: DeskClaim, error: Exception) -> None:
    """Records a failed attempt: for good where another would fail as well."""
    code = error.code if isinstance(error, OncueError) else "internal_error"
    detail = error.detail if isinstance(error, OncueError) else f"{type(error).__name__}: {error}"
    sound_is_gone = claim.task is DeskTask.STRETCH and isinstance(error, (DeskSoundUnusable, NotFound))
    if isinstance(error, _FINAL) and not sound_is_gone:
        _log.info("failed: %s: %s", code, detail)
        place.store.fail_desk_work(claim, code, detail)
        return
    if sound_is_gone:
        place.store.forget_desk_sound(claim.job_id)
    _log.warning("the attempt failed: %s: %s", code, detail, exc_info=None if isinstance(error, JobsError) else error)
    place.beat.went_wrong(f"{code}: {detail}")
    place.store.lose_desk_work(claim, code, detail)


@contextmanager
def _kept_claim(place: AlignerContext, claim: DeskClaim) -> Iterator[Callable[[], None]]:
    """A context manager that renews the claim from a thread, and gives what raises `_Stopped` once the work must end."""
    over, lost = threading.Event(), threading.Event()
    every_s = place.store.desk_lease_s / 3
    began = time.monotonic()

    def keep() -> None:
        while not over.wait(every_s):
            if claim.task is DeskTask.STRETCH and time.monotonic() - began > STRETCH_LIMIT_S:
                _log.error("a stretch takes longer than %.0f s: this process ends", STRETCH_LIMIT_S)
                os._exit(HUNG)
            with suppress(StoreUnavailable):  # it is tried again; the token decides in the end
                if not place.store.renew_desk_work(claim):
                    lost.set()

    def check() -> None:
        if lost.is_set():
            raise _Stopped(lost=True)
        if place.stopping.is_set():
            raise _Stopped(lost=False)

    keeper = threading.Thread(target=keep, name="desk-lease", daemon=True)
    keeper.start()
    try:
        yield check
    finally:
        over.set()
        keeper.join(1.0)

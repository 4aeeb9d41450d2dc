"""The recovery of a worker on which job after job fails: it starts its engine anew and tests itself until it is fit
again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from oncue.jobs.errors import JobsError
from oncue.jobs.model import WorkerState
from oncue.jobs.store.failing import TOLD_AS_THEY_ARE
from worker.engine.client import EngineStopped
from worker.host_options import host_options
from worker.lease import STOP
from worker.runner import WorkerContext, work_on
from worker.selftest import run_selftest

FIRST_PAUSE_S = 5.0
LONGEST_QUARANTINE_S = 60.0
"""Longest pause between two tests, in seconds. The pause doubles up to this, so that a database, a disk or a file store that
is back is noticed within it."""

_log = logging.getLogger(__name__)


class Recovery:
    """The recovery of one process of a worker. It remembers how often it had to rest since a job last went well."""

    def __init__(self, place: WorkerContext) -> None:
        self._place = place
        self._rests = 0

    def rest_if_need_be(self) -> None:
        """Returns when the worker may take jobs, or was asked to end; at once where too few in a row have failed on it.

        Where no worker is left that could take jobs, and the reason is one that says what to do, such as a model that is not
        there, one job is taken after each test that failed: it ends with that reason, rather than wait for ever. Other
        faults may pass, and jobs wait for that.
        """
        place, presence = self._place, self._place.presence
        if presence.is_sound:
            self._rests = 0
        if not presence.must_rest:
            return
        presence.rests()
        _log.error("too many jobs in a row have failed on %s: it takes no more until it passes its self-test", presence.id)
        if self._rests:
            place.pause(self._pause_s(self._rests - 1))
        self._rests += 1
        tests = 0
        while not place.stopping():
            fault = self._fault()
            if place.stopping():
                return
            if fault is None:
                _log.warning("%s passes its self-test and takes jobs again", presence.id)
                presence.fit_again()
                return
            code, detail = fault
            pause_s = self._pause_s(tests)
            _log.error("%s fails its self-test, the next is in %.0f s: %s: %s", presence.id, pause_s, code, detail)
            presence.rests(f"self-test: {code}: {detail}")
            if code in TOLD_AS_THEY_ARE:
                self._try_a_job(code)
            if presence.is_sound:
                presence.fit_again()
                return
            place.pause(pause_s)
            tests += 1

    def _fault(self) -> tuple[str, str] | None:
        place = self._place
        place.engine.close()
        try:
            return run_selftest(place.engine, place.blobs, place.scratch, self._options(), self._should_stop)
        except EngineStopped:
            return None

    def _should_stop(self) -> str | None:
        return STOP if self._place.stopping() else None

    def _options(self) -> Mapping[str, Any]:
        settings = self._place.settings
        return {
            "engine": settings.engine,
            "model": settings.model,
            "listen": settings.listen,
            **host_options(settings),
        }

    def _try_a_job(self, code: str) -> None:
        """Works on one job where no other worker lives that could take it."""
        place, presence = self._place, self._place.presence
        try:
            others = [each for each in place.store.live_workers() if each.id != presence.id]
            if any(each.state is not WorkerState.RESTING for each in others):
                return
            claim = place.store.claim(presence.host, sound=False)
        except JobsError as error:
            _log.warning("nothing claimed: %s", error.detail)
            return
        if claim is not None:
            work_on(place, claim, known_fault=code)

    @staticmethod
    def _pause_s(times: int) -> float:
        return min(LONGEST_QUARANTINE_S, FIRST_PAUSE_S * float(2 ** min(times, 10)))

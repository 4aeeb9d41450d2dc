"""The doubts of desks, and what is promised of the rest, remembered as long as nothing changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from oncue.alignment.coverage_warnings import clock
from oncue.captions.track import CaptionTrack
from oncue.desk.doubts import DeskDoubt, certificate_json, certificate_of, doubt_queue, limit_doubts
from oncue.jobs.options import CaptionChoices
from service.desk_scripts import DeskNow
from service.desk_views import view_key

ANSWERS_KEPT = 32
"""Desks whose doubts are remembered."""

MOST_DOUBTS = 5_000
"""Doubts in one answer, the worst ones: hours of work. The certificate counts them all, and as some are answered
others follow."""


class DeskDoubts:
    """Makes doubts as the API shows them. Safe from any thread."""

    def __init__(self, most: int = MOST_DOUBTS) -> None:
        self._most = most
        self._known: OrderedDict[tuple[object, ...], dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, now: DeskNow, track: CaptionTrack, choices: CaptionChoices) -> dict[str, Any]:
        """`doubts` and `certificate` of the desk's newest revision, whose captions on the recording's clock are `track`."""
        key = view_key(now, choices)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        found = _found(now, track, self._most)
        with self._lock:
            self._known[key] = found
            if len(self._known) > ANSWERS_KEPT:
                self._known.popitem(last=False)
        return found


def _found(now: DeskNow, track: CaptionTrack, most: int) -> dict[str, Any]:
    alignment = track.alignment
    limits = track.options.limits.in_language(alignment.language)
    queue = doubt_queue(now.script, alignment, limit_doubts(track.cues, limits, alignment.duration_ms))
    return {
        "doubts": [_doubt(each) for each in queue.doubts[:most]],
        "certificate": certificate_json(certificate_of(queue, alignment, track.cues)),
    }


def _times(doubt: DeskDoubt) -> list[int]:
    """The times of the recording that a doubt says, in milliseconds."""
    known = [int(doubt.figures[name]) for name in ("at_ms", "or_ms") if name in doubt.figures]
    return [ms for ms in known if clock(ms) in doubt.says]


def _doubt(doubt: DeskDoubt) -> dict[str, Any]:
    return {
        "id": doubt.id,
        "code": doubt.code.value,
        "first": doubt.first,
        "last": doubt.last,
        "start_ms": doubt.start_ms,
        "end_ms": doubt.end_ms,
        "heard": doubt.heard,
        "figures": dict(doubt.figures),
        "says": doubt.says,
        "times": {clock(ms): ms for ms in _times(doubt)},
        "weight": doubt.weight,
    }

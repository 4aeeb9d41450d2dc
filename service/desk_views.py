"""Views of desks, remembered, so that a page that has one is told what has changed since and no more."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

from oncue.captions.track import CaptionTrack
from oncue.desk import Script
from oncue.jobs.desk_model import DESKS
from oncue.jobs.model import Job
from oncue.jobs.options import CaptionChoices
from service.captions import Captions, caption_options
from service.desk_near import view_near
from service.desk_scripts import DeskNow
from service.desk_view import DeskView, desk_view
from service.editions import Edition

ROWS_KEPT = 400_000
"""Words of all views that are remembered together: some 100 MB."""

_Key = tuple[str, str, int, int]


class DeskViews:
    """Makes views. Safe from any thread."""

    def __init__(self, captions: Captions) -> None:
        self._captions = captions
        self._known: OrderedDict[_Key, tuple[DeskView, Script]] = OrderedDict()
        self._rows = 0
        self._lock = threading.Lock()

    def of(self, job: Job, now: DeskNow, choices: CaptionChoices) -> tuple[DeskView, CaptionTrack]:
        """The desk's newest revision as rows, and its captions, with these limits. Raises the errors of `Captions.track`."""
        track = self._captions.track(job, choices, head_edition(now), on_recording=True)
        key = view_key(now, choices)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key][0], track
        view = desk_view(now.script, track)
        self._remember(key, view, now.script)
        return view, track

    def after_edit(
        self, job: Job, now: DeskNow, edited: tuple[Script, Script], seen: DeskView, choices: CaptionChoices
    ) -> DeskView | None:
        """The view of the newest revision, made from that of the one before and the words around the edit; None where the
        whole is to be made. `edited` are the scripts before and after it, which may have other retimings, too."""
        options = replace(caption_options(job, choices), offset_ms=0, start_ms=0, frame_rate=None)
        view = view_near(seen, *edited, options)
        if view is not None:
            self._remember(view_key(now, choices), view, edited[1])
        return view

    def since(
        self, job: Job, now: DeskNow, rev: int, retimed: int, choices: CaptionChoices
    ) -> tuple[DeskView, DeskView] | None:
        """The view of an earlier revision with so many retimings, and the newest; None where that one is not remembered, or
        of an earlier published text.

        The newest is made of what changed since, where that is little. Raises the errors of `Captions.track`.
        """
        if rev < now.text.first_rev:
            return None
        key = view_key(now, choices)
        with self._lock:
            seen, newest = self._known.get((*key[:2], rev, retimed)), self._known.get(key)
        if seen is None:
            return None
        if newest is not None:
            return seen[0], newest[0]
        view = self.after_edit(job, now, (seen[1], now.script), seen[0], choices)
        return seen[0], view or self.of(job, now, choices)[0]

    def _remember(self, key: _Key, view: DeskView, script: Script) -> None:
        with self._lock:
            before = self._known.pop(key, None)
            self._known[key] = view, script
            self._rows += len(view.words) - (len(before[0].words) if before else 0)
            while self._rows > ROWS_KEPT and len(self._known) > 1:
                self._rows -= len(self._known.popitem(last=False)[1][0].words)

    def known(self, now: DeskNow, choices: CaptionChoices, rev: int, retimed: int | None) -> DeskView | None:
        """The view of an earlier revision with so many retimings (None: the most that it was seen with), if it is still
        remembered and of the same published text: ids of words are places in that."""
        if rev < now.text.first_rev:
            return None
        job_id, looks, *_ = view_key(now, choices)
        with self._lock:
            if retimed is None:
                found = [key for key in self._known if key[:3] == (job_id, looks, rev)]
                return self._known[max(found)][0] if found else None
            seen = self._known.get((job_id, looks, rev, retimed))
            return seen[0] if seen else None


def head_edition(now: DeskNow) -> Edition:
    """The edition of the desk's newest revision, with all times that were found."""
    desk = now.desk
    if desk.head == 0:
        keys = now.text.alignment_key, now.text.text_key
    else:
        name = f"{DESKS}/{desk.job_id}/rev-{desk.head}.{desk.retimed}"
        keys = f"{name}/alignment", f"{name}/text"
    return Edition(desk.job_id, desk.tenant, desk.head, desk.retimed, *keys)


def view_key(now: DeskNow, choices: CaptionChoices) -> _Key:
    """All that a desk's rows depend on."""
    return now.desk.job_id, choices.model_dump_json(exclude_none=True), now.desk.head, now.desk.retimed

"""Desks as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oncue.captions.track import CaptionTrack
from oncue.desk import Script
from oncue.jobs.desk_model import Approval, Desk, Editor, StoredRevision
from oncue.jobs.model import Job
from oncue.jobs.options import CaptionChoices
from oncue.jobs.store.desk_log import Timing
from oncue.options.captions import CAPTION_OPTIONS, DEFAULT_PROFILE
from service.captions import caption_options
from service.context import ServiceParts
from service.desk_edits import Edited
from service.desk_frames import frames_json
from service.desk_scripts import DeskNow
from service.desk_view import DeskView, splice
from service.serializers import moment


def opened_json(desk: Desk) -> dict[str, Any]:
    """A desk, as `service.desk_schema.OpenedDesk` describes it."""
    return {"job": desk.job_id, "state": desk.state.value, "rev": desk.head, "approved": desk.approved_rev}


def desk_json(
    job: Job,
    now: DeskNow,
    view: DeskView,
    track: CaptionTrack,
    timing: Timing,
    aligner: bool,
    known: DeskView | None,
    choices: CaptionChoices,
    doubts: dict[str, Any],
) -> dict[str, Any]:
    """A desk with its rows and `doubts`, as `service.desk_schema.ShownDesk` describes it; of the rows what changed since
    the view `known`."""
    limits = track.options.limits
    waiting = sorted(rev for rev in timing.waiting if rev >= now.text.first_rev)
    untimed = sorted(rev for rev in timing.failed - timing.waiting if rev >= now.text.first_rev)
    return {
        **opened_json(now.desk),
        "problem": None if now.desk.problem is None else dict(now.desk.problem),
        "first_rev": now.text.first_rev,
        "retimed": now.desk.retimed,
        "timed": not waiting and not untimed,
        "waiting": waiting,
        "untimed": untimed,
        "aligner": aligner,
        "profile": _profile(job, choices),
        "profiles": list(CAPTION_OPTIONS["profile"].names),
        "language": track.alignment.language,
        "duration_ms": track.alignment.duration_ms,
        "limits": {
            "max_lines": limits.max_lines,
            "max_chars": limits.max_chars,
            "max_cps": limits.max_cps,
            "min_ms": limits.min_duration_ms,
            "max_ms": limits.max_duration_ms,
        },
        **frames_json(caption_options(job, choices)),
        "text": now.script.text,
        **_rows(view, known),
        "speakers": list(view.speakers),
        "sounds": [[sound.id, sound.start_ms, sound.end_ms, sound.text] for sound in now.script.sounds.values()],
        "notes": _notes(now.script),
        "gaps": [[gap.start_ms, gap.end_ms] for gap in track.alignment.gaps],
        "unheld": [{"code": each.code, "word": each.word, "text": each.text} for each in track.unheld],
        "left_over": [dict(each) for each in now.text.left_over],
        **doubts,
    }


def saved_json(
    here: ServiceParts, job: Job, edited: Edited | None, seen: tuple[int, int | None], choices: CaptionChoices
) -> dict[str, Any]:
    """A saved edit, as `service.desk_schema.SavedEdit` describes it: what changed since the revision that its author saw,
    with so many retimings (`seen`), where that is still remembered. None: there was nothing to save."""
    now = here.desks.texts.present(job)
    if edited is None:
        edited_rev, merged = now.desk.head, []
    else:
        edited_rev, merged = edited.revision.n, edited.merged
    waiting = here.store.timing(job.id).waiting
    known = None
    if now.desk.head == edited_rev:
        known = here.desks.views.known(now, choices, *seen)
    views = None if known is None else (known, _view(here, job, now, edited, seen, choices))
    return {
        "rev": edited_rev,
        "retimed": now.desk.retimed,
        "merged": merged,
        "timed": edited_rev not in waiting,
        "approved": now.desk.approved_rev,
        **spliced_rows(views, now.script),
    }


def _view(
    here: ServiceParts,
    job: Job,
    now: DeskNow,
    edited: Edited | None,
    seen: tuple[int, int | None],
    choices: CaptionChoices,
) -> DeskView:
    """The view of the newest revision, made from the one before it where its author saw that, with the times there are."""
    if edited is not None and edited.scripts is not None and seen[0] == edited.revision.n - 1:
        before = here.desks.views.known(now, choices, seen[0], now.desk.retimed)
        if before is not None and seen[1] in (None, now.desk.retimed):
            near = here.desks.views.after_edit(job, now, edited.scripts, before, choices)
            if near is not None:
                return near
    return here.desks.views.of(job, now, choices)[0]


def history_json(
    now: DeskNow, revisions: Sequence[StoredRevision], has_more: bool, approvals: Sequence[Approval]
) -> dict[str, Any]:
    """A page of a desk's history, as `service.desk_schema.History` describes it."""
    return {
        "job": now.desk.job_id,
        "rev": now.desk.head,
        "approved": now.desk.approved_rev,
        "revisions": [_revision(now, each) for each in revisions],
        "has_more": has_more,
        "approvals": [
            {
                "rev": each.rev,
                "who": _person(each.who),
                "at": moment(each.at_ms),
                "despite": each.despite,
                "findings": each.findings,
            }
            for each in approvals
        ],
    }


def _revision(now: DeskNow, stored: StoredRevision) -> dict[str, Any]:
    of_this_text = stored.n >= now.text.first_rev
    undoing = stored.kind.value in ("undo", "revert")
    return {
        "rev": stored.n,
        "kind": stored.kind.value,
        "who": _person(stored.who),
        "at": moment(stored.at_ms),
        "ops": [dict(op) for op in stored.ops],
        "based_on": stored.based_on,
        "edit_id": stored.edit_id,
        "first_rev": stored.n == now.text.first_rev,
        "undone": stored.n not in now.script.active and not undoing if of_this_text else None,
    }


def _person(who: Editor) -> dict[str, Any]:
    return {"id": who.id, "name": who.name}


def spliced_rows(views: tuple[DeskView, DeskView] | None, script: Script) -> dict[str, Any]:
    """`words` and `cues` as splices of what changed from one view to another; null where all rows are to be read again: they
    are not remembered, or a name that came or went moved the places of those behind it. `speakers` are those that the rows
    count; `script` is the newest one."""
    rows = {} if views is None else _rows(views[1], views[0])
    if views is None or not rows["spliced"]:
        return {"words": None, "cues": None, "speakers": list(script.speakers)}
    return {"words": rows["words"], "cues": rows["cues"], "speakers": list(views[1].speakers)}


def _rows(view: DeskView, known: DeskView | None) -> dict[str, Any]:
    """All rows, or splices of what changed since `known`: where a speaker's place has changed, all rows have."""
    if known is None or any(was != now for was, now in zip(known.speakers, view.speakers, strict=False)):
        return {"words": list(view.words), "cues": list(view.cues), "spliced": False}
    words, cues = splice(known.words, view.words), splice(known.cues, view.cues)
    return {
        "words": {"after": words["after"], "before": words["before"], "words": words["rows"]},
        "cues": {"after": cues["after"], "before": cues["before"], "cues": cues["rows"]},
        "spliced": True,
    }


def _notes(script: Script) -> list[list[Any]]:
    return [[word.id, note.by, note.rev, note.text] for word in script.words for note in word.notes]


def _profile(job: Job, choices: CaptionChoices) -> str:
    return str(choices.model_dump().get("profile") or job.options.get("profile") or DEFAULT_PROFILE)

"""A caption file that was edited elsewhere: what its editor changed becomes an edit of the desk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from oncue.caption_files.caption_checks import CaptionChecks
from oncue.caption_files.caption_file import CaptionsUnreadable
from oncue.captions.formats import FORMATS, READ_FORMATS
from oncue.captions.limits import CaptionOptions
from oncue.desk import Op, edits_from_captions
from oncue.frame_rate import FRAME_RATES
from oncue.jobs.desk_model import Editor, RevisionKind
from oncue.jobs.ids import own_edit_id
from oncue.jobs.model import Job
from oncue.jobs.options import CaptionChoices
from service.captions import caption_options
from service.desk_edits import DeskEdits, Edited, Sent
from service.desk_scripts import DeskNow

EDITED_ELSEWHERE = tuple(suffix for suffix, each in FORMATS.items() if each.read is not None and each.captions)
"""The formats in which captions come back: those that are read and that have captions."""


@dataclass(frozen=True, slots=True)
class EditedFile:
    """A file that was edited elsewhere: its bytes, its format where that was named, the revision that it was made of, and
    what sent it (`service.editor.sender`)."""

    data: bytes
    suffix: str | None
    seen: int
    sender: str


class _Unchanged(Exception):
    """The file says what the captions say already."""


def save_captions(
    edits: DeskEdits, checks: CaptionChecks, job: Job, sent: EditedFile, choices: CaptionChoices, who: Editor
) -> Edited | None:
    """Saves what was changed in a caption file since it was downloaded, with these choices; None where nothing was. The same
    file sent twice is saved once. It is read by a process of `checks`, within its limits.

    Raises the errors of `CaptionChecks.read`, `CaptionsUnreadable` for a file without captions, `UsageError`, and the errors
    of `DeskEdits.save`.
    """
    cues, suffix = checks.read(sent.data, "the captions", sent.suffix)
    if suffix not in EDITED_ELSEWHERE:
        known = ", ".join(EDITED_ELSEWHERE)
        raise CaptionsUnreadable(
            f"A file of {READ_FORMATS[suffix].title} is none in which captions come back. Send {known}.", format=suffix
        )
    if not cues:
        # An empty file would remove every word: rather one that broke off on its way.
        raise CaptionsUnreadable("There are no captions in the file. Send the whole file.", format=suffix)
    options = caption_options(job, choices)
    tolerance_ms = less_than_a_frame_ms(suffix, options)

    def make(now: DeskNow) -> tuple[Op, ...]:
        found = edits_from_captions(now.script.at(sent.seen), cues, options, suffix, tolerance_ms)
        if not found:
            raise _Unchanged
        return found

    digest = hashlib.sha256(sent.data + repr((suffix, options)).encode()).hexdigest()
    edit_id = own_edit_id("file", sent.seen, digest[:40])
    edit = Sent([{"op": "captions", "sha256": digest}], sent.seen, edit_id, sent.sender)
    try:
        return edits.save_ops(job, make, edit, who, RevisionKind.CAPTIONS)
    except _Unchanged:
        return None


def less_than_a_frame_ms(suffix: str, options: CaptionOptions) -> int:
    """Milliseconds by which a time on frames may be off: another program may round one differently, but whoever moves a time
    by a frame means it. 0 where times are on no frames."""
    usual = FORMATS[suffix].usual_rate
    rate = options.frame_rate or (None if usual is None else FRAME_RATES[usual])
    return 0 if rate is None else int(1000 / rate.rate) - 1

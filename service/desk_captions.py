"""A caption file that was edited elsewhere: what its editor changed becomes an edit of the desk."""

from __future__ import annotations

import hashlib

from oncue.caption_files.caption_file import CaptionsUnreadable, captions_of
from oncue.desk import Op, edits_from_captions
from oncue.jobs.desk_model import Editor, RevisionKind
from oncue.jobs.model import Job
from oncue.jobs.options import CaptionChoices
from service.captions import caption_options
from service.desk_edits import DeskEdits, Edited, Sent
from service.desk_scripts import DeskNow

EDITED_ELSEWHERE = ("srt", "vtt")
"""Formats that editors of subtitles write, and that are read without another process: text, in one pass."""


class _Unchanged(Exception):
    """The file says what the captions say already."""


def save_captions(
    edits: DeskEdits, job: Job, data: bytes, suffix: str, seen: int, choices: CaptionChoices, who: Editor
) -> Edited | None:
    """Saves what was changed in a caption file since it was downloaded, of revision `seen`, with these choices; None where
    nothing was. The same file sent twice is saved once.

    Raises `CaptionsUnreadable`, `UsageError`, and the errors of `DeskEdits.save`.
    """
    cues = captions_of(data, "the captions", suffix).cues
    if not cues:
        # An empty file would remove every word: rather one that broke off on its way.
        raise CaptionsUnreadable("There are no captions in the file. Send the whole file.", format=suffix)
    options = caption_options(job, choices)

    def make(now: DeskNow) -> tuple[Op, ...]:
        found = edits_from_captions(now.script.at(seen), cues, options, suffix)
        if not found:
            raise _Unchanged
        return found

    digest = hashlib.sha256(data + repr((suffix, options)).encode()).hexdigest()
    sent = Sent([{"op": "captions", "sha256": digest}], seen, f"file-{seen}-{digest[:40]}")
    try:
        return edits.save_ops(job, make, sent, who, RevisionKind.CAPTIONS)
    except _Unchanged:
        return None

"""Transcripts that are SubStation Alpha files (SSA, ASS): the dialogue, without what is drawn, sung to karaoke or a sign."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from oncue.caption_readers.ass_reader import AssEvent, read_ass
from oncue.caption_readers.cues import Fragment, SourceCaptions, SourceCue
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.transcript.caption_source import document_of_captions
from oncue.transcript.document import Document
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_HEADING = re.compile(r"\[(?:Script Info|V4\+?\+? Styles|Events)\]", re.I)
_EVENT = re.compile(r"(?:^|\n)[ \t]*(?:Dialogue|Comment):[ \t]*[^,\n]{0,40},", re.I)
_SIGN_STYLE = re.compile(
    r"(?:^|[^a-z])(?:signs?|titles?|ts|typeset(?:ting)?|eye ?catch|logo|credits?|staff|note|screen ?text)(?:[^a-z]|$)",
    re.I,
)
_SONG_STYLE = re.compile(r"(?:^|[^a-z])(?:karaoke|kara|romaji|roma|kanji|op|ed|opening|ending)(?:[^a-z]|$)", re.I)
_NO_NAMES = frozenset({"", "ntp", "default", "main", "dialogue", "comment", "caption", "subtitle", "text", "sign", "signs"})
_LONGEST_NAME = 80


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where it has the headings of a script, a shape where it has lines of events alone."""
    if _HEADING.match(file.head) or (_HEADING.search(file.head) and _EVENT.search(file.head)):
        return TypeMatch.SIGNATURE
    return TypeMatch.SHAPE if file.suffix in (".ass", ".ssa") and _EVENT.search(file.head) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The dialogue's words. Raises `TranscriptUnreadable` where no event can be read."""
    return document_of_captions(lambda: _dialogue(file.text))


def _dialogue(text: str) -> SourceCaptions:
    events = read_ass(text).events
    if not events:
        raise CaptionFault(FaultReason.CUT_OFF, "The ASS file has no events: it is cut off or damaged.")
    has_unplaced = any(event.is_dialogue and not event.placed for event in events)
    reasons = [_left_out_as(event) for event in events]
    # A file of nothing but a song, or of one style that has such a name, is what was published.
    by_name = all(reason for reason in reasons)
    left: Counter[str] = Counter()
    cues: list[SourceCue] = []
    for event, reason in zip(events, reasons, strict=True):
        if reason and not (by_name and reason in _BY_NAME):
            left[reason] += 1
            continue
        speaker = _speaker(event)
        lines = tuple(tuple(Fragment(piece.text, speaker) for piece in line) for line in event.cue.lines)
        cues.append(replace(event.cue, lines=lines, doubtful=event.placed and has_unplaced))
    notices = (f"{code}: {count} {_LEFT_OUT[code]} of the ASS file were left out." for code, count in left.items())
    return SourceCaptions(tuple(cues), tuple(notices))


_LEFT_OUT = {
    "comments_left_out": "lines that are comments",
    "drawings_left_out": "lines that draw shapes",
    "karaoke_left_out": "lines with karaoke effects",
    "signs_left_out": "lines with text of the picture, by the name of their style,",
}

_BY_NAME = ("karaoke_left_out", "signs_left_out")


def _left_out_as(event: AssEvent) -> str | None:
    """The code of the notice for what is no dialogue, None for dialogue."""
    if not event.is_dialogue:
        return "comments_left_out"
    if event.draws:
        return "drawings_left_out"
    effect, style = event.effect[:_LONGEST_NAME].casefold(), _style(event)
    if event.sung or effect.startswith(("karaoke", "fx")) or _SONG_STYLE.search(style):
        return "karaoke_left_out"
    return "signs_left_out" if _SIGN_STYLE.search(style) else None


def _style(event: AssEvent) -> str:
    return event.style[:_LONGEST_NAME]


def _speaker(event: AssEvent) -> str | None:
    """Who the field Name says it is; many programs write something else there."""
    name = event.name[:_LONGEST_NAME]
    return name if name.casefold() not in _NO_NAMES and name != _style(event) else None

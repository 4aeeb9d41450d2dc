"""Speakers that were named otherwise in a caption file, as edits."""

from __future__ import annotations

from collections.abc import Iterator

from oncue.captions.formats.shown_lines import speaker_name
from oncue.captions.segmentation.given_cues import DASHES
from oncue.captions.segmentation.units import speaker_label
from oncue.desk.caption_tokens import CaptionTokens, lines_of
from oncue.desk.ops import SetSpeaker
from oncue.desk.script import Script
from oncue.desk.typed_text import ensure_name

_WIDTHS = (400, 64, 42, 37, 32)
"""Columns of lines that a label may have been cut for."""

_Mark = tuple[str, str | None]


def speaker_edits(script: Script, before: CaptionTokens, given: CaptionTokens) -> Iterator[SetSpeaker]:
    """An edit for each run of lines that the file gives to somebody else than the captions `before` did: by a label before
    the line, or by the format's markup. A line with neither goes on with the speaker of the line above."""
    known = {words[0]: _mark(before, *place) for place, words in lines_of(before)}
    run: tuple[str, str, str] | None = None
    turn: str | None = None
    for place, words in lines_of(given):
        word = script.word(words[0])
        mark = _mark(given, *place)
        wanted: str | None = None
        if word is None or (any(mark) and mark == known.get(words[0])):
            turn = None
        elif any(mark):
            turn, wanted = word.speaker, _named(script, mark)
        elif run is not None and word.speaker == turn:
            wanted = run[2]
        if word is None or wanted is None or _same(script.name(word), wanted):
            if run is not None:
                yield SetSpeaker(*run)
            run = None
        elif run is not None and run[2] == wanted:
            run = (run[0], words[-1], wanted)
        else:
            if run is not None:
                yield SetSpeaker(*run)
            run = (words[0], words[-1], wanted)
    if run is not None:
        yield SetSpeaker(*run)


def _mark(captions: CaptionTokens, number: int, line: int) -> _Mark:
    """What the file says of who says a line: the label before it, without its dash, and the name in the markup."""
    label = captions.labels.get((number, line), "").lstrip("".join(DASHES) + " ")
    return label.removesuffix(":").strip(), captions.cues[number].speakers[line]


def _named(script: Script, mark: _Mark) -> str:
    """The name of a known speaker that is meant, or else the name as it is written."""
    written = mark[1] or mark[0]
    return next((name for name in script.speakers if _same(name, written)), None) or ensure_name(written, "speaker")


def _same(name: str | None, written: str) -> bool:
    """True where a label or a name in a file is this speaker's, whole or cut to half a line."""
    if name is None:
        return False
    labels = {speaker_label(name, width).removesuffix(":").casefold() for width in _WIDTHS}
    return written.casefold() in labels or speaker_name(name) == written

"""SubRip (SRT). It has no standard; this is what players, editors and ffmpeg agree on.

Speakers are `NAME:` at each change, or a dash for each of two who share a cue. Players take `<i>` and `\\N` for markup, so a
word joiner (U+2060, no width, no ink) goes behind a `<` or `\\` that would begin some, and into `-->`. Nothing saves a
brace: mpv and others hand the text to libass, which hides all between braces. It is shown as a parenthesis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from oncue.caption_readers.invisible_marks import WORD_JOINER
from oncue.captions.formats.bidi import Ordering, ordering
from oncue.captions.formats.shown_lines import lead
from oncue.captions.formats.timecode import clock
from oncue.captions.formats.written import Written, no_word_times
from oncue.captions.track import CaptionTrack
from oncue.model import Cue, CueLine

# What ffmpeg and pysubs2 read as tags or escapes; a lone "a < b" stays as it is.
_MARKUP = re.compile(r"<(?=[A-Za-z/!?]|\d{1,4}:\d)|\\(?=[Nnh(])|--(?=>)")
_BRACES = str.maketrans("{}", "()")


def write(track: CaptionTrack) -> Written:
    """The captions as an SRT file, in UTF-8."""
    return Written(_blocks(track.cues).encode("utf-8"), (*no_word_times(track.options), *_lost_braces(track.cues)))


def _lost_braces(cues: Sequence[Cue]) -> list[str]:
    shown = (f"{line.label} {line.text}" for cue in cues for line in cue.lines)
    lines = sum("{" in text or "}" in text for text in shown)
    return [f"braces: they are parentheses here, in {lines} lines, as players hide what is between braces."] if lines else []


def _blocks(cues: Sequence[Cue]) -> str:
    """Numbered blocks with a blank line after each; lines end in LF, which every player reads."""
    ordered = ordering(cues)
    return "".join(
        f"{number}\n{clock(cue.start_ms, ',')} --> {clock(cue.end_ms, ',')}\n"
        + "".join(f"{_line(cue, line, ordered)}\n" for line in cue.lines)
        + "\n"
        for number, cue in enumerate(cues, 1)
    )


def _line(cue: Cue, line: CueLine, ordered: Ordering) -> str:
    return ordered(_escaped(lead(cue, line)), line.text, _escaped(line.text))


def _escaped(text: str) -> str:
    return _MARKUP.sub(f"\\g<0>{WORD_JOINER}", text.translate(_BRACES))

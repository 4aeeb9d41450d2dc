"""WebVTT as W3C specifies it (https://www.w3.org/TR/webvtt1/), with voice spans and, if asked for, word timestamps."""

from __future__ import annotations

import re
from collections.abc import Sequence

from oncue.caption_readers.invisible_marks import WORD_JOINER
from oncue.captions.formats.bidi import Ordering, ordering, run_left
from oncue.captions.formats.script_facts import language_tag
from oncue.captions.formats.timecode import clock
from oncue.captions.formats.written import Written
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.model import Cue, CueLine
from oncue.text.display_text import columns, visible

# ffmpeg's WebVTT reader takes these for line breaks and spaces, as in ASS: "C:\\News" would lose its N. An invisible word
# joiner keeps them apart and changes nothing elsewhere.
_COLUMN_PERCENT = 1.4
"""The width of a column in per cent of the picture's: letters are half as wide as high, 5 % of the height of 16:9 (7.4)."""
_LEAST_MARGIN = 5
_FFMPEG_ESCAPE = re.compile(r"\\(?=[Nnh])")


def write(track: CaptionTrack) -> Written:
    """The captions as a WebVTT file, in UTF-8. Nothing is lost."""
    text = blocks(track.cues, track.options)
    tag = language_tag(track.alignment.language)
    if track.options.positions and tag != "und":
        # Behind the first word any text may stand (4.1). On lines of their own, as YouTube has it, it breaks the grammar.
        text = f"WEBVTT Kind: captions; Language: {tag}" + text.removeprefix("WEBVTT")
    return Written(text.encode("utf-8"))


def blocks(cues: Sequence[Cue], options: CaptionOptions) -> str:
    """A header and one block for each cue; `options` says whether to show speakers, word times and positions."""
    written = []
    ordered = ordering(cues)
    from_right = options.positions and run_left(cues)
    for cue in cues:
        lines = [_line(cue, line, options, ordered) for line in cue.lines if line.words]
        if not cue.shared and options.speakers and (voice := _voice(cue.speaker)):
            lines[0] = voice + lines[0]  # one voice speaks to the end of the cue: 4.2.2 allows leaving out the end tag
        settings = _dialogue_settings(cue, from_right=from_right) if options.positions and cue.shared else ""
        times = f"{clock(cue.start_ms, '.')} --> {clock(cue.end_ms, '.')}{settings}"
        written.append(f"{times}\n" + "\n".join(lines) + "\n")
    return "WEBVTT\n\n" + "\n".join(written)


def _dialogue_settings(cue: Cue, *, from_right: bool) -> str:
    """Cue settings (4.4) that set the lines of two speakers flush, dash under dash, in the middle of the picture.

    Only `position` and `align` are used: Chromium drops a position with an alignment of its own (`50%,center`).
    """
    widest = max(columns(f"- {line.text}") for line in cue.lines)
    margin = max(_LEAST_MARGIN, 50 - round(widest * _COLUMN_PERCENT / 2))
    return f" position:{100 - margin}% align:right" if from_right else f" position:{margin}% align:left"


def _line(cue: Cue, line: CueLine, options: CaptionOptions, ordered: Ordering) -> str:
    # Browsers do not show the voice's name, so the dash is needed here as well.
    dash = "- " if cue.dashed else ""
    text = ordered(dash, line.text, _timed_text(cue, line) if options.words else _escaped(line.text))
    voice = _voice(line.speaker) if options.speakers and cue.shared else ""
    return f"{voice}{text}{'</v>' if voice else ''}"


def _timed_text(cue: Cue, line: CueLine) -> str:
    """The line with the time before each word that begins later than what precedes it and inside the cue (4.2.2)."""
    text = ""
    latest = cue.start_ms
    for earlier in cue.lines:
        if earlier is line:
            break
        latest = max([latest, *(word.start_ms or 0 for word in earlier.words if (word.start_ms or 0) < cue.end_ms)])
    before_end: int | None = None
    for word in line.words:
        text += " " if before_end is not None and before_end != word.char_start else ""
        start_ms = word.start_ms or 0
        if latest < start_ms < cue.end_ms:
            text += f"<{clock(start_ms, '.')}>"
            latest = start_ms
        text += _escaped(word.text)
        before_end = word.char_end
    return text


def _voice(speaker: str | None) -> str:
    name = _escaped(visible(speaker or ""))
    return f"<v {name}>" if name else ""


def _escaped(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _FFMPEG_ESCAPE.sub(f"\\g<0>{WORD_JOINER}", text) if "\\" in text else text

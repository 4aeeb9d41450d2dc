"""WebVTT as W3C specifies it (https://www.w3.org/TR/webvtt1/), with voice spans and, if asked for, word timestamps."""

from __future__ import annotations

import re
from collections.abc import Sequence

from oncue.captions.formats.bidi import Ordering, ordering
from oncue.captions.formats.timecode import clock
from oncue.captions.formats.written import WORD_JOINER, Written
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.model import Cue, CueLine
from oncue.text.display_text import visible

# ffmpeg's WebVTT reader takes these for line breaks and spaces, as in ASS: "C:\\News" would lose its N. An invisible word
# joiner keeps them apart and changes nothing elsewhere.
_FFMPEG_ESCAPE = re.compile(r"\\(?=[Nnh])")


def write(track: CaptionTrack) -> Written:
    """The captions as a WebVTT file, in UTF-8. Nothing is lost."""
    return Written(blocks(track.cues, track.options).encode("utf-8"))


def blocks(cues: Sequence[Cue], options: CaptionOptions) -> str:
    """A header and one block for each cue; `options` says whether to show speakers and word times."""
    written = []
    ordered = ordering(cues)
    for cue in cues:
        lines = [_line(cue, line, options, ordered) for line in cue.lines if line.words]
        if not cue.shared and options.speakers and (voice := _voice(cue.speaker)):
            lines[0] = voice + lines[0]  # one voice speaks to the end of the cue: 4.2.2 allows leaving out the end tag
        written.append(f"{clock(cue.start_ms, '.')} --> {clock(cue.end_ms, '.')}\n" + "\n".join(lines) + "\n")
    return "WEBVTT\n\n" + "\n".join(written)


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

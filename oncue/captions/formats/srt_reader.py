"""The cues of SubRip files, whoever wrote them, in time that grows with the file.

The lines between two lines of times are a cue's text, blank ones inside it included; a number before the latter is its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats.written import WrittenCue, decoded, ensure_all_read, ordered_times
from oncue.errors import UsageError

# Some programs write full-width signs, a full stop, or no fraction.
_TIME = r"(\d{1,4}):(\d{1,2}):(\d{1,2})(?:[,.:\uff0c\uff0e\u3002\uff1a](\d{1,9}))?"
_TIMES = re.compile(rf"[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}(?![\d:])")
_NUMBER = re.compile(r"[ \t]*\d{1,9}[ \t]*", re.ASCII)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>|\{\\[^{}\n]*\}")


def read(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of an SRT file in UTF-8, in its order; tags and codes in braces are taken out, labels stay in the text.

    Raises `UsageError` for anything that is no cue, and for times that run backwards.
    """
    text = decoded(data, "SRT")
    lines = text.split("\n")
    timed = [(index, found) for index, line in enumerate(lines) if "-->" in line and (found := _TIMES.match(line))]
    first = timed[0][0] if timed else len(lines)
    if any(line.strip() and not _NUMBER.fullmatch(line) for line in lines[:first]) or (not timed and text.strip()):
        raise UsageError("This is not an SRT file, or it is damaged: one begins with a number and a line of times.")
    ensure_all_read(text, len(timed), "SRT")
    ends = [index for index, _ in [*timed, (len(lines), None)][1:]]
    cues = []
    for number, ((index, found), end) in enumerate(zip(timed, ends, strict=True), 1):
        start_ms, end_ms = _milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:])
        shown = _payload(lines[index + 1 : end], number + 1 if number < len(timed) else None)
        texts = [unmarked(line) for line in _TAG.sub("", "\n".join(shown)).split("\n")]
        cues.append(WrittenCue(*ordered_times(start_ms, end_ms, number, "SRT"), tuple(texts), (None,) * len(texts)))
    return tuple(cues)


def _payload(lines: Sequence[str], following: int | None) -> Sequence[str]:
    """The lines of a cue. `following` is the number that the next one should have, None after the last one."""
    end = len(lines)
    if following is not None and end and _NUMBER.fullmatch(lines[-1]):
        alone = end == 1 or not lines[-2].strip()
        if alone or int(lines[-1]) == following:  # the blank line between two cues may have been lost
            end -= 1
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _milliseconds(fields: Sequence[str | None]) -> int:
    hours, minutes, seconds, fraction = fields
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "").ljust(3, "0")[:3])

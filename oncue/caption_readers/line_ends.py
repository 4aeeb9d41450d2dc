"""Where lines end in files of every system, and in those converted twice."""

from __future__ import annotations

import re

from oncue.caption_readers.faults import CaptionFault, FaultReason

LINE_END = re.compile(r"\r\r?\n|\n|\r")
"""One end of a line."""

MOST_LINES = 2_000_000
"""Of a caption file: 250,000 captions with four lines, a number, times and a blank line have fewer. A file of single letters
has eight millions, which as captions take some hundred bytes each."""


def file_lines(text: str) -> list[str]:
    """The lines of a caption file, without a byte-order mark. Raises `CaptionFault` for more than `MOST_LINES`."""
    lines = LINE_END.split(text.removeprefix("\ufeff"))
    if len(lines) > MOST_LINES:
        told = f"This file has more than {MOST_LINES} lines, as no captions have. Divide it."
        raise CaptionFault(FaultReason.TOO_LARGE, told, limit=MOST_LINES)
    return lines

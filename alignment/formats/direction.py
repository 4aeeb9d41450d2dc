"""Marks that put the lines of captions in Arabic, Hebrew, Persian or Urdu into right-to-left order in every player.

A line is ordered by the direction of the paragraph it is taken for. Browsers take that from the line's first strong letter
(WebVTT 1, 7.4: `unicode-bidi: plaintext`), so a line that begins with a Latin name is ordered from the left; libass, under
ffmpeg, mpv and many others, takes every line for left-to-right, and its full stop, dash or label comes out on the wrong
side. An embedding (RLE .. PDF, U+202B and U+202C) orders the line alike in both: it is what libass's authors advise (its
issue 295), and what subtitle editors write. A mark alone (RLM) cannot carry a Latin name over.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from alignment.model import Cue

_EMBEDDED, _END = "\u202b", "\u202c"


def ordering(cues: Sequence[Cue]) -> Callable[[str, str], str]:
    """How to mark a line of these captions: a function of its plain text and of the same text as the format writes it.

    Marked is, where most letters of all captions run from right to left, each line that is not wholly written the other way.
    """
    if not _runs_left("".join(word.text for cue in cues for line in cue.lines for word in line.words)):
        return lambda _, written: written
    return lambda text, written: written if _only_runs_right(text) else f"{_EMBEDDED}{written}{_END}"


def _runs_left(text: str) -> bool:
    if text.isascii():
        return False
    directions = [unicodedata.bidirectional(letter) for letter in text if letter.isalpha()]
    return 2 * sum(direction in ("R", "AL") for direction in directions) > len(directions)


def _only_runs_right(text: str) -> bool:
    """Whether there are letters from left to right only: "Yes, OK." stays as it is, a figure alone does not."""
    directions = {unicodedata.bidirectional(letter) for letter in text}
    return "L" in directions and not directions & {"R", "AL"}

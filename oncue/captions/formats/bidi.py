"""Marks that put the lines of captions in Arabic, Hebrew, Persian or Urdu into right-to-left order in every player.

A line is ordered by the direction of the paragraph it is taken for. Browsers take that from the line's first strong letter
(WebVTT 1, 7.4: `unicode-bidi: plaintext`), so a line that begins with a Latin name is ordered from the left; libass, under
ffmpeg, mpv and many others, takes every line for left-to-right, and its full stop, dash or label comes out on the wrong
side. An embedding (RLE .. PDF, U+202B and U+202C) orders the line alike in both: it is what libass's authors advise,
and what subtitle editors write. A mark alone (RLM) cannot carry a Latin name over.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from oncue.caption_readers.invisible_marks import END_OF_DIRECTION, LEFT_TO_RIGHT, RIGHT_TO_LEFT
from oncue.model import Cue

Ordering = Callable[[str, str, str], str]


def ordering(cues: Sequence[Cue]) -> Ordering:
    """A function that puts together a line of these captions: of the label or dash before it, its text, and the text with
    the format's escapes and tags.

    Where most letters of all captions run from right to left, lines are marked, but for those that are wholly written the
    other way: "Yes, OK." stays as it is, and has a label on its right.
    """
    return _embedded if run_left(cues) else lambda lead, _, written: lead + written


def run_left(cues: Sequence[Cue]) -> bool:
    """True where most letters of these captions run from right to left."""
    return runs_left("".join(word.text for cue in cues for line in cue.lines for word in line.words))


def _embedded(lead: str, text: str, written: str) -> str:
    if only_runs_right(text):
        if not lead:
            return written
        written = f"{LEFT_TO_RIGHT}{written}{END_OF_DIRECTION}"
    return f"{RIGHT_TO_LEFT}{lead}{written}{END_OF_DIRECTION}"


def runs_left(text: str) -> bool:
    """True where most letters of `text` run from right to left."""
    if text.isascii():
        return False
    directions = [unicodedata.bidirectional(letter) for letter in text if letter.isalpha()]
    return 2 * sum(direction in ("R", "AL") for direction in directions) > len(directions)


def only_runs_right(text: str) -> bool:
    """True where `text` has letters, all of them from left to right: a figure alone may be of either order."""
    directions = {unicodedata.bidirectional(letter) for letter in text}
    return "L" in directions and not directions & {"R", "AL"}

"""How large the letters of Timed Text are, so that a line of a caption is one line on screen in any usual font."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from oncue.captions.track import CaptionTrack

_REGION_WIDTH = 20.5
"""Of the region of a 16:9 picture, in letters' heights at 100 % (a fifteenth of the picture's), without lines' padding."""
_MEAN_WIDTH = 0.55
_USUAL_COLUMNS = 42
_ROUNDING = 1.03
"""What whole pixels may add to the width of a line of small letters, seen in a picture of 426 by 240."""
_NARROW = frozenset(" iIjlftr.,:;'!|()[]-/’‘")
_BROAD = frozenset("mwMW@%—…")


def font_size(track: CaptionTrack) -> str:
    """The usual size, or as much of it as a line needs to fit into the region, not less than half of it.

    A line of the usual limits fits in, whether there is one or not, so that programmes look alike; of wider limits, and of
    capitals, 99 of 100 of the lines that there are. Longer ones break where they have to, as nobody could read letters so
    small.
    """
    columns_allowed = min(track.options.limits.in_language(track.alignment.language).max_columns, _USUAL_COLUMNS)
    widths = sorted(_width(f"{line.label} {line.text}".strip()) for cue in track.cues for line in cue.lines)
    widest = _ROUNDING * widths[-1 - len(widths) // 100] if widths else 0.0
    return f"{max(50, min(100, int(100 * _REGION_WIDTH / max(_MEAN_WIDTH * columns_allowed, widest))))}%"


def _width(text: str) -> float:
    """The width of a text in letters' heights, as DejaVu Sans has it, which is wider than Arial, Roboto or Noto Sans."""
    return sum(map(_letter_width, text))


@lru_cache(maxsize=4096)
def _letter_width(char: str) -> float:
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(char) in ("W", "F"):
        return 1.0
    if char in _BROAD:
        return 0.98
    if char in _NARROW:
        return 0.35
    return 0.7 if category == "Lu" else 0.6

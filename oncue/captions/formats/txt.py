"""Plain text: what is said, without times. One paragraph for each turn, and for each paragraph of the transcript in it."""

from __future__ import annotations

from oncue.captions.formats.written import Written, no_word_times
from oncue.captions.track import CaptionTrack


def write(track: CaptionTrack) -> Written:
    """The spoken words, `NAME: ` before each turn of a named speaker, paragraphs parted by blank lines."""
    paragraphs = [f"{each.label} {each.text}" if each.label else each.text for each in track.paragraphs]
    text = "".join(f"{paragraph}\n" for paragraph in "\n\n".join(paragraphs).split("\n")) if paragraphs else ""
    return Written(text.encode("utf-8"), no_word_times(track.options))

"""Plain text: what is said, without times. One paragraph for each turn, and for each paragraph of the transcript in it."""

from __future__ import annotations

from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation.units import turns_of, units_of
from oncue.model import Alignment


def render(alignment: Alignment, transcript_text: str, options: CaptionOptions) -> str:
    """The spoken words, `NAME: ` before each turn of a named speaker, paragraphs parted by blank lines."""
    limits = options.limits.in_language(alignment.language)
    units = units_of(alignment, transcript_text, limits)
    paragraphs: list[str] = []
    for turn in turns_of(units, limits, speakers=options.speakers):
        text = f"{turn.label} " if turn.label else ""
        for index in range(turn.first, turn.last):
            unit = units[index]
            if index > turn.first and unit.paragraph:
                paragraphs.append(text)
                text = ""
            elif index > turn.first and unit.space:
                text += " "
            text += unit.text
        paragraphs.append(text)
    return "".join(f"{paragraph}\n" for paragraph in "\n\n".join(paragraphs).split("\n")) if paragraphs else ""

"""`paragraphs_of`: what is said, as a text to be read: one paragraph for each turn, and each paragraph of the transcript."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation.directions import UNDIRECTED, CaptionDirections
from oncue.captions.segmentation.units import turns_of, units_of
from oncue.model import Alignment


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of one speaker. `label` is `NAME:`, or a dash for one without a name, where a turn begins; else empty."""

    label: str
    text: str


def paragraphs_of(
    alignment: Alignment, transcript_text: str, options: CaptionOptions, directions: CaptionDirections = UNDIRECTED
) -> Iterator[Paragraph]:
    """The spoken words in their order; `transcript_text` is the text that their ranges point into."""
    limits = options.limits.in_language(alignment.language)
    units = units_of(alignment, transcript_text, limits, directions)
    for turn in turns_of(units, limits, speakers=options.speakers, sounds=directions.sounds):
        label, text = turn.label, ""
        for index in range(turn.first, turn.last):
            unit = units[index]
            if index > turn.first and unit.paragraph:
                yield Paragraph(label, text)
                label, text = "", ""
            elif index > turn.first and unit.space:
                text += " "
            text += unit.text
        yield Paragraph(label, text)

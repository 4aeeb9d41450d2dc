"""`CaptionTrack`: what every caption format is written from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation import segment
from oncue.captions.segmentation.paragraphs import Paragraph, paragraphs_of
from oncue.model import Alignment, Cue


@dataclass(frozen=True)
class CaptionTrack:
    """The captions of a recording: its alignment, the published text that this points into, and how they are to look.

    Cues and paragraphs are made when first asked for, once for all formats that the track is written in.
    """

    alignment: Alignment
    text: str
    options: CaptionOptions = field(default_factory=CaptionOptions)

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """The cues, in order, `options.offset_ms` included in their times."""
        return tuple(segment(self.alignment, self.text, self.options))

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs of what is said, without times."""
        return tuple(paragraphs_of(self.alignment, self.text, self.options))

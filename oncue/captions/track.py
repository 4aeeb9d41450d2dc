"""`CaptionTrack`: what every caption format is written from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from oncue.captions.frame_rate import FrameRate
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
    title: str = ""
    """What the programme is called, for formats that say so."""

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """The cues, in order, `options.offset_ms` included in their times."""
        return tuple(segment(self.alignment, self.text, self.options))

    def on_frames(self, rate: FrameRate) -> CaptionTrack:
        """This track with its cues on frames: of the rate that was chosen, else of `rate`."""
        return self if self.options.frame_rate else replace(self, options=replace(self.options, frame_rate=rate))

    def narrowed(self, *, max_chars: int, max_lines: int) -> CaptionTrack:
        """This track for a format whose screen has so many columns and rows; the same one where its limits are narrower."""
        limits = self.options.limits
        narrow = replace(limits, max_chars=min(limits.max_chars, max_chars), max_lines=min(limits.max_lines, max_lines))
        return self if narrow == limits else replace(self, options=replace(self.options, limits=narrow))

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs of what is said, without times."""
        return tuple(paragraphs_of(self.alignment, self.text, self.options))

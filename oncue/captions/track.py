"""`CaptionTrack`: what every caption format is written from."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation.cue_frames import on_frames
from oncue.captions.segmentation.cues import DirectedCues, directed_cues, shifted_cues
from oncue.captions.segmentation.directions import UNDIRECTED, CaptionDirections, Unheld
from oncue.captions.segmentation.given_cues import fitted_cues, without_overlaps
from oncue.captions.segmentation.paragraphs import Paragraph, paragraphs_of
from oncue.captions.segmentation.passages import Passage, passages_of
from oncue.frame_rate import FrameRate
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
    given: tuple[Cue, ...] | None = None
    """The cues of a caption file, shown as they are (see `oncue.captions.given_captions`). None: cut from the alignment."""
    directions: CaptionDirections = UNDIRECTED
    """What persons want of captions that are cut from the alignment, by the ids of its words."""
    _cut: dict[CaptionOptions, DirectedCues] = field(default_factory=dict, repr=False, compare=False)
    """The cues by options but for the frame rate, shared with the tracks that are made of this one."""

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """The cues, in order, `options.offset_ms` included in their times."""
        rate = self.options.frame_rate
        if self.given is not None:
            given = shifted_cues(self.given, self.options.offset_ms, overlapping=True)
            return tuple(given if rate is None else on_frames(without_overlaps(given), rate))
        cues = self._directed.cues
        return cues if rate is None else tuple(on_frames(cues, rate))

    @property
    def unheld(self) -> tuple[Unheld, ...]:
        """The directions that the limits of `options` cannot hold."""
        return () if self.given is not None else self._directed.unheld

    @property
    def _directed(self) -> DirectedCues:
        options = replace(self.options, frame_rate=None)
        if options not in self._cut:
            self._cut[options] = directed_cues(self.alignment, self.text, options, self.directions)
        return self._cut[options]

    def on_frames(self, rate: FrameRate) -> CaptionTrack:
        """This track with its cues on frames: of the rate that was chosen, else of `rate`."""
        return self if self.options.frame_rate else replace(self, options=replace(self.options, frame_rate=rate))

    def narrowed(self, *, max_chars: int, max_lines: int) -> CaptionTrack:
        """This track for a format that shows one cue at a time, in so many columns and rows; the same one where its limits
        are narrower. Of given cues, those that do not fit have their lines broken again."""
        limits = self.options.limits
        narrow = replace(limits, max_chars=min(limits.max_chars, max_chars), max_lines=min(limits.max_lines, max_lines))
        options = self.options if narrow == limits else replace(self.options, limits=narrow)
        if self.given is not None:
            fitted = fitted_cues(self.given, self.alignment, self.text, max_chars, max_lines)
            return replace(self, options=options, given=tuple(fitted))
        return self if narrow == limits else replace(self, options=options)

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs of what is said, without times."""
        return tuple(paragraphs_of(self.alignment, self.text, self.options, self.directions))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """What is said as a script, with the times of its words in the recording: no offset, no frames."""
        return tuple(passages_of(self.alignment, self.text, self.options, self.directions))

"""The cues of captions as a transcript, each of whose words knows its cue: for captions that are held against the sound."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from oncue.caption_readers.cues import SourceCue
from oncue.errors import TranscriptEmpty
from oncue.model import Transcript
from oncue.transcript.document import Range
from oncue.transcript.read import is_spoken, transcript_of
from oncue.transcript.subtitles import placed_cues


@dataclass(frozen=True, slots=True)
class CaptionText:
    """Captions as a transcript. `lines` are the ranges of its lines in order, `numbers` the cue that each belongs to."""

    transcript: Transcript
    lines: tuple[Range, ...]
    numbers: tuple[int, ...]

    def cue_at(self, char_start: int) -> int | None:
        """The number of the cue that has the character at this place; None between two lines."""
        before = bisect_right(self.lines, (char_start + 1,)) - 1
        return self.numbers[before] if before >= 0 and char_start < self.lines[before][1] else None


def caption_text(cues: Sequence[SourceCue]) -> CaptionText:
    """The transcript of cues that have a `number` each.

    Labels, dashes and notes such as `[MUSIC]` are marked as not spoken. Lines that roll up the screen are in the text once,
    with the cue that shows them first. Raises `TranscriptEmpty` where nobody says anything in the captions.
    """
    document, placed = placed_cues(cues)
    transcript = transcript_of(document)
    if not is_spoken(transcript):
        raise TranscriptEmpty("Nothing in the captions is speech, only labels and notes: give those of the programme.")
    lines = [(line, cue.number) for cue in placed for line in cue.ranges if cue.number is not None]
    return CaptionText(transcript, tuple(line for line, _ in lines), tuple(number for _, number in lines))

"""`HeardCue`: a cue with its words as the recording has them, which the checks against the sound look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from oncue.captions.track import CaptionTrack
from oncue.model import Alignment, TimedWord
from oncue.text.normalize import match_keys

Doubt = Callable[[TimedWord, str], bool]
"""Whether a word of a language may not be what is said; `oncue.alignment.doubts.is_doubtful`, given in."""


@dataclass(frozen=True, slots=True)
class HeardCue:
    """A cue of a caption file. `number` counts from 1; all times are in milliseconds of the recording.

    `words` are those that are spoken unless something is wrong, in order; those that were not found have no times. Labels,
    dashes, and notes such as `[MUSIC]` are not among them: a cue without words is of those alone. `doubtful` are the words
    that were found and may not be what is said there. `elsewhere_ms` is when the cue is said, where it is said out of order.
    """

    number: int
    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    words: tuple[TimedWord, ...]
    doubtful: tuple[TimedWord, ...] = ()
    elsewhere_ms: int | None = None

    @property
    def found(self) -> tuple[TimedWord, ...]:
        """The words that the recording has."""
        return tuple(word for word in self.words if word.start_ms is not None)

    @property
    def said_ms(self) -> tuple[int, int] | None:
        """When the first word that was found begins and the last one ends; None where none was."""
        starts = [word.start_ms for word in self.words if word.start_ms is not None]
        ends = [word.end_ms for word in self.words if word.end_ms is not None]
        return (starts[0], ends[-1]) if starts and ends else None


@dataclass(frozen=True, slots=True)
class CaptionsInSound:
    """Captions and their recording: the alignment of their words, and every cue, in order, with its own."""

    alignment: Alignment
    cues: tuple[HeardCue, ...]


def is_sounded(word: TimedWord, language: str) -> bool:
    """True where a word has a sound of its own: a dash rides on the word before it."""
    return bool(match_keys(word.text, language))


def heard_cues(track: CaptionTrack, doubt: Doubt) -> tuple[HeardCue, ...]:
    """The cues of a track, whose words have their times from its own alignment."""
    language, offset_ms = track.alignment.language, track.options.offset_ms
    timed = {word.char_start: word for word in track.alignment.words}  # those of the cues have the offset in their times
    cues = []
    for number, cue in enumerate(track.cues, 1):
        shown = (timed[word.char_start] for line in cue.lines for word in line.words)
        words = tuple(word for word in shown if is_sounded(word, language))
        lines = tuple(f"{line.label} {line.text}".strip() for line in cue.lines)
        start_ms, end_ms = cue.start_ms - offset_ms, cue.end_ms - offset_ms
        cues.append(HeardCue(number, start_ms, end_ms, lines, words, doubtful_of(words, language, doubt)))
    return tuple(cues)


def doubtful_of(words: Sequence[TimedWord], language: str, doubt: Doubt) -> tuple[TimedWord, ...]:
    """The words that were found, that `doubt` is true of, and that the sound does not confirm all the same."""
    return tuple(
        word for word in words if word.start_ms is not None and doubt(word, language) and not _confirmed(word, language)
    )


def _confirmed(word: TimedWord, language: str) -> bool:
    """True where the sound is as good a fit as any could be, and the recogniser heard no further words with it."""
    further = len(match_keys(word.heard or "", language)) > len(match_keys(word.text, language))
    return word.gop is not None and word.gop >= CONFIRMING_GOP and not further


CONFIRMING_GOP = 0.0
"""Least fit with the sound that speaks for a word whatever the recogniser heard, which hears one right word in forty
otherwise, small ones most of all. Of words that were exchanged for others, 2 in 100 are above -3."""

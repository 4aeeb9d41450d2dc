"""`passages_of`: what is said, as a script: pieces of half a minute or so, with speakers and the times of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation.directions import UNDIRECTED, CaptionDirections
from oncue.captions.segmentation.units import Unit, turns_of, units_of
from oncue.model import Alignment, TimedWord
from oncue.text.display_text import visible
from oncue.text.sentence_ends import ends_sentence

# Who looks for a place in a recording finds it by a time near it: a published paragraph may be a whole speech.
LONG_ENOUGH_MS = 20_000
"""A passage that has lasted so long ends with its sentence."""
TOO_LONG_MS = 45_000
"""A passage ends here, in the middle of a sentence where it must."""
PAUSE_MS = 3_000
"""A passage ends before a silence of so much: what follows has a time of its own."""

NAMELESS = "–"
"""Stands for a speaker whom the transcript does not name, after another one."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of the transcript, or a piece of one that is long; its words are as shown, their times the recording's.

    `speaker` is who speaks, where a turn begins, and "" elsewhere. `paragraph` says that a paragraph begins here.
    """

    words: tuple[TimedWord, ...]
    speaker: str
    paragraph: bool

    @property
    def start_ms(self) -> int:
        """The start of its first word, in the recording."""
        return self.words[0].start_ms or 0

    @property
    def pieces(self) -> Iterator[tuple[str, TimedWord]]:
        """Each word, with the space before it: none where the transcript has nothing between the two."""
        before: TimedWord | None = None
        for word in self.words:
            yield "" if before is None or before.char_end == word.char_start else " ", word
            before = word

    @property
    def text(self) -> str:
        """The words as one text."""
        return "".join(space + word.text for space, word in self.pieces)


def passages_of(
    alignment: Alignment, transcript_text: str, options: CaptionOptions, directions: CaptionDirections = UNDIRECTED
) -> Iterator[Passage]:
    """The spoken words in their order; `transcript_text` is the text that their ranges point into.

    The offset is not in their times: a script is read beside the recording. Names are whole, as the transcript has them.
    """
    limits = options.limits.in_language(alignment.language)
    units = units_of(alignment, transcript_text, limits, directions)
    turns = turns_of(units, limits, speakers=options.speakers, sounds=directions.sounds)
    for number, turn in enumerate(turns):
        named = options.speakers and units[turn.first].words[0].id not in directions.sounds
        speaker = _name(turn.speaker, first=number == 0) if named else ""
        paragraph = True
        for piece in _pieces(units[turn.first : turn.last]):
            yield Passage(tuple(word for unit in piece for word in unit.words), speaker, paragraph or piece[0].paragraph)
            speaker, paragraph = "", False


def _name(speaker: str | None, *, first: bool) -> str:
    return visible(speaker or "").rstrip(":").rstrip() or ("" if first else NAMELESS)


def _pieces(units: Sequence[Unit]) -> Iterator[list[Unit]]:
    piece: list[Unit] = []
    for unit in units:
        if piece and (unit.paragraph or _is_whole(piece, unit)):
            yield piece
            piece = []
        piece.append(unit)
    yield piece


def _is_whole(piece: Sequence[Unit], following: Unit) -> bool:
    last = piece[-1]
    if following.start_ms - last.end_ms >= PAUSE_MS:
        return True
    lasted_ms = last.end_ms - piece[0].start_ms
    return lasted_ms >= TOO_LONG_MS or (lasted_ms >= LONG_ENOUGH_MS and ends_sentence(last.text, following.text))

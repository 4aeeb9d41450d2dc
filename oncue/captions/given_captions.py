"""`given_track`: the captions of a file, as they are, for every format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from oncue.caption_readers.cues import WrittenWord
from oncue.captions.formats.word_times import times_of
from oncue.captions.formats.written import WrittenCue
from oncue.captions.limits import CaptionLimits, CaptionOptions
from oncue.captions.segmentation.given_cues import DASHES
from oncue.captions.segmentation.units import speaker_label
from oncue.captions.track import CaptionTrack
from oncue.model import Alignment, Cue, CueLine, EngineInfo, Quality, TimedWord, WordStatus
from oncue.text.display_text import is_opening, visible
from oncue.text.word_breaks import has_unspaced, needs_no_space, stretches, word_starts

NO_ENGINE = EngineInfo("none", "none", "none")
"""What placed the words of captions that were given: nothing did."""

WIDEST = CaptionLimits(max_lines=4, max_chars=200)
"""The limits of captions that are shown as they are: those of a format's screen are always narrower."""

ESTIMATED = (
    "word_times_estimated: the file says when captions are shown, not words; each has its share of its caption's time."
)

_SPACE = re.compile(r"(\s+)")
# A single space joins two words of a line; whatever else there is between them stays inside one.
_JOINT = re.compile(r"(?<! ) (?! )")

_SOUNDS = ("(", "[", "*", "#", "\u266a", "\u266b")


@dataclass(frozen=True, slots=True)
class GivenCaptions:
    """The cues of a file in the order of their times, their words, and the text that these point into, a line for each line.

    `notices` tell what is not as it was in the file: sentences, each beginning with a stable code and a colon. `estimated`
    counts the cues whose words have no times of their own in the file.
    """

    cues: tuple[Cue, ...]
    text: str
    notices: tuple[str, ...]
    estimated: int

    @property
    def words(self) -> tuple[TimedWord, ...]:
        """In their order, each with its time, or its share of the time of its cue; without names and dashes that say who
        speaks where the file knows that otherwise, too."""
        return tuple(word for cue in self.cues for line in cue.lines for word in _spoken(line, shared=cue.shared))


def given_captions(written: Sequence[WrittenCue], *, speakers: bool = True) -> GivenCaptions:
    """The cues with the lines and times that they have in their file.

    Lines without anything to see are left out, and control characters. With `speakers`, a line gets the label of its speaker
    where the one before it was another's, for formats without markup for speakers, or a dash where somebody without a name
    follows one with a name. It gets none where the text says itself that another one speaks, by the same name or a dash, and
    where it is a sound or a song.
    """
    shown = [(cue, lines) for cue in written if (lines := [*_lines_of(cue)])]
    ordered = sorted(shown, key=lambda each: each[0].start_ms)
    times = [(cue.start_ms, max(cue.end_ms, cue.start_ms + 1)) for cue, _ in ordered]
    writer = _Writer(speakers=speakers)
    cues = []
    for index, ((start_ms, end_ms), (cue, lines)) in enumerate(zip(times, ordered, strict=True)):
        following_ms = times[index + 1][0] if index + 1 < len(times) else end_ms
        cues.append(writer.cue(start_ms, end_ms, min(end_ms, following_ms), lines, cue.words))
    moments = sum(cue.end_ms <= cue.start_ms for cue, _ in ordered)
    counts = (
        ("empty", len(written) - len(shown), "have nothing to show and are left out"),
        ("order", 0 if ordered == shown else len(shown), "are put in the order of their times"),
        ("no_duration", moments, "end when they begin; they are shown for a millisecond"),
    )
    notices = tuple(f"{code}: {count} of {len(written)} captions {what}." for code, count, what in counts if count)
    return GivenCaptions(tuple(cues), writer.text, notices, writer.estimated)


def given_track(captions: GivenCaptions, language: str, options: CaptionOptions, title: str, *, cut: bool) -> CaptionTrack:
    """A track of captions that were given: as they are, or `cut` anew by the limits of `options`."""
    end_ms = max((cue.end_ms for cue in captions.cues), default=0)
    known = [word.confidence for word in captions.words if word.status is WordStatus.ALIGNED]
    warnings = (ESTIMATED, *captions.notices) if captions.estimated else captions.notices
    quality = Quality(1.0, 1.0, sum(known) / len(known) if known else 0.0, warnings)
    alignment = Alignment(language, end_ms, NO_ENGINE, quality, captions.words, (), ())
    if cut:
        return CaptionTrack(alignment, captions.text, options, title)
    return CaptionTrack(alignment, captions.text, replace(options, limits=WIDEST), title, captions.cues)


def overlaps(cues: Sequence[Cue]) -> int:
    """How many cues, which are in order, begin before the one in front of them has ended."""
    return sum(one.end_ms > two.start_ms for one, two in pairwise(cues))


def _spoken(line: CueLine, *, shared: bool) -> tuple[TimedWord, ...]:
    first = line.words[0].text
    named = line.speaker is not None and first.casefold() == speaker_label(line.speaker, WIDEST.max_columns).casefold()
    return line.words[1:] if len(line.words) > 1 and (named or (shared and first in DASHES)) else line.words


class _Writer:
    """The text as it grows, line by line, and who spoke last."""

    def __init__(self, *, speakers: bool) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last = ""
        self._speakers = speakers
        self._speaker: str | None = None
        self._begun_ms = 0
        self.estimated = 0
        """The cues whose words have no times of their own."""

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def cue(
        self,
        start_ms: int,
        end_ms: int,
        until_ms: int,
        lines: Sequence[tuple[str, str | None]],
        known: Sequence[WrittenWord] = (),
    ) -> Cue:
        """A cue whose words have the times of those that are `known`, else are spread from its start to `until_ms`."""
        pieces = [[*_words_of(text)] for text, _ in lines]
        times = iter(self._times([text for words in pieces for _, text in words], start_ms, until_ms, known))
        made = []
        for (shown, speaker), words in zip(lines, pieces, strict=True):
            if self._last and not (needs_no_space(self._last) and needs_no_space(shown[0])):
                self._add("\n")
            self._last = shown[-1]
            timed = []
            for space, text in words:
                word, status = next(times)
                self._begun_ms = max(self._begun_ms, word.start_ms)  # captions may overlap, what is said may not run back
                ends_ms = max(self._begun_ms, word.end_ms)
                self._add(space)
                first, last = self._add(text)
                sure = word.confidence or 0.0
                timed.append(TimedWord(text, first, last, speaker, self._begun_ms, ends_ms, sure, status))
            made.append(CueLine(tuple(timed), speaker, self._label(shown, speaker)))
        speakers = {speaker for _, speaker in lines}
        return Cue(start_ms, end_ms, tuple(made), speakers.pop() if len(speakers) == 1 else None, as_written=True)

    def _times(
        self, pieces: Sequence[str], start_ms: int, until_ms: int, known: Sequence[WrittenWord]
    ) -> Iterator[tuple[WrittenWord, WordStatus]]:
        if (timed := times_of(pieces, known)) is not None:
            for word in timed:
                yield word, WordStatus.ALIGNED
            return
        self.estimated += 1
        whole = sum(len(text) + 1 for text in pieces)
        done = 0
        for text in pieces:
            begin_ms = start_ms + (until_ms - start_ms) * done // whole
            done += len(text) + 1
            yield (
                WrittenWord(text, begin_ms, start_ms + (until_ms - start_ms) * done // whole),
                WordStatus.ESTIMATED,
            )

    def _label(self, shown: str, speaker: str | None) -> str:
        before, self._speaker = self._speaker, speaker
        if speaker == before or not self._speakers or shown.startswith((*DASHES, *_SOUNDS)):
            return ""
        label = speaker_label(speaker, WIDEST.max_columns) or "-"
        return "" if shown.casefold().startswith(label.removesuffix(":").casefold()) else label

    def _add(self, text: str) -> tuple[int, int]:
        """The range of it in the text."""
        first = self._length
        self._parts.append(text)
        self._length += len(text)
        return first, self._length


def _lines_of(cue: WrittenCue) -> Iterator[tuple[str, str | None]]:
    for line, speaker in zip(cue.lines, cue.speakers, strict=True):
        if shown := _shown(line):
            yield shown, speaker


def _shown(line: str) -> str:
    """The line without what cannot be seen or stored, its spaces as they are."""
    if line.isascii() and line.isprintable():
        return line.strip()
    pieces = (_spaces(piece) if piece.isspace() else visible(piece) for piece in _SPACE.split(line))
    return "".join(pieces).strip()


def _spaces(written: str) -> str:
    return "".join(space if unicodedata.category(space) == "Zs" else " " for space in written)


def _words_of(shown: str) -> Iterator[tuple[str, str]]:
    """The words of a line, each with the space before it: one, or none where the script has none."""
    space = ""
    for piece in _JOINT.split(shown):
        first = 0
        for cut in _cuts_of(piece) if has_unspaced(piece) else ():
            yield space, piece[first:cut]
            space, first = "", cut
        yield space, piece[first:]
        space = " "


def _cuts_of(piece: str) -> Iterator[int]:
    for start, end in stretches(piece):
        for offset in word_starts(piece[start:end]):
            if (cut := start + offset) and not is_opening(piece[cut - 1]):
                yield cut

"""The texts that a paragraph of Timed Text shows, one after another, from pieces that come and go."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from oncue.caption_readers.cues import FirstFault, Fragment, SourceCue, SourceLine, line_speaker, line_text
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.invisible_marks import unmarked

NS_IN_MS = 10**6


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """Text that is on screen from `begin` to `end`, in nanoseconds; None is for ever. A line feed begins a line."""

    begin: int
    end: int | None
    speaker: str | None
    text: str
    voice: str | None = None


_SPACES = (" ", "\n")
_BREAK, _GAP = (ShownPiece(0, None, None, text) for text in ("\n", " "))


@dataclass(slots=True)
class ParagraphReader:
    """Makes cues of paragraphs, and does no more than `most_work`: characters that are looked at.

    A paragraph can tell every of a thousand words when to come and go, and then is a thousand texts of up to so many words.
    Where that is too much, each piece is a cue, which is noted in `faults`, as is a text without an end.
    """

    faults: FirstFault
    most_work: int

    def cues(self, pieces: Sequence[ShownPiece], language: str | None, line: int) -> list[SourceCue]:
        """A cue for each text that the pieces of the paragraph in `line` of the file are, in time."""
        apart = [(times, list(group)) for times, group in groupby(pieces, key=lambda piece: (piece.begin, piece.end))]
        if len(apart) > 1 and (turns := self._turns(pieces)) is not None:
            found = turns.cues(language)
        else:
            found = [cue for times, group in apart if (cue := _cue(*times, [(each, False) for each in group], language))]
        if any(cue.end_ms is None for cue in found):
            told = f"The text in line {line} of this TTML file never ends: give its paragraph an end."
            self.faults.note(CaptionFault(FaultReason.ENDLESS, told, line=line))
        return found

    def _turns(self, pieces: Sequence[ShownPiece]) -> _Turns | None:
        """None where they are too much work."""
        turns = _Turns(pieces)
        self.most_work -= turns.work
        if self.most_work >= 0:
            return turns
        told = "The spans of this TTML file come and go too often to be captions: export it without word times."
        self.faults.note(CaptionFault(FaultReason.TOO_OFTEN, told))
        return None


class _Turns:
    """The texts that the pieces of a paragraph are in turn.

    Spaces and line ends that are there as long as any text only part what is beside them: they are counted, not shown.
    """

    def __init__(self, pieces: Sequence[ShownPiece]) -> None:
        self._pieces = pieces
        texts = [piece for piece in pieces if piece.text not in _SPACES]
        first = min((piece.begin for piece in texts), default=0)
        ends = [piece.end for piece in texts]
        last = None if None in ends else max((end for end in ends if end is not None), default=0)
        spaces = [
            piece.text in _SPACES
            and piece.begin <= first
            and (piece.end is None or (last is not None and last <= piece.end))
            for piece in pieces
        ]
        self._breaks, self._gaps = (
            [0, *accumulate(space and piece.text == text for space, piece in zip(spaces, pieces, strict=True))]
            for text in ("\n", " ")
        )
        self._starting: dict[int, list[int]] = defaultdict(list)
        self._ending: dict[int, set[int]] = defaultdict(set)
        for number, piece in enumerate(pieces):
            if not spaces[number]:
                self._starting[piece.begin].append(number)
                if piece.end is not None:
                    self._ending[piece.end].add(number)
        self._instants = sorted({*self._starting, *self._ending})

    @property
    def work(self) -> int:
        """The characters of all these texts together."""
        weighed = [1 + len(piece.text) for piece in self._pieces]
        changes = (
            sum(weighed[number] for number in self._starting.get(instant, ()))
            - sum(weighed[number] for number in self._ending.get(instant, ()))
            for instant in self._instants
        )
        return sum(accumulate(changes))

    def cues(self, language: str | None) -> list[SourceCue]:
        """A cue for each; what was shown just before is there `again`."""
        found: list[SourceCue] = []
        shown: list[int] = []
        before: set[int] = set()
        for begin, end in zip(self._instants, [*self._instants[1:], None], strict=True):
            begun, gone = self._starting.get(begin, []), self._ending.get(begin, set())
            # What begins and ends at once is a text all the same.
            moments = self._together([number for number in begun if number in gone], set())
            found += filter(None, [_cue(begin, begin, moments, language)])
            shown = [number for number in shown if number not in gone] if gone else shown
            for number in begun:
                if number not in gone:
                    insort(shown, number)
            if cue := _cue(begin, end, self._together(shown, before), language):
                found.append(_continued(found[-1] if found else None, cue))
            before = {*shown}
        return found

    def _together(self, shown: Sequence[int], before: AbstractSet[int]) -> list[tuple[ShownPiece, bool]]:
        """The pieces by these numbers with what parts them, each with whether it was shown `before`."""
        found: list[tuple[ShownPiece, bool]] = []
        last: int | None = None
        for number in shown:
            if last is not None and self._breaks[number] > self._breaks[last]:
                found.append((_BREAK, False))
            elif last is not None and self._gaps[number] > self._gaps[last]:
                found.append((_GAP, number in before))
            found.append((self._pieces[number], number in before))
            last = number
        return found


def _cue(begin: int, end: int | None, pieces: Sequence[tuple[ShownPiece, bool]], language: str | None) -> SourceCue | None:
    lines = _lines(pieces)
    if not lines:
        return None
    # A text without any time stands where it stands.
    start_ms = None if end is None and begin == 0 else _rounded(begin)
    return SourceCue(start_ms, None if end is None else _rounded(end), lines, language)


def _continued(before: SourceCue | None, cue: SourceCue) -> SourceCue:
    same = before is not None and before.end_ms == cue.start_ms and _read(before) == _read(cue)
    return replace(cue, continues=True) if same else cue


def _read(cue: SourceCue) -> list[tuple[str, str | None]]:
    return [(line_text(line), line_speaker(line)) for line in cue.lines]


def _lines(pieces: Iterable[tuple[ShownPiece, bool]]) -> tuple[SourceLine, ...]:
    """The lines as they are shown, without empty ones; the bool says that a piece was shown before."""
    found: list[SourceLine] = []
    line: list[tuple[ShownPiece, bool, str]] = []
    spaced = True  # at the beginning of a line, or behind a space
    for piece, again in (*pieces, (_BREAK, False)):
        for number, part in enumerate(unmarked(piece.text).split("\n")):
            if number:
                if shown := _line(line):
                    found.append(shown)
                line, spaced = [], True
            part = part[1:] if spaced and part.startswith(" ") else part
            if part:
                spaced = part.endswith(" ")
                line.append((piece, again, part))
    return tuple(found)


def _line(parts: list[tuple[ShownPiece, bool, str]]) -> SourceLine:
    """The parts of a line without spaces and tabs at its ends, as fragments of one voice each; empty for an empty line."""
    first, last = 0, len(parts)
    while first < last and not parts[first][2].strip(" \t"):
        first += 1
    while last > first and not parts[last - 1][2].strip(" \t"):
        last -= 1
    voices = groupby(parts[first:last], key=lambda part: (part[0].speaker, part[0].voice, part[1]))
    line = [(voice, "".join(text for _, _, text in group)) for voice, group in voices]
    if line:
        line[0] = (line[0][0], line[0][1].lstrip(" \t"))
        line[-1] = (line[-1][0], line[-1][1].rstrip(" \t"))
    return tuple(Fragment(text, *voice) for voice, text in line)


def _rounded(nanoseconds: int) -> int:
    return (nanoseconds + NS_IN_MS // 2) // NS_IN_MS

"""The word graph of one segment: what may have been said between two times, by its slots."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from oncue.alignment.one_sentence import goes_on
from oncue.alignment.timing.slots import LONGEST_GUESS, LONGEST_REPLACEMENT, LONGEST_SPEAKING, LONGEST_UNHEARD, Slot
from oncue.alignment.timing.word_graph import Edge
from oncue.model import Interval, RecognisedWord, Token
from oncue.text.numbers import about_letters

NOT_AS_PUBLISHED = 1e-12
"""Probability that something else was said than what is published, where Whisper heard something else. The published text
is the authority: a small model's mishearing must be borne out by the sound."""

NOT_SAID = 1e-12
"""Probability that a published word was left out where Whisper heard nothing for it: it drops small words often."""

MADE_UP = 1e-4
"""Probability that Whisper heard a word where nobody said one."""

MS_PER_LETTER = 65
"""Duration of a letter in spoken English, a mean over read and spontaneous speech; used within a factor of two and more."""

_Path = Sequence[tuple[str, int | None]]
"""Words said one after the other, each with the index of its token; None where it is not published."""


@dataclass(slots=True)
class SegmentGraph:
    """Builds the graph of some of a recording's slots between two times, in milliseconds.

    `speech` are half-open intervals in milliseconds, in order.
    """

    slots: Sequence[Slot]
    tokens: Sequence[Token]
    recognised: Sequence[RecognisedWord]
    speech: Sequence[Interval]
    start_ms: int
    end_ms: int
    _edges: list[Edge] = field(default_factory=list)
    _states: int = 0
    _last: tuple[int, bool] | None = None
    """The last token before a slot, and whether it was heard where it is."""

    def edges(self, first: int, last: int) -> tuple[tuple[Edge, ...], int]:
        """The edges of the slots [first, last), states in topological order from 0, and the final state."""
        at = 0
        self._last = None
        for index in range(first, last):
            slot = self.slots[index]
            written: _Path = [(self.tokens[i].text, i) for i in slot.tokens]
            heard: _Path = [(self.recognised[j].text, None) for j in slot.words]
            if not slot.matched and not self._may_be_said(written, heard, index):
                written = []
            if not written and not heard:
                continue
            self._states += 1
            to = self._states
            times = [self.recognised[j] for j in slot.words]
            heard_ms = (times[0].start_ms, times[-1].end_ms) if times else None
            if written:
                self._add(written, at, to, index, heard_ms=heard_ms if slot.located else None, located=slot.located)
            if heard and not slot.sure and not slot.astray:
                self._add(heard, at, to, index, NOT_AS_PUBLISHED if written else 1.0, heard_ms)
            if not slot.matched and (not written or not heard or len(written) > LONGEST_REPLACEMENT):
                self._add([], at, to, index, NOT_SAID if written else MADE_UP)
            if written:
                self._last = (slot.tokens[-1], slot.located)
            at = to
        return tuple(self._edges), at

    def _add(
        self,
        path: _Path,
        start: int,
        end: int,
        slot: int,
        probability: float = 1.0,
        heard_ms: Interval | None = None,
        located: bool = False,
    ) -> None:
        """Adds one alternative from `start` to `end`; new states in between are numbered after all existing ones."""
        at = start
        for index, (text, token) in enumerate(path):
            if index + 1 == len(path):
                to = end
            else:
                self._states += 1
                to = self._states
            before = (path[index - 1][1], False) if index else self._last or (None, False)
            follows = token is not None and before[0] is not None and goes_on(self.tokens, before[0], token)
            if located and (index or before[1]):
                follows = False  # both were heard where they are
            self._edges.append(Edge(at, to, text, token, slot, 1.0 if index else probability, heard_ms, follows))
            at = to
        if not path:
            self._edges.append(Edge(start, end, None, None, slot, probability))

    def _may_be_said(self, written: _Path, heard: _Path, index: int) -> bool:
        """True where the time there is for a hole could hold its written words; a few small words always may."""
        if not written or len(written) > (LONGEST_GUESS if heard else LONGEST_UNHEARD):
            return False
        expected_ms = MS_PER_LETTER * sum(about_letters(text) for text, _ in written)
        before = next((self.slots[k].words[-1] for k in range(index - 1, -1, -1) if self.slots[k].words), None)
        after = next((self.slots[k].words[0] for k in range(index + 1, len(self.slots)) if self.slots[k].words), None)
        from_ms = self.start_ms if before is None else max(self.start_ms, self.recognised[before].end_ms)
        to_ms = self.end_ms if after is None else min(self.end_ms, self.recognised[after].start_ms)
        spoken_ms = sum(max(0, min(b, to_ms) - max(a, from_ms)) for a, b in self.speech)
        if heard:
            spoken_ms = max(spoken_ms, MS_PER_LETTER * sum(len(text) for text, _ in heard))
            return len(written) <= 2 or 0.4 * expected_ms <= spoken_ms <= LONGEST_SPEAKING * expected_ms
        # Whisper drops and adds small words; more than that must have speech of its own to lie in.
        most_ms = LONGEST_SPEAKING * expected_ms if len(written) > LONGEST_GUESS else math.inf
        return len(written) <= 2 or 0.5 * expected_ms <= spoken_ms <= most_ms

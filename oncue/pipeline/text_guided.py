"""Follows the published text through a recording by its sound, from both ends of what is not known, as far as they agree.

A block of the recording is searched for the words that come next, as many of them as are said in it; what the sound confirms
is taken, but for the last words of the block, and the next block begins in a pause after it. The same backwards from the
other end, until the two meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from oncue.acoustic.forced_aligner import Said, Search
from oncue.alignment.timing.word_graph import Stretch
from oncue.audio.speech_intervals import Speech
from oncue.model import Interval, RecognisedWord, Token
from oncue.pipeline.acceptance import FIT_WORDS, LEAST_MEAN_FIT, LONGEST_UNCLAIMED_MS, doubts, mean_fit
from oncue.pipeline.text_graph import Passage, Passages

LANGUAGES = ("en",)
"""Whose phones the acoustic model knows: in others even the right words fit as badly as wrong ones do in English."""

BLOCK_MS = 25_000

LOOK_AHEAD_WORDS = 5
"""A block's last words are not believed: it ends in the middle of one, or in a pause that may be another word's sound."""

LEAST_STEP_MS = 4000
"""Where less of a block is confirmed, its text is not followed any further."""

LETTERS_A_SECOND, FASTEST = 16.0, 1.25
"""Of speech, before any of it is known, and how many times the mean so far: so many are searched for in a block."""

LEAST_BORDER_FIT = -1.0
"""Of the word beside a long pause that ends a block. The word from beyond it fitted at -2.4 where music began."""

WHOLE = 3
"""The text between two borders is searched for as a whole unless it is this many times what is searched for in a block: the
borders of a long text around a short recording would fill the memory."""

GAPS_AT_ONCE = 32
"""Are searched side by side, enough for every core; between them it is told how far the text has been followed."""


@dataclass(frozen=True, slots=True)
class Border:
    """A moment in a pause, and the token that begins what is said after it."""

    at_ms: int
    token: int


@dataclass(slots=True)
class Gap:
    """What is not known between two borders. They move inwards with the words that are confirmed beside them.

    `forward`: what is said after the left one is the text after it, as far as is known; `backward`: so it is before the
    right one.
    """

    left: Border
    right: Border
    forward: bool = True
    backward: bool = True
    words: list[RecognisedWord] = field(default_factory=list)

    @property
    def open_ms(self) -> int:
        """How much of the recording lies between its borders."""
        return max(0, self.right.at_ms - self.left.at_ms)

    @property
    def closed(self) -> bool:
        """Whether nothing is left in it."""
        return self.left.at_ms >= self.right.at_ms


@dataclass(frozen=True, slots=True)
class _Block:
    """What is searched at once, from the left border of a gap on, up to the right one, or both.

    `forward`: the words after the left border are in it; `backward`: those before the right one. `paused`: where it does not
    reach to the other border, it reaches to a long pause.
    """

    gap: Gap
    stretch: Stretch
    from_left: bool
    to_right: bool
    forward: bool
    backward: bool
    paused: bool

    def border(self, said: Sequence[Said], index: int) -> Border:
        """Between the word of this index and the one before it."""
        at_ms = (said[index - 1].end_ms + said[index].start_ms) // 2
        return Border(at_ms, self.token(said[index]))

    def ends_surely(self, said: Sequence[Said]) -> bool:
        """Whether the word beside the long pause is said there, and not beyond it."""
        return self.paused and len(said) >= FIT_WORDS and said[-1 if self.forward else 0].score >= LEAST_BORDER_FIT

    def token(self, one: Said) -> int:
        """The token that is said."""
        return self.stretch.edges[one.edge].token or 0


class Follower:
    """Follows one text through one recording. `speech` are its stretches of speech, in milliseconds, in order."""

    def __init__(self, tokens: Sequence[Token], language: str, speech: Sequence[Interval], search: Search) -> None:
        self._passages = Passages(tokens, language)
        self._speech = Speech(speech)
        self._search = search
        self._speech_ms = 30_000
        self._letters = LETTERS_A_SECOND * self._speech_ms / 1000

    def follow(self, gaps: Sequence[Gap], on_known: Callable[[int], None]) -> None:
        """Moves the borders of all of them, side by side, as far as the text goes on in the sound.

        `on_known` is called with how many milliseconds they have moved so far.
        """
        at_first = sum(gap.open_ms for gap in gaps)
        while running := [gap for gap in gaps if not gap.closed and (gap.forward or gap.backward)]:
            for first in range(0, len(running), GAPS_AT_ONCE):
                blocks = [block for gap in running[first : first + GAPS_AT_ONCE] for block in self._blocks(gap)]
                found = self._search.search([block.stretch for block in blocks], lambda count: None)
                for block, said in zip(blocks, found, strict=True):
                    self._take(block, said or [])
                on_known(at_first - sum(gap.open_ms for gap in gaps))

    def _blocks(self, gap: Gap) -> list[_Block]:
        """The next blocks of a gap. One in which nothing is said is closed, one whose text ends is not followed further."""
        within = self._speech.within(gap.left.at_ms, gap.right.at_ms)
        if within is None:
            gap.left = gap.right
            return []
        start_ms, end_ms = within
        a, b = gap.left.token, gap.right.token
        blocks: list[_Block] = []

        def add(passage: Passage | None, from_ms: int, to_ms: int, *, forward: bool, backward: bool, paused: bool) -> None:
            if passage:
                stretch = Stretch(from_ms, to_ms, passage.edges, passage.final, 0, 1)
                blocks.append(_Block(gap, stretch, from_ms == start_ms, to_ms == end_ms, forward, backward, paused))

        if gap.forward and gap.backward and end_ms - start_ms <= BLOCK_MS:
            whole = self._passages.between(a, b, WHOLE * self._most_letters(start_ms, end_ms))
            add(whole, start_ms, end_ms, forward=True, backward=True, paused=False)
        if gap.forward and not blocks:
            to_ms = min(end_ms, start_ms + BLOCK_MS)
            pause_ms = self._speech.last_pause(start_ms, to_ms) if to_ms < end_ms else None
            to_ms = to_ms if pause_ms is None else pause_ms
            passage = self._passages.after(a, b, self._most_letters(start_ms, to_ms))
            add(passage, start_ms, to_ms, forward=True, backward=False, paused=pause_ms is not None)
        if gap.backward and (not gap.forward or end_ms - start_ms > 2 * BLOCK_MS):
            from_ms = max(start_ms, end_ms - BLOCK_MS)
            pause_ms = self._speech.first_pause(from_ms, end_ms) if from_ms > start_ms else None
            from_ms = from_ms if pause_ms is None else pause_ms
            passage = self._passages.before(b, a, self._most_letters(from_ms, end_ms))
            add(passage, from_ms, end_ms, forward=False, backward=True, paused=pause_ms is not None)
        if not blocks:
            gap.forward = gap.backward = False
            if self._search.loud_speech_ms(start_ms, end_ms) <= LONGEST_UNCLAIMED_MS:
                gap.left = gap.right
        return blocks

    def _take(self, block: _Block, said: Sequence[Said]) -> None:
        """Takes over what is confirmed of a block; a direction in which that is too little is given up."""
        gap, stretch = block.gap, block.stretch
        doubted = doubts(
            said,
            stretch.start_ms if block.from_left or block.paused else None,
            stretch.end_ms if block.to_right or block.paused else None,
            self._search,
        )
        both = block.from_left and block.to_right
        certain = bool(said) and not doubted and mean_fit(said) >= LEAST_MEAN_FIT
        if certain and (both or block.ends_surely(said)) and self._take_all(block, said):
            return
        if block.from_left:
            most = min((words.start for words in doubted), default=len(said)) - LOOK_AHEAD_WORDS
            count = _longest_pause(said, range(most, max(0, most // 2 - 1), -1))
            border = None if count is None else block.border(said, count)
            enough = border is not None and border.at_ms - stretch.start_ms >= LEAST_STEP_MS
            if border and enough and mean_fit(said[:count]) >= LEAST_MEAN_FIT:
                self._keep(block, said[:count], stretch.start_ms, border.at_ms)
                gap.left = border
            if block.forward:
                gap.forward = not both and gap.left is border
        if block.to_right:
            least = max((words.stop for words in doubted), default=0) + LOOK_AHEAD_WORDS
            first = _longest_pause(said, range(least, min(len(said), (least + len(said)) // 2 + 1)))
            border = None if first is None else block.border(said, first)
            enough = border is not None and stretch.end_ms - border.at_ms >= LEAST_STEP_MS
            met = border is not None and (border.at_ms <= gap.left.at_ms or border.token < gap.left.token)
            if border and enough and not met and mean_fit(said[first:]) >= LEAST_MEAN_FIT:
                self._keep(block, said[first:], border.at_ms, stretch.end_ms)
                gap.right = border
            if block.backward:
                gap.backward = not both and gap.right is border

    def _take_all(self, block: _Block, said: Sequence[Said]) -> bool:
        """Takes over all that is said in a block that ends where its gap does, or in a long pause."""
        gap, stretch = block.gap, block.stretch
        if not block.paused:
            gap.left = gap.right
        elif block.forward:
            gap.left = Border(stretch.end_ms, block.token(said[-1]) + 1)
        elif block.token(said[0]) >= gap.left.token:
            gap.right = Border(stretch.start_ms, block.token(said[0]))
        else:
            return False
        self._keep(block, said, stretch.start_ms, stretch.end_ms)
        return True

    def _keep(self, block: _Block, said: Sequence[Said], start_ms: int, end_ms: int) -> None:
        words = [(block.stretch.edges[one.edge].text or "", one) for one in said]
        block.gap.words += [RecognisedWord(text, one.start_ms, one.end_ms, 1.0, one.score) for text, one in words]
        self._letters += sum(len(text) for text, _ in words)
        self._speech_ms += self._speech.between_ms(start_ms, end_ms)

    def _most_letters(self, start_ms: int, end_ms: int) -> float:
        return FASTEST * self._letters / self._speech_ms * self._speech.between_ms(start_ms, end_ms)


def _longest_pause(said: Sequence[Said], candidates: range) -> int | None:
    """The word, of these, before which the longest pause is, the first of several; None where there are none."""
    return max(candidates, key=lambda k: said[k].start_ms - said[k - 1].end_ms, default=None)

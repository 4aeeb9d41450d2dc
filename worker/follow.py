"""Follows the published text through a recording by its sound, from both ends of what is not known, as far as they agree.

A block of the recording is searched for the words that come next, as many of them as are said in it; what the sound confirms
is taken, but for the last words of the block, and the next block begins in a pause after it. The same backwards from the
other end, until the two meet.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from alignment.model import RecognisedWord, Token
from alignment.timing.graph import Interval, Stretch
from worker.certain import LEAST_MEAN_FIT, doubts, mean_fit
from worker.passage import Passage, Passages
from worker.refine.search import Said, StretchSearch

LANGUAGES = ("en",)
"""Whose phones the acoustic model knows: in others even the right words fit as badly as wrong ones do in English."""

BLOCK_MS = 25_000

LOOK_AHEAD_WORDS = 5
"""A block's last words are not believed: it ends in the middle of one, or in a pause that may be another word's sound."""

LEAST_STEP_MS = 4000
"""Where less of a block is confirmed, its text is not followed any further."""

LETTERS_A_SECOND, FASTEST = 16.0, 1.5
"""Of speech, before any of it is known, and how many times the mean so far: so many are searched for in a block."""

PADDING_MS = 300


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
    def closed(self) -> bool:
        """Whether nothing is left in it."""
        return self.left.at_ms >= self.right.at_ms


@dataclass(frozen=True, slots=True)
class _Block:
    """What is searched at once, from the left border of a gap on, up to the right one, or both."""

    gap: Gap
    stretch: Stretch
    from_left: bool
    to_right: bool

    def border(self, said: Sequence[Said], index: int) -> Border:
        """Between the word of this index and the one before it."""
        at_ms = (said[index - 1].end_ms + said[index].start_ms) // 2
        return Border(at_ms, self.stretch.edges[said[index].edge].token or 0)


class Follower:
    """Follows one text through one recording. `speech` are its stretches of speech, in milliseconds, in order."""

    def __init__(self, tokens: Sequence[Token], language: str, speech: Sequence[Interval], search: StretchSearch) -> None:
        self._passages = Passages(tokens, language)
        self._speech = speech
        self._starts = [start_ms for start_ms, _ in speech]
        self._ends = [end_ms for _, end_ms in speech]
        self._search = search
        self._speech_ms = 30_000
        self._letters = LETTERS_A_SECOND * self._speech_ms / 1000

    def follow(self, gaps: Sequence[Gap], on_progress: Callable[[int], None] = lambda moved_ms: None) -> None:
        """Moves the borders of all of them, side by side, as far as the text goes on in the sound.

        `on_progress` is called now and then with how much of the recording lies between where the borders were and are.
        """
        open_ms = _open_ms(gaps)
        while running := [gap for gap in gaps if not gap.closed and (gap.forward or gap.backward)]:
            blocks = [block for gap in running for block in self._blocks(gap)]
            found = self._search.search([block.stretch for block in blocks], lambda count: None)
            for block, said in zip(blocks, found, strict=True):
                self._take(block, said or [])
            on_progress(open_ms - _open_ms(gaps))

    def _blocks(self, gap: Gap) -> list[_Block]:
        """The next blocks of a gap. One in which nothing is said is closed, one whose text ends is not followed further."""
        first, last = bisect_right(self._ends, gap.left.at_ms), bisect_left(self._starts, gap.right.at_ms)
        if first == last:
            gap.left = gap.right
            return []
        start_ms = max(gap.left.at_ms, self._starts[first] - PADDING_MS)
        end_ms = min(gap.right.at_ms, self._ends[last - 1] + PADDING_MS)
        a, b = gap.left.token, gap.right.token
        blocks: list[_Block] = []

        def add(passage: Passage | None, from_ms: int, to_ms: int) -> None:
            if passage:
                stretch = Stretch(from_ms, to_ms, passage.edges, passage.final, 0, 1)
                blocks.append(_Block(gap, stretch, from_left=from_ms == start_ms, to_right=to_ms == end_ms))

        if gap.forward and gap.backward and end_ms - start_ms <= BLOCK_MS:
            add(self._passages.between(a, b), start_ms, end_ms)
        else:
            if gap.forward:
                to_ms = min(end_ms, start_ms + BLOCK_MS)
                add(self._passages.after(a, b, self._most_letters(start_ms, to_ms)), start_ms, to_ms)
            if gap.backward and (not gap.forward or end_ms - start_ms > 2 * BLOCK_MS):
                from_ms = max(start_ms, end_ms - BLOCK_MS)
                add(self._passages.before(b, a, self._most_letters(from_ms, end_ms)), from_ms, end_ms)
        if not blocks:
            gap.forward = gap.backward = False
        return blocks

    def _take(self, block: _Block, said: Sequence[Said]) -> None:
        """Takes over what is confirmed of a block; a direction in which that is too little is given up."""
        gap, stretch = block.gap, block.stretch
        doubted = doubts(
            said, stretch.start_ms if block.from_left else None, stretch.end_ms if block.to_right else None, self._search
        )
        both = block.from_left and block.to_right
        if both and said and not doubted and mean_fit(said) >= LEAST_MEAN_FIT:
            self._keep(block, said, stretch.start_ms, stretch.end_ms)
            gap.left = gap.right
            return
        if block.from_left:
            most = min((words.start for words in doubted), default=len(said)) - LOOK_AHEAD_WORDS
            count = _longest_pause(said, max(1, most // 2), most)
            border = None if count is None else block.border(said, count)
            enough = border is not None and border.at_ms - stretch.start_ms >= LEAST_STEP_MS
            if border and enough and mean_fit(said[:count]) >= LEAST_MEAN_FIT:
                self._keep(block, said[:count], stretch.start_ms, border.at_ms)
                gap.left = border
            gap.forward = gap.forward and not both and gap.left is border
        if block.to_right:
            least = max((words.stop for words in doubted), default=0) + LOOK_AHEAD_WORDS
            first = _longest_pause(said, least, min(len(said) - 1, (least + len(said)) // 2))
            border = None if first is None else block.border(said, first)
            enough = border is not None and stretch.end_ms - border.at_ms >= LEAST_STEP_MS
            met = border is not None and (border.at_ms <= gap.left.at_ms or border.token < gap.left.token)
            if border and enough and not met and mean_fit(said[first:]) >= LEAST_MEAN_FIT:
                self._keep(block, said[first:], border.at_ms, stretch.end_ms)
                gap.right = border
            gap.backward = gap.backward and not both and gap.right is border

    def _keep(self, block: _Block, said: Sequence[Said], start_ms: int, end_ms: int) -> None:
        words = [(block.stretch.edges[one.edge].text or "", one) for one in said]
        block.gap.words += [RecognisedWord(text, one.start_ms, one.end_ms, 1.0, one.score) for text, one in words]
        self._letters += sum(len(text) for text, _ in words)
        self._speech_ms += self._speech_between(start_ms, end_ms)

    def _most_letters(self, start_ms: int, end_ms: int) -> float:
        return FASTEST * self._letters / self._speech_ms * self._speech_between(start_ms, end_ms)

    def _speech_between(self, start_ms: int, end_ms: int) -> int:
        inside = self._speech[bisect_right(self._ends, start_ms) : bisect_left(self._starts, end_ms)]
        return sum(min(b, end_ms) - max(a, start_ms) for a, b in inside)


def _open_ms(gaps: Sequence[Gap]) -> int:
    return sum(gap.right.at_ms - gap.left.at_ms for gap in gaps)


def _longest_pause(said: Sequence[Said], least: int, most: int) -> int | None:
    """The word, of those from `least` to `most`, before which the longest pause is; None where there are none."""
    return max(range(least, most + 1), key=lambda k: said[k].start_ms - said[k - 1].end_ms, default=None)

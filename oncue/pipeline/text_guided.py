"""Alignment of the published text by its sound alone: from both ends of what is not known, as far as text and sound agree.

A block of the recording is searched for the words that come next, as many of them as are said in it; what the sound confirms
is taken, but for the last words of the block, and the next block begins in a pause after it. The same backwards from the
other end, until the two meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from oncue.acoustic.forced_aligner import AlignedEdge, Search
from oncue.alignment.one_sentence import PARTED_MS, goes_on
from oncue.alignment.timing.word_graph import Segment
from oncue.audio.speech_intervals import Speech
from oncue.model import Interval, RecognisedWord, Token
from oncue.pipeline.acceptance import GOP_RUN_WORDS, LEAST_MEAN_GOP, LONGEST_UNCLAIMED_MS, implausible_spans, mean_gop
from oncue.pipeline.text_graph import WordGraph, WordGraphBuilder

BLOCK_MS = 26_000
"""Milliseconds of the recording that are searched at once."""

LOOK_AHEAD_WORDS = 5
"""Words at the end of a block that are not accepted: it ends in the middle of one, or in a pause that may be another word's
sound."""

LEAST_STEP_MS = 4000
"""Milliseconds of a block that must be confirmed for its text to be followed any further."""

LETTERS_A_SECOND = 16.0
"""Letters a second of speech, before any of it is known."""

FASTEST = 1.25
"""Times the mean letters a second so far, the most letters that are searched for in a block."""

LEAST_ANCHOR_GOP = -1.0
"""Least gop of the word beside a long pause that ends a block. Measured: the word from beyond it was at -2.4 where music
began."""

WHOLE = 3
"""The text between two anchors is searched for as a whole unless it is this many times what is searched for in a block: the
anchors of a long text around a short recording would fill the memory."""

SPANS_AT_ONCE = 32
"""Spans that are searched side by side, enough for every core; after each such group, progress is told."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A moment in a pause (milliseconds), and the token that begins what is said after it."""

    at_ms: int
    token: int


@dataclass(slots=True)
class UnalignedSpan:
    """A piece of the recording and its text, between two anchors, whose words are not known yet. The anchors move inwards
    with the words that are confirmed beside them.

    `forward`: what is said after the left one is the text after it, as far as is known; `backward`: so it is before the
    right one. `words` are those that are confirmed.
    """

    left: Anchor
    right: Anchor
    forward: bool = True
    backward: bool = True
    words: list[RecognisedWord] = field(default_factory=list)

    @property
    def open_ms(self) -> int:
        """Milliseconds of the recording between its anchors."""
        return max(0, self.right.at_ms - self.left.at_ms)

    @property
    def closed(self) -> bool:
        """True where nothing is left in it."""
        return self.left.at_ms >= self.right.at_ms

    @property
    def followed(self) -> bool:
        """True where the text may go on in the sound from one of its anchors."""
        return not self.closed and (self.forward or self.backward)


@dataclass(frozen=True, slots=True)
class _Block:
    """The segment of a span that is searched at once, from its left anchor on, up to its right one, or both.

    `forward`: the words after the left anchor are in it; `backward`: those before the right one. `paused`: where it does not
    reach to the other anchor, it reaches to a long pause.
    """

    span: UnalignedSpan
    segment: Segment
    from_left: bool
    to_right: bool
    forward: bool
    backward: bool
    paused: bool

    def anchor(self, said: Sequence[AlignedEdge], index: int) -> Anchor:
        """The anchor between the word of this index and the one before it."""
        at_ms = (said[index - 1].end_ms + said[index].start_ms) // 2
        return Anchor(at_ms, self.token(said[index]))

    def ends_surely(self, said: Sequence[AlignedEdge], shift: float) -> bool:
        """True where the word beside the long pause is said there, and not beyond it."""
        beside = said[-1 if self.forward else 0].gop
        return self.paused and len(said) >= GOP_RUN_WORDS and beside >= LEAST_ANCHOR_GOP + shift

    def token(self, one: AlignedEdge) -> int:
        """The index of the token that is said."""
        return self.segment.edges[one.edge].token or 0


class TextGuidedAligner:
    """Aligns one text with one recording by sound. `speech` are its segments of speech, in milliseconds, in order.

    `shift` is added to the limits of acceptance; see `FitLevel`.
    """

    def __init__(
        self, tokens: Sequence[Token], language: str, speech: Sequence[Interval], search: Search, shift: float = 0.0
    ) -> None:
        self._tokens = tokens
        self._graphs = WordGraphBuilder(tokens, language)
        self._speech = Speech(speech)
        self._search = search
        self._shift = shift
        self._least_mean_gop = LEAST_MEAN_GOP + shift
        self._speech_ms = 30_000
        self._letters = LETTERS_A_SECOND * self._speech_ms / 1000

    def advance(self, spans: Sequence[UnalignedSpan], on_moved: Callable[[], None]) -> None:
        """Searches the next blocks of all spans that are followed, side by side, and moves their anchors inwards as far as
        the text goes on in the sound. `on_moved` is called after each `SPANS_AT_ONCE` of them."""
        followed = [span for span in spans if span.followed]
        for first in range(0, len(followed), SPANS_AT_ONCE):
            blocks = [block for span in followed[first : first + SPANS_AT_ONCE] for block in self._blocks(span)]
            found = self._search.search([block.segment for block in blocks], lambda count: None) if blocks else []
            for block, said in zip(blocks, found, strict=True):
                self._take(block, said or [])
            on_moved()

    def _blocks(self, span: UnalignedSpan) -> list[_Block]:
        """The next blocks of a span. One in which nothing is said is closed, one whose text ends is not followed further."""
        within = self._speech.within(span.left.at_ms, span.right.at_ms)
        if within is None:
            span.left = span.right
            return []
        start_ms, end_ms = within
        a, b = span.left.token, span.right.token
        blocks: list[_Block] = []

        def add(graph: WordGraph | None, from_ms: int, to_ms: int, *, forward: bool, backward: bool, paused: bool) -> None:
            if graph:
                segment = Segment(from_ms, to_ms, graph.edges, graph.final, 0, 1)
                blocks.append(_Block(span, segment, from_ms == start_ms, to_ms == end_ms, forward, backward, paused))

        if span.forward and span.backward and end_ms - start_ms <= BLOCK_MS:
            whole = self._graphs.between(a, b, WHOLE * self._most_letters(start_ms, end_ms))
            add(whole, start_ms, end_ms, forward=True, backward=True, paused=False)
        if span.forward and not blocks:
            to_ms = min(end_ms, start_ms + BLOCK_MS)
            pause_ms = self._speech.last_pause(start_ms, to_ms) if to_ms < end_ms else None
            to_ms = to_ms if pause_ms is None else pause_ms
            graph = self._graphs.after(a, b, self._most_letters(start_ms, to_ms))
            add(graph, start_ms, to_ms, forward=True, backward=False, paused=pause_ms is not None)
        if span.backward and (not span.forward or end_ms - start_ms > 2 * BLOCK_MS):
            from_ms = max(start_ms, end_ms - BLOCK_MS)
            pause_ms = self._speech.first_pause(from_ms, end_ms) if from_ms > start_ms else None
            from_ms = from_ms if pause_ms is None else pause_ms
            graph = self._graphs.before(b, a, self._most_letters(from_ms, end_ms))
            add(graph, from_ms, end_ms, forward=False, backward=True, paused=pause_ms is not None)
        if not blocks:
            span.forward = span.backward = False
            if self._search.loud_speech_ms(start_ms, end_ms) <= LONGEST_UNCLAIMED_MS:
                span.left = span.right
        return blocks

    def _take(self, block: _Block, said: Sequence[AlignedEdge]) -> None:
        """Takes over what is confirmed of a block; a direction in which that is too little is given up."""
        span, segment = block.span, block.segment
        doubted = implausible_spans(
            said,
            segment.start_ms if block.from_left or block.paused else None,
            segment.end_ms if block.to_right or block.paused else None,
            self._search,
            self._shift,
        )
        both = block.from_left and block.to_right
        certain = bool(said) and not doubted and mean_gop(said) >= self._least_mean_gop
        whole = certain and both and self._is_together(block, said)
        if (whole or (certain and block.ends_surely(said, self._shift))) and self._take_all(block, said):
            return
        if block.from_left:
            most = min((words.start for words in doubted), default=len(said)) - LOOK_AHEAD_WORDS
            count = _longest_pause(said, range(most, max(0, most // 2 - 1), -1))
            anchor = None if count is None else block.anchor(said, count)
            enough = anchor is not None and anchor.at_ms - segment.start_ms >= LEAST_STEP_MS
            if anchor and enough and mean_gop(said[:count]) >= self._least_mean_gop:
                self._keep(block, said[:count], segment.start_ms, anchor.at_ms)
                span.left = anchor
            if block.forward:
                span.forward = not both and span.left is anchor
        if block.to_right:
            least = max((words.stop for words in doubted), default=0) + LOOK_AHEAD_WORDS
            first = _longest_pause(said, range(least, min(len(said), (least + len(said)) // 2 + 1)))
            anchor = None if first is None else block.anchor(said, first)
            enough = anchor is not None and segment.end_ms - anchor.at_ms >= LEAST_STEP_MS
            met = anchor is not None and (anchor.at_ms <= span.left.at_ms or anchor.token < span.left.token)
            if anchor and enough and not met and mean_gop(said[first:]) >= self._least_mean_gop:
                self._keep(block, said[first:], anchor.at_ms, segment.end_ms)
                span.right = anchor
            if block.backward:
                span.backward = not both and span.right is anchor

    def _is_together(self, block: _Block, said: Sequence[AlignedEdge]) -> bool:
        """True where neither the first nor the last word is seconds from the rest of its sentence: of all words between two
        anchors each must be said, though it may be on the other side of what parts the two."""
        left, right, first, last = block.span.left, block.span.right, block.token(said[0]), block.token(said[-1])
        parted = left.token and said[0].start_ms - left.at_ms > PARTED_MS and goes_on(self._tokens, first - 1, first)
        if right.token < len(self._tokens) and right.at_ms - said[-1].end_ms > PARTED_MS:
            parted = parted or goes_on(self._tokens, last, right.token)
        return not parted

    def _take_all(self, block: _Block, said: Sequence[AlignedEdge]) -> bool:
        """Takes over all that is said in a block that ends where its span does, or in a long pause."""
        span, segment = block.span, block.segment
        if not block.paused:
            span.left = span.right
        elif block.forward:
            span.left = Anchor(segment.end_ms, block.token(said[-1]) + 1)
        elif block.token(said[0]) >= span.left.token:
            span.right = Anchor(segment.start_ms, block.token(said[0]))
        else:
            return False
        self._keep(block, said, segment.start_ms, segment.end_ms)
        return True

    def _keep(self, block: _Block, said: Sequence[AlignedEdge], start_ms: int, end_ms: int) -> None:
        words = [(block.segment.edges[one.edge].text or "", one) for one in said]
        block.span.words += [
            RecognisedWord(text, one.start_ms, one.end_ms, 1.0, one.gop, spread_ms=one.spread_ms) for text, one in words
        ]
        self._letters += sum(len(text) for text, _ in words)
        self._speech_ms += self._speech.between_ms(start_ms, end_ms)

    def _most_letters(self, start_ms: int, end_ms: int) -> float:
        return FASTEST * self._letters / self._speech_ms * self._speech.between_ms(start_ms, end_ms)


def _longest_pause(said: Sequence[AlignedEdge], candidates: range) -> int | None:
    """The word, of these, before which the longest pause is, the first of several; None where there are none."""
    return max(candidates, key=lambda k: said[k].start_ms - said[k - 1].end_ms, default=None)

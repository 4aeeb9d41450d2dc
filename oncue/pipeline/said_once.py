"""Of words that Whisper heard twice though they are published once, those that the sound does not bear out, left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oncue.acoustic.forced_aligner import AlignedEdge, Search
from oncue.alignment.match import match
from oncue.alignment.match.heard_copies import HeardCopy, heard_copies
from oncue.alignment.timing.holes import LEAST_PHONE_MS
from oncue.alignment.timing.word_graph import Edge, Segment
from oncue.model import RecognisedWord, Token
from oncue.pipeline.acceptance import LEAST_RUN_GOP, mean_gop
from oncue.pipeline.whisper_passes import Recognition

LEAST_BETTER_GOP = 1.5
"""Least difference between the mean gops of two copies, for one of them to be no more than Whisper's."""

AROUND_COPY_MS = 500
"""Milliseconds around a copy in which its words are looked for: Whisper's times are off by no more, as a rule."""

MOST_COPIES = 4
"""Times that copies are looked for: of three, two are found one after the other."""


def without_unsaid_copies(heard: Recognition, tokens: Sequence[Token], language: str, search: Search) -> Recognition:
    """`heard` without copies of the text's words that were not said where they were heard, but where they were heard again.

    Of what is said twice both stay: the sound must speak against one and for the other.
    """
    for _ in range(MOST_COPIES):
        matches = match(tokens, heard.words, language).matches if heard.words else ()
        copies = heard_copies(matches, tokens, heard.words, language)
        unsaid = _unsaid(copies, heard.words, tokens, search) if copies else set()
        if not unsaid:
            break
        kept = [j for j in range(len(heard.words)) if j not in unsaid]
        heard = replace(
            heard,
            words=tuple(heard.words[j] for j in kept),
            window_of_word=tuple(heard.window_of_word[j] for j in kept),
        )
    return heard


def _unsaid(
    copies: Sequence[HeardCopy], words: Sequence[RecognisedWord], tokens: Sequence[Token], search: Search
) -> set[int]:
    """The words (indices) of the copies that the text is matched with and that the sound does not bear out."""
    asked = [(copy.tokens, place) for copy in copies for place in (copy.matched, copy.other)]
    found = search.search([_segment(tokens, spoken, words, place) for spoken, place in asked], lambda count: None)
    unsaid: set[int] = set()
    for copy, matched, other in zip(copies, found[::2], found[1::2], strict=True):
        if _is_unsaid(matched, other):
            unsaid.update(copy.matched)
    return unsaid


def _segment(tokens: Sequence[Token], spoken: range, words: Sequence[RecognisedWord], place: range) -> Segment:
    """The sound around some heard words, up to the words beside them, and in it the tokens that they are."""
    said = [i for i in spoken if tokens[i].speakable]
    edges = tuple(Edge(at, at + 1, tokens[i].text, i, 0) for at, i in enumerate(said))
    start_ms, end_ms = words[place.start].start_ms, words[place.stop - 1].end_ms
    from_ms = max(start_ms - AROUND_COPY_MS, words[place.start - 1].end_ms if place.start else 0, 0)
    to_ms = end_ms + AROUND_COPY_MS
    if place.stop < len(words):
        to_ms = min(to_ms, words[place.stop].start_ms)
    return Segment(min(from_ms, start_ms), max(to_ms, end_ms), edges, len(edges), 0, 1)


def _is_unsaid(copy: Sequence[AlignedEdge] | None, other: Sequence[AlignedEdge] | None) -> bool:
    """True where the sound bears out the other copy, and this one not at all."""
    if not other or not _takes_time(other):
        return False
    if not copy or not _takes_time(copy):
        return mean_gop(other) >= LEAST_RUN_GOP
    worse = mean_gop(copy)
    return worse < LEAST_RUN_GOP and mean_gop(other) - worse >= LEAST_BETTER_GOP


def _takes_time(said: Sequence[AlignedEdge]) -> bool:
    return sum(one.end_ms - one.start_ms for one in said) >= LEAST_PHONE_MS * sum(one.phones for one in said)

"""Of words that Whisper heard twice though they are published once, those that the sound does not bear out, left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oncue.acoustic.forced_aligner import AlignedEdge, Search
from oncue.alignment.heard_words import Hearing
from oncue.alignment.match import Match, match
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


def without_unsaid_copies(
    heard: Recognition, hearing: Hearing, tokens: Sequence[Token], language: str, search: Search
) -> Recognition:
    """`heard` without copies of the text's words that were not said where they were heard, but where they were heard again.

    `hearing` are its own words and the text. Of what is said twice both stay: the sound must speak against one and for the
    other.
    """
    matches = hearing.matches if len(hearing.words) == len(heard.words) else _matches(heard, tokens, language)
    for _ in range(MOST_COPIES):
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
        matches = _matches(heard, tokens, language)
    return heard


def _matches(heard: Recognition, tokens: Sequence[Token], language: str) -> Sequence[Match]:
    return match(tokens, heard.words, language).matches if heard.words else ()


def _unsaid(
    copies: Sequence[HeardCopy], words: Sequence[RecognisedWord], tokens: Sequence[Token], search: Search
) -> set[int]:
    """The words (indices) of the copies that the text is matched with and that the sound does not bear out."""
    # In a loop the same words are one of the two several times.
    asked = list(dict.fromkeys((copy.tokens, place) for copy in copies for place in (copy.matched, copy.other)))
    found = search.search([_segment(tokens, spoken, words, place) for spoken, place in asked], lambda count: None)
    said = dict(zip(asked, found, strict=True))
    unsaid: set[int] = set()
    for copy in copies:
        if _is_unsaid(said[copy.tokens, copy.matched], said[copy.tokens, copy.other]):
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
    better = mean_gop(other)
    worse = mean_gop(copy) if copy else float("-inf")
    if not copy or not _takes_time(copy):
        # Words may be said faster than that, and sound well.
        return better >= LEAST_RUN_GOP and better > worse
    return worse < LEAST_RUN_GOP and better - worse >= LEAST_BETTER_GOP


def _takes_time(said: Sequence[AlignedEdge]) -> bool:
    return sum(one.end_ms - one.start_ms for one in said) >= LEAST_PHONE_MS * sum(one.phones for one in said)

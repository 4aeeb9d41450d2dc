"""The level of a recording's fit: how well words that are surely said fit its sound, in the acoustic model's eyes.

The model knows the phones of English. In other languages even right words fit worse, by language and by speaker, so that
what the sound confirms is told only against the words that Whisper has heard as they are printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oncue.acoustic.forced_aligner import AlignedEdge, Search
from oncue.acoustic.lexicon import MODEL_LANGUAGE
from oncue.alignment.match import Match
from oncue.alignment.timing.word_graph import Segment
from oncue.model import Token
from oncue.pipeline.acceptance import mean_gop
from oncue.pipeline.text_anchors import LEAST_ANCHOR_SIMILARITY, TextAnchors
from oncue.pipeline.text_graph import WordGraphBuilder

ENGLISH_LEVEL = -0.3
"""Mean gop of right words in English, by which the limits of acceptance were set. Measured: -0.2 to -0.4 in a radio address,
0.7 in an audiobook."""

LOWEST_SHIFT = -1.0
"""Most that the limits of acceptance are lowered by. Measured: window by window, right words were at -1.5 to -1.7 in
Spanish and at -1.4 to -1.6 in French, so that this is the usual shift there.
`python -m bench following` tells what passes."""

WORST_SHIFT = -1.6
"""A recording whose right words fit worse than in English by more than this is not followed at all. Measured: Spanish and
French in noise at 10 dB were at -2.0 to -2.8."""

LEAST_SURE_WORDS = 20
"""Fewest words that tell a recording's level."""


@dataclass(frozen=True, slots=True)
class FitLevel:
    """Mean gop of the words of a recording that are surely said, and how many they are."""

    gop: float
    words: int

    @property
    def shift(self) -> float | None:
        """What is added to the limits of acceptance, 0 or below; None where the sound tells too little to confirm a text."""
        below = self.gop - ENGLISH_LEVEL
        if self.words < LEAST_SURE_WORDS or below < WORST_SHIFT:
            return None
        return min(0.0, max(LOWEST_SHIFT, below))


def is_measured(language: str) -> bool:
    """True of languages whose recordings' level must be known before a text is followed."""
    return language != MODEL_LANGUAGE


def fit_level(
    windows: Iterable[int],
    anchors: TextAnchors,
    matches: Sequence[Match],
    tokens: Sequence[Token],
    language: str,
    search: Search,
) -> FitLevel:
    """The level by the words that were heard as they are printed in recognised windows, each searched from its first sure
    place to its last."""
    graphs = WordGraphBuilder(tokens, language)
    segments: list[Segment] = []
    for window in windows:
        first, last = anchors.before(window), anchors.after(window)
        if first is None or last is None or first.at_ms >= last.at_ms:
            continue
        if graph := graphs.between(first.token, last.token, float("inf")):
            segments.append(Segment(first.at_ms, last.at_ms, graph.edges, graph.final, 0, 1))
    sure = {i for one in matches if one.similarity >= LEAST_ANCHOR_SIMILARITY for i in range(one.token_start, one.token_end)}
    said: list[AlignedEdge] = []
    for segment, found in zip(segments, search.search(segments, lambda count: None), strict=True):
        said += [one for one in found or () if segment.edges[one.edge].token in sure]
    return FitLevel(mean_gop(said), len(said))

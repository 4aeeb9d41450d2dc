"""Words of the transcript that the recording has at another place: programmes are edited after their script."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain

from oncue.model import Gap, MissingWords, Transcript
from oncue.text.normalize import match_keys

PIECE_WORDS = 3
LEAST_PIECES = 4
"""So many words in a row, six at least, are no chance: of what was said elsewhere on the same subject single words recur."""

LEAST_SHARE = 0.5
"""Least share of the pieces of the shorter side; what was misheard breaks three of them."""

SentenceKeys = tuple[str, ...]


def heard_elsewhere(
    transcript: Transcript, missing: Sequence[MissingWords], gaps: Sequence[Gap], language: str
) -> list[tuple[MissingWords, Gap]]:
    """The places of `missing` whose words were heard in one of the `gaps`, each with that gap, in the order of the text."""
    heard = [_pieces(gap.text, language) for gap in gaps]
    gaps_with: dict[SentenceKeys, list[int]] = defaultdict(list)
    for index, pieces in enumerate(heard):
        for piece in pieces:
            gaps_with[piece].append(index)
    found: list[tuple[MissingWords, Gap]] = []
    for place in missing:
        written = _pieces(transcript.text[place.char_start : place.char_end], language)
        shared = Counter(chain.from_iterable(gaps_with.get(piece, ()) for piece in written))
        for index, count in shared.most_common(1):
            if count >= max(LEAST_PIECES, LEAST_SHARE * min(len(written), len(heard[index]))):
                found.append((place, gaps[index]))
    return found


def _pieces(text: str, language: str) -> set[SentenceKeys]:
    keys = [key for word in text.split() for key in match_keys(word, language)]
    return {tuple(keys[i : i + PIECE_WORDS]) for i in range(len(keys) - PIECE_WORDS + 1)}

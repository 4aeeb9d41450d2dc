"""The expected error of each word's borders, in milliseconds: by how far the sound lets them lie elsewhere, and by how
likely it is that the word is in quite another place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oncue.alignment.confidence import heard_away_ms
from oncue.alignment.match import Match
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.model import RecognisedWord

# Fitted by `python -m bench error-fit` on synthetic voices, whose times are known exactly: the mean error of the worse of a
# word's two borders, where both are within a fifth of a second of their places, and where one is not.
# Fitted on 7,400 words; 18,246 give 13.0, 1.30, 57, and 321, 0.37, 707.
_NEAR_MS = 12.0
_NEAR_FOR_SPREAD = 1.37  # for each millisecond of spread, to 100
_NEAR_WITHOUT_SPREAD_MS = 65.0  # its place is shared out among words, or by Whisper's attention
_FAR_MS = 280.0
_FAR_FOR_AWAY = 0.32  # for each millisecond from where it was heard, to two seconds
_FAR_UNHEARD_MS = 650.0

_MOST_SPREAD_MS = 100.0
_MOST_AWAY_MS = 2000


def border_errors_ms(
    placed: Mapping[int, AlignedWord],
    confidence: Mapping[int, float],
    matches: Sequence[Match],
    recognised: Sequence[RecognisedWord],
) -> dict[int, int]:
    """The expected error of each placed token, whole milliseconds: the mean of what the worse of its two borders is off by.

    `confidence` is that of each, as `confidences` tells it: the chance that both are within a fifth of a second.
    """
    match_of = {i: match for match in matches for i in range(match.token_start, match.token_end)}
    return {i: round(_error_ms(place, confidence[i], match_of.get(i), recognised)) for i, place in placed.items()}


def _error_ms(place: AlignedWord, confidence: float, match: Match | None, recognised: Sequence[RecognisedWord]) -> float:
    near_ms, far_ms = _NEAR_WITHOUT_SPREAD_MS, _FAR_UNHEARD_MS
    if place.spread_ms is not None:
        near_ms = _NEAR_MS + _NEAR_FOR_SPREAD * min(_MOST_SPREAD_MS, place.spread_ms)
    if match is not None:
        far_ms = _FAR_MS + _FAR_FOR_AWAY * min(_MOST_AWAY_MS, heard_away_ms(place, match, recognised))
    return confidence * near_ms + (1 - confidence) * far_ms

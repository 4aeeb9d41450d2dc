"""Confidence of each word's place: the probability that both its borders are within a fifth of a second of the true ones."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from statistics import geometric_mean, median

from oncue.alignment.match import Match
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.model import RecognisedWord, Token, WordStatus
from oncue.text.normalize import match_keys

# A logistic regression over 10,000 words whose places are known: hand-labelled and synthetic speech as it is, in white
# noise, babble and music, through codecs, with music and other speech cut in, with passages missing and in another order
# (`python -m bench confidence --keep FOLDER` leaves such data). The first number is lowered by 0.3: fitted without a kind of
# recording and tried on it, of the words at 0.9 and above 0.7 % were off.
_ALWAYS = 7.1
_GOP = 0.41  # for each unit of the word's own mean log-likelihood ratio below 0, to -10
_GOP_AROUND = 0.51  # and of that of the three words on either side, to -8
_NOT_HEARD = -1.8
_DOUBT = -1.0  # of the recogniser: 1 less its probability
_UNLIKE = -0.6  # 1 less the likeness of what was heard
_AWAY = -0.44  # for each tenth of a second beyond the first 150 ms from where it was heard, to a second
_ESTIMATED = -0.7
_ALONE = -2.4  # for each side on which more than two tokens in a row have no place
# The next word holds a border where it follows at once; beside a pause, starts are off twice, ends six times as often. These
# three numbers were fitted later, with the others as they were.
_PAUSE_BEFORE = -0.9
_PAUSE_AFTER = -1.8
# Fitted on synthetic voices later still (`python -m bench error-fit`), with the others as they were: in a recording whose
# borders the sound tells less sharply than those of clean speech, all are less sure.
BLURRED = -1.0  # for each unit of the logarithm of the words' mean spread beyond `SHARP_MS`, a geometric mean
_TOO_LONG = -1.9  # for each tenth of a second that it takes too long, to half a second: some of that is not the word

SHORTEST_PAUSE_MS = 100

SHARP_MS = 7.0
"""Mean spread of words, in milliseconds, in clean speech. Measured: hand-labelled English 6.8, by telephone 8.4, in white
noise at 10 dB 13, in music at 5 dB 17."""

LONG_MS = 200
"""Milliseconds from which a word is too long, beside the recording's own time for as many letters. Measured: 4 % of the
words whose borders are right are, and 27 % of the others."""

MOST_WITHOUT_PLACE = 2

MOST_UNHEARD = 0.49
"""Most confidence of a word that nothing was heard for, and that lies where there is room between its neighbours."""

_AROUND = 3
_UNKNOWN_GOP_AROUND = -5.0
_LEAST_SPREAD_MS, _MOST_SPREAD_MS = 2.0, 80.0
_BY_ATTENTION = 0.9
"""Log odds of words placed by attention alone, which are right by a fifth of a second seven times in ten."""


def confidences(
    placed: Mapping[int, AlignedWord],
    tokens: Sequence[Token],
    matches: Sequence[Match],
    recognised: Sequence[RecognisedWord],
    language: str,
) -> dict[int, float]:
    """The confidence of each placed token, 0..1, rounded to a thousandth."""
    match_of = {i: match for match in matches for i in range(match.token_start, match.token_end)}
    order = sorted(placed)
    ordinary = [0, *accumulate(token.speakable and token.kind is None for token in tokens)]
    gops = [placed[i].gop for i in order]
    blurred = BLURRED * blur([placed[i].spread_ms for i in order])
    excess_ms = _excess_ms([placed[i] for i in order], [_letters(tokens[i].text, language) for i in order])
    found: dict[int, float] = {}
    for k, i in enumerate(order):
        around = [gop for gop in (*gops[max(0, k - _AROUND) : k], *gops[k + 1 : k + 1 + _AROUND]) if gop is not None]
        alone = sum(
            ordinary[right] - ordinary[left + 1] > MOST_WITHOUT_PLACE
            for left, right in pairwise(order[max(0, k - 1) : k + 2])
        )
        odds = blurred + _odds(placed[i], sum(around) / len(around) if around else _UNKNOWN_GOP_AROUND, alone)
        odds += _heard_odds(placed[i], match_of.get(i), recognised)
        starts_alone = k == 0 or placed[i].start_ms - placed[order[k - 1]].end_ms >= SHORTEST_PAUSE_MS
        ends_alone = k + 1 == len(order) or placed[order[k + 1]].start_ms - placed[i].end_ms >= SHORTEST_PAUSE_MS
        odds += _PAUSE_BEFORE * starts_alone + _PAUSE_AFTER * ends_alone
        odds += _TOO_LONG * min(500, excess_ms[k]) / 100
        probability = round(1 / (1 + math.exp(-odds)), 3)
        found[i] = min(probability, MOST_UNHEARD) if placed[i].unheard else probability
    return found


def blur(spreads_ms: Sequence[float | None]) -> float:
    """The logarithm of how many times the mean spread of a recording's words is `SHARP_MS`, 0 or more; those without a
    spread do not count."""
    known = [min(_MOST_SPREAD_MS, max(_LEAST_SPREAD_MS, spread_ms)) for spread_ms in spreads_ms if spread_ms is not None]
    return max(0.0, math.log(geometric_mean(known) / SHARP_MS)) if known else 0.0


def _letters(text: str, language: str) -> int:
    """The count of letters of a word as it is spoken, at least one: of a number those of its words, of initials those of
    their names."""
    letters = sum(map(len, match_keys(text, language)))
    return max(1, 3 * letters if text.isupper() and letters > 1 else letters)


def _excess_ms(places: Sequence[AlignedWord], letters: Sequence[int]) -> list[float]:
    """The milliseconds by which each word takes too long.

    The recording's own pace is the median; so is that of its script.
    """
    lengths = [place.end_ms - place.start_ms for place in places]
    pace_ms = median(length / count for length, count in zip(lengths, letters, strict=True)) if places else 0.0
    return [max(0.0, length - LONG_MS - pace_ms * count) for length, count in zip(lengths, letters, strict=True)]


def _odds(place: AlignedWord, gop_around: float, alone: int) -> float:
    """The log odds from the sound and from the words around."""
    if place.gop is None:
        return _BY_ATTENTION
    odds = _ALWAYS + _GOP * min(0.0, max(-10.0, place.gop)) + _GOP_AROUND * min(0.0, max(-8.0, gop_around))
    return odds + _ALONE * alone + (_ESTIMATED if place.status is WordStatus.ESTIMATED else 0.0)


def _heard_odds(place: AlignedWord, match: Match | None, recognised: Sequence[RecognisedWord]) -> float:
    """The log odds, positive or negative, from whether the recogniser heard the word there."""
    if match is None:
        return _NOT_HEARD
    words = recognised[match.word_start : match.word_end]
    probability = sum(word.probability for word in words) / len(words)
    away_ms = heard_away_ms(place, match, recognised)
    return _DOUBT * (1 - probability) + _UNLIKE * (1 - match.similarity) + _AWAY * min(1000, max(0, away_ms - 150)) / 100


def heard_away_ms(place: AlignedWord, match: Match, recognised: Sequence[RecognisedWord]) -> int:
    """Milliseconds from a matched word's place to where it was heard: the larger distance of its borders, or where it was
    heard as one with others, that of its middle from theirs."""
    first, last = recognised[match.word_start], recognised[match.word_end - 1]
    if match.token_end - match.token_start == 1:
        return max(abs(place.start_ms - first.start_ms), abs(place.end_ms - last.end_ms))
    return abs(place.start_ms + place.end_ms - first.start_ms - last.end_ms) // 2

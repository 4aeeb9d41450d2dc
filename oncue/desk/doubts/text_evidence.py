"""How likely it is that a published word is not what is said, or has words beside it that the text lacks."""

from __future__ import annotations

import math
from dataclasses import dataclass

from oncue.model import TimedWord
from oncue.text.normalize import match_keys

# Log odds, fitted on texts with one word of twenty-five misprinted (`bench.doubt_runs.FITTED`): in texts that have fewer,
# words are doubted too much rather than too little.
_HEARD_OTHERWISE = -4.4
_SURPRISAL = 0.36  # for each nat, to 25
_NOT_WEIGHED = 8.0  # nats, where Whisper was not asked how likely it holds the word
_BESIDE = 1.9  # words were heard beside it
_GOP = -0.07  # for each unit of the word's fit, from -8 to 2
_MOST_SURPRISAL = 25.0

_HEARD_THE_SAME = 0.0002
"""The chance that a word is wrong that Whisper heard as it is published, or that the sound confirmed. Measured: of 12,600
words, 400 of which were wrong, none of these was."""

UNFIT_GOP = -4.0
"""Fit with the sound, as in `TimedWord.gop`, below which it is rather another word's. Small words that are slurred lie
there, too, whatever is published: a doubt by itself only where Whisper did not hear the word."""

_FIT = 0.12


@dataclass(frozen=True, slots=True)
class ToldOtherwise:
    """What speaks against a published word: `weight` is the chance, 0..1, that it, or what is beside it, is not as said.

    `beside` is True where Whisper heard it with further words beside it.
    """

    weight: float
    beside: bool


def told_otherwise(word: TimedWord, language: str) -> ToldOtherwise:
    """What Whisper heard against what is published. Of a word that Whisper heard as it is published, next to nothing."""
    if word.heard is None:
        return ToldOtherwise(_HEARD_THE_SAME, beside=False)
    written, said = match_keys(word.text, language), match_keys(word.heard, language)
    beside = len(said) > len(written) and any(
        said[k : k + len(written)] == written for k in range(len(said) - len(written) + 1)
    )
    surprisal = _NOT_WEIGHED if word.surprisal is None else min(word.surprisal, _MOST_SURPRISAL)
    fit = 0.0 if word.gop is None else max(-8.0, min(2.0, word.gop))
    odds = _HEARD_OTHERWISE + _SURPRISAL * surprisal + _BESIDE * beside + _GOP * fit
    return ToldOtherwise(1 / (1 + math.exp(-odds)), beside)


def unfit(word: TimedWord) -> float:
    """The chance that a word is wrong that its sound does not fit and that Whisper did not hear; 0 for others."""
    if word.gop is None or word.gop >= UNFIT_GOP or word.heard is not None or word.heard_start_ms is not None:
        return 0.0
    return _FIT

"""Doubtful words: where the two witnesses, Whisper and the sound, do not both bear the published word out."""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein

from oncue.model import TimedWord
from oncue.text.normalize import match_keys

LEAST_LIKE = 0.4
"""Least likeness in letters, 0..1, of what Whisper heard in a word's place. Measured: tiny.en hears one right word in ten of
read English otherwise, most of them by a letter or two; of words exchanged for others it heard 98 in 100 below this."""

LEAST_SURPRISAL = 10.0
"""Least surprisal, in nats, of a published word that is not what is said."""

LEAST_SURPRISAL_BESIDE = 3.0
"""Least surprisal, in nats, of a word beside which words are missing that were heard."""

MOST_AWAY_MS = 1000
"""Most milliseconds from a border of the word to where Whisper heard that border; its attention errs by half as much beside
pauses."""


def is_doubtful(word: TimedWord, language: str) -> bool:
    """True where the word may not be what is said: it has no place in the recording; Whisper heard another word there, other
    words beside it, or nothing; or it heard the word elsewhere.

    A word that Whisper did not listen to has only the sound for it, which has confirmed it.
    """
    if word.start_ms is None or word.end_ms is None:
        return True
    if word.heard is not None and _is_told_otherwise(word.text, word.heard, word.surprisal, language):
        return True
    if word.heard_start_ms is None or word.heard_end_ms is None:
        return False
    away_ms = max(abs(word.start_ms - word.heard_start_ms), abs(word.end_ms - word.heard_end_ms))
    return away_ms > MOST_AWAY_MS


def _is_told_otherwise(published: str, heard: str, surprisal: float | None, language: str) -> bool:
    """True where what was heard is another word, or has others beside the published one, and is much the likelier."""
    written, said = match_keys(published, language), match_keys(heard, language)
    beside = len(said) > len(written) and any(
        said[k : k + len(written)] == written for k in range(len(said) - len(written) + 1)
    )
    if surprisal is not None and surprisal < (LEAST_SURPRISAL_BESIDE if beside else LEAST_SURPRISAL):
        return False
    return beside or Levenshtein.normalized_similarity("".join(written), "".join(said)) < LEAST_LIKE

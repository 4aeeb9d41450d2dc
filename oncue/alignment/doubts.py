"""Doubtful words: where the two witnesses, Whisper and the sound, do not both bear the published word out."""

from __future__ import annotations

from oncue.model import TimedWord

DOUBTFUL_GOP = -5.0
"""Gop below which the sound is another word's. Measured with the others: see "Misprints" in docs/benchmarks.md."""

DOUBTFUL_AWAY_MS = 500
"""Most milliseconds from a border of the word to where Whisper heard that border."""


def is_doubtful(word: TimedWord) -> bool:
    """True where the word may not be what is said: it has no place in the recording, Whisper heard something else or nothing
    there, or heard it elsewhere, or the sound is not the word's."""
    if word.start_ms is None or word.end_ms is None or word.heard is not None:
        return True
    if word.gop is not None and word.gop < DOUBTFUL_GOP:
        return True
    if word.heard_start_ms is None or word.heard_end_ms is None:
        return False
    away_ms = max(abs(word.start_ms - word.heard_start_ms), abs(word.end_ms - word.heard_end_ms))
    return away_ms > DOUBTFUL_AWAY_MS

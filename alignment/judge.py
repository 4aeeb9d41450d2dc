"""Do text and audio belong together? A wrong transcript must never become plausible captions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from alignment.errors import TranscriptMismatch
from alignment.match import Match
from alignment.model import RecognisedWord, Token
from alignment.normalize import match_keys

LEAST_COVERAGE = 0.25
"""Of both the text and the speech. Of all pairs of ten recordings and eleven texts, the highest foreign one (it shares two
sentences) covers 0.18 of one side, and the lowest own one 0.92 of its better side; an excerpt is low on one side only."""

LOW_COVERAGE = 0.6
"""Of one side: worth a warning."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares, 0..1: of the ordinary written words that were heard, and of the heard words that are written."""

    transcript: float
    speech: float


def coverage(
    tokens: Sequence[Token],
    recognised: Sequence[RecognisedWord],
    matches: Sequence[Match],
    language: str,
    biased: Collection[str] = (),
) -> Coverage:
    """How much of each side the matches cover.

    `biased` are keys that the recogniser was told to expect; they prove nothing and count on neither side.
    """

    def counts(text: str) -> bool:
        keys = match_keys(text, language)
        return bool(keys) and not all(key in biased for key in keys)

    written = [token.speakable and token.kind is None and counts(token.text) for token in tokens]
    heard = [counts(word.text) for word in recognised]
    found_written = sum(sum(written[match.token_start : match.token_end]) for match in matches)
    found_heard = sum(sum(heard[match.word_start : match.word_end]) for match in matches)
    return Coverage(found_written / max(1, sum(written)), found_heard / max(1, sum(heard)))


def ensure_belongs(found: Coverage) -> None:
    """Raises `TranscriptMismatch` where both coverages are low."""
    if found.transcript < LEAST_COVERAGE and found.speech < LEAST_COVERAGE:
        raise TranscriptMismatch(
            f"The transcript does not belong to this recording: {found.transcript:.0%} of its words were heard, and it has "
            f"{found.speech:.0%} of what was said. Check that both are of the same programme and in the same language.",
            transcript_coverage=round(found.transcript, 3),
            speech_coverage=round(found.speech, 3),
        )


def coverage_warnings(found: Coverage) -> list[str]:
    """Sentences for a person about one low side."""
    warnings: list[str] = []
    if found.transcript < LOW_COVERAGE:
        warnings.append(
            f"transcript_not_in_audio: only {found.transcript:.0%} of the transcript's words were heard in the recording; "
            "the rest has no captions."
        )
    if found.speech < LOW_COVERAGE:
        warnings.append(
            f"speech_not_in_transcript: the transcript has only {found.speech:.0%} of what is said in the recording; "
            "the rest has no captions."
        )
    return warnings

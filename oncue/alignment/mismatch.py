"""The judgement whether text and audio belong together: a wrong transcript must never become plausible captions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate

from oncue.alignment.match import Match
from oncue.errors import CoverageTooLow, TranscriptMismatch
from oncue.model import Quality, RecognisedWord, Token
from oncue.text.normalize import match_keys

LEAST_COVERAGE = 0.25
"""Least share of the text or of the speech. Of nine recordings with every other text that is no translation, the highest
covers 0.16 of its better side; of those with half of their own text and half another, the lowest 0.31. An excerpt is low on
one side only."""

LOW_COVERAGE = 0.6
"""Coverage of both sides below which the words must also be connected."""

LEAST_CONFIRMED = 0.4
"""Least share of the ordinary words surely placed, asked where the matches are scattered. A right text of which two fifths
were recognised, in Hindi written in Latin letters and in Arabic, has 0.75 and 0.55; a translation has 0.16."""

SURELY = 0.5
"""Confidence of a word that counts as placed surely."""

_PLACES = frozenset({"words_left_out", "ends_left_out", "other_order", "speech_without_captions"})
"""Warnings that say where something is lost."""

RUN_WORDS = 5
LEAST_CONNECTED = 0.12
"""Least share of the better side in runs of `RUN_WORDS` words that follow each other on both. Told to hear French in English
speech, Whisper translates it: a third of either side is then as in the published translation, but scattered. Of translated
texts at most 0.05 was connected, of half texts at least 0.27, of a whole one in babble at 5 dB, the worst that was tried,
0.27."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares, 0..1: of the ordinary written words that were heard, and of the heard words that are written; `connected` is
    the larger share of both that lies in runs of `RUN_WORDS`."""

    transcript: float
    speech: float
    connected: float

    @property
    def scattered(self) -> bool:
        """True where little was heard of either side, and lies here and there: then the sound has to tell."""
        return max(self.transcript, self.speech) < LOW_COVERAGE and self.connected < LEAST_CONNECTED


def coverage(
    tokens: Sequence[Token],
    recognised: Sequence[RecognisedWord],
    matches: Sequence[Match],
    language: str,
    biased: Collection[str] = (),
) -> Coverage:
    """The shares of each side that the matches cover.

    `biased` are keys that the recogniser was told to expect; they prove nothing and count on neither side.
    """

    def counts(text: str) -> bool:
        keys = match_keys(text, language)
        return bool(keys) and not all(key in biased for key in keys)

    written = [0, *accumulate(token.speakable and token.kind is None and counts(token.text) for token in tokens)]
    heard = [0, *accumulate(counts(word.text) for word in recognised)]
    runs: list[tuple[int, int]] = []
    edge: Match | None = None
    for match in matches:
        here = (written[match.token_end] - written[match.token_start], heard[match.word_end] - heard[match.word_start])
        follows = edge is not None and written[edge.token_end] == written[match.token_start]
        if edge is not None and follows and heard[edge.word_end] == heard[match.word_start]:
            runs[-1] = (runs[-1][0] + here[0], runs[-1][1] + here[1])
        else:
            runs.append(here)
        edge = match
    return Coverage(
        transcript=sum(run[0] for run in runs) / max(1, written[-1]),
        speech=sum(run[1] for run in runs) / max(1, heard[-1]),
        connected=max(
            sum(run[side] for run in runs if max(run) >= RUN_WORDS) / max(1, whole)
            for side, whole in enumerate((written[-1], heard[-1]))
        ),
    )


def ensure_belongs(found: Coverage) -> None:
    """Raises `TranscriptMismatch` where both coverages are low."""
    if max(found.transcript, found.speech) < LEAST_COVERAGE:
        raise _mismatch(found, "")


def ensure_confirmed(found: Coverage, confirmed: float) -> None:
    """Raises `TranscriptMismatch` where the matches are scattered and the sound does not confirm the text either.

    `confirmed` is the share of the ordinary words that were placed with a confidence of `SURELY` at least.
    """
    if found.scattered and confirmed < LEAST_CONFIRMED:
        raise _mismatch(found, ", scattered as in another text or a translation")


def ensure_covered(quality: Quality, least: float) -> None:
    """Raises `CoverageTooLow` where less than `least` (0..1) of the ordinary words or of the speech has captions."""
    if min(quality.transcript_coverage, quality.speech_coverage) < least:
        where = " ".join(each for each in quality.warnings if each.partition(":")[0] in _PLACES)
        raise CoverageTooLow(
            f"{quality.transcript_coverage:.1%} of the transcript's words and {quality.speech_coverage:.1%} of the speech "
            f"have captions, and {least:.1%} of both was asked for (min_coverage). {where} "
            "Correct the transcript, or ask for less.",
            min_coverage=least,
            transcript_coverage=quality.transcript_coverage,
            speech_coverage=quality.speech_coverage,
            ledger=None if quality.ledger is None else asdict(quality.ledger),
        )


def _mismatch(found: Coverage, where: str) -> TranscriptMismatch:
    return TranscriptMismatch(
        f"The transcript does not belong to this recording: {found.transcript:.0%} of its words were heard, and "
        f"it has {found.speech:.0%} of what was said{where}. "
        "Check that both are of the same programme and in the same language.",
        transcript_coverage=round(found.transcript, 3),
        speech_coverage=round(found.speech, 3),
    )

"""Captions beside the sound, written as text, so that a test of them reads like what happens on screen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from oncue.captions.check.heard_cues import HeardCue
from oncue.model import (
    Alignment,
    EngineInfo,
    Ledger,
    Quality,
    TimedWord,
    UncaptionedSpeech,
    WordStatus,
)

_CUE = re.compile(r"(-?[\d.]+)-(-?[\d.]+):(.*)")
_WORD = re.compile(r"([^@\s]+?)(?:@(-?[\d.]+)-([\d.]+))?(~?)$")


def heard(picture: str, *, doubtful: Sequence[str] = (), elsewhere_s: float | None = None) -> tuple[HeardCue, ...]:
    """Cues, one a line: `1.0-3.5: Good@1.0-1.4 evening,@1.4-2.0 all` is shown from 1.0 to 3.5 s and its first two words are
    said at those seconds; `all` is not heard, and `all@1.4-2.0~` has a place that is not sure.

    A line without words after the colon is a note. `doubtful` are words that were heard as something else.
    """
    cues: list[HeardCue] = []
    at = 0
    for number, line in enumerate(picture.strip().split("\n"), 1):
        found = _CUE.fullmatch(line.strip())
        assert found, line
        words = []
        for piece in found[3].split():
            part = _WORD.fullmatch(piece)
            assert part, piece
            words.append(_word(part, at))
            at += len(part[1]) + 1
        text = " ".join(word.text for word in words) or "[MUSIC]"
        unlike = tuple(word for word in words if word.text in doubtful)
        elsewhere_ms = None if elsewhere_s is None else round(elsewhere_s * 1000)
        cues.append(HeardCue(number, _ms(found[1]), _ms(found[2]), (text,), tuple(words), unlike, elsewhere_ms))
    return tuple(cues)


def _word(part: re.Match[str], at: int) -> TimedWord:
    text, start, end, unsure = part.groups()
    place: tuple[int, int] | tuple[None, None] = (_ms(start), _ms(end)) if start else (None, None)
    start_ms, end_ms = place
    confidence = 0.4 if unsure else 0.99 if start else 0.0
    status = WordStatus.ALIGNED if start else WordStatus.NOT_IN_AUDIO
    return TimedWord(text, at, at + len(text), None, start_ms, end_ms, confidence, status, heard_start_ms=start_ms)


def _ms(seconds: str) -> int:
    return round(float(seconds) * 1000)


def aligned(*uncaptioned: UncaptionedSpeech, words: Sequence[TimedWord] = (), duration_ms: int = 600_000) -> Alignment:
    """An alignment with speech that no caption has."""
    ledger = Ledger(
        len(words),
        len(words),
        speech_ms=duration_ms,
        uncaptioned_ms=sum(place.speech_ms for place in uncaptioned),
        uncaptioned_places=len(uncaptioned),
        uncaptioned=uncaptioned,
    )
    engine, quality = EngineInfo("fake", "tiny.en", "none"), Quality(1.0, 1.0, 1.0, (), ledger)
    return Alignment("en", duration_ms, engine, quality, tuple(words), (), ())

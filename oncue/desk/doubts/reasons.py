"""Why a person should listen, in words and figures."""

from __future__ import annotations

from collections.abc import Sequence

from oncue.alignment.coverage_warnings import clock
from oncue.alignment.ledger import cut
from oncue.desk.doubts.off_borders import OffBorder
from oncue.model import Gap, TimedWord

_LONGEST_QUOTE = 60
_ANOTHER_PLACE_MS = 100
_SURE = 0.98

Reason = tuple[str, dict[str, float]]
"""A sentence, and the figures behind it by name."""


def told_reason(text: str, heard: str, words: Sequence[TimedWord]) -> Reason:
    """Of words that Whisper heard otherwise, `heard` together."""
    says = f"Published {_quoted(text)}, " + (f"heard {_quoted(heard)}." if heard else "and nothing was heard for it.")
    return says, _figures(surprisal=max((word.surprisal for word in words if word.surprisal is not None), default=None))


def not_said_reason(text: str, count: int) -> Reason:
    """Of words that have no place in the recording."""
    return f"{_words(count)} no sound: {_quoted(text)}.", {"words": float(count)}


def border_reason(word: TimedWord, border: OffBorder) -> Reason:
    """Of a word whose start or end may be elsewhere."""
    verb = "starts" if border.is_start else "ends"
    says = f"{_quoted(word.text)} {verb} at {clock(border.at_ms)}"
    if border.or_ms is not None and abs(border.or_ms - border.at_ms) >= _ANOTHER_PLACE_MS:
        says += f", or at {clock(border.or_ms)}."
    elif word.confidence < _SURE:
        says += ", but the sound is not sure of it."
    else:
        says += ", but for its letters that is early or late."
    known = _figures(confidence=word.confidence, at_ms=border.at_ms, or_ms=border.or_ms, error_ms=word.error_ms)
    return says, known


def unfit_reason(text: str, words: Sequence[TimedWord]) -> Reason:
    """Of words that the sound does not fit."""
    worst = min((word.gop for word in words if word.gop is not None), default=None)
    return f"{_quoted(text)} does not sound like this.", _figures(gop=worst)


def unwritten_reason(gap: Gap) -> Reason:
    """Of speech without words."""
    seconds = (gap.end_ms - gap.start_ms) / 1000
    says = f"{seconds:.1f} s of speech without text" + (f": {_quoted(gap.text)}." if gap.text else ".")
    return says, {"seconds": round(seconds, 1)}


def _figures(**given: float | None) -> dict[str, float]:
    return {name: value for name, value in given.items() if value is not None}


def _words(count: int) -> str:
    return "1 word has" if count == 1 else f"{count} words have"


def _quoted(text: str) -> str:
    return f"“{cut(' '.join(text.split()), _LONGEST_QUOTE)}”"

"""The ledger of an alignment in a few lines of text: words captioned, words left out and why, speech without captions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oncue.alignment.ledger import REASONS


def ledger_lines(quality: Mapping[str, Any]) -> list[str]:
    """Plain lines from a `quality` object as the alignment's JSON and the API have it; none where it has no ledger."""
    ledger = quality.get("ledger")
    if not ledger:
        return []
    return [words_line(ledger), speech_line(ledger)]


def words_line(ledger: Mapping[str, Any]) -> str:
    """A line such as `812 words: 790 captioned, 22 left out (12 in headings, 6 in speaker labels, 4 not heard)`."""
    reasons = sorted(ledger["left_out"].items(), key=lambda each: -each[1])
    told = ", ".join(f"{count} {REASONS.get(reason, reason)}" for reason, count in reasons)
    left_out = sum(ledger["left_out"].values())
    return f"{ledger['published']} words: {ledger['captioned']} captioned, {left_out} left out" + (
        f" ({told})" if told else ""
    )


def speech_line(ledger: Mapping[str, Any]) -> str:
    """A line such as `14.2 s of 301.0 s of speech without captions (3 places)`."""
    count = ledger["uncaptioned_places"]
    places = "" if not count else " (1 place)" if count == 1 else f" ({count} places)"
    return (
        f"{ledger['uncaptioned_ms'] / 1000:.1f} s of {ledger['speech_ms'] / 1000:.1f} s of speech without captions{places}"
    )


def engine_line(engine: Mapping[str, Any]) -> str:
    """A line with the engine and models used, such as `faster-whisper tiny.en (listened to 3 of 5 windows), oncue-gmm 1`."""
    heard, windows = engine.get("windows_heard"), engine.get("windows")
    share = "" if heard is None else f" (listened to {heard} of {windows} windows)"
    if engine.get("second_model"):
        share += f" and {engine['second_model']} (a second time to {engine['second_windows']})"
    return f"{engine['name']} {engine['model']}{share}, {engine.get('aligner') or engine['refiner']}"

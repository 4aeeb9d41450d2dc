"""Figures as the pages write them: lengths, moments and shares in one form each."""

from __future__ import annotations


def as_duration(ms: int | None) -> str:
    """A length of time as hours, minutes and seconds: 1:02:03, 2:07; empty where it is not known."""
    if ms is None:
        return ""
    minutes, seconds = divmod(round(ms / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def as_minute(moment: str | None) -> str:
    """A moment of RFC 3339, UTC, to the minute: 2026-11-27 09:05; empty for none."""
    return f"{moment[:10]} {moment[11:16]}" if moment else ""


def as_percent(share: float | None) -> str:
    """A share of 0..1 in hundredths, rounded down, as 99.96 % is not all: 99.9 %; empty for what is none."""
    return f"{int(share * 1000 + 1e-9) / 10:.1f} %" if share is not None and 0 <= share <= 1 else ""

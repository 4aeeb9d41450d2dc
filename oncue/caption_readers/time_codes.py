"""Time codes of a tape, which begin again at 0 after 24 hours."""

from __future__ import annotations

from collections.abc import Iterable

_HALF_A_DAY_MS = 12 * 3_600_000


def after_midnight(times_ms: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Times of time codes in their order, a day added where they begin again at 0."""
    found: list[tuple[int, int]] = []
    day_ms = latest_ms = 0
    for start_ms, end_ms in times_ms:
        if start_ms + day_ms < latest_ms - _HALF_A_DAY_MS:
            day_ms += 2 * _HALF_A_DAY_MS
        latest_ms = start_ms + day_ms
        over_ms = 2 * _HALF_A_DAY_MS if end_ms < start_ms - _HALF_A_DAY_MS else 0
        found.append((latest_ms, end_ms + day_ms + over_ms))
    return found

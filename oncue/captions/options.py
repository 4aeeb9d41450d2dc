"""From choices as a person makes them (seconds, timecodes) to `CaptionOptions`: the same for the command line and HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from oncue.captions.formats import parse_timecode
from oncue.captions.limits import DEFAULT_PROFILE, CaptionOptions, caption_limits


class RenderOptions(TypedDict, total=False):
    """Choices as a person makes them, by name; each may be left to the profile."""

    profile: str
    max_chars: int
    max_lines: int
    max_cps: float
    min_duration: float
    """Seconds, as are `max_duration`, `gap` and `offset`."""
    max_duration: float
    gap: float
    speakers: bool
    words: bool
    offset: float
    start_timecode: str


NAMES = frozenset(RenderOptions.__annotations__)
"""Of all choices."""


def caption_options(choices: Mapping[str, Any]) -> CaptionOptions:
    """Options for rendering; a choice that is absent or None is left to the profile.

    Known are `profile`, `max_chars`, `max_lines`, `max_cps`, `min_duration`, `max_duration` and `gap` (seconds), `speakers`,
    `words`, `offset` (seconds) and `start_timecode`; others are ignored. Raises `UsageError` for a value out of range and
    for two that contradict each other.
    """
    given = {name: value for name, value in choices.items() if value is not None}
    limits = caption_limits(
        given.get("profile", DEFAULT_PROFILE),
        max_chars=given.get("max_chars"),
        max_lines=given.get("max_lines"),
        max_cps=given.get("max_cps"),
        min_duration_ms=_ms(given.get("min_duration")),
        max_duration_ms=_ms(given.get("max_duration")),
        gap_ms=_ms(given.get("gap")),
    )
    start_ms = parse_timecode(given["start_timecode"]) if "start_timecode" in given else 0
    return CaptionOptions(
        limits=limits,
        speakers=given.get("speakers", True),
        words=given.get("words", False),
        offset_ms=start_ms + round(1000 * given.get("offset", 0.0)),
    )


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(1000 * seconds)

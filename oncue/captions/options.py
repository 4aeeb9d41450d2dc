"""From choices as a person makes them (seconds, timecodes) to `CaptionOptions`: the same for the command line and HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oncue.captions.formats.timecode import parse_timecode
from oncue.captions.limits import CaptionOptions, caption_limits
from oncue.frame_rate import FRAME_RATES
from oncue.options.captions import CAPTION_OPTIONS


def caption_options(choices: Mapping[str, Any]) -> CaptionOptions:
    """Options for rendering; a choice that is absent or None is left to the profile.

    Known are the options that `RenderOptions` declares; others are ignored. Raises `UsageError` for a value of another type
    or out of range, and for two that contradict each other.
    """
    given: dict[str, Any] = {}
    for name, option in CAPTION_OPTIONS.items():
        value = choices.get(name)
        if value is not None:
            option.ensure_possible(value)
        given[name] = option.default if value is None else value
    limits = {
        option.limit: round(option.factor * given[name]) if option.factor != 1 else given[name]
        for name, option in CAPTION_OPTIONS.items()
        if option.limit and given[name] is not None
    }
    rate = FRAME_RATES.get(given["frame_rate"])
    start = given["start_timecode"]
    start_ms = 0 if start is None else parse_timecode(start, rate or FRAME_RATES["25"])
    return CaptionOptions(
        limits=caption_limits(given["profile"], **limits),
        speakers=given["speakers"],
        words=given["words"],
        offset_ms=start_ms + round(1000 * given["offset"]),
        start_ms=start_ms,
        frame_rate=rate,
        media=given["media"] or "",
        positions=given["positions"],
    )

"""Caption formats: one small renderer each, found by suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from oncue.captions.formats import json, srt, txt, vtt
from oncue.captions.formats.json import alignment_from_json, alignment_to_json
from oncue.captions.formats.timecode import parse_timecode
from oncue.captions.limits import CaptionOptions
from oncue.errors import UsageError
from oncue.model import Alignment

__all__ = ["FORMATS", "Format", "alignment_from_json", "alignment_to_json", "caption_format", "parse_timecode"]


@dataclass(frozen=True, slots=True)
class Format:
    """`render` takes the alignment, the text that its ranges point into, and the options; it returns the whole file."""

    suffix: str
    media_type: str
    render: Callable[[Alignment, str, CaptionOptions], str]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        format.suffix: format
        for format in (
            Format("srt", "application/x-subrip", srt.render),
            Format("vtt", "text/vtt", vtt.render),
            Format("json", "application/json", json.render),
            Format("txt", "text/plain", txt.render),
        )
    }
)


def caption_format(suffix: str) -> Format:
    """The format of a file suffix, with or without its dot, in either case. Raises `UsageError` for an unknown one."""
    found = FORMATS.get(suffix.lower().removeprefix("."))
    if found is None:
        known = ", ".join(FORMATS)
        raise UsageError(f"There is no caption format {suffix!r}; known are {known}.", option="format", value=suffix)
    return found

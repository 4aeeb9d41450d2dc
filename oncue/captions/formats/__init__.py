"""Caption formats, found by suffix: a module that writes one and may read it back, and a line in `FORMATS`.

What the command line, the API and the pages say of formats follows from that line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from oncue.captions.formats import json, srt, txt, vtt
from oncue.captions.formats.json import alignment_from_json, alignment_to_json
from oncue.captions.formats.timecode import parse_timecode
from oncue.captions.formats.written import Written, WrittenCue
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError

__all__ = [
    "FORMATS",
    "Format",
    "Written",
    "WrittenCue",
    "alignment_from_json",
    "alignment_to_json",
    "caption_format",
    "parse_timecode",
]


@dataclass(frozen=True, slots=True)
class Format:
    """A caption format: `title` is what a table says of it, `media_type` what HTTP does, `suffix` the ending of its files,
    which may have a dot inside ("podcast.json") where programs know the files of several formats by one ending.

    `write` gives the whole file. `read` gives the cues of one and raises `UsageError` for a damaged one; it is None where a
    file has no cues.
    """

    suffix: str
    media_type: str
    title: str
    write: Callable[[CaptionTrack], Written]
    read: Callable[[bytes], tuple[WrittenCue, ...]] | None = None


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        format.suffix: format
        for format in (
            Format("srt", "application/x-subrip", "SubRip", srt.write, srt.read),
            Format("vtt", "text/vtt", "WebVTT, with speakers", vtt.write, vtt.read),
            Format(
                "json",
                "application/json",
                "the alignment: every word with its place in the text, its times and a confidence",
                json.write,
            ),
            Format("txt", "text/plain", "the spoken text", txt.write),
        )
    }
)


def caption_format(name: str) -> Format:
    """The format of a suffix or of a whole file name, in either case. Raises `UsageError` for an unknown one."""
    ending = name.lower()
    while ending:
        if (found := FORMATS.get(ending)) is not None:
            return found
        _, _, ending = ending.partition(".")
    known = ", ".join(FORMATS)
    raise UsageError(f"There is no caption format {name!r}; known are {known}.", option="format", value=name)

"""YouTube's timed text, as its players fetch captions and programs save them: XML, in three versions (srv1, srv2, srv3).

There is no standard. srv1 has seconds (`<text start="1.2" dur="3.4">`), srv2 and srv3 have milliseconds
(`<text t="1200" d="3400">`, `<p t="1200" d="3400">`), srv3 also `<s t="200">` for words. HTML's entities are
escaped once more.
"""

from __future__ import annotations

import re
from typing import Any

from oncue.caption_readers.cue_markup import unescaped
from oncue.caption_readers.cues import FirstFault, Fragment, SourceCaptions, SourceCue, SourceLine
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.xml_tree import xml_tree

_TITLE = "YouTube timed text"
_ROOTS = ("transcript", "timedtext")
_START = re.compile(
    r"(?:<\?[^>]{0,300}\?>\s*|<!--[^>]{0,300}-->\s*){0,5}<(?:transcript|timedtext)\b[^<>]{0,400}>\s*<(?:text|head|body|p)\b"
)
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_MILLISECONDS = re.compile(r"\d{1,12}", re.ASCII)


def is_youtube_text(text: str) -> bool:
    """Whether a text begins as such a file does."""
    return _START.match(text) is not None


def read_youtube_text(source: str) -> SourceCaptions:
    """The captions of a file of any of the three versions, in its order. Times that are none are noted.

    Raises `CaptionFault` for what is damaged or no such file.
    """
    root = xml_tree(source, _TITLE)
    if root.tag not in _ROOTS:
        raise CaptionFault(FaultReason.OTHER_FORMAT, f"This is not a {_TITLE} file: it begins with {str(root.tag)[:60]}.")
    faults = FirstFault()
    cues = tuple(_cue(each, faults) for each in root.iter("text", "p"))
    return SourceCaptions(tuple(cue for cue in cues if cue.lines), inexact=faults.fault)


def _cue(element: Any, faults: FirstFault) -> SourceCue:
    start_ms, lasts_ms = (
        _seconds_ms(element.get(seconds)) if element.get(seconds) is not None else _milliseconds(element.get(milliseconds))
        for seconds, milliseconds in (("start", "t"), ("dur", "d"))
    )
    lines: list[SourceLine] = [
        (Fragment(text),) for line in "".join(element.itertext()).split("\n") if (text := unescaped(line).strip())
    ]
    if lines and (start_ms is None or lasts_ms is None):
        told = f"The caption in line {element.sourceline} of this {_TITLE} file has no time."
        faults.note(CaptionFault(FaultReason.TIME_UNKNOWN, told, line=element.sourceline))
    end_ms = None if start_ms is None or lasts_ms is None else start_ms + lasts_ms
    return SourceCue(start_ms, end_ms, tuple(lines))


def _seconds_ms(written: str) -> int | None:
    return round(1000 * float(written)) if _SECONDS.fullmatch(written.strip()) else None


def _milliseconds(written: str | None) -> int | None:
    return int(written) if written and _MILLISECONDS.fullmatch(written.strip()) else None

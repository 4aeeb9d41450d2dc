"""YouTube's timed text, as its players fetch captions and programs save them: XML, in three versions (srv1, srv2, srv3).

There is no standard. srv1 has seconds (`<text start="1.2" dur="3.4">`), srv2 and srv3 have milliseconds
(`<text t="1200" d="3400">`, `<p t="1200" d="3400">`), srv3 also `<s t="200">` for words. HTML's entities are
escaped once more, as are the tags of those who wrote captions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from oncue.caption_readers.cue_markup import marked_up_lines, unescaped, without_tags
from oncue.caption_readers.cues import FirstFault, SourceCaptions, SourceCue, WrittenWord
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.xml_tree import xml_tree

_TITLE = "YouTube timed text"
_ROOTS = ("transcript", "timedtext")
_START = re.compile(
    r"(?:<\?[^>]{0,300}\?>\s*|<!--[^>]{0,300}-->\s*){0,5}<(?:transcript|timedtext)\b[^<>]{0,400}>\s*<(?:text|head|body|p)\b"
)
_MOST_CAPTIONS = 500_000
"""Behind each of the 250,000 that a programme may have, automatic captions have an empty one."""
_SECONDS = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_MILLISECONDS = re.compile(r"\d{1,12}", re.ASCII)


def is_youtube_text(text: str) -> bool:
    """Whether a text begins as such a file does."""
    return _START.match(text) is not None


def read_youtube_text(source: str) -> SourceCaptions:
    """The captions of a file of any of the three versions, in its order, with the times of words. Times that are none are
    noted.

    Raises `CaptionFault` for what is damaged, too large or no such file.
    """
    root = xml_tree(source, _TITLE)
    if root.tag not in _ROOTS:
        raise CaptionFault(FaultReason.OTHER_FORMAT, f"This is not a {_TITLE} file: it begins with {str(root.tag)[:60]}.")
    faults = FirstFault()
    cues = [cue for each in list(_captions(root)) if (cue := _cue(each, faults)).lines]
    following = [*(cue.start_ms for cue in cues[1:]), None]
    return SourceCaptions(tuple(map(_until_the_next, cues, following)), inexact=faults.fault)


def _captions(root: Any) -> Iterator[Any]:
    """The elements that are captions. One inside another is a part of its text."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start",), tag=("text", "p"))
    for number, (_, element) in enumerate(walk):
        if number == _MOST_CAPTIONS:
            told = f"This {_TITLE} file has more than {_MOST_CAPTIONS} captions: divide it."
            raise CaptionFault(FaultReason.TOO_LARGE, told, limit=_MOST_CAPTIONS)
        yield element
        walk.skip_subtree()


def _cue(element: Any, faults: FirstFault) -> SourceCue:
    start_ms, lasts_ms = (
        _seconds_ms(element.get(seconds)) if element.get(seconds) is not None else _milliseconds(element.get(milliseconds))
        for seconds, milliseconds in (("start", "t"), ("dur", "d"))
    )
    lines = [
        line
        for written in "".join(element.itertext()).split("\n")
        for line in marked_up_lines(unescaped(written).strip())
        if any(piece.text.strip() for piece in line)
    ]
    if lines and (start_ms is None or lasts_ms is None):
        told = f"The caption in line {element.sourceline} of this {_TITLE} file has no time."
        faults.note(CaptionFault(FaultReason.TIME_UNKNOWN, told, line=element.sourceline))
    end_ms = None if start_ms is None or lasts_ms is None else start_ms + lasts_ms
    words = () if end_ms is None else tuple(_words(element, start_ms or 0, end_ms))
    return SourceCue(start_ms, end_ms, tuple(lines), words=words)


def _words(element: Any, start_ms: int, end_ms: int) -> Iterator[WrittenWord]:
    """The pieces of a caption that have a time after its start, or none for 0, each lasting until the next one, whatever
    order they are in; none where no piece has a time."""
    pieces = [(element.text or "", start_ms)]
    for inner in element:
        after_ms = _milliseconds(inner.get("t")) if inner.tag == "s" else None
        pieces += [("".join(inner.itertext()), start_ms + (after_ms or 0)), (inner.tail or "", start_ms + (after_ms or 0))]
    if not any(inner.tag == "s" and inner.get("t") for inner in element):
        return
    said = [(text, at_ms) for text, at_ms in pieces if text.strip()]
    for (text, at_ms), until_ms in zip(said, [*(at_ms for _, at_ms in said[1:]), end_ms], strict=True):
        yield WrittenWord(without_tags(unescaped(text)), at_ms, until_ms)


def _until_the_next(cue: SourceCue, next_ms: int | None) -> SourceCue:
    """The cue with its last word not said any more when the next cue comes: it stays on screen for longer."""
    if next_ms is None or not cue.words or next_ms >= cue.words[-1].end_ms:
        return cue
    last = cue.words[-1]
    return replace(cue, words=(*cue.words[:-1], replace(last, end_ms=next_ms)))


def _seconds_ms(written: str) -> int | None:
    return round(1000 * float(written)) if _SECONDS.fullmatch(written.strip()) else None


def _milliseconds(written: str | None) -> int | None:
    return int(written) if written and _MILLISECONDS.fullmatch(written.strip()) else None

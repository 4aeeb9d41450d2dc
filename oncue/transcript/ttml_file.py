"""Transcripts that are Timed Text (TTML, DFXP, EBU-TT, IMSC, SMPTE-TT), of any year's namespace.

Own code on lxml: ttconv reads the current namespaces only, and refuses what is not valid in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import Any

from oncue.errors import TranscriptUnreadable
from oncue.transcript.cue_times import milliseconds
from oncue.transcript.cues import Fragment, SourceCue, SourceLine
from oncue.transcript.document import Document
from oncue.transcript.subtitles import document_of_cues
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_ROOT = re.compile(r"<(?:[\w.-]{1,20}:)?tt[\s>]")
_NAMESPACE = re.compile(r"w3\.org/(?:ns/ttml|2006/(?:10|04)/ttaf1|2006/02/ttaf1)|ebu:tt:|<(?:[\w.-]{1,20}:)?tt[\s>]")
_LONGEST_TAG = re.compile(r"<[^<>]{20000}")
_ENTITY = re.compile(r"<!ENTITY\b", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")
_CLOCK = re.compile(r"(\d{1,9}):(\d{1,9}):(\d{1,9})(?:[.,](\d+)|:(\d{1,9})(?:\.\d+)?)?")
_OFFSET = re.compile(r"(\d{1,20}(?:\.\d{1,20})?)(h|ms|m|s|f|t)")
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DEEPEST = 60
_MOST_MS = 10**12


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where the first element is `tt`."""
    head = file.head[:4_000]
    found = re.search(r"<(?![?!])", head) if head.startswith("<") else None
    if found and _ROOT.match(head, found.start()) and _NAMESPACE.search(head):
        return TypeMatch.SIGNATURE
    return TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The words of its paragraphs. Raises `TranscriptUnreadable` where it is no well-formed XML, or holds pictures only."""
    from lxml import etree

    text = file.text
    if _LONGEST_TAG.search(text):
        raise TranscriptUnreadable("The TTML file has a tag with thousands of attributes: it is damaged. Export it again.")
    if _ENTITY.search(text):
        raise TranscriptUnreadable("The TTML file declares entities, as no caption file needs to: export it again.")
    # Names of HTML's characters are not XML's, and stand in many files; nothing else is resolved, nothing is fetched.
    text = _NAMED.sub(lambda found: html5.get(found.group(1) + ";", found.group()), _DECLARATION.sub("", text))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, collect_ids=False,
        recover=True,
    )  # fmt: skip
    root = etree.fromstring(text.encode("utf-8"), parser)
    # What is wrong with names loses no word.
    faults = [entry for entry in parser.error_log if entry.domain_name != "NAMESPACE"]
    if root is None or faults:
        told = f"line {faults[0].line}: {faults[0].message[:80]}" if faults else "no element"
        raise TranscriptUnreadable(f"The TTML file is damaged ({told}): export it again, or give plain text.")
    reader = _Reader(root)
    cues = list(reader.cues())
    if not any(cue.texts for cue in cues) and reader.has_images:
        raise TranscriptUnreadable(
            "The TTML file holds pictures of text (an image profile), not text: give the captions as text.",
            looks_like="TTML with images",
        )
    return document_of_cues(cues)


@dataclass(frozen=True, slots=True)
class _Place:
    """What an element inherits."""

    begin_ms: int | None = None
    end_ms: int | None = None
    language: str | None = None
    speaker: str | None = None
    colour: str = ""
    preserve: bool = False


@dataclass(slots=True)
class _Written:
    """A cue as its lines grow: for each line the words of each voice in turn, white space as it is."""

    begin_ms: int | None
    end_ms: int | None
    lines: list[list[tuple[str | None, str, str]]] = field(default_factory=lambda: [[]])

    def add(self, place: _Place, text: str) -> None:
        line = self.lines[-1]
        if line and line[-1][:2] == (place.speaker, place.colour):
            line[-1] = (place.speaker, place.colour, line[-1][2] + text)
        else:
            line.append((place.speaker, place.colour, text))

    def cue(self, language: str | None) -> SourceCue:
        lines: list[SourceLine] = []
        for line in self.lines:
            pieces = [Fragment(" ".join(text.split()), speaker, colour) for speaker, colour, text in line]
            lines.append(tuple(piece for piece in pieces if piece.text))
        return SourceCue(self.begin_ms, self.end_ms, tuple(line for line in lines if line), language)


class _Reader:
    def __init__(self, root: Any) -> None:
        self._root = root
        self._frame_rate = _number(_attribute(root, "frameRate")) or 30.0
        multiplier = [_number(part) for part in (_attribute(root, "frameRateMultiplier") or "").replace(":", " ").split()]
        if len(multiplier) == 2 and multiplier[0] and multiplier[1]:
            self._frame_rate *= multiplier[0] / multiplier[1]
        self._tick_rate = _number(_attribute(root, "tickRate")) or self._frame_rate
        self._agents: dict[str, str] = {}
        self._colours: dict[str, str] = {}
        self.has_images = False
        for element in root.iter():
            name = _name(element)
            if name == "agent" and (identifier := element.get(_XML_ID)):
                names = (" ".join("".join(child.itertext()).split()) for child in element if _name(child) == "name")
                self._agents[identifier] = next((one for one in names if one), identifier)[:80]
            elif name == "style" and (identifier := element.get(_XML_ID)) and (colour := _attribute(element, "color")):
                self._colours[identifier] = colour.casefold()
            elif name == "image" or _attribute(element, "backgroundImage"):
                self.has_images = True

    def cues(self) -> Iterator[SourceCue]:
        """One cue for each paragraph; of one whose spans have times of their own, one for each of those."""
        place = self._inherit(self._root, _Place())
        for element in self._root:
            if _name(element) == "body":
                yield from self._within(element, place, 0)

    def _within(self, element: Any, above: _Place, depth: int) -> Iterator[SourceCue]:
        _ensure_shallow(depth)
        place = self._inherit(element, above)
        if _name(element) in ("body", "div"):
            for child in element:
                yield from self._within(child, place, depth + 1)
        elif _name(element) == "p":
            parts = [_Written(place.begin_ms, place.end_ms)]
            self._fill(element, place, parts, depth)
            for part in parts:
                yield part.cue(place.language)

    def _fill(self, element: Any, place: _Place, parts: list[_Written], depth: int) -> None:
        _ensure_shallow(depth)
        _add_text(element.text, place, parts[-1])
        for child in element:
            name = _name(child)
            if name == "br":
                parts[-1].lines.append([])
            elif name == "span" and _attribute(child, "ruby") not in _RUBY_TEXT:
                inner = self._inherit(child, place)
                if timed := _attribute(child, "begin") is not None:
                    parts.append(_Written(inner.begin_ms, inner.end_ms))
                self._fill(child, inner, parts, depth + 1)
                if timed:
                    parts.append(_Written(inner.end_ms if inner.end_ms is not None else inner.begin_ms, place.end_ms))
            _add_text(child.tail, place, parts[-1])

    def _inherit(self, element: Any, above: _Place) -> _Place:
        origin_ms = above.begin_ms or 0
        begin_ms, end_ms, for_ms = (self._time(element.get(name)) for name in ("begin", "end", "dur"))
        start_ms = above.begin_ms if begin_ms is None else origin_ms + begin_ms
        stop_ms = above.end_ms if end_ms is None else origin_ms + end_ms
        if for_ms is not None:
            until_ms = (start_ms or 0) + for_ms
            stop_ms = until_ms if end_ms is None else min(until_ms, stop_ms or until_ms)
        colour = _attribute(element, "color")
        for identifier in (element.get("style") or "").split()[:20] if colour is None else ():
            colour = self._colours.get(identifier, colour)
        agents = (_attribute(element, "agent") or "").split()
        named = [self._agents.get(identifier, identifier) for identifier in agents[:4]]
        space = element.get(_XML_SPACE)
        return _Place(
            start_ms,
            stop_ms,
            element.get(_XML_LANG) or above.language,
            " & ".join(named)[:80] or above.speaker,
            colour.casefold() if colour else above.colour,
            above.preserve if space is None else space == "preserve",
        )

    def _time(self, written: str | None) -> int | None:
        """A time expression in milliseconds, None for none. Raises `TranscriptUnreadable` for what is no time."""
        if written is None or not (text := written.strip()):
            return None
        if clock := _CLOCK.fullmatch(text):
            hours, minutes, seconds, fraction, frames = clock.groups()
            total = ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000
            total += int((fraction or "0")[:3].ljust(3, "0")) + int(1000 * int(frames or 0) / self._frame_rate)
            return min(total, _MOST_MS)
        if offset := _OFFSET.fullmatch(text):
            unit_ms = {"h": 3_600_000.0, "m": 60_000.0, "s": 1_000.0, "ms": 1.0}
            unit_ms |= {"f": 1_000 / self._frame_rate, "t": 1_000 / self._tick_rate}
            return int(min(float(offset.group(1)) * unit_ms[offset.group(2)], _MOST_MS))
        if (loose := milliseconds(text)) is not None:
            return loose
        raise TranscriptUnreadable(
            f"The TTML file is damaged: {text[:40]!r} is no time. Export it again, or give plain text.", time=text[:40]
        )


_RUBY_TEXT = ("text", "textContainer", "delimiter")
"""Readings above their characters, which they repeat."""


def _add_text(text: str | None, place: _Place, written: _Written) -> None:
    for number, line in enumerate((text or "").split("\n") if place.preserve else [text or ""]):
        if number:
            written.lines.append([])
        if line:
            written.add(place, line)


def _ensure_shallow(depth: int) -> None:
    if depth > _DEEPEST:
        raise TranscriptUnreadable("The TTML file is nested too deeply to be captions: export it again, or give plain text.")


def _name(element: Any) -> str:
    """Its name without the namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Any, name: str) -> str | None:
    """The value of an attribute of that name, in whichever namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def _number(text: str | None) -> float | None:
    """A positive number of at most nine digits, or None."""
    return float(text) if text and re.fullmatch(r"\d{1,9}(?:\.\d{1,6})?", text.strip()) and float(text) > 0 else None

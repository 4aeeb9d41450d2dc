"""The cues of a TTML, DFXP, IMSC, EBU-TT or EBU-TT-D file, of any year's namespace.

A paragraph is a cue; one whose spans come and go is a cue for each of the texts that it shows in turn (TTML2, 12.4).
Cues of several regions that are on screen at once stay several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from oncue.captions.formats.ttml_names import attributes_of, local_name, xml_attribute
from oncue.captions.formats.ttml_paragraph import ShownPiece, texts_in_turn
from oncue.captions.formats.ttml_times import TtmlTimes
from oncue.captions.formats.ttml_tree import ttml_tree
from oncue.captions.formats.written import WrittenCue
from oncue.errors import UsageError

_DEEPEST = 60
_MOST_ELEMENTS = 250_000
_MOST_WORK = 16 * 2**20
_WHITE = re.compile(r"[ \t\r\n]+")  # XML's: the wide space of Japanese is text
_RUBY = ("text", "textContainer", "delimiter")
"""Readings above their characters, which they repeat."""


def read(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of a Timed Text file, in its order, with the agents of their lines.

    Raises `UsageError` for what is no such file or a damaged one, holds pictures of text, has a time that is none or runs
    backwards, or a text that never ends.
    """
    root = ttml_tree(data)
    reader = _Reader(root)
    cues = tuple(cue for body in root if local_name(body) == "body" for cue in reader.cues(body))
    if not cues and any(local_name(each) == "image" or "backgroundImage" in attributes_of(each) for each in root.iter()):
        raise UsageError("This TTML file holds pictures of text (an image profile), not text: give the captions as text.")
    return cues


@dataclass(frozen=True, slots=True)
class _Place:
    """What an element has from those around it: when it is on screen, in nanoseconds, from whom, and what white space is."""

    begin: int = 0
    end: int | None = None
    speaker: str | None = None
    preserve: bool = False
    shown: bool = True


class _Reader:
    def __init__(self, root: Any) -> None:
        self._times = TtmlTimes.of(root)
        self._root = _Place(preserve=xml_attribute(root, "space") == "preserve")
        self._work = _MOST_WORK
        self._elements = 0
        self._agents: dict[str, str] = {}
        self._styles: dict[str, dict[str, str]] = {}
        self._hidden_regions: set[str] = set()
        for element in root.iter("{*}agent", "{*}style", "{*}region"):
            identifier = xml_attribute(element, "id")
            if not identifier:
                continue
            match local_name(element):
                case "agent":
                    names = (" ".join("".join(child.itertext()).split()) for child in element if local_name(child) == "name")
                    self._agents[identifier] = next(filter(None, names), identifier)
                case "style":
                    given = attributes_of(element)
                    self._styles[identifier] = {name: self._styled(given, name) for name in ("ruby", "display")}
                case "region" if self._styled(attributes_of(element), "display") == "none":
                    self._hidden_regions.add(identifier)

    def cues(self, body: Any) -> Iterator[WrittenCue]:
        """The cues of a body."""
        cues: list[WrittenCue] = []
        self._contain(body, self._root, 0, False, cues, 0)
        return iter(cues)

    def _contain(
        self, element: Any, above: _Place, origin: int, sequential: bool, cues: list[WrittenCue], depth: int
    ) -> int | None:
        """Adds the cues of a body, division or paragraph, whose times count from `origin`. Returns its end, or None."""
        self._ensure_bounds(element, depth)
        given = attributes_of(element)
        place, ends = self._place(element, given, above, origin)
        if local_name(element) == "p":
            pieces: list[ShownPiece] = []
            last = self._fill(element, given, place, pieces, depth)
            end = place.end if ends else last
            texts, work = texts_in_turn(pieces, self._work, element.sourceline)
            self._work -= work
            cues += texts
            return end
        latest: int | None = place.begin
        follows = given.get("timeContainer") == "seq"
        children = [child for child in element if local_name(child) in ("div", "p")]
        for child in children:
            start = latest if follows else place.begin
            if start is None:
                break  # what would follow something without an end never comes
            end = self._contain(child, place, start, follows, cues, depth + 1)
            latest = end if follows else _later(latest, end)
        if ends:
            return place.end
        return latest if children else (place.begin if sequential else None)

    def _fill(
        self, element: Any, given: Mapping[str, str], place: _Place, pieces: list[ShownPiece], depth: int
    ) -> int | None:
        """Adds the text of a paragraph or span. Returns when the last of it goes, None for never."""
        self._ensure_bounds(element, depth)
        follows = given.get("timeContainer") == "seq"
        latest: int | None = place.begin
        if not follows:  # in a sequence text that is in no span has no duration
            latest = _later(latest, self._add(element.text, place, pieces))
        for child in element:
            origin = latest if follows else place.begin
            match local_name(child):
                case "br" if place.shown:
                    pieces.append(ShownPiece(place.begin, place.end, None, "\n"))
                case "span" if origin is not None:
                    inside = attributes_of(child)
                    inner, ends = self._place(child, inside, place, origin)
                    last = self._fill(child, inside, inner, pieces, depth + 1)
                    end = inner.end if ends else last
                    latest = end if follows else _later(latest, end)
            if not follows:
                latest = _later(latest, self._add(child.tail, place, pieces))
        return latest

    def _add(self, text: str | None, place: _Place, pieces: list[ShownPiece]) -> int | None:
        if not text or not place.shown:
            return place.begin
        written = text if place.preserve else _WHITE.sub(" ", text)
        pieces.append(ShownPiece(place.begin, place.end, place.speaker, written))
        return place.end if written.strip() else place.begin

    def _place(self, element: Any, given: Mapping[str, str], above: _Place, origin: int) -> tuple[_Place, bool]:
        """What an element is in, and whether it says itself when it ends."""
        base = 0 if self._times.absolute else origin
        begin, end, lasts = (self._time(given.get(name)) for name in ("begin", "end", "dur"))
        starts = origin if begin is None else base + begin
        ends = [] if end is None else [base + end]
        ends += [] if lasts is None else [starts + lasts]
        if ends and min(ends) < starts:
            raise UsageError(f"In line {element.sourceline} of this TTML file something ends before it starts.")
        inside = above.end is None or starts < above.end or starts == above.begin
        if not inside and "".join(element.itertext()).strip():
            raise UsageError(
                f"The text in line {element.sourceline} of this TTML file is never shown: it begins after what it is in has "
                "ended. Times count from the beginning of the body, division or paragraph around."
            )
        agents = [self._agents.get(identifier, identifier) for identifier in given.get("agent", "").split()]
        space = xml_attribute(element, "space")
        place = _Place(
            starts,
            min((each for each in (*ends, above.end) if each is not None), default=None),
            " & ".join(agents) or above.speaker,
            above.preserve if space is None else space == "preserve",
            above.shown and inside and not self._is_hidden(given),
        )
        return place, bool(ends)

    def _ensure_bounds(self, element: Any, depth: int) -> None:
        self._elements += 1 + len(element)
        if depth > _DEEPEST:
            raise UsageError("This TTML file is nested too deeply to be captions: export it again.")
        if self._elements > _MOST_ELEMENTS:
            raise UsageError(
                f"This TTML file has more than {_MOST_ELEMENTS} elements: captions of a day have fewer. Divide it."
            )

    def _is_hidden(self, given: Mapping[str, str]) -> bool:
        return (
            self._styled(given, "ruby") in _RUBY
            or self._styled(given, "display") == "none"
            or given.get("region") in self._hidden_regions
        )

    def _styled(self, given: Mapping[str, str], name: str) -> str:
        """The value of a style, of an element's own or of the styles that it names; empty for none."""
        value = given.get(name)
        for identifier in given.get("style", "").split()[:20] if value is None else ():
            value = self._styles.get(identifier, {}).get(name) or value
        return value or ""

    def _time(self, text: str | None) -> int | None:
        return self._times.nanoseconds(text) if text else None


def _later(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)

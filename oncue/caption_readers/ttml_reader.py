"""The cues of a TTML, DFXP, IMSC, EBU-TT or EBU-TT-D file, of any year's namespace.

A paragraph is a cue; one whose spans come and go is a cue for each of the texts that it shows in turn (TTML2, 12.4).
Cues of several regions that are on screen at once stay several. Own code on lxml: ttconv reads the current namespaces only,
and refuses what is not valid in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from oncue.caption_readers.cue_times import milliseconds
from oncue.caption_readers.cues import FirstFault, SourceCaptions, SourceCue
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.ttml_names import attributes_of, local_name, xml_attribute
from oncue.caption_readers.ttml_paragraph import NS_IN_MS, ParagraphReader, ShownPiece
from oncue.caption_readers.ttml_styles import TtmlStyles
from oncue.caption_readers.ttml_times import TtmlTimes
from oncue.caption_readers.xml_tree import xml_tree

_DEEPEST = 60
_MOST_ELEMENTS = 250_000
_MOST_WORK = 16 * 2**20
_WHITE = re.compile(r"[ \t\r\n]+")  # XML's: the wide space of Japanese is text


def read_ttml(source: str | bytes) -> SourceCaptions:
    """The cues of a Timed Text file, in its order, with the agents and colours of their lines. Bytes name their encoding.

    Times that are none or run backwards, a text that never ends or is never shown are noted: their words are read. Raises
    `CaptionFault` for what is no such file or a damaged one, or holds pictures of text.
    """
    root = xml_tree(source, "TTML")
    faults = FirstFault()
    _take_for_timed_text(root, faults)
    reader = _Reader(root, faults)
    for body in root:
        if local_name(body) == "body":
            reader.read(body)
    if not reader.cues and any(_is_picture(element) for element in root.iter("*")):
        raise CaptionFault(
            FaultReason.PICTURES,
            "This TTML file holds pictures of text (an image profile), not text: give the captions as text.",
            looks_like="TTML with images",
        )
    return SourceCaptions(tuple(reader.cues), inexact=faults.fault)


def _take_for_timed_text(root: Any, faults: FirstFault) -> None:
    """Takes the elements of a `tt` of an unknown namespace for Timed Text, which is noted. Raises `CaptionFault` for another
    element."""
    if local_name(root) == "tt":
        return
    namespace, _, name = root.tag.rpartition("}")
    fault = CaptionFault(
        FaultReason.OTHER_FORMAT,
        f"This is not a TTML file: it begins with the element {name[:60]}, not with tt"
        f"{f' of a namespace of Timed Text, but of {namespace[1:][:60]!r}' if name == 'tt' else ''}.",
    )
    if name != "tt":
        raise fault
    faults.note(fault)
    for element in root.iter(f"{namespace}}}*"):
        element.tag = element.tag.rpartition("}")[2]


def _is_picture(element: Any) -> bool:
    names = (element.tag, *element.attrib)
    return any(name.rpartition("}")[2] in ("image", "backgroundImage") for name in names)


@dataclass(frozen=True, slots=True)
class _Place:
    """What an element has from those around it: when it is on screen, in nanoseconds, from whom, and what white space is."""

    begin: int = 0
    end: int | None = None
    speaker: str | None = None
    preserve: bool = False
    shown: bool = True
    colour: str | None = None
    language: str | None = None


class _Reader:
    def __init__(self, root: Any, faults: FirstFault) -> None:
        self.cues: list[SourceCue] = []
        self._faults = faults
        self._times = self._times_of(root)
        self._paragraphs = ParagraphReader(faults, _MOST_WORK)
        self._elements = 0
        self._styles = TtmlStyles(root)
        self._root = _Place(preserve=xml_attribute(root, "space") == "preserve", language=xml_attribute(root, "lang"))

    def read(self, body: Any) -> None:
        """Adds the cues of a body."""
        self._contain(body, self._root, 0, False, 0)

    def _times_of(self, root: Any) -> TtmlTimes:
        try:
            return TtmlTimes.of(root)
        except CaptionFault as fault:
            self._faults.note(fault)
            return TtmlTimes.usual()

    def _contain(self, element: Any, above: _Place, origin: int, sequential: bool, depth: int) -> int | None:
        """Adds the cues of a body, division or paragraph, whose times count from `origin`. Returns its end, or None."""
        given = attributes_of(element)
        place, ends = self._place(element, given, above, origin)
        if local_name(element) == "p":
            pieces: list[ShownPiece] = []
            last = self._fill(element, given, place, pieces, depth)
            self.cues += self._paragraphs.cues(pieces, place.language, element.sourceline)
            return place.end if ends else last
        self._ensure_bounds(element, depth)
        latest: int | None = place.begin
        follows = given.get("timeContainer") == "seq"
        children = [child for child in element if local_name(child) in ("div", "p")]
        for child in children:
            start = self._start(latest, place, child) if follows else place.begin
            end = self._contain(child, place, start, follows, depth + 1)
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
            match local_name(child):
                case "br" if place.shown:
                    pieces.append(ShownPiece(place.begin, place.end, None, "\n"))
                case "span":
                    origin = self._start(latest, place, child) if follows else place.begin
                    inside = attributes_of(child)
                    inner, ends = self._place(child, inside, place, origin)
                    last = self._fill(child, inside, inner, pieces, depth + 1)
                    end = inner.end if ends else last
                    latest = end if follows else _later(latest, end)
            if not follows:
                latest = _later(latest, self._add(child.tail, place, pieces))
        return latest

    def _start(self, latest: int | None, place: _Place, element: Any) -> int:
        """When what follows in a sequence starts: what would follow something without an end never comes."""
        if latest is None and "".join(element.itertext()).strip():
            told = f"The text in line {element.sourceline} of this TTML file is never shown: what it follows has no end."
            self._faults.note(CaptionFault(FaultReason.NEVER_SHOWN, told, line=element.sourceline))
        return place.begin if latest is None else latest

    def _add(self, text: str | None, place: _Place, pieces: list[ShownPiece]) -> int | None:
        if not text or not place.shown:
            return place.begin
        written = text if place.preserve else _WHITE.sub(" ", text)
        pieces.append(ShownPiece(place.begin, place.end, place.speaker, written, place.colour))
        return place.end if written.strip() else place.begin

    def _place(self, element: Any, given: Mapping[str, str], above: _Place, origin: int) -> tuple[_Place, bool]:
        """What an element is in, and whether it says itself when it ends."""
        base = 0 if self._times.absolute else origin
        begin, end, lasts = (self._time(given.get(name)) for name in ("begin", "end", "dur"))
        starts = origin if begin is None else base + begin
        ends = [] if end is None else [base + end]
        ends += [] if lasts is None else [starts + lasts]
        if ends and min(ends) < starts:
            told = f"In line {element.sourceline} of this TTML file something ends before it starts."
            self._faults.note(CaptionFault(FaultReason.TIMES_BACKWARDS, told, line=element.sourceline))
            ends = [starts]
        inside = above.end is None or starts < above.end or starts == above.begin
        if not inside and "".join(element.itertext()).strip():
            told = (
                f"The text in line {element.sourceline} of this TTML file is never shown: it begins after what it is in has "
                "ended. Times count from the beginning of the body, division or paragraph around."
            )
            self._faults.note(CaptionFault(FaultReason.NEVER_SHOWN, told, line=element.sourceline))
        around = [] if above.end is None else [max(starts, above.end)]
        space = xml_attribute(element, "space")
        place = _Place(
            starts,
            min([*ends, *around], default=None),
            self._styles.speaker(given) or above.speaker,
            above.preserve if space is None else space == "preserve",
            above.shown and not self._styles.is_hidden(given),
            self._styles.value(given, "color") or above.colour,
            xml_attribute(element, "lang") or above.language,
        )
        return place, bool(ends)

    def _ensure_bounds(self, element: Any, depth: int) -> None:
        self._elements += len(element)
        if depth > _DEEPEST:
            raise CaptionFault(FaultReason.TOO_LARGE, "This TTML file is nested too deeply to be captions: export it again.")
        if self._elements > _MOST_ELEMENTS:
            raise CaptionFault(
                FaultReason.TOO_LARGE,
                f"This TTML file has more than {_MOST_ELEMENTS} elements: captions of a day have fewer. Divide it.",
            )

    def _time(self, text: str | None) -> int | None:
        """The time that an attribute is, None for none. One that is wrong and yet clear is noted."""
        if not text:
            return None
        try:
            return self._times.nanoseconds(text)
        except CaptionFault as fault:
            if (loose_ms := milliseconds(text)) is None:
                raise
            self._faults.note(fault)
            return max(0, loose_ms) * NS_IN_MS


def _later(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)

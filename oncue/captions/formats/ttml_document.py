"""Timed Text documents as lxml writes them: what IMSC, EBU-TT-D and Netflix's flavour of IMSC have in common.

A cue is a `p`, a line a `span` of it, and between two lines is a `br`; no white space is added inside a `p`. The captions
stand at the bottom centre, in a region inside the area that every screen shows (EBU R 95: 10 % from each edge).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from oncue.caption_readers.ttml_names import NAMESPACES, qualified
from oncue.captions.formats.bidi import only_runs_right, run_left
from oncue.captions.formats.timecode import clock
from oncue.captions.track import CaptionTrack
from oncue.frame_rate import FrameRate
from oncue.model import Cue, CueLine
from oncue.text.display_text import visible

REGION = {"xml:id": "bottom", "tts:origin": "10% 10%", "tts:extent": "80% 80%", "tts:displayAlign": "after"}

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_RIGHT_TO_LEFT, _LEFT_TO_RIGHT = "rtl", "ltr"
_DIRECTIONS = {
    _RIGHT_TO_LEFT: {"tts:direction": "rtl", "tts:unicodeBidi": "embed"},
    _LEFT_TO_RIGHT: {"tts:direction": "ltr", "tts:unicodeBidi": "embed"},
}

Attributes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """An element of the head: its name, its text or its children, and its attributes."""

    name: str
    content: str | Sequence[Node] = ()
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TtmlFlavour:
    """What one profile of TTML has of its own. Names of elements and attributes are with the usual prefixes."""

    parameters: Attributes
    """Attributes of the document."""
    metadata: Sequence[Node] = ()
    """Beside the title and the speakers."""
    styling: Sequence[Node] = ()
    """What stands before the styles."""
    styles: Mapping[str, Attributes] = field(default_factory=dict)
    """By identifier. `block` is that of all captions, `line` that of each line, where there are such."""
    colours: Mapping[str | None, str] = field(default_factory=dict)
    """The style of each speaker."""
    region: Attributes = field(default_factory=lambda: REGION)
    agents: bool = True
    """Whether it says by `ttm:agent` who speaks."""
    time: Callable[[int], str] = lambda ms: clock(ms, ".")


def ttml_document(track: CaptionTrack, flavour: TtmlFlavour) -> bytes:
    """The captions of `track` as a document in UTF-8, one line of the file for each caption."""
    from lxml import etree

    left = run_left(track.cues)
    agents = _agents(track) if flavour.agents else {}
    head = _head(flavour, {**flavour.styles, **(_DIRECTIONS if left else {})}, agents, visible(track.title))
    parameters = {"xml:lang": _language(track.alignment.language), **flavour.parameters}
    if any("  " in line.text for cue in track.cues for line in cue.lines):
        parameters["xml:space"] = "preserve"  # captions of a file may have such
    used = _prefixes(Node("tt:tt", [head], parameters)) | ({"ttm"} if agents else set())
    namespaces: dict[Any, str] = {None: NAMESPACES["tt"]}
    namespaces |= {prefix: NAMESPACES[prefix] for prefix in sorted(used - {"tt", "xml"})}
    root = etree.Element(qualified("tt:tt"), _qualified(parameters), nsmap=namespaces)
    _append(root, head)
    etree.indent(root)
    if track.cues:
        root[-1].tail = "\n  "
        body = etree.SubElement(root, qualified("tt:body"))
        body.text, body.tail = "\n    ", "\n"
        block = {"style": "block"} if "block" in flavour.styles else {}
        division = etree.SubElement(body, qualified("tt:div"), _qualified({"region": flavour.region["xml:id"], **block}))
        division.text, division.tail = "\n      ", "\n  "
        paragraphs = _Paragraphs(flavour, agents, left)
        for number, cue in enumerate(track.cues, 1):
            paragraphs.add(division, cue, number).tail = "\n      "
        division[-1].tail = "\n    "
    written: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written + b"\n"


def _head(flavour: TtmlFlavour, styles: Mapping[str, Attributes], agents: Mapping[str, str], title: str) -> Node:
    metadata = [Node("ttm:title", title)] if title else []
    for name, identifier in agents.items():
        named = Node("ttm:name", name, {"type": "full"})
        metadata.append(Node("ttm:agent", [named], {"xml:id": identifier, "type": "person"}))
    metadata += flavour.metadata
    styling = [*flavour.styling, *(Node("tt:style", (), {"xml:id": name, **style}) for name, style in styles.items())]
    return Node(
        "tt:head",
        [
            *([Node("tt:metadata", metadata)] if metadata else []),
            *([Node("tt:styling", styling)] if styling else []),
            Node("tt:layout", [Node("tt:region", (), flavour.region)]),
        ],
    )


class _Paragraphs:
    """Puts cues into a document as its paragraphs."""

    def __init__(self, flavour: TtmlFlavour, agents: Mapping[str, str], left: bool) -> None:
        from lxml import etree

        self._new = etree.SubElement
        self._flavour, self._agents, self._left = flavour, agents, left
        self._line_style = ["line"] if "line" in flavour.styles else []

    def add(self, division: Any, cue: Cue, number: int) -> Any:
        time = self._flavour.time
        attributes = {
            "xml:id": f"c{number}",
            "begin": time(cue.start_ms),
            "end": time(cue.end_ms),
            **({"style": _RIGHT_TO_LEFT} if self._left else {}),
            **({} if cue.shared else self._agent(cue.speaker)),
        }
        paragraph = self._new(division, qualified("tt:p"), _qualified(attributes))
        for index, line in enumerate(cue.lines):
            if index:
                self._new(paragraph, qualified("tt:br"))
            self._add_line(paragraph, cue, line)
        return paragraph

    def _add_line(self, paragraph: Any, cue: Cue, line: CueLine) -> None:
        label = line.label or ("-" if cue.dashed else "")
        lead = f"{label} " if label and line.words else label
        styles = [*self._line_style, *filter(None, [self._flavour.colours.get(line.speaker)])]
        agent = self._agent(line.speaker) if cue.shared else {}
        text = line.text
        if not (self._left and only_runs_right(text)):
            parts = [(lead + text, styles)]
        else:
            parts = [(lead, styles), (text, [*styles, _LEFT_TO_RIGHT])]
        for shown, of in parts:
            if not shown:
                continue
            attributes = {**({"style": " ".join(of)} if of else {}), **agent}
            if attributes:
                self._new(paragraph, qualified("tt:span"), _qualified(attributes)).text = shown
            elif len(paragraph):
                paragraph[-1].tail = shown
            else:
                paragraph.text = shown

    def _agent(self, speaker: str | None) -> dict[str, str]:
        identifier = self._agents.get(visible(speaker or ""))
        return {"ttm:agent": identifier} if identifier else {}


def frame_parameters(rate: FrameRate | None) -> dict[str, str]:
    """`ttp:frameRate` and, where the rate is no whole number, `ttp:frameRateMultiplier` (TTML2, 7.2.5 and 7.2.6)."""
    if rate is None:
        return {}
    if rate.rate == rate.counted:
        return {"ttp:frameRate": str(rate.counted)}
    multiplier = rate.rate / rate.counted
    return {
        "ttp:frameRate": str(rate.counted),
        "ttp:frameRateMultiplier": f"{multiplier.numerator} {multiplier.denominator}",
    }


def _agents(track: CaptionTrack) -> dict[str, str]:
    """An identifier for each name that is shown, in the order in which they speak."""
    if not track.options.speakers:
        return {}
    lines = chain.from_iterable(cue.lines for cue in track.cues)
    names = dict.fromkeys(filter(None, (visible(line.speaker or "") for line in lines)))
    return {name: f"speaker{number}" for number, name in enumerate(names, 1)}


def _language(language: str) -> str:
    """A language tag; empty, as XML has it for an unknown language, for what is none."""
    return language if _LANGUAGE_TAG.fullmatch(language) else ""


def _append(parent: Any, node: Node) -> None:
    from lxml import etree

    element = etree.SubElement(parent, qualified(node.name), _qualified(node.attributes))
    if isinstance(node.content, str):
        element.text = node.content
    else:
        for child in node.content:
            _append(element, child)


def _qualified(attributes: Attributes) -> dict[str, str]:
    return {qualified(name): value for name, value in attributes.items()}


def _prefixes(node: Node) -> set[str]:
    found = {each.partition(":")[0] for each in (node.name, *node.attributes) if ":" in each}
    return found.union(*([] if isinstance(node.content, str) else map(_prefixes, node.content)))

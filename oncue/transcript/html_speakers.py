"""Who speaks as a page's markup says it, written so that it reads as a label: `class="speaker"`, `data-speaker`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from oncue.transcript.html_blocks import BLOCKS, words_in
from oncue.transcript.speaker_names import read_name

_SPEAKER = re.compile(
    r"(?:^|[\s_-])(?:speaker|talker|spkr)(?:[\s_-]?(?:name|label|title))?(?:$|[\s_-])|speakerName|speakerLabel", re.I
)
_CLOCK = re.compile(r"[\s(\[]*\d{1,2}:\d{2}(?::\d{2})?[\s)\]]*$")
_CLOCK_FIRST = re.compile(r"[\s(\[]*\d{1,2}:\d{2}(?::\d{2})?[\s)\]]+")
_LONGEST = 60


def named_speakers(page: etree._Element) -> list[etree._Element]:
    """The elements that hold only a name, perhaps with a time, and whose class says so; none where there is one."""
    tags = ("div", "span", "p", "b", "strong", "h3", "h4", "h5", "h6", "a", "cite")
    named = [element for element in page.iter(*tags) if _is_name(element)]
    return named if len(named) > 1 else []


def add_colons(named: Sequence[etree._Element]) -> None:
    """Puts a colon behind each name, and the time beside it: with one, a label is told from clutter."""
    for name in named:
        following = name.getnext()
        is_clock = following is not None and not (name.tail or "").strip() and _CLOCK.fullmatch(words_in(following))
        if words_in(name)[-1] in ":\uff1a" or (name.tail or "").lstrip()[:1] in (":", "\uff1a"):
            continue
        if not (name.tail or "")[:1].isspace():
            name.tail = " " + (name.tail or "")
        # "Anna 0:15:" is a label, "Anna: 0:15" has a time in her mouth.
        element = following if is_clock and following is not None else name
        last = element[-1] if len(element) else None
        if last is None:
            element.text = (element.text or "").rstrip() + ":"
        else:
            last.tail = (last.tail or "").rstrip() + ":"
        if not (element.tail or "")[:1].isspace():
            element.tail = " " + (element.tail or "")


def _is_name(element: etree._Element) -> bool:
    if not _SPEAKER.search(element.get("class", "")) or any(child.tag in BLOCKS for child in element):
        return False
    text = words_in(element)
    # A time before or behind the name stays with it, as in a plain text's labels.
    name = _CLOCK.sub("", _CLOCK_FIRST.sub("", text.rstrip(":\uff1a "), count=1))
    return 0 < len(text) <= _LONGEST and read_name(name.strip("[]<> ")) is not None


def label_by_attributes(page: etree._Element) -> None:
    """Writes the names of `data-speaker` before the text that they are of."""
    before: str | None = None
    for element in page.iter("p", "div", "li", "span"):
        name = (element.get("data-speaker") or element.get("data-speaker-name") or "").strip()
        if not name or len(name) > _LONGEST or name.isdecimal() or read_name(name) is None:
            continue
        shown = words_in(element)[: 2 * _LONGEST].casefold()
        if name != before and shown and not shown.startswith(name.casefold()) and not _is_named_above(element, name):
            if element.tag == "span":
                element.addprevious(etree.Element("br"))
            element.text = f"{name}: {(element.text or '').lstrip()}"
        before = name


def _is_named_above(element: etree._Element, name: str) -> bool:
    above = element.getprevious()
    return above is not None and words_in(above)[: 2 * _LONGEST].casefold().startswith(name.casefold())

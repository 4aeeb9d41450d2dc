"""Tracked changes of a Word document, accepted or rejected as Word does it, by the XML alone."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class TrackedChange:
    """A change: `kind` is ins or del."""

    kind: str
    text: str
    author: str
    date: str | None


def _part(data: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(f"word/{name}.xml"))


def _text_paragraphs(data: bytes) -> list[Any]:
    """The paragraphs of the text, without title and facts."""
    paragraphs = _part(data, "document").findall(f"{_W}body/{_W}p")
    styles = [each.find(f"{_W}pPr/{_W}pStyle").get(f"{_W}val") for each in paragraphs]
    assert styles[:2] == ["Title", "Subtitle"]
    assert set(styles[2:]) <= {"ScriptText"}
    return list(paragraphs[2:])


def after_all(data: bytes, kept: str, *, without_apart: bool = False) -> list[str]:
    """The paragraphs after all changes were accepted (`kept` is "ins") or rejected ("del"). A paragraph whose end goes is
    one with the next. `without_apart` leaves out what stands in a style "Left out"."""
    gone = {"ins": "del", "del": "ins"}[kept]
    found, open_text = [], ""
    for paragraph in _text_paragraphs(data):
        for run in paragraph.iter(f"{_W}r"):
            if run.getparent().tag == f"{_W}{gone}":
                continue
            style = run.find(f"{_W}rPr/{_W}rStyle")
            if without_apart and style is not None and style.get(f"{_W}val").startswith("LeftOut"):
                continue
            open_text += "".join(each.text or "" for each in run if each.tag in (f"{_W}t", f"{_W}delText"))
        if paragraph.find(f"{_W}pPr/{_W}rPr/{_W}{gone}") is None:
            found.append(open_text)
            open_text = ""
    return [*found, open_text] if open_text else found


def changes(data: bytes) -> list[TrackedChange]:
    """All changes of words in order."""
    return [
        TrackedChange(
            each.tag.removeprefix(_W),
            "".join(text.text or "" for text in each.iter(f"{_W}t", f"{_W}delText")),
            each.get(f"{_W}author"),
            each.get(f"{_W}date"),
        )
        for paragraph in _text_paragraphs(data)
        for each in paragraph
        if each.tag in (f"{_W}ins", f"{_W}del")
    ]


def ensure_whole(data: bytes) -> None:
    """Asserts what Word needs to open the file: changes with numbers of their own, comments with both ends."""
    document = _part(data, "document")
    numbers = [each.get(f"{_W}id") for each in document.iter(f"{_W}ins", f"{_W}del")]
    assert len(numbers) == len(set(numbers))
    for change in document.iter(f"{_W}ins", f"{_W}del"):
        texts = {each.tag for each in change.iter(f"{_W}t", f"{_W}delText")}
        assert texts <= {f"{_W}t" if change.tag == f"{_W}ins" else f"{_W}delText"}
    anchored = [sorted(each.get(f"{_W}id") for each in document.iter(f"{_W}comment{end}")) for end in _ENDS]
    assert anchored[0] == anchored[1] == anchored[2] == sorted(comment_texts(data))


_ENDS = ("RangeStart", "RangeEnd", "Reference")


def comment_texts(data: bytes) -> dict[str, str]:
    """The comments by number: who, and the lines."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "word/comments.xml" not in archive.namelist():
            return {}
    return {
        each.get(f"{_W}id"): f"{each.get(f'{_W}author')}: "
        + " / ".join("".join(text.text or "" for text in line.iter(f"{_W}t")) for line in each.iter(f"{_W}p"))
        for each in _part(data, "comments").iter(f"{_W}comment")
    }

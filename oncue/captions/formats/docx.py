"""The script for Word (Office Open XML, ECMA-376): a table of timecodes, speakers and text, as productions pass it around.

How it looks is in styles of its own ("Script Time", "Script Speaker", "Script Text"), so that a house changes them in one
place. Nothing in the file depends on the clock or the machine: the same captions give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from oncue.captions.formats.bidi import only_runs_right, runs_left
from oncue.captions.formats.script_facts import (
    facts_of,
    language_tag,
    page_runs_left,
    runs_left_in,
    timecodes,
    title_of,
    unheld,
)
from oncue.captions.formats.written import Written, no_word_times
from oncue.captions.segmentation.passages import Passage
from oncue.captions.track import CaptionTrack

if TYPE_CHECKING:
    from lxml.etree import _Element

# In twentieths of a point, of the 9354 between the margins of an A4 page.
_TIME_WIDTH, _FRAMES_WIDTH, _SPEAKER_WIDTH, _PAGE_WIDTH = 1190, 1440, 1930, 9354
_RULE = {"val": "single", "sz": "4", "space": "0", "color": "BFC5CC"}


def write(track: CaptionTrack) -> Written:
    """The script as a Word document: its title and facts, and a row for each passage."""
    from oncue.captions.formats.docx_package import packed, script_document  # here, as python-docx is slow to import

    leftward = page_runs_left(track)
    facts = facts_of(track)
    document = script_document(title_of(track), facts, language_tag(track.alignment.language), leftward=leftward)
    if track.passages:
        document.element.body.insert(len(document.paragraphs), _table(track, leftward=leftward))
    return Written(packed(document), (*no_word_times(track.options), *unheld(track)))


def _table(track: CaptionTrack, *, leftward: bool) -> _Element:
    from docx.oxml import OxmlElement

    time_width = _FRAMES_WIDTH if track.options.frame_rate else _TIME_WIDTH
    speaker_width = _SPEAKER_WIDTH if any(passage.speaker for passage in track.passages) else 0
    widths = [width for width in (time_width, speaker_width, _PAGE_WIDTH - time_width - speaker_width) if width]
    table: _Element = OxmlElement("w:tbl")
    looks = _add(table, "tblPr")
    if leftward:
        _add(looks, "bidiVisual")
    _add(looks, "tblW", w=str(sum(widths)), type="dxa")
    _add(looks, "tblLayout", type="fixed")
    margins = _add(looks, "tblCellMar")
    for side, width in (("top", 50), ("left", 85), ("bottom", 50), ("right", 85)):
        _add(margins, side, w=str(width), type="dxa")
    grid = _add(table, "tblGrid")
    for width in widths:
        _add(grid, "gridCol", w=str(width))
    names = ["Timecode", "Speaker", "Text"] if speaker_width else ["Timecode", "Text"]
    _add_head(table, widths, names, leftward=leftward)
    timecode = timecodes(track.options)
    for passage in track.passages:
        _add_row(table, widths, passage, timecode, leftward=leftward)
    return table


def _add_head(table: _Element, widths: list[int], names: list[str], *, leftward: bool) -> None:
    row = _add_row_element(table, header=True)
    for width, name in zip(widths, names, strict=True):
        _add_run(_add_cell(row, width, "ScriptHead", ruled=False, at_right=leftward), name)


def _add_row(
    table: _Element, widths: list[int], passage: Passage, timecode: Callable[[int], str], *, leftward: bool
) -> None:
    row = _add_row_element(table)
    ruled = bool(passage.speaker) or (passage.paragraph and len(widths) == 2)
    # A timecode is read from left to right in any language, and stands where the page begins.
    time = _add_cell(row, widths[0], "ScriptTime", ruled=ruled, at_right=leftward)
    _add_run(time, timecode(passage.start_ms))
    if len(widths) == 3:
        speaker = _add_cell(row, widths[1], "ScriptSpeaker", ruled=ruled, leftward=leftward)
        if passage.speaker:
            _add_run(speaker, passage.speaker, leftward=runs_left_in(passage.speaker, page_runs_left=leftward))
    from_right = runs_left_in(passage.text, page_runs_left=leftward)
    said = _add_cell(row, widths[-1], "ScriptText", ruled=ruled, leftward=from_right, at_right=leftward != from_right)
    for runs, text in _runs(passage, leftward=from_right):
        _add_run(said, text, leftward=runs)


def _runs(passage: Passage, *, leftward: bool) -> list[tuple[bool, str]]:
    """The passage's text in pieces of one direction each: Word shows a run of Hebrew that is not marked in wrong order.

    A figure, a sign and the space between two directions are of the paragraph's own.
    """
    runs: list[tuple[bool, str]] = []

    def add(direction: bool, text: str) -> None:
        if runs and runs[-1][0] == direction:
            runs[-1] = (direction, runs[-1][1] + text)
        elif text:
            runs.append((direction, text))

    pieces = [(space, word.text, _direction(word.text, leftward=leftward)) for space, word in passage.pieces]
    for index, (space, text, direction) in enumerate(pieces):
        add(direction if index and pieces[index - 1][2] == direction else leftward, space)
        add(direction, text)
    return runs


def _direction(text: str, *, leftward: bool) -> bool:
    return not only_runs_right(text) if leftward else runs_left(text)


def _add_row_element(table: _Element, *, header: bool = False) -> _Element:
    row = _add(table, "tr")
    looks = _add(row, "trPr")
    _add(looks, "cantSplit")
    if header:
        _add(looks, "tblHeader")
    return row


def _add_cell(
    row: _Element, width: int, style: str, *, ruled: bool, leftward: bool = False, at_right: bool = False
) -> _Element:
    """A cell's only paragraph; `at_right` puts it at the right-hand side, where it would stand at the left by itself, and
    the other way round in one that runs `leftward`."""
    cell = _add(row, "tc")
    looks = _add(cell, "tcPr")
    _add(looks, "tcW", w=str(width), type="dxa")
    if ruled:
        _add(_add(looks, "tcBorders"), "top", **_RULE)
    paragraph = _add(cell, "p")
    looks = _add(paragraph, "pPr")
    _add(looks, "pStyle", val=style)
    if leftward:
        _add(looks, "bidi")
    if at_right:
        # "Right" is the end of a paragraph: its left-hand side, where that runs from the right.
        _add(looks, "jc", val="right")
    return paragraph


def _add_run(paragraph: _Element, text: str, *, leftward: bool = False) -> None:
    run = _add(paragraph, "r")
    if leftward:
        _add(_add(run, "rPr"), "rtl")
    shown = _add(run, "t")
    shown.text = text
    shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _add(parent: _Element, name: str, **attributes: str) -> _Element:
    from docx.oxml.ns import qn
    from lxml import etree

    made = etree.SubElement(parent, qn(f"w:{name}"))
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made

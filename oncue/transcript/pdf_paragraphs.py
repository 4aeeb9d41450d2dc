"""The paragraphs of a PDF: lines that belong together, by their distance, indent, size and how full they are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from oncue.text.sentence_ends import CLOSERS, ends_sentence
from oncue.transcript.pdf_letters import body_size
from oncue.transcript.pdf_lines import PdfLine, is_right_to_left
from oncue.transcript.speaker_names import read_name

_BRACKETED = re.compile(r"^[\[(].*[\])]$")
_LABELLED = re.compile(
    # "[Anna]:", "<Anna> ", ">> ANNA:", and a pictogram before a name, are labels, too.
    r"(?:>{2,3}\s?|[^\w\s.,;!?]{1,3}\s)?(?:[^\W\d_][\w.'\u2019 \u00a0-]{0,40}|[QA]\.)"
    r"(?:\([^()]{1,30}\)\s?)?[:\uff1a](?:\s|$)"
    r"|[\[<]([^\[\]<>\n]{1,40})[\]>]\s?(?:[:\uff1a]|(?<=>)\s)|>{2,3}\s"
    r"|[QA]\.?\t|[QA]\. |\[?\(?\d{1,2}:\d{2}"
)
_CLOCK = r"[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]?"
_CLOCK_AND_NAME = re.compile(rf"{_CLOCK}\s+(.{{2,50}})|(.{{2,50}}?)\s+{_CLOCK}")
_HEADING = 1.15
_NOTE = 0.9
_NOTE_MARK = re.compile(r"\d{1,3}|[*\u2020\u2021\u00a7]{1,3}")
_NOTE_STARTS = re.compile(r"\W{0,2}(?:\d{1,3}|[*\u2020\u2021\u00a7])\W{0,2}")


@dataclass(frozen=True, slots=True)
class PdfParagraph:
    """Lines that belong together. `note` is True for a note at the foot of a page."""

    lines: tuple[PdfLine, ...]
    heading: bool = False
    note: bool = False


def paragraphs_of(lines: Sequence[PdfLine]) -> Iterator[PdfParagraph]:
    """The paragraphs of lines in reading order; notes at a page's foot come after the paragraph that they break into."""
    body = body_size(lines)
    notes = _notes(lines, body)
    edges = _Edges([line for n, line in enumerate(lines) if n not in notes])
    open_lines: list[PdfLine] = []
    waiting: list[PdfParagraph] = []
    for number, line in enumerate(lines):
        if number in notes:
            waiting.append(PdfParagraph((line,), note=True))
            continue
        if open_lines and edges.breaks(open_lines, line):
            yield _paragraph(open_lines, body)
            yield from waiting
            open_lines, waiting = [], []
        open_lines.append(line)
    if open_lines:
        yield _paragraph(open_lines, body)
    yield from waiting


def _paragraph(lines: list[PdfLine], body: float) -> PdfParagraph:
    return PdfParagraph(tuple(lines), heading=len(lines) < 4 and min(line.size for line in lines) > _HEADING * body)


def _notes(lines: Sequence[PdfLine], body: float) -> set[int]:
    """Lines at the end of a page: those below the mark of a note that is raised here as it is in the text above, and
    those in small type below larger ones, the first of them with such a mark."""
    found: set[int] = set()
    pages: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        pages[line.page, line.column].append(number)
    for numbers in pages.values():
        marks = {line.text[first:last] for number in numbers for line in (lines[number],) for first, last in line.marked}
        opened = [n for n, number in enumerate(numbers) if n and _opens_note(lines[number], marks)]
        if opened:
            found.update(numbers[opened[0] :])
            continue
        small: list[int] = []
        for number in reversed(numbers):
            if lines[number].size > _NOTE * body:
                break
            small.append(number)
        while small and not _NOTE_STARTS.match(lines[small[-1]].text):
            small.pop()
        if small and len(small) < len(numbers):
            found.update(small)
    return found


def _opens_note(line: PdfLine, marks: set[str]) -> bool:
    mark = _NOTE_MARK.match(line.text)
    return line.opens_raised and mark is not None and mark.group() in marks


def _names_turn(text: str) -> bool:
    """Whether a line is a time and a name, above what is said: full or not, its words do not go on in the next line."""
    found = _CLOCK_AND_NAME.fullmatch(text)
    return found is not None and read_name(found.group(1) or found.group(2)) is not None


class _Edges:
    """Where the columns' lines begin and end, and how far apart they are."""

    def __init__(self, lines: Sequence[PdfLine]) -> None:
        columns: defaultdict[int, list[PdfLine]] = defaultdict(list)
        for line in lines:
            columns[line.column].append(line)
        self._left: dict[int, float] = {}
        self._right: dict[int, float] = {}
        self._hanging: dict[int, bool] = {}
        widest = max((line.right for line in lines), default=0.0)
        steps = []
        for column, inside in columns.items():
            self._left[column] = min(line.left for line in inside)
            self._right[column] = max(line.right for line in inside) if len(inside) > 2 else widest
            flush = sum(line.left < self._left[column] + 0.8 * line.size for line in inside)
            self._hanging[column] = len(inside) > 3 and flush * 2 < len(inside)
            steps += [
                above.baseline - below.baseline
                for above, below in pairwise(inside)
                if above.page == below.page and below.baseline < above.baseline
            ]
        self._step = min(median(steps), 2.2 * median(line.size for line in lines)) if steps else 0.0
        tight = sorted(steps)[: max(1, len(steps) * 2 // 3)]
        # Where most lines are paragraphs of their own, the usual distance is that between paragraphs.
        self._line_step = median(tight) if tight else 0.0

    def breaks(self, before: Sequence[PdfLine], line: PdfLine) -> bool:
        """Whether a paragraph ends between the lines `before` and `line`."""
        last = before[-1]
        if abs(last.size - line.size) > 0.12 * max(last.size, line.size):
            return True
        if _LABELLED.match(line.text) or "\t" in line.text or _names_turn(line.text):
            return True
        if len(before) == 1 and _names_turn(last.text):
            return True
        ended = (
            ends_sentence(last.text[-8:])
            or last.text.rstrip(CLOSERS).endswith((":", ";"))
            or bool(_BRACKETED.match(last.text))
        )
        if last.page == line.page and last.column == line.column:
            step = last.baseline - line.baseline
            if step > 1.3 * self._line_step or step < 0:
                return True
        elif not ended:
            return False
        if any(abs(line.left - stop) < 0.5 * line.size for stop in before[0].stops):
            return False  # it goes on in the column of its row
        had_room = self._had_room(last, line)
        if self._is_first(line, last) and (ended or had_room):
            return True
        if ended and last.left > line.left + 0.8 * line.size and len(before) > 1:
            return True  # back from a hanging indent
        return had_room and (ended or not line.text[:1].islower())

    def _is_first(self, line: PdfLine, last: PdfLine) -> bool:
        """By its indent; with hanging indents the first line is the one that begins at the edge."""
        if is_right_to_left(line.text):
            right = self._right[line.column]
            return line.right < right - 0.9 * line.size and last.right > right - 0.5 * line.size
        indent = line.left - self._left[line.column]
        before = last.left - self._left[last.column]
        if self._hanging[line.column]:
            return indent < 0.5 * line.size and before >= 0.8 * line.size
        return indent > 0.8 * line.size and before < 0.5 * line.size

    def _had_room(self, last: PdfLine, line: PdfLine) -> bool:
        """Whether the first word of `line` would have fitted behind `last`."""
        word = line.text.split(maxsplit=1)[0]
        each = (line.right - line.left) / max(len(line.text), 1)
        wide = len(word) if word.isascii() or len(word) < 15 else 2
        room = self._right[last.column] - last.right
        if is_right_to_left(last.text):
            room = last.left - self._left[last.column]
        return room > (wide + 1) * each * 1.2 + 0.5 * line.size

"""The parts of a page: what stands before the conversation, the conversation itself, and what follows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from oncue.model import UnspokenKind
from oncue.text.sentence_ends import is_punctuated, sentence_spans
from oncue.transcript.boilerplate_phrases import Verdict, is_biography, of_line, of_sentence, opens_note
from oncue.transcript.document import Document, Line
from oncue.transcript.speaker_labels import Labels
from oncue.transcript.speaker_roster import core_words
from oncue.transcript.stage_directions import Direction

_LONGEST_HEADING = 16
_LONGEST_NOTE = 400
_HEADING = Verdict(UnspokenKind.HEADING, certain=False)


@dataclass(frozen=True, slots=True)
class DoubtfulRange:
    """A range that may not be speech. `ends_turn`: whoever spoke before it is not known to go on with it or after it."""

    start: int
    end: int
    verdict: Verdict
    ends_turn: bool = False


def find_furniture(source: Document, lines: list[Line], labels: Labels, directions: list[Direction]) -> list[DoubtfulRange]:
    """Return, in order, the sentences and lines of `source` that the site added, and the headings over its parts."""
    return list(_Page(source, lines, labels, directions).findings())


class _Page:
    def __init__(self, source: Document, lines: list[Line], labels: Labels, directions: list[Direction]) -> None:
        self._source = source
        self._text = source.text
        self._lines = lines
        self._surnames = frozenset(core_words(person)[-1] for person in labels.people)
        self._label_ends: dict[int, int] = {}
        for label in labels.labels:
            self._label_ends.setdefault(label.line, label.end)
        believed = {label.line for label in labels.labels if not label.doubtful}
        self._first = min(believed, default=-1)
        self._last = max(believed, default=-1)
        # A label that comes late follows no preface: most of the text stands before it.
        before = lines[self._first].start if self._first >= 0 else 0
        self._prefaced = before * 5 < 2 * len(source.text) or before < 1_500
        self._headings = {start for start, _ in source.headings}
        self._front = self._front_lines() if self._first < 0 else 0
        self._menu = self._menu_lines()
        self._stage = {direction.start for direction in directions if direction.own_line}

    def findings(self) -> Iterator[DoubtfulRange]:
        """Walk the lines once; after a credit line below the last label nothing belongs to the conversation any more."""
        over = False
        for index, line in enumerate(self._lines):
            labelled = index in self._label_ends
            over = over and not labelled
            start = self._label_ends.get(index, line.start)
            if start >= line.end or line.start in self._stage:
                continue
            parts = list(self._by_words(start, line.end, whole_line=not labelled))
            place = None if labelled else self._by_place(index, line, over)
            if place:
                parts = list(_around(parts, DoubtfulRange(line.start, line.end, place, place.kind is UnspokenKind.CREDIT)))
            yield from parts
            # A credit that nobody reads out closes the conversation, the one that somebody may read only on its own line.
            credited = [part for part in parts if part.verdict.kind is UnspokenKind.CREDIT]
            closed = any(part.verdict.certain or part.end - part.start == line.end - line.start for part in credited)
            over = over or (closed and 0 <= self._last <= index)

    def _by_words(self, start: int, end: int, *, whole_line: bool) -> Iterator[DoubtfulRange]:
        text = self._text[start : min(end, start + _LONGEST_NOTE)]
        verdict = of_line(text) if whole_line and end - start < _LONGEST_NOTE else None
        if not verdict and whole_line and opens_note(text) and not self._source.captions:
            verdict = Verdict(UnspokenKind.CHROME, certain=False)
        if verdict:
            yield DoubtfulRange(start, end, verdict)
            return
        for first, last in sentence_spans(self._text, start, end):
            found = of_sentence(self._text[first : min(last, first + _LONGEST_NOTE)])
            if found:
                yield DoubtfulRange(first, last, found, ends_turn=found.certain)

    def _by_place(self, index: int, line: Line, over: bool) -> Verdict | None:
        """What a line without a label is by where it stands. Subtitles have no places: their lines are cut anywhere."""
        if self._source.captions:
            return None
        text = self._text[line.start : line.end]
        if line.start in self._headings or text.startswith("#"):
            return _HEADING
        if self._source.all_speech:
            return None
        if self._first < 0:
            return _HEADING if index < self._front and self._is_title(index, text) else None
        if over or (index > self._last and is_biography(text, self._surnames)):
            return Verdict(UnspokenKind.CREDIT, certain=False)
        if index >= self._menu:
            return Verdict(UnspokenKind.CHROME, certain=False)
        # The introduction of an interview may be read out; a headline seldom is.
        if index < self._first and self._prefaced:
            return _HEADING
        return _HEADING if self._stands_apart(index) and _looks_like_heading(text) and _is_title_case(text) else None

    def _is_title(self, index: int, text: str) -> bool:
        return self._stands_apart(index) or self._front_has_chrome

    @cached_property
    def _front_has_chrome(self) -> bool:
        return any(
            (verdict := of_line(self._text[line.start : line.end])) and verdict.certain
            for line in self._lines[: self._front]
        )

    def _front_lines(self) -> int:
        """How many lines without a full stop open a page without labels, if prose follows; of a poem, at most its title."""
        count = 0
        while count < len(self._lines) and _looks_like_heading(self._line_text(count)):
            count += 1
        if count * 3 <= len(self._lines):
            return count
        return 1 if len(self._lines) > 1 and self._lines[1].blank_before else 0

    def _menu_lines(self) -> int:
        """The index of the first line of a menu that closes a labelled page, or the number of lines."""
        first = len(self._lines)
        while first - 1 > self._last >= 0 and _looks_like_heading(self._line_text(first - 1)):
            first -= 1
        return first if len(self._lines) - first > 1 else len(self._lines)

    def _line_text(self, index: int) -> str:
        return self._text[self._lines[index].start : self._lines[index].end]

    def _stands_apart(self, index: int) -> bool:
        below = self._lines[index + 1] if index + 1 < len(self._lines) else None
        return (index == 0 or self._lines[index].blank_before > 0) and below is not None and below.blank_before > 0


def _around(parts: list[DoubtfulRange], whole: DoubtfulRange) -> Iterator[DoubtfulRange]:
    """`parts`, and what they leave of `whole`, in order."""
    start = whole.start
    for part in parts:
        if part.start > start:
            yield DoubtfulRange(start, part.start, whole.verdict, whole.ends_turn)
        yield part
        start = max(start, part.end)
    if start < whole.end:
        yield DoubtfulRange(start, whole.end, whole.verdict, whole.ends_turn)


def _looks_like_heading(text: str) -> bool:
    return not is_punctuated(text) and len(text) < 160 and len(text.split()) <= _LONGEST_HEADING


def _is_title_case(text: str) -> bool:
    words = [word for word in text.split() if word[:1].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) > 1 and capitals * 5 >= len(words) * 3

"""What a column of a table holds, told from its cells alone."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise

from oncue.text.sentence_ends import ends_sentence
from oncue.transcript.row_times import clock_seconds, number_of
from oncue.transcript.speaker_names import read_name

_NUMBERED_NAME = re.compile(r"[A-Za-z]{1,12}[ _#.-]?\d{1,3}|[A-Z]")
_MARK = re.compile(
    r"[AV]\d{1,2}|TC\d|red|green|blue|cyan|magenta|yellow|black|white|orange|purple|rose|pink|lavender|mint|sand|lemon|cocoa",
    re.I,
)
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?")
_LONGEST_NAME = 60


class ColumnCells:
    """The cells of a column, without white space around them, and what they are like."""

    def __init__(self, cells: list[str]) -> None:
        self._filled = [cell for cell in cells if cell]
        self.characters = sum(map(len, self._filled))

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not self._filled

    @property
    def mean_length(self) -> float:
        """Characters of a cell that is not blank."""
        return self.characters / max(1, len(self._filled))

    @cached_property
    def distinct(self) -> int:
        """How many different cells there are."""
        return len({cell.casefold() for cell in self._filled})

    @cached_property
    def times(self) -> float:
        """The share of cells that are times; nearly 1 of a column of plain numbers that rise as seconds do."""
        share = self._share(sum(clock_seconds(cell) is not None for cell in self._filled))
        return 0.99 if share < 0.6 and self._rises else share

    @cached_property
    def is_other(self) -> bool:
        """Whether they are numbers, marks, or codes of languages: never names or a text."""
        numbers = sum(number_of(cell.rstrip("%.#")) is not None for cell in self._filled)
        languages = sum(bool(_LANGUAGE.fullmatch(cell)) for cell in self._filled)
        return self.is_blank or self._share(numbers) > 0.8 or self._share(languages) > 0.8 or self.are_marks

    @cached_property
    def are_marks(self) -> bool:
        """Whether they are the colours or tracks that editors give to markers."""
        return self._share(sum(bool(_MARK.fullmatch(cell)) for cell in self._filled)) > 0.8

    @cached_property
    def names(self) -> bool:
        """Whether most cells may be names or marks of people."""
        if self.is_other:
            return False
        return self._share(sum(_may_name(cell) for cell in self._filled)) >= 0.7 and self._share(self._sentences) < 0.3

    @cached_property
    def are_people(self) -> bool:
        """Whether they are surely people: somebody comes back, or a name says so itself."""
        returning = len(self._filled) > 2 and 1 < self.distinct < len(self._filled)
        return self.names and (returning or self._share(sum(_surely_names(cell) for cell in self._filled)) > 0.5)

    @cached_property
    def holds_text(self) -> bool:
        """Whether some cells are more than a name or a number."""
        phrases = any(len(cell.split()) > 2 for cell in self._filled)
        return not self.is_other and (phrases or self.are_sentences or self.mean_length > 6)

    @cached_property
    def are_sentences(self) -> bool:
        """Whether half of them end as a sentence does."""
        return self._share(self._sentences) >= 0.5

    @cached_property
    def _sentences(self) -> int:
        return sum(ends_sentence(cell[-8:]) for cell in self._filled)

    @cached_property
    def _rises(self) -> bool:
        read = [number_of(cell) for cell in self._filled]
        numbers = [value for value in read if value is not None]
        if len(numbers) < len(read) or len(numbers) < 2:
            return False
        steps = {later - earlier for earlier, later in pairwise(numbers)}
        counts = steps in ({0.0}, {1.0})
        fractions = any("." in cell or "," in cell for cell in self._filled)
        return min(steps) >= 0 and not counts and (fractions or numbers[-1] > 5 * len(numbers))

    def _share(self, count: int) -> float:
        return count / max(1, len(self._filled))


def _may_name(cell: str) -> bool:
    bare = cell.rstrip(":\uff1a ")
    return len(cell) <= _LONGEST_NAME and (read_name(bare) is not None or bool(_NUMBERED_NAME.fullmatch(bare)))


def _surely_names(cell: str) -> bool:
    name = read_name(cell)
    return cell.endswith((":", "\uff1a")) or (name is not None and name.has_role)

"""Deciding which candidates are labels, and whose: a name before a colon may also be an ordinary sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from oncue.text.sentence_ends import is_closed
from oncue.transcript.document import Document, Line, Range
from oncue.transcript.label_candidates import Candidate, LabelForm, candidates, find_clocks
from oncue.transcript.speaker_names import Name, Roster, Shape
from oncue.transcript.vocabulary import SOUND_WORDS


@dataclass(frozen=True, slots=True)
class Label:
    """A range of the text that announces a speaker; `speaker` None is somebody unnamed.

    `certain` False: it may be ordinary prose with a colon in it, so the audio decides. `line` is the index of its line.
    """

    start: int
    end: int
    speaker: str | None
    certain: bool
    line: int


@dataclass(frozen=True, slots=True)
class Labels:
    """All labels in order without overlap, the people they name, and the clocks that begin lines."""

    labels: tuple[Label, ...]
    people: frozenset[str]
    clocks: tuple[Range, ...]


NO_LABELS = Labels((), frozenset(), ())
"""Of a text in which none are sought."""


def find_labels(source: Document, lines: list[Line]) -> Labels:
    """Return who is announced where in `source`, whose lines are `lines`."""
    clocks = find_clocks(source.text, lines)
    found = list(candidates(source.text, lines, clocks, captions=source.captions))
    verdicts = _Verdicts(source.text, lines, found)
    believed = [(candidate, certain) for candidate in found if (certain := verdicts.on(candidate)) is not None]
    roster = Roster([candidate.name for candidate, _ in believed if candidate.name])
    labels = tuple(
        Label(
            candidate.start,
            candidate.end,
            roster.full_name(candidate.name) if candidate.name else None,
            certain,
            candidate.line,
        )
        for candidate, certain in believed
    )
    people = frozenset(label.speaker for label in labels if label.speaker)
    return Labels(labels, people, tuple(clocks.values()))


class _Verdicts:
    """What the page as a whole says about each candidate: a name that comes back, or stands among others, is a speaker."""

    def __init__(self, text: str, lines: list[Line], found: list[Candidate]) -> None:
        self._text = text
        self._lines = lines
        at_start = [
            one for one in found if one.name and one.form not in (LabelForm.INLINE, LabelForm.OWN_LINE, LabelForm.SITTING)
        ]
        self._seen = Counter(one.name.key for one in at_start if one.name)
        self._inline = Counter(one.name.key for one in found if one.name and one.form is LabelForm.INLINE)
        self._alone = Counter(one.name.key for one in found if one.name and one.form is LabelForm.OWN_LINE)
        self._several_alone = sum(times > 1 for times in self._alone.values()) > 1
        self._name_lines = {one.line for one in found if one.form is LabelForm.OWN_LINE}
        self._sitting = Counter(one.name.key for one in found if one.name and one.form is LabelForm.SITTING)
        self._forms = Counter(one.form for one in found)
        self._questions = {one.name.key for one in found if one.name and one.form is LabelForm.QUESTION}
        self._labelled_lines = len({one.line for one in at_start if one.name and one.name.shape is not Shape.NO_CASE})
        colons = [
            one
            for one in at_start
            if one.name and one.form in (LabelForm.COLON, LabelForm.MARK, LabelForm.CLOCK, LabelForm.RECORD)
        ]
        self._by_shape = {shape: {one.name.key for one in colons if one.name and one.name.shape is shape} for shape in Shape}
        full = [one.name for one in found if one.name and one.form is LabelForm.INLINE and one.name.shape is Shape.CAPITALS]
        full += [one.name for one in colons if one.name]
        self._roster = Roster([name for name in full if name.words > 1])
        resolved = {one.name.text: self._roster.full_name(one.name) for one in colons if one.name}
        self._meant = {full.casefold() for short, full in resolved.items() if short != full}
        self._people = len({one.name.key for one in colons if one.name and self._is_likely(one.name)})
        # A page where most paragraphs open with a label labels all of them, whatever the single name looks like.
        paragraphs = sum(1 for line in lines if line.blank_before) + 1
        self._dense = self._labelled_lines > 2 and self._labelled_lines * 2 >= min(paragraphs, len(lines))
        self._certain = {one.name.key for one in colons if one.name and self._on_colon(one)}

    def on(self, candidate: Candidate) -> bool | None:
        """True: a label for certain. False: probably one. None: not one."""
        name, form = candidate.name, candidate.form
        if form is LabelForm.DASH:
            # One dash at the start of a line may be a thought going on; a second one makes it a conversation.
            return True if self._forms[LabelForm.DASH] > 1 else None
        if name is None or form in (LabelForm.MARK, LabelForm.CLOCK, LabelForm.RECORD):
            return True
        if form is LabelForm.COLON:
            return self._on_colon(candidate)
        if form is LabelForm.INLINE:
            return self._on_inline(candidate)
        if form is LabelForm.BRACKET:
            directs = any(word.casefold().strip(".,") in SOUND_WORDS for word in name.text.split())
            several = name.words > 1 or self._forms[LabelForm.BRACKET] > 2
            named = self._is_known(candidate) or self._seen[name.key] > 1 or (several and name.shape is Shape.TITLE)
            return True if named and not directs else None
        if form is LabelForm.SITTING:
            return True if self._sitting[name.key] > 2 else None
        if form is LabelForm.QUESTION:
            return True if len(self._questions) > 1 or self._is_known(candidate) else None
        return self._on_own_line(candidate)

    def _is_likely(self, name: Name) -> bool:
        """A name by more than its one capital: "Flour: the finer the better" opens a paragraph like "Ada: the finer"."""
        if name.shape is Shape.NO_CASE:
            return False
        return name.shape is Shape.CAPITALS or name.words > 1 or name.has_role or self._seen[name.key] > 1

    def _is_known(self, candidate: Candidate) -> bool:
        name = candidate.name
        return name is not None and (name.key in self._certain or self._roster.full_name(name) != name.text)

    def _on_colon(self, candidate: Candidate) -> bool | None:
        name = candidate.name
        if name is None:
            return True
        people = self._people
        peers = len(self._by_shape[name.shape])
        times = self._seen[name.key]
        resolved = self._roster.full_name(name) != name.text
        if name.shape is Shape.CAPITALS:
            return name.has_role or name.words > 1 or times > 1 or peers > 1 or resolved
        if name.shape is Shape.NO_CASE:
            return None if times + peers < 3 else times > 1 and times + peers > 3
        if resolved or name.key in self._meant or (name.has_role and times + people > 2):
            return True
        if name.words > 1:
            if times > 1 or (self._dense and people > 1):
                return True
            return False if (people > 1 or self._opens_page(candidate)) and self._has_sentence_after(candidate) else None
        if times > 1:
            return people > 1
        # "Remember: ..." looks like "Ahmed: ..."; only a page that labels line after line makes it a person.
        return False if name.has_role or (people > 1 and self._dense) else None

    def _on_inline(self, candidate: Candidate) -> bool | None:
        name = candidate.name
        if name is None or self._is_known(candidate):
            return True
        if name.shape is not Shape.CAPITALS:
            return None
        return name.has_role or self._inline[name.key] > 1

    def _on_own_line(self, candidate: Candidate) -> bool | None:
        name = candidate.name
        if name is None or candidate.line + 1 >= len(self._lines):
            return None
        if self._is_known(candidate):
            return True
        # Two names or more, each of them back again, each above something that is not a name: a conversation. A poem's
        # refrain comes back too, but alone.
        above_speech = candidate.line + 1 not in self._name_lines
        return False if self._several_alone and above_speech and self._alone[name.key] > 1 else None

    def _opens_page(self, candidate: Candidate) -> bool:
        return candidate.line == 0

    def _has_sentence_after(self, candidate: Candidate) -> bool:
        line = self._lines[candidate.line]
        if candidate.end >= line.end:
            return candidate.line + 1 < len(self._lines)
        return is_closed(self._text[line.end - 1])

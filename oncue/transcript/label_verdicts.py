"""What a page as a whole says about each candidate: a name that comes back, or stands among others, is a speaker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum, auto

from oncue.text.sentence_ends import is_closed, may_end_turn
from oncue.transcript.document import Document, Line, Range
from oncue.transcript.label_candidates import Candidate, LabelForm
from oncue.transcript.sound_words import SOUND_WORDS, sound_key
from oncue.transcript.speaker_names import Name, Shape
from oncue.transcript.speaker_roster import Roster
from oncue.transcript.unbracketed_sounds import is_sound_label

_TIME_ALONE = re.compile(r"(?<![:\d\[(])(\d{1,3}):(\d{2})(?![:\d])")
_WITHIN = (LabelForm.INLINE, LabelForm.OWN_LINE, LabelForm.SITTING, LabelForm.COLUMN, LabelForm.RULED, LabelForm.CAPITALS)
_LONGEST_DOUBTFUL = 3
"""Words of what may be an unknown name."""


class LabelVerdict(Enum):
    """A label; what is probably one, by its words too; and what looks like one of somebody unknown."""

    CERTAIN = auto()
    LIKELY = auto()
    DOUBTFUL = auto()


class Verdicts:
    """The verdict on each candidate of a page."""

    def __init__(
        self, source: Document, lines: Sequence[Line], found: Sequence[Candidate], clocks: Mapping[int, Range]
    ) -> None:
        self._text = source.text
        self._captions = source.captions
        self._lines = lines
        self._clocks = clocks
        at_start = [one for one in found if one.name and one.form not in _WITHIN]
        self._seen = Counter(one.name.key for one in at_start if one.name)
        self._of_form = {form: Counter(one.name.key for one in found if one.name and one.form is form) for form in LabelForm}
        self._several_alone = sum(times > 1 for times in self._of_form[LabelForm.OWN_LINE].values()) > 1
        self._name_lines = {one.line for one in found if one.form is LabelForm.OWN_LINE}
        self._forms = Counter(one.form for one in found)
        cased = (one for one in at_start if one.name and one.name.shape > Shape.NO_CASE)
        self._labelled_lines = len({one.line for one in cased})
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
        self.in_columns = self._has_columns(len(lines), len(clocks))
        self._clocks_rise = self._rising([one for one in found if one.form is LabelForm.CLOCK])
        self._certain: set[str] = set()
        self._labels_people = False
        verdicts = [(one.name.key, self._on_colon(one)) for one in colons if one.name]
        self._certain = {key for key, verdict in verdicts if verdict is LabelVerdict.CERTAIN}
        marked = self._forms[LabelForm.MARK] + self._forms[LabelForm.RECORD] > 0
        named = any(verdict in (LabelVerdict.CERTAIN, LabelVerdict.LIKELY) for _, verdict in verdicts)
        self._labels_people = named or marked or any(one.name.only_labels for one in found if one.name)

    def on(self, candidate: Candidate) -> LabelVerdict | None:
        """None: it is no label."""
        name, form = candidate.name, candidate.form
        if form is LabelForm.DASH:
            # One dash at the start of a line may be a thought going on; a second one makes it a conversation.
            return LabelVerdict.CERTAIN if self._forms[LabelForm.DASH] > 1 else None
        if form is LabelForm.COLUMN:
            return LabelVerdict.CERTAIN if self.in_columns else None
        if name is None or form in (LabelForm.MARK, LabelForm.RECORD):
            return LabelVerdict.CERTAIN
        if is_sound_label(name.text):
            return None
        match form:
            case LabelForm.CLOCK:
                return self._on_clock(candidate)
            case LabelForm.BELOW_CLOCK:
                return self._below_clock(candidate, name)
            case LabelForm.COLON:
                return self._on_colon(candidate)
            case LabelForm.INLINE:
                return self._on_inline(candidate)
            case LabelForm.BRACKET | LabelForm.ANGLE:
                return self._on_bracket(candidate, name)
            case LabelForm.SITTING:
                return LabelVerdict.CERTAIN if self._of_form[form][name.key] > 2 else None
            case LabelForm.QUESTION:
                several = len(self._of_form[form]) > 1
                return LabelVerdict.CERTAIN if several or self._is_known(candidate) else None
            case LabelForm.RULED:
                return self._on_ruled(candidate, name)
            case LabelForm.CAPITALS:
                if self._is_known(candidate):
                    return LabelVerdict.CERTAIN
                return None if self._certain else LabelVerdict.DOUBTFUL
            case _:
                return self._on_own_line(candidate)

    def _has_columns(self, lines: int, timed: int) -> bool:
        """Whether half of the lines begin with a name in a column of its own, and that is no chance."""
        names = self._of_form[LabelForm.COLUMN]
        count = sum(names.values())
        by_time = timed * 2 >= lines and count * 2 >= timed
        return count > 1 and count * 2 >= lines and (by_time or any(times > 1 for times in names.values()))

    def _rising(self, clocked: Sequence[Candidate]) -> bool:
        """Whether times behind names are of one recording: they never go back, as chapter and verse do."""
        times = [
            60 * int(found[1]) + int(found[2])
            for one in clocked
            if (found := _TIME_ALONE.search(self._text, one.start, one.end))
        ]
        return len(times) > 1 and times == sorted(times)

    def _is_likely(self, name: Name) -> bool:
        """A name by more than its one capital: "Flour: the finer the better" opens a paragraph like "Ada: the finer"."""
        if name.shape < Shape.TITLE:
            return name.only_labels or (name.has_role and name.shape is Shape.LOWER)
        return name.shape is Shape.CAPITALS or name.words > 1 or name.has_role or self._seen[name.key] > 1

    def _is_known(self, candidate: Candidate) -> bool:
        name = candidate.name
        return name is not None and (name.key in self._certain or self._roster.full_name(name) != name.text)

    def _on_clock(self, candidate: Candidate) -> LabelVerdict | None:
        """A time behind a name; "John 3:16" is a verse, or one, with nothing beside it that tells."""
        if candidate.line + 1 == len(self._lines) and candidate.end >= self._lines[-1].end and not self._is_known(candidate):
            return None  # nobody says anything below it: these are the last words, and when they end
        shown = self._text[candidate.start : candidate.end]
        bare = _TIME_ALONE.search(shown)
        apart = bare and (shown[: bare.start()].endswith(("  ", "\t", " - ", " | ")) or shown[bare.start() - 1] in ",|")
        if not bare or apart or self._clocks_rise or self._is_known(candidate):
            return LabelVerdict.CERTAIN
        return None if ":" in shown[bare.end() :] else LabelVerdict.DOUBTFUL

    def _below_clock(self, candidate: Candidate, name: Name) -> LabelVerdict | None:
        """A name alone behind a time; but a line of a script with times may be one word."""
        above_speech = candidate.line + 1 < len(self._lines) and candidate.line + 1 not in self._clocks
        if not above_speech:
            return None
        again = self._is_known(candidate) or name.only_labels or self._seen[name.key] > 1
        if again or (name.words > 1 and name.shape is not Shape.NO_CASE):
            return LabelVerdict.CERTAIN
        if name.shape is Shape.NO_CASE and not name.has_role:
            return None  # in a script without capitals, any short line looks like a name
        return LabelVerdict.LIKELY if name.has_role or len(self._of_form[candidate.form]) > 1 else LabelVerdict.DOUBTFUL

    def _on_bracket(self, candidate: Candidate, name: Name) -> LabelVerdict | None:
        if any(sound_key(word.strip(".,")) in SOUND_WORDS for word in name.text.split()):
            return None
        form = candidate.form
        several = name.words > 1 or self._forms[form] > 2
        named = self._is_known(candidate) or self._seen[name.key] > 1 or (several and name.shape is Shape.TITLE)
        if named or name.only_labels:
            return LabelVerdict.CERTAIN
        if form is LabelForm.BRACKET:
            return None
        if self._forms[form] > 1:
            return LabelVerdict.CERTAIN
        return LabelVerdict.DOUBTFUL if name.shape >= Shape.TITLE else None

    def _on_colon(self, candidate: Candidate) -> LabelVerdict | None:
        name = candidate.name
        if name is None or name.only_labels:
            return LabelVerdict.CERTAIN
        if is_sound_label(name.text):
            return None
        found = self._by_name(candidate, name)
        if found is None and self._may_be_unknown(candidate, name):
            return LabelVerdict.DOUBTFUL
        return found

    def _by_name(self, candidate: Candidate, name: Name) -> LabelVerdict | None:
        people = self._people
        peers = len(self._by_shape[name.shape])
        times = self._seen[name.key]
        resolved = self._roster.full_name(name) != name.text
        if name.shape is Shape.CAPITALS:
            sure = name.has_role or name.words > 1 or times > 1 or peers > 1 or resolved
            return LabelVerdict.CERTAIN if sure else LabelVerdict.DOUBTFUL
        if name.shape is Shape.NO_CASE:
            if name.has_role:
                return LabelVerdict.CERTAIN if times + peers > 2 else LabelVerdict.LIKELY
            if times + peers < 3:
                return None
            return LabelVerdict.CERTAIN if times > 1 and times + peers > 3 else LabelVerdict.LIKELY
        if name.shape is Shape.LOWER:
            several = sum(self._seen[key] > 1 for key in self._by_shape[Shape.LOWER]) > 1
            if (name.has_role and people + times > 2) or (times > 1 and several and self._dense):
                return LabelVerdict.CERTAIN
            return LabelVerdict.LIKELY if name.has_role else None
        if resolved or name.key in self._meant or (name.has_role and times + people > 2):
            return LabelVerdict.CERTAIN
        if name.words > 1:
            if times > 1 or (self._dense and people > 1):
                return LabelVerdict.CERTAIN
            likely = (people > 1 or candidate.line == 0) and self._has_sentence_after(candidate)
            return LabelVerdict.LIKELY if likely else None
        if times > 1:
            return LabelVerdict.CERTAIN if people > 1 else None
        # "Remember: ..." looks like "Ahmed: ..."; only a page that labels line after line makes it a person.
        return LabelVerdict.LIKELY if name.has_role or (people > 1 and self._dense) else None

    def _may_be_unknown(self, candidate: Candidate, name: Name) -> bool:
        """Whether it looks like the label of one more person on a page that labels others."""
        line = self._lines[candidate.line]
        before = self._lines[candidate.line - 1] if candidate.line else None
        opens = before is None or line.blank_before or may_end_turn(self._text[before.end - 1 : before.end])
        return self._labels_people and name.words <= _LONGEST_DOUBTFUL and bool(opens)

    def _on_inline(self, candidate: Candidate) -> LabelVerdict | None:
        name = candidate.name
        if name is None or name.only_labels or self._is_known(candidate):
            return LabelVerdict.CERTAIN
        if name.shape is not Shape.CAPITALS:
            return None
        return (
            LabelVerdict.CERTAIN if name.has_role or self._of_form[LabelForm.INLINE][name.key] > 1 else LabelVerdict.DOUBTFUL
        )

    def _on_ruled(self, candidate: Candidate, name: Name) -> LabelVerdict | None:
        """A name before a dash is a speaker where such names come back; "Paris - the city" is a sentence."""
        if self._is_known(candidate):
            return LabelVerdict.CERTAIN
        names = self._of_form[LabelForm.RULED]
        if names[name.key] > 1 and len(names) > 1:
            return LabelVerdict.CERTAIN
        several = sum(times > 1 for times in names.values()) > 1
        return LabelVerdict.DOUBTFUL if several or (name.shape is Shape.CAPITALS and len(names) > 1) else None

    def _on_own_line(self, candidate: Candidate) -> LabelVerdict | None:
        name = candidate.name
        if name is None or candidate.line + 1 >= len(self._lines):
            return None
        if self._is_known(candidate):
            return LabelVerdict.CERTAIN
        # Two names or more, each of them back again, each above something that is not a name: a conversation. A poem's
        # refrain comes back too, but alone.
        above_speech = candidate.line + 1 not in self._name_lines
        if not (self._several_alone and above_speech and self._of_form[LabelForm.OWN_LINE][name.key] > 1):
            return None
        # In captions a line of its own may be a sound, too.
        return LabelVerdict.DOUBTFUL if self._captions else LabelVerdict.LIKELY

    def _has_sentence_after(self, candidate: Candidate) -> bool:
        line = self._lines[candidate.line]
        if candidate.end >= line.end:
            return candidate.line + 1 < len(self._lines)
        return is_closed(self._text[line.end - 1])

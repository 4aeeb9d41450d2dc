"""Where a label may stand and what it looks like there. Which of the candidates are labels is decided in `labels`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto

from oncue.text.sentence_ends import ends_in_pause, ends_sentence, may_end_turn
from oncue.transcript.document import Line, Range
from oncue.transcript.label_clocks import CLOCK_LAST, CLOCK_ONLY, opens_sentence, visible_start
from oncue.transcript.speaker_names import LONGEST_LABEL, Name, Shape, read_name
from oncue.transcript.vocabulary import FUNCTION_WORDS, HONORIFICS, NAME_SUFFIXES, PARTICLES, SENTENCE_OPENINGS

_CHEVRONS = re.compile(r"(?:>{2,3}|&gt;&gt;|\u00bb(?=\s))[ \t\u00a0]*(?:-[ \t\u00a0]*)?")
_INLINE_CHEVRONS = re.compile(r">{2,3}(?=\s)")
_DASH = re.compile(r"[-\u2010-\u2015](?=(\s*)[^\s\d\u2010-\u2015-])")
_COLON = re.compile(r"[:\uff1a]")
_AFTER_COLON = re.compile(r"[*_]{0,3}")
_BRACKET = re.compile(r"\[([^\[\]\n]{1,60})\](\s?:)?(?=[ \t\u00a0]*\S)")
_ANGLE = re.compile(r"<([^<>\n/]{1,60})>(\s?:)?(?=[ \t\u00a0]*\S)")
# "ANNA - Good evening." and "Anna.--" of printed interviews and plays.
_RULED = re.compile(r"([^\n]{1,60}?)(?:\s[\u2013\u2014-]{1,2}\s|\.\s?[\u2013\u2014]\s?|\.--\s?)(?=\S)")
# A script in columns, by tabs or by spaces.
_CELL = re.compile(r"(\S(?:[^\t\n ]|[ \u00a0](?![ \u00a0])){0,60}?)[ \u00a0]*(?:\t+|[ \u00a0]{2,})(?=\S)")
_EMPTY_CELL = re.compile(r"\t[ \u00a0]*\t|[ \u00a0]{12,}$")
# The records of parliaments: "Mr. SMITH. I rise", "The SPEAKER. Is there".
_RECORD = re.compile(
    # Possessive: a run of capitals is one word, and not to be cut in all possible ways.
    r"((?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|The|The Hon|Hon|Senator|Lord|Lady)\.?[ \u00a0])(?:(?:[A-Z][A-Z'\u2019-]{1,30}+"
    r"|Mc[A-Z]{2,30}+|[A-Z]\.)[ \u00a0]?){1,4}"
    r"(?:(?<=[ \u00a0])of [A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20})?)?)(?:[ \u00a0]?\([^()]{0,80}\))?\.(?=\s)"
)
_SITTING = re.compile(r"((?:M|Mme|Mlle)\.?[ \u00a0][^\W\d_][\w'\u2019 \u00a0-]{1,50})\.(?=\s)")
_QUESTION = re.compile(r"([QA]|(?:Q|A)(?:UESTION|NSWER)|[FMSQAIR]\d{1,2})\.(?=\s)")


class LabelForm(Enum):
    """How a candidate announces a speaker."""

    COLON = auto()
    INLINE = auto()
    BRACKET = auto()
    ANGLE = auto()
    COLUMN = auto()
    RULED = auto()
    CAPITALS = auto()
    MARK = auto()
    DASH = auto()
    CLOCK = auto()
    BELOW_CLOCK = auto()
    RECORD = auto()
    SITTING = auto()
    QUESTION = auto()
    OWN_LINE = auto()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A range that may be a label, the name in it (None for a mark alone), and the index of its line."""

    start: int
    end: int
    name: Name | None
    form: LabelForm
    line: int


def candidates(text: str, lines: list[Line], clocks: dict[int, Range], *, captions: bool) -> Iterator[Candidate]:
    """Yield everything that may be a label, in order. Candidates of one line never overlap."""
    for index, line in enumerate(lines):
        start = clocks[index][1] if index in clocks else visible_start(text, line.start)
        if start >= line.end:
            continue
        first = _at_line_start(text, lines, index, start, captions=captions, timed=index in clocks)
        if first:
            # Invisible signs before a label, such as a direction mark, belong to it.
            yield first if index in clocks else replace(first, start=line.start)
            start = max(first.end, start)
        yield from _inside_line(text, start, line.end, index)


def _at_line_start(text: str, lines: list[Line], index: int, start: int, *, captions: bool, timed: bool) -> Candidate | None:
    end = lines[index].end
    chevrons = _CHEVRONS.match(text, start, end)
    if chevrons:
        named = _with_colon(text, chevrons.end(), end, index)
        return Candidate(start, named.end if named else chevrons.end(), named.name if named else None, LabelForm.MARK, index)
    dash = _DASH.match(text, start, end)
    if dash and (dash.group(1) or captions or text[start] in "\u2014\u2015") and opens_sentence(text, lines, index):
        named = _with_colon(text, start + 1 + len(dash.group(1)), end, index)
        return Candidate(start, named.end if named else dash.end(), named.name if named else None, LabelForm.DASH, index)
    return (
        _bracketed(text, start, end, index)
        or _with_colon(text, start, end, index)
        or _of_record(text, start, end, index)
        or _in_column(text, lines[index].start, start, end, index)
        or _ruled(text, start, end, index)
        or _whole_line(text, start, end, index, timed=timed)
        or (_in_capitals(text, start, end, index) if captions and _opens_caption(text, lines, index) else None)
    )


def _opens_caption(text: str, lines: list[Line], index: int) -> bool:
    """Behind a sentence, or behind a sound in capitals."""
    if opens_sentence(text, lines, index):
        return True
    before = text[lines[index - 1].start : lines[index - 1].end].split()
    return before[-1].isupper() and len(before[-1]) > 1


def _bracketed(text: str, start: int, end: int, index: int) -> Candidate | None:
    found = _BRACKET.match(text, start, end) or _ANGLE.match(text, start, end)
    name = read_name(found.group(1)) if found else None
    if not found or not name:
        return None
    form = LabelForm.COLON if found.group(2) else LabelForm.ANGLE if text[start] == "<" else LabelForm.BRACKET
    return Candidate(start, found.end(), name, form, index)


def _in_column(text: str, line_start: int, start: int, end: int, index: int) -> Candidate | None:
    """The cell before what is said. An empty one is a candidate without a name, of no length."""
    if start > line_start and _EMPTY_CELL.search(text, line_start, start):
        return Candidate(start, start, None, LabelForm.COLUMN, index)
    found = _CELL.match(text, start, end)
    if not found or CLOCK_ONLY.fullmatch(text, found.end(), end):
        return None
    name = read_name(found.group(1))
    return Candidate(start, found.end(1), name, LabelForm.COLUMN, index) if name else None


def _ruled(text: str, start: int, end: int, index: int) -> Candidate | None:
    """A name before a dash."""
    found = _RULED.match(text, start, end)
    name = read_name(found.group(1)) if found else None
    if not found or not name or name.shape < Shape.TITLE or name.words > 4:
        return None
    return Candidate(start, found.end(), name, LabelForm.RULED, index)


def _in_capitals(text: str, start: int, end: int, index: int) -> Candidate | None:
    """A name in capitals that only its letters set apart from the sentence after it, as British captions have it."""
    words = text[start:end].split(maxsplit=3)
    taken = 0
    while taken < len(words) and len(words[taken]) > 2 and words[taken].isalpha() and words[taken].isupper():
        taken += 1
    following = words[taken] if 0 < taken < min(3, len(words)) else ""
    opens = following.casefold().replace("\u2019", "'").rstrip(",.!?\u2026") in SENTENCE_OPENINGS | FUNCTION_WORDS
    if not (opens and following[0].isupper() and any(character.islower() for character in text[start:end])):
        return None
    last = text.index(words[taken - 1], start, end) + len(words[taken - 1])
    name = read_name(text[start:last])
    return Candidate(start, last, name, LabelForm.CAPITALS, index) if name else None


def _with_colon(text: str, start: int, end: int, index: int) -> Candidate | None:
    for colon in _COLON.finditer(text, start, min(end, start + LONGEST_LABEL)):
        phrase = text[start : colon.start()]
        following = text[colon.end() : colon.end() + 1] if colon.end() < end else ""
        # Not the colon of a clock or inside an aside: "Mr SMITH (Grayndler) (14:01): I rise".
        if any(
            phrase.count(opening) > phrase.count(closing)
            for opening, closing in ("()", "[]", "\uff08\uff09", "\u3010\u3011")
        ):
            continue
        clock = CLOCK_LAST.search(phrase, max(0, len(phrase) - 40))
        if following.isdigit() and phrase[-1:].isdigit():
            continue
        name = read_name(phrase[: clock.start()] if clock else phrase)
        if not name:
            return None
        attached = (
            following
            and not following.isspace()
            and following not in "*_\"\u201c\u00ab\u2018'([\u00bf\u00a1-\u2013\u2014\u266a"
        )
        run_on = name.shape in (Shape.NO_CASE, Shape.CAPITALS) or name.only_labels
        if attached and colon.group() == ":" and not (run_on and following.isalpha()):
            return None
        closing = _AFTER_COLON.match(text, colon.end(), end) if phrase[:1] in "*_" else None
        form = LabelForm.CLOCK if clock else LabelForm.COLON
        return Candidate(start, closing.end() if closing else colon.end(), name, form, index)
    return None


def _of_record(text: str, start: int, end: int, index: int) -> Candidate | None:
    for pattern, form in ((_RECORD, LabelForm.RECORD), (_SITTING, LabelForm.SITTING), (_QUESTION, LabelForm.QUESTION)):
        found = pattern.match(text, start, min(end + 1, start + LONGEST_LABEL * 2))
        if found:
            phrase = found.group(1).strip()
            name = read_name(phrase) or Name(phrase, Shape.TITLE, len(phrase.split()), True)
            return Candidate(start, min(found.end(), end), name, form, index)
    return None


def _whole_line(text: str, start: int, end: int, index: int, *, timed: bool) -> Candidate | None:
    """A name alone on its line, the speech below it; with a clock beside it there is no doubt."""
    if end - start > LONGEST_LABEL:
        return None
    phrase = text[start:end]
    clock = CLOCK_LAST.search(phrase, max(0, len(phrase) - 40))
    behind = bool(clock and clock.start() > 0)
    if clock and behind:
        phrase = phrase[: clock.start()]
    if ends_in_pause(phrase[-1:]):
        return None
    name = read_name(phrase)
    if not name or name.words > 5 or (name.shape is Shape.LOWER and not name.has_role):
        return None
    if name.shape < Shape.TITLE and not (behind or (timed and (name.has_role or name.shape is Shape.NO_CASE))):
        return None
    form = LabelForm.CLOCK if behind else LabelForm.BELOW_CLOCK if timed else LabelForm.OWN_LINE
    return Candidate(start, end, name, form, index)


def _inside_line(text: str, start: int, end: int, index: int) -> Iterator[Candidate]:
    """Labels in running text, where a page lost its paragraphs: after the end of a sentence, mostly in capitals."""
    marks = [found.span() for found in _INLINE_CHEVRONS.finditer(text, start, end)]
    for mark_start, mark_end in marks:
        yield from _inline_names(text, start, mark_start, index)
        named = _with_colon(text, min(mark_end + 1, end), end, index)
        yield Candidate(mark_start, named.end if named else mark_end, named.name if named else None, LabelForm.MARK, index)
        start = named.end if named else mark_end
    yield from _inline_names(text, start, end, index)


def _inline_names(text: str, start: int, end: int, index: int) -> Iterator[Candidate]:
    floor = start
    for colon in _COLON.finditer(text, start, end):
        position = colon.start()
        before = text[position - 1 : position]
        if (
            position - floor < 2
            or not (before.isalnum() or before in ")] \u00a0")
            or text[position + 1 : position + 2].strip()
        ):
            continue
        window = max(floor, position - LONGEST_LABEL)
        words = text[window:position].split()
        taken = _words_of_aside(words)
        while taken < len(words) and taken < 8 and _may_be_in_name(words[-1 - taken], last=taken == 0):
            taken += 1
        # Something must stand before it, and end a sentence; the line's own start was looked at already.
        if not taken or taken == len(words) or not may_end_turn(words[-1 - taken]):
            continue
        name_start = text.rindex(words[-taken], window, position) if taken == 1 else _start_of(text, window, position, taken)
        name = read_name(text[name_start:position])
        if name and (name.shape > Shape.LOWER or name.only_labels):
            yield Candidate(name_start, colon.end(), name, LabelForm.INLINE, index)
            floor = colon.end()


def _words_of_aside(words: list[str]) -> int:
    """How many words at the end are an aside such as "(voice-over)", which belongs to the label."""
    if not words or words[-1][-1] not in ")]":
        return 0
    for count in range(1, min(7, len(words)) + 1):
        if words[-count][0] in "([":
            return count
    return 0


def _may_be_in_name(word: str, *, last: bool) -> bool:
    folded = word.casefold()
    if ends_sentence(word[-1]) and not last:
        return folded in HONORIFICS or folded in NAME_SUFFIXES or bool(re.fullmatch(r"(?:[^\W\d_]\.){1,3}", word))
    if word[-1] in ")]" or word[0] in "([":
        return False
    bare = word.strip(",#")
    if last and "#" in bare and bare[-1].isdigit():
        return True
    return bare[:1].isupper() or (bare.isdigit() and len(bare) < 4) or (folded in PARTICLES and not last)


def _start_of(text: str, window: int, position: int, words: int) -> int:
    starts = [found.start() for found in re.finditer(r"\S+", text[window:position])]
    return window + starts[-words]

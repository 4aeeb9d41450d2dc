"""Times beside labels, and where a line begins."""

from __future__ import annotations

import re

from oncue.text.sentence_ends import may_end_turn
from oncue.transcript.document import Line, Range
from oncue.transcript.speaker_names import LONGEST_LABEL, read_name

_TIME = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,:;]\d{1,3})?(?!\d)(?:\s?[AaPp]\.?[Mm]\b\.?)?"
_CLOCK = rf"[\[(<]?{_TIME}(?:\s?(?:-->|[-\u2013\u2014/])\s?{_TIME})?[\])>]?"
_CLOCK_FIRST = re.compile(rf"({_CLOCK})[ \t\u00a0]*(?:[-\u2013\u2014|:][ \t\u00a0]+)?")
CLOCK_LAST = re.compile(rf"[ \t\u00a0,|\u00b7-]*({_CLOCK})\s?:?$")
CLOCK_ONLY = re.compile(rf"\s*{_CLOCK}\s*")
_INVISIBLE = re.compile("[\ufeff\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069]*")
# "1:1 In the beginning": seconds have two digits, verses need not.
_VERSE = re.compile(r"\d{1,3}:\d(?!\d)")


def find_clocks(text: str, lines: list[Line]) -> dict[int, Range]:
    """Return, by line index, the clock with which a line begins, and the white space after it.

    A bare "10:30" may begin a sentence, so it counts only when it stands alone or a column of them runs down the page.
    """
    found: dict[int, Range] = {}
    bare: list[int] = []
    verses = any(_VERSE.match(text, line.start) for line in lines)
    for index, line in enumerate(lines):
        start = visible_start(text, line.start)
        clock = _CLOCK_FIRST.match(text, start, line.end)
        if not clock:
            continue
        found[index] = (start, clock.end())
        stamp = clock.group(1)
        alone = clock.end() >= line.end and opens_sentence(text, lines, index)
        if stamp[0] not in "[(<" and stamp.count(":") < 2 and not alone:
            bare.append(index)
    if len(bare) < 3 or len(bare) * 5 < len(lines) or verses:
        for index in bare:
            start, end = found[index]
            if (
                not read_name(text[end : lines[index].end].partition(":")[0][:LONGEST_LABEL])
                or ":" not in text[end : end + LONGEST_LABEL]
            ):
                del found[index]
    return found


def visible_start(text: str, start: int) -> int:
    """Where the first sign at or behind `start` is that can be seen."""
    found = _INVISIBLE.match(text, start)
    return found.end() if found else start


def opens_sentence(text: str, lines: list[Line], index: int) -> bool:
    """Whether a line may begin a sentence: behind a blank line, or behind the end of one."""
    line = lines[index]
    return index == 0 or line.blank_before > 0 or may_end_turn(text[max(0, lines[index - 1].end - 2) : lines[index - 1].end])

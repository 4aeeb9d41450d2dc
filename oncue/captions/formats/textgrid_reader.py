"""Reads Praat's TextGrids, full text and short text alike: the tier of captions in them.

Praat's manual ("TextGrid file formats") says how: of the text of the file only numbers, texts in quotes and flags in angle
brackets count that stand free; everything else, such as `xmin =`, is for people. A `!` begins a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from oncue.caption_readers.cues import WrittenWord
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats.textgrid import CUES, SPEAKERS, WORDS
from oncue.captions.formats.word_times import joined, letters_of
from oncue.captions.formats.written import WrittenCue, decoded
from oncue.errors import UsageError

_TOKEN = re.compile(r'"(?P<text>[^"]*+(?:""[^"]*+)*+)"|!(?P<comment>[^\n]*+)|(?P<other>[^\s"]++)|(?P<open>")')
_NUMBER = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]{0,40})?(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
_LARGEST_SECONDS = 10**9


@dataclass(frozen=True, slots=True)
class _Interval:
    start_ms: int
    end_ms: int
    text: str


def read(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of the tier `cues`, or of the only tier of intervals; of intervals without text there are none.

    The speaker is that of the tier `speakers`, where one alone speaks during a cue. UTF-8 and, with a byte-order mark,
    UTF-16 are read. Raises `UsageError` for anything else, and where it is unclear which tier has the captions.
    """
    values = _Values(_text(data))
    if not values.text().startswith("ooTextFile") or values.text() != "TextGrid":
        raise UsageError("This is not a TextGrid that is saved as text.")
    values.seconds_ms()
    values.seconds_ms()
    tiers = [tier for tier in (_tier(values) for _ in range(values.count())) if tier is not None] if values.flag() else []
    cues = _chosen(tiers)
    speakers = next((intervals for name, intervals in tiers if name == SPEAKERS and intervals is not cues), [])
    words = next((intervals for name, intervals in tiers if name == WORDS and intervals is not cues), [])
    return tuple(_with_words(_with_speakers(cues, speakers), words))


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):  # what Praat writes where the text is not wholly ASCII, by default
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as problem:
            raise UsageError(f"This TextGrid is not UTF-16, as it says, from byte {problem.start} on.") from problem
    return decoded(data, "TextGrid")


def _tier(values: _Values) -> tuple[str, list[_Interval]] | None:
    """The name and the intervals of the next tier; None for one of points."""
    kind, name = values.text(), values.text()
    values.seconds_ms()
    values.seconds_ms()
    intervals: list[_Interval] = []
    for _ in range(values.count()):
        start_ms = values.seconds_ms()
        end_ms = values.seconds_ms() if kind == "IntervalTier" else start_ms
        text = values.text()
        if end_ms < start_ms or (intervals and start_ms < intervals[-1].end_ms):
            raise UsageError(f"The intervals of the tier {name[:80]!r} of this TextGrid run backwards at {start_ms} ms.")
        intervals.append(_Interval(start_ms, end_ms, text))
    return (name, intervals) if kind == "IntervalTier" else None


def _chosen(tiers: list[tuple[str, list[_Interval]]]) -> list[_Interval]:
    named = [intervals for name, intervals in tiers if name == CUES]
    if named:
        return named[0]
    if len(tiers) == 1:
        return tiers[0][1]
    names = ", ".join(name[:40] for name, _ in tiers[:20]) or "none"
    raise UsageError(f"Which tier of this TextGrid has the captions? Name it {CUES!r}; there are: {names}.")


def _with_speakers(cues: list[_Interval], speakers: list[_Interval]) -> Iterator[WrittenCue]:
    first = 0
    for cue in cues:
        lines = tuple(unmarked(line) for line in cue.text.split("\n") if line.strip())
        if not lines:
            continue
        while first < len(speakers) and speakers[first].end_ms <= cue.start_ms:
            first += 1
        names, index = set(), first
        while index < len(speakers) and speakers[index].start_ms < cue.end_ms:
            names.add(unmarked(speakers[index].text).strip())
            index += 1
        names.discard("")
        name = names.pop() if len(names) == 1 else None
        yield WrittenCue(cue.start_ms, cue.end_ms, lines, (name,) * len(lines))


def _with_words(cues: Iterator[WrittenCue], intervals: Sequence[_Interval]) -> Iterator[WrittenCue]:
    """The cues with their words of the tier `words`: those that come next where these are its letters, else those of which
    the middle lies in its time."""
    words = [WrittenWord(unmarked(each.text), each.start_ms, each.end_ms) for each in intervals if each.text.strip()]
    first = 0
    for cue in cues:
        letters = sum(len(letters_of(line)) for line in cue.lines)
        last, covered = first, 0
        while last < len(words) and covered < letters:
            covered += len(letters_of(words[last].text))
            last += 1
        of_cue = tuple(words[first:last])
        if joined(of_cue) != "".join(map(letters_of, cue.lines)):
            while first < len(words) and words[first].start_ms + words[first].end_ms < 2 * cue.start_ms:
                first += 1
            last = first
            while last < len(words) and words[last].start_ms + words[last].end_ms < 2 * cue.end_ms:
                last += 1
            of_cue = tuple(words[first:last])
        first = last
        yield replace(cue, words=of_cue)


class _Values:
    """The numbers, texts and flags of a file, in their order; each raises `UsageError` where another kind comes next."""

    def __init__(self, text: str) -> None:
        self._values = _values(text)

    def text(self) -> str:
        value = next(self._values, None)
        if value is None or not value.startswith('"'):
            raise self._wrong("a text in quotes", value)
        return value[1:]

    def flag(self) -> bool:
        """True for `<exists>`."""
        value = next(self._values, None)
        if value is None or not value.startswith("<"):
            raise self._wrong("<exists>", value)
        return value == "<exists>"

    def count(self) -> int:
        value = next(self._values, None)
        if value is None or not re.fullmatch("[0-9]{1,9}", value, re.ASCII):
            raise self._wrong("a count", value)
        return int(value)

    def seconds_ms(self) -> int:
        value = next(self._values, None)
        if value is None or value[0] in '"<' or not 0 <= (seconds := float(value)) <= _LARGEST_SECONDS:
            raise self._wrong("a time in seconds", value)
        return round(seconds * 1000)

    def _wrong(self, wanted: str, found: str | None) -> UsageError:
        there = "the file ends" if found is None else f"there is {found[:40].removeprefix(chr(34))!r}"
        return UsageError(f"This TextGrid is damaged: where {wanted} should be, {there}.")


def _values(text: str) -> Iterator[str]:
    """Texts with a quote before them, flags and numbers as they are."""
    for token in _TOKEN.finditer(text):
        if token["text"] is not None:
            yield '"' + token["text"].replace('""', '"')
        elif token["open"]:
            raise UsageError("This TextGrid is damaged: a quote is not closed.")
        elif (other := token["other"]) and (_NUMBER.fullmatch(other) or other in ("<exists>", "<absent>")):
            yield other

"""The events of SubStation Alpha files (SSA, ASS), whoever wrote them. There is no standard but what libass does.

Own code: pysubs2 reads the columns in the order that most programs write them, whatever the file's `Format` line says, and
refuses a file whose styles are damaged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from oncue.caption_readers.cue_times import milliseconds
from oncue.caption_readers.cues import FirstFault, Fragment, SourceCaptions, SourceCue, SourceLine, WrittenWord
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.invisible_marks import WORD_JOINER, stripped, unmarked
from oncue.caption_readers.line_ends import file_lines

_SECTION = re.compile(r"[ \t\ufeff]*\[([^\[\]\n]{1,80})\]\s*")
_LINE = re.compile(r"[ \t\ufeff]*(Format|Dialogue|Comment)[ \t]*:(.*)", re.I | re.S)
_USUAL_TIME = re.compile(r"\d{1,4}:\d{1,2}:\d{1,2}(?:[.:,]\d{1,3})?", re.ASCII)
_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
_NEEDED = ("start", "end", "text")
_MOST_FIELDS = 100
_ESCAPE = re.compile(r"\\([Nnh{}])")
_TAGS_OR_ESCAPE = re.compile(r"\\([Nnh{}])|\{([^}]*)\}")
_KARAOKE = re.compile(r"\\[kK][fo]?(\d{1,5})", re.ASCII)
_DRAWING = re.compile(r"\\p(\d{1,4})")
_PLACED = re.compile(r"\\(?:pos|move|org|clip|iclip)\(")
# Behind a brace that is text there is what no later step may take for a tag.
_SHOWN = {"N": "\n", "n": "\n", "h": " ", "{": "{" + WORD_JOINER, "}": "}"}


@dataclass(frozen=True, slots=True)
class AssEvent:
    """An event of a script: `cue` is what it shows, without tags and drawings, said by the name that it is given.

    `is_dialogue` is False for a comment, which nobody is shown. `draws` is True where tags make shapes of a part of it,
    `sung` where they time syllables, `placed` where they put it to a place of its own on screen.
    """

    cue: SourceCue
    style: str
    name: str
    effect: str
    is_dialogue: bool
    draws: bool
    sung: bool
    placed: bool


@dataclass(frozen=True, slots=True)
class AssScript:
    """All events of a file, in its order. `inexact` is as in `SourceCaptions`."""

    events: tuple[AssEvent, ...]
    inexact: CaptionFault | None = None

    @property
    def captions(self) -> SourceCaptions:
        """What is shown, by its times, as the order of the lines means nothing."""
        shown = (event.cue for event in self.events if event.is_dialogue and event.cue.lines)
        return SourceCaptions(tuple(sorted(shown, key=lambda cue: cue.start_ms or 0)), inexact=self.inexact)


def read_ass(text: str) -> AssScript:
    """The events of an ASS or SSA file.

    Where there are events in their section, lines outside of it are none; where there are not, such lines are taken for them
    and noted. So are events that end in the middle, and times that are odd, missing or run backwards. Raises `CaptionFault`
    for a file without section and events, for a `Format` without text, and for an event that has no time where it should
    start.
    """
    faults = FirstFault()
    other = CaptionFault(FaultReason.OTHER_FORMAT, "This is not an ASS file: one has its captions under [Events].")
    section: str | None = None
    has_section = False
    columns: tuple[str, ...] = _FIELDS
    inside: list[_EventLine] = []
    outside: list[_EventLine] = []
    for number, line in enumerate(file_lines(text), 1):
        if heading := _SECTION.fullmatch(line):
            section = heading[1].strip().casefold()
            has_section = has_section or section == "events"
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        kind, rest = found[1].casefold(), found[2]
        if kind == "format":
            if section in (None, "events"):
                columns = _columns(rest, number, faults)
            continue
        (inside if section == "events" else outside).append(_EventLine(rest, columns, number, kind == "dialogue"))
    if not has_section or (not inside and any(line.is_dialogue for line in outside)):
        faults.note(other)
    events = tuple(event for line in inside or outside if (event := _event(line, faults)) is not None)
    if not has_section and not events:
        raise other
    return AssScript(events, faults.fault)


def _columns(named: str, number: int, faults: FirstFault) -> tuple[str, ...]:
    columns = tuple(each.strip().casefold() for each in named.split(",", _MOST_FIELDS)[:_MOST_FIELDS])
    if missing := next((each for each in _NEEDED if each not in columns), None):
        told = f"Line {number} of this ASS file names no field {missing!r}."
        if missing == "text":
            raise CaptionFault(FaultReason.DAMAGED, told, line=number)
        faults.note(CaptionFault(FaultReason.TIME_UNKNOWN, told, line=number))
    elif columns[-1] != "text":
        told = f"Line {number} of this ASS file does not end with the text, which may hold commas."
        faults.note(CaptionFault(FaultReason.DAMAGED, told, line=number))
    return columns


@dataclass(frozen=True, slots=True)
class _EventLine:
    """Line `number` of a file: what is written behind `Dialogue:` or `Comment:`, and the columns that this has."""

    written: str
    columns: Sequence[str]
    number: int
    is_dialogue: bool


def _event(line: _EventLine, faults: FirstFault) -> AssEvent | None:
    """None for an event without text, as one that ends in the middle, and for a comment without times."""
    columns, number, is_dialogue = line.columns, line.number, line.is_dialogue
    values = line.written.split(",", len(columns) - 1)
    named = dict(zip(columns, values, strict=False))
    start_ms, end_ms = milliseconds(named.get("start", "").strip()), milliseconds(named.get("end", "").strip())
    if is_dialogue:
        if len(values) < len(columns):
            told = f"Line {number} of this ASS file has {len(values)} fields, not {len(columns)}."
            faults.note(CaptionFault(FaultReason.DAMAGED, told, line=number))
        _ensure_times(named, start_ms, end_ms, number, faults)
    if start_ms is None or "text" not in named:
        return None
    name = " ".join(unmarked(named.get("name") or named.get("actor") or "").split())
    text = _EventText(named.get("text", ""))
    cue = SourceCue(start_ms, end_ms, text.lines(name or None), words=text.words(start_ms, end_ms or start_ms))
    style, effect = named.get("style", "").strip(), named.get("effect", "").strip()
    return AssEvent(cue, style, name, effect, is_dialogue, text.draws, text.sung, text.placed)


def _ensure_times(
    named: Mapping[str, str], start_ms: int | None, end_ms: int | None, number: int, faults: FirstFault
) -> None:
    """Notes times that are wrong. Raises `CaptionFault` where an event does not say when it starts: its columns may be
    other ones than those named."""
    wrong = next((each for each in ("start", "end") if not _USUAL_TIME.fullmatch(named.get(each, "").strip())), None)
    if wrong is not None:
        told = (
            f"Line {number} of this ASS file has {named[wrong].strip()[:40]!r} for a time."
            if wrong in named
            else f"Line {number} of this ASS file has no time."
        )
        fault = CaptionFault(FaultReason.TIME_UNKNOWN, told, line=number)
        if start_ms is None:
            raise fault
        faults.note(fault)
    elif start_ms is not None and end_ms is not None and end_ms < start_ms:
        told = f"The caption in line {number} of this ASS file ends before it starts."
        faults.note(CaptionFault(FaultReason.TIMES_BACKWARDS, told, line=number))


@dataclass(slots=True)
class _Syllable:
    """Text that is sung from so many hundredths of a second after the event starts."""

    after: int
    parts: list[str] = field(default_factory=list)


class _EventText:
    """The text of an event without tags, its escapes done, and without drawings (`\\p1`); in syllables, where tags time them
    (`\\k`)."""

    def __init__(self, written: str) -> None:
        self.draws = self.sung = self.placed = False
        self._syllables = [_Syllable(0)]
        # A brace that nothing closes is text. Behind the last one that closes, no search for tags may run to the end each
        # time.
        closed = written.rfind("}") + 1
        done, drawing, lasts = 0, False, 0
        for found in _TAGS_OR_ESCAPE.finditer(written, 0, closed):
            if not drawing:
                self._add(written[done : found.start()])
                self._add(_SHOWN.get(found[1], ""))
            done = found.end()
            if found[2] and "\\" in found[2]:
                drawing, lasts = self._take(found[2], drawing, lasts)
        if not drawing:
            for number, part in enumerate(_ESCAPE.split(written[done:])):
                self._add(_SHOWN[part] if number % 2 else part)

    def _add(self, text: str) -> None:
        if text:
            self._syllables[-1].parts.append(text)

    def _take(self, tags: str, drawing: bool, lasts: int) -> tuple[bool, int]:
        """Whether it draws after these tags, and how long the syllable lasts that they begin."""
        if scales := _DRAWING.findall(tags):
            drawing = int(scales[-1]) > 0
            self.draws = self.draws or any(int(scale) for scale in scales)
        for syllable in _KARAOKE.finditer(tags):
            self.sung = True
            if lasts:
                self._syllables.append(_Syllable(self._syllables[-1].after + lasts))
            lasts = int(syllable[1])
        self.placed = self.placed or _PLACED.search(tags) is not None
        return drawing, lasts

    def lines(self, speaker: str | None) -> tuple[SourceLine, ...]:
        """Those that show something, all of them said by `speaker`."""
        whole = "".join(part for each in self._syllables for part in each.parts)
        return tuple((Fragment(line, speaker),) for written in whole.split("\n") if (line := stripped(written)))

    def words(self, start_ms: int, end_ms: int) -> tuple[WrittenWord, ...]:
        """The syllables, each lasting until the next one; none where none is timed."""
        if len(self._syllables) == 1:
            return ()
        starts = [min(end_ms, start_ms + 10 * each.after) for each in self._syllables]
        timed = zip(("".join(each.parts) for each in self._syllables), starts, [*starts[1:], end_ms], strict=True)
        return tuple(WrittenWord(unmarked(text), first, until) for text, first, until in timed if text.strip())

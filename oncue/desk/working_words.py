"""The words of a script with their times, and among them the sounds that persons placed, as captions have them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from oncue.desk.draft import PlacedSound
from oncue.desk.script import Script
from oncue.desk.typed_text import typed_words
from oncue.desk.words import ScriptWord
from oncue.desk.working_times import WorkingTime, working_times
from oncue.model import TimedWord, UnspokenRange, WordStatus

SoundsBehind = dict[str | None, list[tuple[PlacedSound, int]]]
"""Sounds by the word that each stands behind, None for the start, and until when each may be shown."""


@dataclass(frozen=True, slots=True)
class WorkingText:
    """The text of a script as captions have it, its words and unspoken ranges, and where each word of the script is."""

    text: str
    words: tuple[TimedWord, ...]
    unspoken: tuple[UnspokenRange, ...]
    places: Mapping[str, tuple[int, int]]


def working_text(script: Script) -> WorkingText:
    """The text as it reads now. A removed word leaves its paragraph's beginning to the next one."""
    rows = working_times(script)
    return written_text(script, script.words, rows, sounds_behind(rows, script.sounds.values()))


def written_text(
    script: Script, words: Iterable[ScriptWord], times: Iterable[WorkingTime], sounds: SoundsBehind
) -> WorkingText:
    """The text of some words in a row, all or a part; its places count from the first of them."""
    rows = {row.word.id: row for row in times}
    writer = _Writer()
    for sound, until_ms in sounds.get(None, ()):
        writer.add_sound(_sound_words(sound, until_ms))
    for word in words:
        if word.removed:
            writer.owe(word.space)
            continue
        start, end = writer.add(word)
        if word.kind is not None:
            writer.add_unspoken(UnspokenRange(start, end, word.kind), joined=word.joined)
            continue
        writer.words.append(_timed_word(script, rows[word.id], start, end))
        writer.goes_on = False
        for sound, until_ms in sounds.get(word.id, ()):
            writer.add_sound(_sound_words(sound, until_ms))
    writer.write(_longer(writer.owed, script.tail) if writer.owed.strip() or script.tail else "")
    return WorkingText("".join(writer.parts), tuple(writer.words), tuple(writer.unspoken), writer.places)


class _Writer:
    """The text as it grows. `owed` is the space of removed words, `goes_on` True behind an unspoken word."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.words: list[TimedWord] = []
        self.unspoken: list[UnspokenRange] = []
        self.places: dict[str, tuple[int, int]] = {}
        self.owed = ""
        self._starts_removed = False
        self.goes_on = False
        self._length = 0
        self._after_sound = False

    def write(self, text: str) -> tuple[int, int]:
        """Adds to the text; gives the range."""
        self.parts.append(text)
        self._length += len(text)
        return self._length - len(text), self._length

    def owe(self, space: str) -> None:
        """Keeps the space of a removed word for the next one."""
        self.owed, self._starts_removed = _longer(self.owed, space), not self._length

    def add(self, word: ScriptWord) -> tuple[int, int]:
        space = _longer(self.owed, word.space)
        if not self._length and self._starts_removed:
            space = space.strip(" ")
        self.write(" " if self._after_sound and not space else space)
        self.owed, self._starts_removed, self._after_sound = "", False, False
        self.places[word.id] = self.write(word.text)
        return self.places[word.id]

    def add_unspoken(self, item: UnspokenRange, *, joined: bool) -> None:
        if joined and self.goes_on and self.unspoken[-1].kind is item.kind:
            self.unspoken[-1] = replace(self.unspoken[-1], char_end=item.char_end)
        else:
            self.unspoken.append(item)
        self.goes_on = True

    def add_sound(self, tokens: Sequence[TimedWord]) -> None:
        for token in tokens:
            if self.words:
                self.write(" ")
            start, end = self.write(token.text)
            self.words.append(replace(token, char_start=start, char_end=end))
        self._after_sound, self.goes_on = True, False


def _longer(one: str, other: str) -> str:
    """Of two spaces in a row the one that divides more; what is no space stays."""
    if one.strip() or other.strip():
        return one + other
    return max(one, other, key=lambda space: (space.count("\n") + space.count("\r"), len(space)))


def _timed_word(script: Script, row: WorkingTime, start: int, end: int) -> TimedWord:
    word, machine = row.word, row.word.machine
    speaker = script.name(word)
    if row.as_published and machine is not None and word.by == machine.by and word.text == machine.text:
        if (start, end, speaker) == (machine.char_start, machine.char_end, machine.speaker):
            return machine
        name = None if start == machine.char_start else word.id
        return replace(machine, char_start=start, char_end=end, speaker=speaker, name=name)
    same = machine if row.as_published else None
    return TimedWord(
        word.text,
        start,
        end,
        speaker,
        row.start_ms,
        row.end_ms,
        row.confidence,
        row.status if row.timed else WordStatus.NOT_IN_AUDIO,
        heard=None if same is None else same.heard,
        heard_start_ms=None if machine is None else machine.heard_start_ms,
        heard_end_ms=None if machine is None else machine.heard_end_ms,
        surprisal=None if same is None else same.surprisal,
        gop=row.gop,
        error_ms=row.error_ms,
        source=word.source,
        pinned=word.pinned,
        by=word.by,
        name=None if word.id == f"w{start}" else word.id,
    )


def sounds_behind(rows: Sequence[WorkingTime], sounds: Iterable[PlacedSound]) -> SoundsBehind:
    """The sounds by the word that each stands behind: the last one that has begun when the sound does; None is the start.
    With each the time at which the next word begins, or its own end."""
    found: SoundsBehind = {}
    placed = sorted(sounds, key=lambda each: (each.start_ms, each.end_ms, each.id))
    if not placed:
        return found
    timed = [row for row in rows if row.start_ms is not None]
    starts = list(accumulate((row.start_ms or 0 for row in timed), max))
    for sound in placed:
        at = bisect_right(starts, sound.start_ms)
        until_ms = min(sound.end_ms, starts[at]) if at < len(starts) else sound.end_ms
        found.setdefault(timed[at - 1].word.id if at else None, []).append((sound, max(until_ms, sound.start_ms + 1)))
    return found


def _sound_words(sound: PlacedSound, until_ms: int) -> list[TimedWord]:
    """Its words, each with its share of the time; the place in the text is given later."""
    texts = [text for _, text in typed_words(sound.text)]
    whole = sum(map(len, texts))
    borders = [
        sound.start_ms + (until_ms - sound.start_ms) * done // whole for done in accumulate(map(len, texts), initial=0)
    ]
    return [
        TimedWord(
            text,
            0,
            0,
            None,
            borders[index],
            borders[index + 1],
            1.0,
            WordStatus.ALIGNED,
            pinned=True,
            by=sound.by,
            name=sound.id if index == 0 else f"{sound.id}.{index}",
        )
        for index, text in enumerate(texts)
    ]

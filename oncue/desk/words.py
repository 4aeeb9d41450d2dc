"""The words of a script: those of the published text, in captions or not, and those that persons added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oncue.model import Alignment, Interval, TimedWord, UnspokenKind, UnspokenRange
from oncue.transcript.tokenize import words_of

MACHINE = "machine"
"""Whose work a word is that no person touched; see `TimedWord.by`."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on a word, by whom and in which revision."""

    rev: int
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class ScriptWord:
    """A word with all that persons said of it.

    `space` is what stands before it in the text, `speaker` the key of its speaker in `Script.names`. `kind` is None for
    speech, and otherwise why no caption shows it; `joined` says that it goes on with the unspoken range of the word before.
    `machine` is the word of revision 0, None for words of unspoken ranges and for added ones; `place` is where a changed
    word is to be looked for, as long as nobody knows better. `said` is a person's word that it is in the recording.
    """

    id: str
    text: str
    space: str
    speaker: str | None = None
    kind: UnspokenKind | None = None
    joined: bool = False
    removed: bool = False
    said: bool = False
    machine: TimedWord | None = None
    place: Interval | None = None
    pin_start_ms: int | None = None
    pin_end_ms: int | None = None
    confirmed: bool = False
    notes: tuple[Remark, ...] = ()
    source: str | None = None
    by: str = MACHINE
    why: str | None = None

    @property
    def shown(self) -> bool:
        """True for speech that is not removed: captions show it where it has times."""
        return self.kind is None and not self.removed

    @property
    def pinned(self) -> bool:
        """True where a person fixed one of its times, or both."""
        return self.pin_start_ms is not None or self.pin_end_ms is not None

    @property
    def timing(self) -> tuple[object, ...]:
        """What of the word its times, and those around it, depend on: capitals and punctuation are not heard."""
        return spoken_key(self.text), self.shown, self.said, self.pin_start_ms, self.pin_end_ms


def spoken_key(text: str) -> str:
    """What of a word is heard: the same for `Well,` and `well`."""
    return "".join(filter(str.isalnum, text.casefold())) or text


def published_words(alignment: Alignment, text: str) -> Iterator[ScriptWord]:
    """Every word of the published text in order, with its own id: those of the alignment, and those of unspoken ranges."""
    behind = 0
    items: list[TimedWord | UnspokenRange] = [*alignment.words, *alignment.unspoken]
    for item in sorted(items, key=lambda each: each.char_start):
        if isinstance(item, TimedWord):
            space = text[behind : item.char_start]
            yield ScriptWord(item.id, item.text, space, item.speaker, machine=item, by=item.by, source=item.source)
        else:
            yield from _of_range(item, text, behind)
        behind = item.char_end


def _of_range(item: UnspokenRange, text: str, behind: int) -> Iterator[ScriptWord]:
    part = text[item.char_start : item.char_end]
    first = True
    for start, end in words_of(part, bytes(len(part))):
        place = item.char_start + start
        yield ScriptWord(f"w{place}", part[start:end], text[behind:place], kind=item.kind, joined=not first)
        behind, first = item.char_start + end, False

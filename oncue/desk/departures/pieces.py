"""The published text and the captions side by side, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from oncue.alignment.text_differences import compare_sequences
from oncue.desk.draft import PlacedSound
from oncue.desk.script import Script
from oncue.desk.words import ScriptWord
from oncue.desk.working_times import working_times
from oncue.desk.working_words import sounds_behind
from oncue.model import Interval, UnspokenKind

_LINE_END = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A word of the published text, of the captions, or what stands for one in the other.

    `published` and `captioned` are the word there, None where it has none; before each stands its space: "", " " or "\\n",
    a new paragraph. `place` is the published word's range. A piece that is `apart` is in no caption by the machine's
    judgement, and is only published. `time` is that of the caption's word, or else of the published one, where there is one.
    """

    id: str
    word: ScriptWord | None
    published: str | None = None
    captioned: str | None = None
    published_space: str = ""
    captioned_space: str = ""
    place: Interval | None = None
    time: Interval | None = None
    apart: UnspokenKind | None = None
    sound: PlacedSound | None = None

    @property
    def differs(self) -> bool:
        """True where captions say otherwise because of an edit."""
        return self.apart is None and self.published != self.captioned

    @property
    def in_both(self) -> bool:
        """True where both texts have a word here, the same or not. What is apart stands in both, as nobody changed it."""
        return self.apart is not None or (self.published is not None and self.captioned is not None)


def text_pieces(script: Script) -> list[TextPiece]:
    """All pieces in order. A word that was removed and typed again is one piece."""
    return list(_reunited(_SideBySide(script).pieces()))


class _SideBySide:
    """Walks along the words of a script. `_owed` is the space of words that captions do not have any more."""

    def __init__(self, script: Script) -> None:
        rows = working_times(script)
        self._script = script
        self._times = {
            row.word.id: (row.start_ms, row.end_ms)
            for row in rows
            if row.start_ms is not None and row.end_ms is not None
        }  # fmt: skip
        self._sounds = sounds_behind(rows, script.sounds.values())
        self._owed = ""
        self._published = self._captioned = False

    def pieces(self) -> Iterator[TextPiece]:
        """One for each word, and for what stands between words and is none."""
        yield from self._sounds_behind(None)
        for word in self._script.words:
            origin = self._script.origin.words.get(word.id)
            if origin is not None:
                yield from self._between(word.id, origin.space)
            piece = self._piece(word, origin)
            if piece is not None:
                yield piece
            yield from self._sounds_behind(word.id)
        yield from self._between("end", self._script.tail)

    def _piece(self, word: ScriptWord, origin: ScriptWord | None) -> TextPiece | None:
        space = _widest(self._owed, _space(word.space))
        was_speech = origin is not None and origin.kind is None
        place = None if origin is None else _place(word.id, origin)
        if word.shown and word.id in self._times:
            made = TextPiece(word.id, word, None if origin is None else origin.text, word.text, time=self._times[word.id])
        elif origin is None:
            self._owed = space
            return None  # a person added it, and another made it unspoken or removed it
        elif word.shown:
            made = TextPiece(word.id, word, origin.text, apart=UnspokenKind.NOT_IN_AUDIO)
        elif was_speech:
            made = TextPiece(word.id, word, origin.text, time=_machine_time(origin))
        else:
            made = TextPiece(word.id, word, origin.text, apart=origin.kind)
        return self._spaced(replace(made, place=place), "" if origin is None else _space(origin.space), space)

    def _spaced(self, piece: TextPiece, published_space: str, captioned_space: str) -> TextPiece:
        """The piece with its spaces; the first word of a text has none."""
        if piece.published is None:
            published_space = ""
        elif not self._published:
            published_space, self._published = "", True
        if piece.captioned is None and piece.apart is None:
            self._owed, captioned_space = captioned_space, ""
        else:
            self._owed = ""
            if not self._captioned:
                captioned_space, self._captioned = "", True
        return replace(piece, published_space=published_space, captioned_space=captioned_space)

    def _between(self, before: str, space: str) -> Iterator[TextPiece]:
        """What is no space between two words: no word of the alignment, so that no caption shows it."""
        if core := space.strip():
            lead = _space(space[: space.index(core)])
            piece = TextPiece(f"before-{before}", None, core, apart=UnspokenKind.CHROME)
            yield self._spaced(piece, lead, _widest(self._owed, lead))

    def _sounds_behind(self, word: str | None) -> Iterator[TextPiece]:
        for sound, _ in self._sounds.get(word, ()):
            yield TextPiece(
                sound.id,
                None,
                captioned=" ".join(sound.text.split()),
                captioned_space=" " if self._captioned else "",
                time=(sound.start_ms, sound.end_ms),
                sound=sound,
            )
            self._captioned = True
            self._owed = _widest(self._owed, " ")


def _place(name: str, origin: ScriptWord) -> Interval:
    start = int(name[1:])
    return start, start + len(origin.text)


def _machine_time(word: ScriptWord) -> Interval | None:
    machine = word.machine
    if machine is None or machine.start_ms is None or machine.end_ms is None:
        return None
    return machine.start_ms, machine.end_ms


def _space(space: str) -> str:
    """What a space before a word is: nothing, a space, or a new paragraph."""
    behind = space[len(space.rstrip()) :] if space.strip() else space
    return "\n" if _LINE_END.search(behind) else " " if behind else ""


def _widest(one: str, other: str) -> str:
    return max(one, other, key=("", " ", "\n").index)


def _reunited(pieces: Sequence[TextPiece] | Iterator[TextPiece]) -> Iterator[TextPiece]:
    """The pieces, where a published word was removed and a person typed it again beside it: there it is in both texts."""
    for together, run in groupby(pieces, _may_meet):
        found = list(run)
        yield from _met(found) if together else found


def _may_meet(piece: TextPiece) -> bool:
    return (piece.differs and piece.sound is None) or (piece.apart is UnspokenKind.NOT_IN_AUDIO)


def _met(run: list[TextPiece]) -> Iterator[TextPiece]:
    published = [at for at, piece in enumerate(run) if piece.published is not None]
    captioned = [at for at, piece in enumerate(run) if piece.captioned is not None]
    first, second = [run[at].published for at in published], [run[at].captioned for at in captioned]
    if set(first).isdisjoint(second):
        yield from run
        return
    one = two = 0
    for at_first, at_second in compare_sequences(first, second).same:
        yield from _apart(run, published[one:at_first], captioned[two:at_second])
        old, new = run[published[at_first]], run[captioned[at_second]]
        yield replace(new, published=old.published, published_space=old.published_space, place=old.place)
        one, two = at_first + 1, at_second + 1
    yield from _apart(run, published[one:], captioned[two:])


def _apart(run: list[TextPiece], published: list[int], captioned: list[int]) -> Iterator[TextPiece]:
    """The pieces of these places as they were, without the side that was met."""
    ours, theirs = set(published), set(captioned)
    for at in sorted(ours | theirs):
        piece = run[at]
        if at not in theirs and piece.apart is None:
            piece = replace(piece, captioned=None, captioned_space="")
        elif at not in ours and piece.published is not None:
            piece = replace(piece, published=None, published_space="", place=None)
        yield piece

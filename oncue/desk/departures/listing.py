"""`departures_of`: what captions say otherwise than the published text, with who made it so, why and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from oncue.desk.departures.authorship import Authorship, authorship
from oncue.desk.departures.departure import Departure, DepartureKind, Departures, UncaptionedWords
from oncue.desk.departures.marked_text import joined, marked_text
from oncue.desk.departures.pieces import TextPiece, text_pieces
from oncue.desk.log import Revision
from oncue.desk.script import Script
from oncue.desk.words import ScriptWord
from oncue.model import Interval, UnspokenKind


def departures_of(script: Script, log: Iterable[Revision]) -> Departures:
    """All departures of a script, in the order of its text. `log` are its revisions, which know when each was made.

    What one revision changed in words side by side, for one reason, is one departure. What was undone is none, nor is a
    published word that was removed and typed again.
    """
    pieces = text_pieces(script)
    lister = _Lister(script, pieces, log)
    found = sorted([*lister.of_words(), *lister.of_sayings(), *lister.of_speakers()], key=lambda each: each.indices[0])
    departures = tuple(replace(each.departure, n=n) for n, each in enumerate(found, 1))
    by = {at: n for n, each in enumerate(found) if each.of_words for at in each.indices}
    about: dict[int, tuple[int, ...]] = {}
    for n, each in enumerate(found):
        for at in each.indices:
            about[at] = (*about.get(at, ()), n)
    marked = tuple(joined(marked_text(pieces, by, about)))
    alignment = script.alignment
    return Departures(
        script.rev,
        alignment.language,
        alignment.duration_ms,
        script.text,
        departures,
        tuple(_left_out(script, pieces)),
        marked,
    )


@dataclass(frozen=True, slots=True)
class _Listed:
    """A departure and the indices of its pieces; `of_words` where these are in one text only."""

    departure: Departure
    indices: Sequence[int]
    of_words: bool = False


class _Lister:
    def __init__(self, script: Script, pieces: Sequence[TextPiece], log: Iterable[Revision]) -> None:
        self._script = script
        self._pieces = pieces
        self._made: Authorship = authorship(script)
        self._who = {entry.n: entry.by for entry in script.log}
        self._at_ms: Mapping[int, int] = {revision.n: revision.at_ms for revision in log}
        self._before, self._after = _neighbours(pieces)

    def of_words(self) -> Iterator[_Listed]:
        """Words that were changed, added, removed or are not shown any more, and sounds."""
        for key, run in groupby(enumerate(self._pieces), lambda each: self._word_key(each[1])):
            if key is None:
                continue
            rev, why, kind, unspoken, _ = key
            indices = [at for at, _ in run]
            if kind is None:
                published, captioned = (any(getattr(self._pieces[at], side) for at in indices) for side in _SIDES)
                kind = DepartureKind.CHANGED if published and captioned else DepartureKind.ADDED
                kind = DepartureKind.LEFT_OUT if not captioned else kind
            made = self._departure(kind, rev, indices, of_words=True)
            yield _Listed(replace(made, why=why, unspoken=unspoken), indices, of_words=True)

    def _word_key(self, piece: TextPiece) -> tuple[int, str | None, DepartureKind | None, UnspokenKind | None, str] | None:
        """What pieces in a row have alike that are one departure; None for those that are none."""
        if not piece.differs:
            return None
        if piece.sound is not None:
            return self._made.sounds[piece.sound.id], None, DepartureKind.SOUND_ADDED, None, piece.id
        word = piece.word
        assert word is not None
        if piece.captioned is None and not word.removed and word.kind is not None:
            return self._made.said[word.id], None, DepartureKind.UNSPOKEN, word.kind, ""
        return self._made.text[word.id], word.why, None, None, ""

    def of_sayings(self) -> Iterator[_Listed]:
        """Words that the machine had left out, and that captions show as somebody says that they are said."""
        for key, run in groupby(enumerate(self._pieces), lambda each: self._saying(each[1])):
            if key is not None:
                rev, unspoken = key
                indices = [at for at, _ in run]
                yield _Listed(replace(self._departure(DepartureKind.SPOKEN, rev, indices), unspoken=unspoken), indices)

    def _saying(self, piece: TextPiece) -> tuple[int, UnspokenKind] | None:
        word = piece.word
        if word is None or piece.published is None or piece.captioned is None or word.id not in self._made.said:
            return None
        origin = self._script.origin.words.get(word.id)
        if origin is None:
            return None
        if origin.kind is not None:
            return self._made.said[word.id], origin.kind
        return (self._made.said[word.id], UnspokenKind.NOT_IN_AUDIO) if word.said else None

    def of_speakers(self) -> Iterator[_Listed]:
        """Words that somebody else says than the machine had it. Who was renamed everywhere is told once."""
        renamed: dict[tuple[int, str | None, str | None], list[range]] = {}
        spoken = [(at, words) for at, piece in enumerate(self._pieces) if (words := self._spoken(piece)) is not None]
        for key, run in groupby(spoken, lambda each: self._speaker_key(*each[1])):
            if key is None:
                continue
            rev, old, new, everywhere = key
            places = [at for at, _ in run]
            indices = range(places[0], places[-1] + 1)  # with what was added between them
            if everywhere:
                renamed.setdefault((rev, old, new), []).append(indices)
            else:
                yield self._speaker(rev, indices, old, new)
        for (rev, old, new), turns in renamed.items():
            listed = self._speaker(rev, turns[0], old, new)
            yield replace(listed, departure=replace(listed.departure, places=len(turns)))

    def _spoken(self, piece: TextPiece) -> tuple[ScriptWord, ScriptWord] | None:
        """A word as it was published and as it is, where both are said: only there can speakers be compared."""
        origin = self._script.origin.words.get(piece.id)
        if piece.captioned is None or piece.word is None or origin is None or origin.kind is not None:
            return None
        return origin, piece.word

    def _speaker_key(self, origin: ScriptWord, word: ScriptWord) -> tuple[int, str | None, str | None, bool] | None:
        old = None if origin.speaker is None else self._script.origin.names[origin.speaker]
        new = self._script.name(word)
        if old == new:
            return None
        given, named = self._made.speakers.get(word.id, 0), self._made.names.get(word.speaker or "", 0)
        return (given, old, new, False) if given >= named else (named, old, new, True)

    def _speaker(self, rev: int, indices: Sequence[int], old: str | None, new: str | None) -> _Listed:
        made = self._departure(DepartureKind.SPEAKER_CHANGED, rev, indices)
        return _Listed(replace(made, published_speaker=old, captioned_speaker=new), indices)

    def _departure(self, kind: DepartureKind, rev: int, indices: Sequence[int], *, of_words: bool = False) -> Departure:
        pieces = [self._pieces[at] for at in indices]
        ranges = [piece.place for piece in pieces if piece.place is not None]
        start, end = (ranges[0][0], ranges[-1][1]) if ranges else (self._before[indices[0]][0],) * 2
        start_ms, end_ms = self._time(indices)
        return Departure(
            n=0,
            kind=kind,
            published=_text((piece.published_space, piece.published) for piece in pieces),
            captioned=_text((piece.captioned_space, piece.captioned) for piece in pieces),
            char_start=start,
            char_end=end,
            why=None,
            who=self._who[rev],
            at_ms=self._at_ms.get(rev),
            rev=rev,
            start_ms=start_ms,
            end_ms=end_ms,
            words=tuple(piece.id for piece in pieces),
            notes=tuple(
                note
                for piece in pieces
                if piece.word is not None and (of_words or not piece.differs)  # else they are of the words' own departure
                for note in piece.word.notes
            ),
        )

    def _time(self, indices: Sequence[int]) -> Interval:
        """Where in the recording these pieces are, or would be: of words without times, between their neighbours."""
        times = [time for at in indices if (time := self._pieces[at].time) is not None]
        if times:
            return min(start for start, _ in times), max(end for _, end in times)
        start_ms, end_ms = self._before[indices[0]][1], self._after[indices[-1]]
        return start_ms, max(start_ms, self._script.alignment.duration_ms if end_ms is None else end_ms)


_SIDES = ("published", "captioned")


def _neighbours(pieces: Sequence[TextPiece]) -> tuple[list[tuple[int, int]], list[int | None]]:
    """Before each piece, where the published text and the captions' time have come to; behind each, when the next begins."""
    before, char, now_ms = [], 0, 0
    for piece in pieces:
        before.append((char, now_ms))
        char = piece.place[1] if piece.place else char
        now_ms = piece.time[1] if piece.time else now_ms
    after: list[int | None] = []
    next_ms: int | None = None
    for piece in reversed(pieces):
        after.append(next_ms)
        next_ms = piece.time[0] if piece.time else next_ms
    return before, after[::-1]


def _text(words: Iterable[tuple[str, str | None]]) -> str:
    """Words with their spaces, on one line."""
    found = [(space, word) for space, word in words if word is not None]
    return "".join((" " if space and index else "") + word for index, (space, word) in enumerate(found))


def _left_out(script: Script, pieces: Sequence[TextPiece]) -> Iterator[UncaptionedWords]:
    """What the machine left out, words in a row that it took for the same as one."""
    for kind, run in groupby(pieces, lambda piece: piece.apart):
        placed = [piece.place for piece in run if piece.place is not None]
        if kind is not None and placed:
            start, end = placed[0][0], placed[-1][1]
            yield UncaptionedWords(kind, script.text[start:end], start, end)

"""Both texts laid over each other: what both have once, and beside it what only one of them has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from oncue.desk.departures.departure import MarkedText, TextState
from oncue.desk.departures.pieces import TextPiece


def marked_text(
    pieces: Sequence[TextPiece], by: Mapping[int, int], about: Mapping[int, tuple[int, ...]]
) -> tuple[MarkedText, ...]:
    """The pieces as text. `by` is the departure that the piece at an index is of, `about` all that are about it."""
    writer = _Overlay(by, about)
    run: list[int] = []
    for at, piece in enumerate(pieces):
        if piece.in_both:
            writer.add_run(pieces, run, at)
            run = []
        else:
            run.append(at)
    writer.add_run(pieces, run, None)
    return tuple(writer.written)


class _Overlay:
    """The text as it grows."""

    def __init__(self, by: Mapping[int, int], about: Mapping[int, tuple[int, ...]]) -> None:
        self.written: list[MarkedText] = []
        self._by = by
        self._about = about

    def add_run(self, pieces: Sequence[TextPiece], run: Sequence[int], behind: int | None) -> None:
        """Adds pieces that only one text has, and the one behind them that is in both.

        A space or a paragraph's end that both texts have is written once: behind the run, or before it where that is how
        both read, such as where the first words of a paragraph are removed and it begins with the next one.
        """
        end = None if behind is None else pieces[behind]
        ends_alike = end is not None and end.published_space == end.captioned_space
        old = next((at for at in run if pieces[at].published is not None), None)
        new = next((at for at in run if pieces[at].captioned is not None), None)
        old_space = self._first_space(pieces, old, end, TextState.PUBLISHED)
        new_space = self._first_space(pieces, new, end, TextState.CAPTIONED)
        both_in_run = old is not None and new is not None
        begins_alike = bool(run) and old_space is not None and old_space == new_space and (both_in_run or not ends_alike)
        if begins_alike:
            self._write(old_space or "", TextState.BOTH, None)
        for at in run:
            for state in (TextState.PUBLISHED, TextState.CAPTIONED):
                text, space = _side(pieces[at], state)
                if text is not None:
                    self._write("" if begins_alike and at in (old, new) else space, state, at)
                    self._write(text, state, at)
        if end is None or behind is None:
            return
        near = run[-1] if run else behind
        if ends_alike:
            self._write(end.published_space, TextState.BOTH, None)
        else:
            if not (begins_alike and old is None):
                self._write(end.published_space, TextState.PUBLISHED, near)
            if not (begins_alike and new is None):
                self._write(end.captioned_space, TextState.CAPTIONED, near)
        self._add(end, behind)

    @staticmethod
    def _first_space(pieces: Sequence[TextPiece], at: int | None, end: TextPiece | None, state: TextState) -> str | None:
        """The space before the first word that one text has in a run or behind it; None where the text ends there."""
        piece = end if at is None else pieces[at]
        return None if piece is None else _side(piece, state)[1]

    def _add(self, piece: TextPiece, at: int) -> None:
        """Adds a word that both texts have, the same or another."""
        if not piece.differs:
            self._write(piece.published or "", TextState.BOTH, at)
            if piece.apart is not None:
                self.written[-1] = replace(self.written[-1], apart=piece.apart)
            return
        self._write(piece.published or "", TextState.PUBLISHED, at)
        self._write(piece.captioned or "", TextState.CAPTIONED, at)

    def _write(self, text: str, state: TextState, at: int | None) -> None:
        if not text:
            return
        by = None if at is None or state is TextState.BOTH else self._by.get(at)
        about = () if at is None else self._about.get(at, ())
        self.written.append(MarkedText(text, state, by, about))


def _side(piece: TextPiece, state: TextState) -> tuple[str | None, str]:
    if state is TextState.PUBLISHED:
        return piece.published, piece.published_space
    return piece.captioned, piece.captioned_space


def extents(marked: Sequence[MarkedText]) -> dict[int, tuple[int, int]]:
    """The first and the last piece that is about each departure, by its index; ends of paragraphs are left out."""
    found: dict[int, tuple[int, int]] = {}
    for at, piece in enumerate(marked):
        for index in piece.about if piece.text != "\n" else ():
            found[index] = (found.get(index, (at, at))[0], at)
    return found


def joined(marked: Sequence[MarkedText]) -> list[MarkedText]:
    """The pieces, those in a row that are alike as one. A space goes with the words on both sides of it."""
    return [replace(run[0], text="".join(piece.text for piece in run)) for run in _alike(marked)]


def _alike(marked: Sequence[MarkedText]) -> list[list[MarkedText]]:
    runs: list[list[MarkedText]] = []
    for at, piece in enumerate(marked):
        before = runs[-1][-1] if runs else None
        if piece.text == " " and piece.state is TextState.BOTH and before is not None and at + 1 < len(marked):
            behind = marked[at + 1]
            if before.state is TextState.BOTH and (before.about, before.apart) == (behind.about, behind.apart):
                piece = replace(piece, about=before.about, apart=before.apart)
        if before is not None and "\n" not in (piece.text, before.text) and _looks(before) == _looks(piece):
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


def _looks(piece: MarkedText) -> tuple[object, ...]:
    return piece.state, piece.by, piece.about, piece.apart

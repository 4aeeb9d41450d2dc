"""Directions, which hang on words, as places between units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from oncue.captions.segmentation.directions import BreakKind, CaptionDirections, Unheld
from oncue.captions.segmentation.units import Unit
from oncue.model import Alignment

BREAK_CODES: Mapping[BreakKind, str] = {
    BreakKind.CUE: "cue_break",
    BreakKind.LINE: "line_break",
    BreakKind.NONE: "no_break",
}
"""What of `Unheld` each kind of break is."""


@dataclass(slots=True)
class DirectedPlaces:
    """Directions by place: `i` is the one before unit `i`, of as many as `count`.

    `ins` are times of captions that begin at a place, `outs` of those that end there; both make a new caption begin there.
    `words` has the id that each hangs on. `lost` are those for which there is no place: nothing is shown there.
    """

    count: int
    breaks: dict[int, BreakKind] = field(default_factory=dict)
    ins: dict[int, int] = field(default_factory=dict)
    outs: dict[int, int] = field(default_factory=dict)
    words: dict[tuple[str, int], str] = field(default_factory=dict)
    sounds: frozenset[str] = frozenset()
    lost: list[Unheld] = field(default_factory=list)

    def of(self, kind: BreakKind, first: int, last: int) -> Iterator[int]:
        """The places of one kind strictly inside units [first, last), in order."""
        return (place for place in range(first + 1, last) if self.breaks.get(place) is kind)

    def lose(self, code: str, place: int, why: str) -> None:
        """Notes that a direction at a place is not held, and why. What nobody asked for is not noted."""
        word = self.words.get((code, place))
        if word is not None:
            code = "sound" if word in self.sounds else code
            self.lost.append(Unheld(code, word, f"{code}: {why}"))

    def put(self, code: str, place: int, word: str, value: BreakKind | int) -> None:
        """Puts a direction to its place, where there is none of its sort."""
        if (code, place) in self.words or (isinstance(value, BreakKind) and place in self.breaks):
            self.lost.append(Unheld(code, word, f"{code}: the word beside {word} has a direction of its own."))
            return
        self.words[code, place] = word
        if isinstance(value, BreakKind):
            self.breaks[place] = value
        else:
            (self.ins if code == "in_time" else self.outs)[place] = value


def directed_places(alignment: Alignment, units: Sequence[Unit], directions: CaptionDirections) -> DirectedPlaces:
    """The places of all directions. One on a word that is not shown is the next shown word's, an out time the last one's
    before it, where that has none of its own."""
    found = DirectedPlaces(len(units), sounds=directions.sounds)
    if not directions:
        return found
    unit_of = {word.id: index for index, unit in enumerate(units) for word in unit.words}
    owed: list[tuple[str, str, BreakKind | int]] = []
    behind = 0
    for word in alignment.words:
        index = unit_of.get(word.id)
        hung = [*_hung(word.id, directions)]
        if index is None:
            owed += hung
        elif units[index].words[0].id == word.id:
            for code, name, value in (*hung, *owed):
                found.put(code, index, name, value)
            owed = []
        behind = behind if index is None else index + 1
        if (out_ms := directions.outs.get(word.id)) is not None:
            found.put("out_time", behind, word.id, out_ms)
    for code, name, _ in owed:
        found.lost.append(Unheld(code, name, f"{code}: nothing is shown behind {name}."))
    _settle(found)
    _hold_sounds(found, units)
    return found


def _hung(word: str, directions: CaptionDirections) -> Iterator[tuple[str, str, BreakKind | int]]:
    if (kind := directions.breaks.get(word)) is not None:
        yield BREAK_CODES[kind], word, kind
    if (in_ms := directions.ins.get(word)) is not None:
        yield "in_time", word, in_ms


def _settle(places: DirectedPlaces) -> None:
    """A caption's own time divides it from its neighbour, and nothing is before the first caption."""
    for place in sorted({*places.ins, *places.outs}):
        kind = places.breaks.get(place)
        if kind in (BreakKind.LINE, BreakKind.NONE):
            places.lose(BREAK_CODES[kind], place, "a caption's own time was fixed there.")
        places.breaks[place] = BreakKind.CUE
    for place in (0, places.count):
        kind = places.breaks.pop(place, None)
        if kind in (BreakKind.LINE, BreakKind.NONE):
            places.lose(BREAK_CODES[kind], place, "there is no caption before it.")
    if places.outs.pop(0, None) is not None:
        places.lose("out_time", 0, "there is no caption before it.")


def _hold_sounds(places: DirectedPlaces, units: Sequence[Unit]) -> None:
    """A sound has a caption of its own: it is parted from what is around it, and not inside."""
    if not places.sounds:
        return
    for place in range(1, len(units)):
        one, two = units[place - 1].words[-1].id, units[place].words[0].id
        if one in places.sounds and two in places.sounds and _sound(one) == _sound(two):
            places.breaks.setdefault(place, BreakKind.NONE)
        elif one in places.sounds or two in places.sounds:
            places.breaks[place] = BreakKind.CUE


def _sound(word: str) -> str:
    """The sound of one of its words: `s3.0.1` is of `s3.0`."""
    return ".".join(word.split(".")[:2])

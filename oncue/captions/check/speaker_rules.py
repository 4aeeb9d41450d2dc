"""Rules on speakers: a caption shows who speaks, and that somebody else does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from oncue.captions.check.examined import Examined
from oncue.captions.check.finding import Finding
from oncue.captions.check.shown_lines import ShownLine, labels_inside, turns


def speaker_findings(examined: Examined) -> Iterator[Finding]:
    """Captions of two speakers that do not show it, and changes of speaker that nothing shows."""
    for index, shown in enumerate(examined.lines):
        if shown:
            yield from _shared(examined, index, shown)
    yield from _changes(examined)


def _shared(examined: Examined, index: int, shown: Sequence[ShownLine]) -> Iterator[Finding]:
    found = turns(shown)
    inside = sum(map(labels_inside, shown))
    if inside:
        text = "Two speakers share a line; each needs one, with a dash or a label."
        yield from examined.finding("speakers_undashed", index, text, 1 + inside)
    elif len(found) > 1 and not all(turn[0].dashed or turn[0].label for turn in found):
        text = f"{len(found)} speakers share the caption, and not each has a dash or a label."
        yield from examined.finding("speakers_undashed", index, text, len(found))


def _changes(examined: Examined) -> Iterator[Finding]:
    """Where the file writes the names of its voices as labels, a change of voice with neither label nor dash.

    A file that has voices and no labels leaves naming them to the player.
    """
    if not any(_names_its_voice(line) for shown in examined.lines for line in shown):
        return
    for (_, before), (index, shown) in pairwise((place, each) for place, each in enumerate(examined.lines) if each):
        one, two = before[-1].speaker, shown[0].speaker
        if one and two and one != two and not shown[0].dashed and not shown[0].label:
            yield from examined.finding("label_missing", index, f"{two} speaks after {one}, and nothing shows it.")


def _names_its_voice(line: ShownLine) -> bool:
    name = line.label.rstrip(":").casefold()
    return bool(name) and name in (line.speaker or "").casefold()

"""Who speaks in which colour, in formats whose custom that is (BBC Subtitle Guidelines, "Use colours"; Ofcom; teletext)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from oncue.model import Cue

SPEAKER_COLOURS = ("white", "yellow", "cyan", "green")
"""The colours that broadcasters use on black, in the order in which they are given out: the most legible come first."""


def speaker_colours(cues: Sequence[Cue]) -> Mapping[str | None, str]:
    """A colour for each speaker of these captions; None, who is not named, is one of them.

    Who says most is white, the next are yellow, cyan and green. Where there are more than four, the three who say most have
    a colour each, and white is everybody else's: a colour that two share must not be a main speaker's.
    """
    words: Counter[str | None] = Counter()
    for cue in cues:
        for line in cue.lines:
            words[line.speaker] += len(line.words)
    ranked = [speaker for speaker, _ in words.most_common()]
    if len(ranked) <= len(SPEAKER_COLOURS):
        return dict(zip(ranked, SPEAKER_COLOURS, strict=False))
    return {**dict.fromkeys(ranked, SPEAKER_COLOURS[0]), **dict(zip(ranked, SPEAKER_COLOURS[1:], strict=False))}


def shared_colours(colours: Mapping[str | None, str]) -> tuple[str, ...]:
    """What is lost where speakers are more than colours."""
    alike = sum(colour == SPEAKER_COLOURS[0] for colour in colours.values())
    if alike < 2:
        return ()
    return (f"speaker_colours: {alike} of {len(colours)} speakers share white, as there are four colours; names tell them.",)

"""The rate of Line 21 (CEA-608): two bytes a frame, of which a caption's codes take their share before it is shown."""

from __future__ import annotations

from collections.abc import Iterator

from oncue.captions.check.examined import Examined
from oncue.captions.check.finding import Finding
from oncue.captions.formats.written import WrittenCue
from oncue.frame_rate import FRAME_RATES

# Each sent twice, as CTA-608-E, 8.6 advises and 47 CFR 79.101 (c) lets decoders expect: load, then clear, then show.
_CONTROL_FRAMES = 3 * 2
# A row's own: its address and a tab to its column, each twice.
_ROW_FRAMES = 2 * 2
_RATE = FRAME_RATES["29.97df"]


def frames_to_send(cue: WrittenCue) -> int:
    """The frames that a pop-on caption takes to load: two bytes a frame, and one for each character outside ASCII."""
    frames = _CONTROL_FRAMES
    for line in cue.lines:
        plain = sum(letter.isascii() for letter in line)
        frames += _ROW_FRAMES + -(-plain // 2) + (len(line) - plain)
    return frames


def channel_findings(examined: Examined) -> Iterator[Finding]:
    """The captions that cannot be loaded between the coming of the one before and their own."""
    if "channel_too_slow" not in examined.rules.rules:
        return
    for index, cue in enumerate(examined.cues):
        before_ms = examined.cues[index - 1].start_ms if index else 0
        free = _RATE.frame_at(max(0, cue.start_ms - before_ms))
        needed = frames_to_send(cue)
        if needed > free and (index == 0 or cue.start_ms >= before_ms):
            text = f"Its codes take {needed} frames, and there are {free} since the caption in front of it came on."
            yield from examined.finding("channel_too_slow", index, text, needed, free)

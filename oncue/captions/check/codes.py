"""What a check can find: every code, what its figure counts, and whether it can be mended without touching a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding. `figure` says what is measured, in `unit`; `mended` how `--fix` mends it, "" where it cannot."""

    code: str
    unit: str
    figure: str
    what: str
    mended: str = ""


CHECK_CODES: Mapping[str, Code] = MappingProxyType(
    {
        each.code: each
        for each in (
            Code("too_many_lines", "lines", "lines of the caption", "More lines than allowed.", "broken anew"),
            Code(
                "line_too_long",
                "characters",
                "the longest line, label and dash included",
                "A line is longer than allowed. Soft where it is a single word.",
                "broken anew",
            ),
            Code("no_captions", "captions", "captions", "The file has none."),
            Code("empty_cue", "", "", "A caption without anything to see."),
            Code("lonely_word", "characters", "the line", "One short word alone on a line, needlessly.", "broken anew"),
            Code(
                "weak_break",
                "",
                "",
                "A line ends with an article, a preposition or the like, or inside a name or figure, needlessly.",
                "broken anew",
            ),
            Code("control_character", "characters", "characters", "Characters that no screen shows, or damaged ones."),
            Code("character_not_allowed", "characters", "characters", "Characters that the receiver's set lacks."),
            Code("speakers_undashed", "speakers", "speakers", "Two speakers, and not a dash or label for each."),
            Code("label_missing", "", "", "Another speaker, whom neither a label nor a dash shows, where others have one."),
            Code(
                "too_fast", "", "characters a second, or words a minute", "Faster than people read.", "extended into silence"
            ),
            Code(
                "too_short",
                "ms",
                "time on screen",
                "On screen for too short a time. Soft where the next caption leaves no room.",
                "extended into silence",
            ),
            Code("too_long", "ms", "time on screen", "On screen for too long."),
            Code("gap_too_small", "ms", "gap to the next caption", "Too near to the next caption.", "ended earlier"),
            Code(
                "gap_flickers",
                "ms",
                "gap to the next caption",
                "A hole before the next caption that is seen as a flicker, not as a pause.",
                "closed",
            ),
            Code(
                "overlap",
                "ms",
                "time that both are on screen",
                "The next caption comes before this one goes.",
                "ended earlier",
            ),
            Code("out_of_order", "ms", "time by which it is earlier", "It begins before the caption in front of it."),
            Code("off_frame", "ms", "distance to the nearest frame", "A time that is on no frame.", "moved to the frame"),
            Code(
                "beyond_recording",
                "ms",
                "time past the end",
                "It stays on screen after the end.",
                "ended with the recording",
            ),
            Code(
                "channel_too_slow",
                "frames",
                "frames that its codes take",
                "It cannot be sent in the time since the caption in front of it came on.",
            ),
        )
    }
)
"""The codes of rules that need no sound, by name."""

"""Options on the look of captions: the houses' profiles, and the options that change single values of one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, TypedDict

from oncue.options.option import Option, options_of

DEFAULT_PROFILE = "netflix"

PROFILE_VALUES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "netflix": {},
        "bbc": {
            "max_chars": 37,  # section 3.1, Line length
            "max_cps": None,
            "max_wpm": 180.0,  # 4.1: 160 to 180 words a minute; verbatim speech makes the upper figure the limit
            "min_duration_ms": 1000,  # 4.1: 0.3 s a word, and few captions have less than three words
            "gap_ms": 0,  # 4.5: no gap inside continuous speech ...
            "close_ms": 1000,  # ... and one that shows must be a second at least: less is jerky
        },
        "dcmp": {
            "max_chars": 32,  # Guidelines, I.A.1(b): a 32-character line
            "max_cps": None,
            "max_wpm": 225.0,  # Guidelines, I.B.4: near-verbatim captions, never above 225 words a minute
            "min_duration_ms": 2000,  # Guidelines, I.B.4: never less than two seconds
            "max_duration_ms": 6000,  # two full lines at the 120 words a minute of I.B.1, the slowest rate there
        },
    }
)
"""The values that each house has of its own, by fields of `CaptionLimits`, whose own values are Netflix's. The sections are
of the BBC Subtitle Guidelines, and of DCMP's Captioning Guidelines."""


FRAME_RATE_NAMES = ("23.976", "24", "25", "29.97df", "29.97ndf", "30", "50", "59.94df", "59.94ndf", "60")
"""Frame rates of video, frames a second; "df" counts them in drop-frame labels, "ndf" does not."""


class RenderOptions(TypedDict, total=False):
    """Options on how captions look; each may be left to the profile. Bounds are of sense, not of taste: outside them a value
    is a slip of the keyboard (20 for 2, milliseconds for seconds)."""

    profile: Annotated[str, Option("Whose caption limits.", names=tuple(PROFILE_VALUES), default=DEFAULT_PROFILE)]
    max_chars: Annotated[
        int,
        Option(
            "Most characters a line: full-width ones in Chinese, Japanese and Korean.",
            8,
            200,
            limit="max_chars",
            metavar="N",
        ),
    ]
    max_lines: Annotated[int, Option("Most lines a caption.", 1, 4, limit="max_lines", metavar="N")]
    max_cps: Annotated[
        float,
        Option(
            "Reading speed aimed for, characters per second, counted as in `max_chars`.",
            1,
            1000,
            limit="max_cps",
            metavar="N",
        ),
    ]
    min_duration: Annotated[
        float, Option("Shortest caption aimed for, in seconds.", 0, 60, limit="min_duration_ms", metavar="SECONDS")
    ]
    max_duration: Annotated[
        float, Option("Longest caption, in seconds.", 0.5, 600, limit="max_duration_ms", metavar="SECONDS")
    ]
    gap: Annotated[float, Option("Gap between captions aimed for, in seconds.", 0, 2, limit="gap_ms", metavar="SECONDS")]
    speakers: Annotated[bool, Option("Name speakers in the captions.", default=True)]
    words: Annotated[bool, Option("Word timestamps inside captions, where the format has some.", default=False)]
    positions: Annotated[
        bool, Option("WebVTT: the language in its header, and two who share a caption flush left.", default=False)
    ]
    offset: Annotated[float, Option("Seconds added to every time.", -604800, 604800, default=0.0, metavar="SECONDS")]
    start_timecode: Annotated[
        str,
        Option(
            "Timecode of the first frame: 10:00:00:00 (25 fps, or --frame-rate), or its time: 10:00:00.000.",
            pattern=r"^[+-]?[0-9]{1,3}:[0-9]{1,2}:[0-9]{1,2}([:;][0-9]{1,3}|[.,][0-9]{1,3})?$",
            metavar="TC",
        ),
    ]
    frame_rate: Annotated[
        str,
        Option(
            "Frame rate of the video: captions begin and end on frames, and formats that count frames count these.",
            names=FRAME_RATE_NAMES,
        ),
    ]
    media: Annotated[
        str,
        Option(
            "Address of the recording, for the web page (HTML) to play: https://..., or relative to the page.",
            1,
            2000,
            pattern=r"^((https?|file)://[^\x00-\x20\x7f]+|[^:\x00-\x1f\x7f]+)$",
            metavar="URL",
            on_command_line="Address of the recording, for the web page (HTML) to play: https://..., or relative to the "
            "page. [default: the recording itself, where it lies near the page]",
        ),
    ]


CAPTION_OPTIONS = options_of(RenderOptions)

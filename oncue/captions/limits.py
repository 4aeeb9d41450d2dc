"""What a caption may look like: lines, characters, reading speed and times, as published by those who order captions.

Sources: Netflix Timed Text Style Guide (General Requirements, English, Subtitle Timing Guidelines, the pages of the
languages); BBC Subtitle Guidelines, sections 3 to 5; DCMP Captioning Key and Captioning Guidelines for the DCMP.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any

from oncue.errors import UsageError
from oncue.frame_rate import FrameRate
from oncue.options.captions import CAPTION_OPTIONS, DEFAULT_PROFILE, PROFILE_VALUES
from oncue.options.option import ensure_number
from oncue.text.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class CaptionLimits:
    """One house's limits. Lines, characters and longest duration are hard; the rest is approached as far as speech allows.

    Raises `UsageError` when a value is out of range or two contradict each other.
    """

    # Netflix General Requirements: two lines at most, as more hides the picture.
    max_lines: int = 2
    # Netflix English guide: 42. A combining mark is none; of wide (East Asian) characters see `char_columns`.
    max_chars: int = 42
    # Netflix English guide, adult programmes: 20 characters per second, a space or line break being one. None: not judged.
    max_cps: float | None = 20.0
    # Houses that count words instead (BBC, DCMP) set this one. None: not judged.
    max_wpm: float | None = None
    # Netflix General Requirements: five sixths of a second, and seven seconds.
    min_duration_ms: int = 833
    max_duration_ms: int = 7000
    # Netflix: two frames, 83 ms at 24 a second; without it the eye does not see that the text changed.
    gap_ms: int = 83
    # Netflix Subtitle Timing Guidelines, "chaining": a hole below half a second flickers; it is closed down to the gap.
    close_ms: int = 500
    # Text must not stay through silence, nor show what is said after it. BBC 4.5: a visible gap is a second and a half.
    pause_ms: int = 1500
    # BBC 5.2: at most a second and a half on screen after the speech has stopped, used only where reading needs it.
    linger_ms: int = 1500
    # Where there is room, a breath after the last word: Netflix allows half a second, QC does not ask for it.
    tail_ms: int = 250
    # Columns that one character of `max_chars` and `max_cps` is: 2 where they are full-width ones, of which a half-width
    # letter, figure or space is half (Netflix Japanese guide). A line of 16 characters is then one of 32 columns.
    char_columns: int = 1
    # What the user chose: no language changes it.
    chosen: tuple[str, ...] = ()

    @property
    def max_columns(self) -> int:
        """The longest line, in columns: a wide character takes two."""
        return self.max_chars * self.char_columns

    def in_language(self, language: str) -> CaptionLimits:
        """These limits as captions in `language` need them, an ISO 639-1 code with or without a region."""
        known = LANGUAGES.get(language.lower().split("-")[0])
        own = known.limits if known is not None else None
        if known is None or own is None or self.char_columns != 1:
            return self
        changed: dict[str, Any] = {"char_columns": own.char_columns}
        if "max_chars" not in self.chosen:
            # A house that says nothing of this script has its line as wide as ever, where that is not wider than Netflix's.
            changed["max_chars"] = min(self.max_chars // own.char_columns, own.max_chars)
        judged = self.max_cps is not None or (self.max_wpm is not None and not (known.spaced and own.counts_words))
        if judged and not {"max_cps", "max_wpm"} & {*self.chosen}:
            changed |= {"max_cps": own.max_cps, "max_wpm": None}
        return replace(self, **changed)

    def __post_init__(self) -> None:
        for name, (least, most) in _RANGES.items():
            value = getattr(self, name)
            if value is not None or name not in _SPEEDS:
                ensure_number(name, value, least, most, whole=name not in _SPEEDS)
        if self.min_duration_ms > self.max_duration_ms:
            raise UsageError(
                f"min_duration_ms ({self.min_duration_ms}) must not exceed max_duration_ms ({self.max_duration_ms}).",
                option="min_duration_ms",
                value=self.min_duration_ms,
            )

    def reading_ms(self, columns: int, words: int) -> int:
        """The milliseconds that so many columns and words take to read, rounded up; 0 when speed is not judged."""
        by_columns = -int(-columns * 1000 // (self.max_cps * self.char_columns)) if self.max_cps else 0
        by_words = -int(-words * 60_000 // self.max_wpm) if self.max_wpm else 0
        return max(by_columns, by_words)


_SPEEDS = ("max_cps", "max_wpm")

# Of limits that are chosen, those of the option; the others are a house's, or a program's that gives `CaptionLimits`.
_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        **{
            option.limit: (round(option.least * option.factor), round(option.most * option.factor))
            for option in CAPTION_OPTIONS.values()
            if option.limit and option.least is not None and option.most is not None
        },
        "max_wpm": (1, 10_000),
        "close_ms": (0, 10_000),
        "pause_ms": (200, 600_000),
        "linger_ms": (0, 60_000),
        "tail_ms": (0, 10_000),
        "char_columns": (1, 2),
    }
)


PROFILES: Mapping[str, CaptionLimits] = MappingProxyType(
    {name: CaptionLimits(**values) for name, values in PROFILE_VALUES.items()}
)


def caption_limits(profile: str = DEFAULT_PROFILE, **overrides: Any) -> CaptionLimits:
    """The limits of `profile` with some values replaced; overrides that are None are left as the profile has them.

    Giving `max_cps` to a profile that counts words changes what is counted, as two speeds at once would surprise.
    Raises `UsageError` for an unknown profile, an unknown limit or a value out of range.
    """
    limits = PROFILES.get(profile)
    if limits is None:
        known = ", ".join(PROFILES)
        raise UsageError(f"There is no caption profile {profile!r}; known are {known}.", option="profile", value=profile)
    return with_limits(limits, **overrides)


def with_limits(limits: CaptionLimits, **overrides: Any) -> CaptionLimits:
    """`limits` with some values replaced, as a choice that no language changes; see `caption_limits`."""
    unknown = overrides.keys() - {field.name for field in fields(CaptionLimits)}
    if unknown:
        name = min(unknown)
        raise UsageError(f"There is no caption limit {name!r}.", option=name)
    given = {name: value for name, value in overrides.items() if value is not None}
    if "max_cps" in given and "max_wpm" not in given:
        given["max_wpm"] = None
    elif "max_wpm" in given and "max_cps" not in given:
        given["max_cps"] = None
    return replace(limits, **given, chosen=tuple(sorted(given)))


@dataclass(frozen=True, slots=True)
class CaptionOptions:
    """How to render captions from a stored alignment; changing them never runs recognition again."""

    limits: CaptionLimits = PROFILES[DEFAULT_PROFILE]  # before the language of an alignment is known
    # Who speaks is shown wherever the transcript names speakers: a deaf viewer cannot hear it.
    speakers: bool = True
    # Word timestamps inside WebVTT cues; off, as many players redraw at each and some show them as text.
    words: bool = False
    # Added to every time. Broadcast programmes often start at 10:00:00:00; negative when the recording's head was cut.
    offset_ms: int = 0
    # The part of it that is the time code of the programme's first frame, for formats that say so.
    start_ms: int = 0
    # Cues begin and end on frames of this rate. None: on milliseconds, and formats that must count frames take a usual rate.
    frame_rate: FrameRate | None = None
    # Where the recording is, for a page that plays it: an address, absolute or relative to the page. "" is nowhere.
    media: str = ""
    # Settings on where captions stand, and the language, in WebVTT. Off, as a page's style may rule that, and some players
    # put a caption with a position over their controls.
    positions: bool = False

    def __post_init__(self) -> None:
        if self.media:
            CAPTION_OPTIONS["media"].ensure_matches(self.media)
        option = CAPTION_OPTIONS["offset"]
        most = round((option.most or 0) * 1000)
        if isinstance(self.offset_ms, bool) or not isinstance(self.offset_ms, int) or not -most <= self.offset_ms <= most:
            raise UsageError(
                f"offset_ms must be a whole number of milliseconds within a week, not {self.offset_ms!r}.",
                option="offset_ms",
                value=self.offset_ms,
            )

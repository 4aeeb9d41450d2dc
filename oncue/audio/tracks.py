"""The sound tracks of a file: what it says of each about its language, its purpose, its codec and its channels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

UNTOLD_TAGS = frozenset({"", "und", "unk", "mis", "mul", "zxx", "qaa", "qad", "nar"})
"""Tags that name no language: undetermined, several, broadcasters' for the original (qaa) and for narration (qad, nar)."""

_NARRATED_TAGS = frozenset({"qad", "nar"})

# A track's title, where no flag says what it is for: comments on the programme, its picture told to the blind, music and
# effects without dialogue.
_SECONDARY_TITLE = re.compile(
    r"comment|kommentar|audio.?d[ei]scri|descriptive|described|hörfilm|music (?:and|&) effects|\bM ?& ?E\b|karaoke",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """One sound track: `number` counts from 1 among the sound tracks, `language` is the file's own tag, "" for none.

    `positions` are FFmpeg's names of its channels' speakers (`FL`, `FC`), in order; empty where they are not told, as of
    several loose channels. `channels` is 0 where their number is not told either.
    """

    number: int
    language: str = ""
    title: str = ""
    codec: str = ""
    layout: str = ""
    channels: int = 0
    positions: tuple[str, ...] = ()
    is_default: bool = False
    is_marked_secondary: bool = False

    @property
    def is_secondary(self) -> bool:
        """Whether it says that it is not the programme's own sound: comments, audio description, music and effects."""
        return (
            self.is_marked_secondary
            or self.language.lower() in _NARRATED_TAGS
            or _SECONDARY_TITLE.search(self.title) is not None
        )

    @property
    def told(self) -> str:
        """For a sentence, such as `2 (eng, "Commentary", aac, stereo, default)`."""
        title = f'"{self.title}"' if self.title else ""
        facts = (self.language, title, self.codec, self.layout, "default" if self.is_default else "")
        known = ", ".join(each for each in facts if each)
        return f"{self.number} ({known})" if known else str(self.number)

    @property
    def data(self) -> dict[str, Any]:
        """For the data of an error."""
        return {
            "number": self.number,
            "language": self.language or None,
            "title": self.title or None,
            "codec": self.codec or None,
            "channels": self.channels or None,
            "layout": self.layout or None,
            "default": self.is_default,
        }


def told_tracks(tracks: Sequence[SoundTrack]) -> str:
    """All of them for a sentence: `1 (fra, aac, mono); 2 (eng, aac, mono, default)`."""
    return "; ".join(track.told for track in tracks)

"""The channels of a sound track, and what may be made of them: the mix, one of them alone, the difference of two sides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from oncue.audio.tracks import SoundTrack
from oncue.errors import ChannelUnknown

MOST_CHANNELS = 16
"""Channels of a track that are told apart; of more only the mix is taken, or the one that is asked for."""

_NAMES = {
    "FL": "left",
    "FR": "right",
    "FC": "center",
    "LFE": "lfe",
    "BL": "back-left",
    "BR": "back-right",
    "BC": "back-center",
    "SL": "side-left",
    "SR": "side-right",
}
_SPELLINGS = {"centre": "center", "l": "left", "r": "right", "c": "center"}
_NUMBER = re.compile(r"[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class Channel:
    """Mono sound that can be made of a track: its name, and ffmpeg's filter for it, with a comma behind it, "" for the mix.

    `index` is that of a single channel, counted from 0; None of what is made of several.
    """

    name: str
    filter: str
    index: int | None = None

    @property
    def told(self) -> str:
        """For a sentence: `left (channel 1)`."""
        return self.name if self.index is None or self.name.isdecimal() else f"{self.name} (channel {self.index + 1})"


MIX = Channel("mix", "")
DIFFERENCE = Channel("difference", "pan=mono|c0=0.5*c0-0.5*c1,")
FIRST = Channel("1", "pan=mono|c0=c0,", 0)


def single_channels(track: SoundTrack) -> tuple[Channel, ...]:
    """Each channel of a track by itself, in order."""
    return tuple(
        Channel(_name(track, index), f"pan=mono|c0=c{index},", index) for index in range(min(track.channels, MOST_CHANNELS))
    )


def selectable(track: SoundTrack) -> tuple[Channel, ...]:
    """All that may be taken of a track, the mix first; the difference is one of two sides."""
    singles = single_channels(track) if track.channels > 1 else ()
    return (mix_of(track), *singles, *((DIFFERENCE,) if track.channels == 2 else ()))


def mix_of(track: SoundTrack) -> Channel:
    """All channels together: by ffmpeg's weights for the layout, or where there is none, each alike."""
    if track.positions or track.channels < 2:
        return MIX
    weights = "+".join(f"{1 / track.channels:.6f}*c{index}" for index in range(track.channels))
    return Channel("mix", f"pan=mono|c0={weights},")


def all_but(channel: Channel, track: SoundTrack) -> Channel:
    """The other channels of a track together, each alike."""
    others = [f"c{index}" for index in range(track.channels) if index != channel.index]
    weights = "+".join(f"{1 / len(others):.6f}*{name}" for name in others)
    return Channel(f"all but {channel.name}", f"pan=mono|c0={weights},")


def channel_named(chosen: str, track: SoundTrack) -> Channel:
    """What an option `channel` means for a track. Raises `ChannelUnknown`, which names what there is."""
    name = _SPELLINGS.get(chosen.strip().lower(), chosen.strip().lower())
    offered = selectable(track)
    for channel in offered:
        if name == channel.name or (channel.index is not None and name == str(channel.index + 1)):
            return channel
    if not track.channels and (name == "difference" or _NUMBER.fullmatch(name)):
        # The file does not tell what there is: ffmpeg will.
        return DIFFERENCE if name == "difference" else Channel(name, f"pan=mono|c0=c{int(name) - 1},", int(name) - 1)
    names = ", ".join(channel.told for channel in offered)
    raise ChannelUnknown(
        f"There is no channel {chosen!r} in sound track {track.told}; it has {names}.",
        channel=chosen,
        channels=[channel.name for channel in offered],
    )


def _name(track: SoundTrack, index: int) -> str:
    position = track.positions[index] if index < len(track.positions) else ""
    return _NAMES.get(position, str(index + 1))

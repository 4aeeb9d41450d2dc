"""Where a file's 0:00 lies on the clock of its own timestamps, told from its streams' first packets alone.

Zero is the earliest moment at which there is something to see or to hear, which is where players start: the first shown
picture or the first sound, whichever comes first. Pictures inside a sound file, subtitles and data do not count, nor do the
other programs of a transport stream. What an encoder put before the sound is not heard as sound.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from oncue.audio.allowed_formats import CONTAINERS, DECODERS
from oncue.audio.confined_process import Limits, started
from oncue.audio.tracks import SoundTrack
from oncue.system.file_names import shown_name

_DEMUX = Path(__file__).with_name("demux.py")
_log = logging.getLogger(__name__)

_US = 1_000_000
_LONGEST_US = 2**40
_DEMUX_CPU_S = 20
_DEMUX_WALL_S = 60

# Sound or pictures that are said to start more than this after the other are on two clocks, not late.
_LATEST_START_US = 3600 * _US

# Samples that an encoder puts before the first one where the file tells no number: LAME's 576 and the decoder's 529 for MP3
# (LAME's tech FAQ), 481 for MPEG layer 2, 256 for AC-3, libopus' 312; AAC, Vorbis and Windows Media: a frame.
_DELAY_SAMPLES = {"mp3": 1105, "mp2": 481, "ac3": 256, "eac3": 256, "opus": 312}
_ONE_FRAME = ("aac", "aac_latm", "vorbis")
_WMA = ("wmav1", "wmav2")

# FFmpeg's names of channels that belong to no speaker.
_LOOSE = frozenset({"NONE", "UNK", "UNSD"})

# What files mean that tell only how many channels there are, such as a WAV; four or eleven are as many microphones.
_USUAL_LAYOUTS = {2: ("stereo", ("FL", "FR")), 6: ("5.1", ("FL", "FR", "FC", "LFE", "BL", "BR"))}


@dataclass(frozen=True, slots=True)
class Stream:
    """A sound or picture track by its first packets: (time, duration) in microseconds of the file's clock, in file order."""

    kind: str
    """`sound` or `picture`."""
    codec: str = ""
    sample_rate_hz: int = 0
    programs: tuple[int, ...] = ()
    trimmed_samples: int = 0
    """What the file itself tells to leave out at the start of a sound track."""
    packets: tuple[tuple[int, int], ...] = ()
    track: SoundTrack | None = None
    """What the file says of a sound track; None of a picture."""

    @property
    def untold_delay_us(self) -> int:
        """What the encoder put before the sound although the file does not say so; 0 for pictures and lossless codecs."""
        if self.kind != "sound" or self.trimmed_samples or not self.sample_rate_hz:
            return 0
        if self.codec in _ONE_FRAME:
            return self.packets[0][1] if self.packets else 0
        samples = _wma_samples(self.sample_rate_hz) if self.codec in _WMA else _DELAY_SAMPLES.get(self.codec, 0)
        return samples * _US // self.sample_rate_hz

    @property
    def begins_us(self) -> int | None:
        """When its first picture is shown or its first sample behind the encoder's delay is heard; None for no packet."""
        if not self.packets:
            return None
        if self.trimmed_samples and self.sample_rate_hz:
            return self.packets[0][0] + self.trimmed_samples * _US // self.sample_rate_hz
        left_us = self.untold_delay_us
        for time_us, duration_us in self.packets:
            # A muxer may put a hole right behind the packet that holds nothing but the delay.
            if left_us < duration_us or not duration_us:
                return time_us + left_us
            left_us -= duration_us
        return sum(self.packets[-1]) + left_us


@dataclass(frozen=True, slots=True)
class Opening:
    """How a file begins: its container, its start in microseconds as FFmpeg takes it, and its shown streams in order."""

    container: str
    start_us: int
    streams: tuple[Stream, ...]

    @property
    def tracks(self) -> tuple[SoundTrack, ...]:
        """The sound tracks, in order."""
        return tuple(stream.track for stream in self.streams if stream.track is not None)

    def sound_is_near(self, track: int = 0) -> bool:
        """True where the first packet of the sound track at that index was among those that were read."""
        sounds = [stream for stream in self.streams if stream.kind == "sound"]
        return track < len(sounds) and bool(sounds[track].packets)


def read_opening(url: str, folder: Path, memory_bytes: int) -> Opening | None:
    """How the file at `url` (of FFmpeg's protocols `file` or `subfile`) begins; None where that cannot be told.

    Only takes packets out of the file's beginning, in a confined process in `folder`: no decoder of pictures is ever opened.
    """
    command = [sys.executable, "-I", str(_DEMUX), url, ",".join(CONTAINERS), ",".join(DECODERS)]
    limits = Limits(cpu_s=_DEMUX_CPU_S, memory_bytes=memory_bytes, output_bytes=0)
    with started(command, folder, limits, stdout=subprocess.PIPE) as process:
        try:
            told, _ = process.communicate(timeout=_DEMUX_WALL_S)
        except subprocess.TimeoutExpired:
            _log.warning("the file's first timestamps were not read within %d s", _DEMUX_WALL_S)
            return None
    if process.returncode:
        _log.info("the file's first timestamps could not be read (exit status %d)", process.returncode)
        return None
    try:
        return _opening(json.loads(told))
    except (ValueError, KeyError, TypeError):
        return None


def zero_us(opening: Opening, track: int = 0) -> int | None:
    """The file's 0:00 for its sound track number `track`, in microseconds of its own clock; None where it has no such clock.

    None too where sound and picture lie more than an hour apart: those are two clocks.
    """
    sounds = [stream for stream in opening.streams if stream.kind == "sound"]
    if track >= len(sounds):
        return None
    sound = sounds[track]
    together = [one for one in opening.streams if not sound.programs or set(one.programs) & set(sound.programs)]
    begins = [one.begins_us for one in together if one.begins_us is not None]
    if not begins:
        return None
    if sound.begins_us is not None and sound.begins_us - min(begins) > _LATEST_START_US:
        return None
    # AVI counts each track's sound from its first byte and cannot say that a part of it comes before zero.
    if "avi" in opening.container.split(","):
        return min(one.packets[0][0] for one in together if one.packets) + sound.untold_delay_us
    return min(begins)


def _wma_samples(sample_rate_hz: int) -> int:
    """The length of a Windows Media frame: the first only fades in."""
    if sample_rate_hz <= 16_000:
        return 512
    return 1024 if sample_rate_hz <= 22_050 else 2048


def _opening(told: dict[str, Any]) -> Opening:
    streams: list[Stream] = []
    for each in told["streams"]:
        stream = _stream(each)
        if stream.kind == "sound":
            number = 1 + sum(before.kind == "sound" for before in streams)
            stream = replace(stream, track=_track(each, number))
        streams.append(stream)
    return Opening(str(told["container"]), _time(told["start_us"]), tuple(streams))


def _track(told: dict[str, Any], number: int) -> SoundTrack:
    positions = tuple(str(position) for position in told["positions"])
    layout = shown_name(told["layout"])
    if not positions or _LOOSE & set(positions):
        layout, positions = _USUAL_LAYOUTS.get(len(positions), (layout, ()))
    return SoundTrack(
        number=number,
        language=shown_name(told["language"]),
        title=shown_name(told["title"]),
        codec=str(told["codec"]),
        layout=layout,
        channels=int(told["channels"]),
        positions=positions,
        is_default=bool(told["is_default"]),
        is_marked_secondary=bool(told["is_secondary"]),
    )


def _stream(told: dict[str, Any]) -> Stream:
    return Stream(
        kind=str(told["kind"]),
        codec=str(told["codec"]),
        sample_rate_hz=int(told["sample_rate_hz"]),
        programs=tuple(int(program) for program in told["programs"]),
        trimmed_samples=int(told["trimmed_samples"]),
        packets=tuple((_time(time), max(0, _time(duration))) for time, duration in told["packets"]),
    )


def _time(told: int) -> int:
    time = int(told)
    if abs(time) > _LONGEST_US:
        raise ValueError(f"a time of {time} us")
    return time

"""A file as it is opened for decoding: its parts, when their streams begin, and its sound tracks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from oncue.audio.concatenated import Part, find_parts
from oncue.audio.decode_errors import MediaFile, check_source
from oncue.audio.decode_limits import DecodeLimits
from oncue.audio.resample import DecodeSource
from oncue.audio.timeline import Opening, read_opening, zero_us
from oncue.audio.tracks import SoundTrack


@dataclass(frozen=True, slots=True)
class Media:
    """A recording's file, the parts that it was joined from, nearly always one, and how each begins where that is told."""

    file: MediaFile
    parts: tuple[Part, ...]
    openings: tuple[Opening | None, ...]

    @property
    def tracks(self) -> tuple[SoundTrack, ...]:
        """The sound tracks, in order; none where the file does not tell them before it is decoded."""
        first = self.openings[0]
        return first.tracks if first is not None else ()

    def track(self, number: int) -> SoundTrack:
        """The track of that number; one of which nothing is known where the file does not tell."""
        return next((track for track in self.tracks if track.number == number), SoundTrack(number))

    def sources(self, track: int) -> list[DecodeSource]:
        """What ffmpeg is to decode for the sound track of that number, in order."""
        return [
            _source(part.url(self.file.path), part.end - part.start, opening, track - 1)
            for part, opening in zip(self.parts, self.openings, strict=True)
        ]


def open_media(source: Path, folder: Path, limits: DecodeLimits, name: str | None = None) -> Media:
    """The recording at `source`, of which only the beginnings are read; `name` is what errors call it.

    Raises `AudioUnreadable` where there is no point in decoding it, and `OSError`.
    """
    file = MediaFile.at(source, name)
    check_source(file)
    parts = find_parts(source)
    return Media(file, parts, tuple(read_opening(part.url(source), folder, limits.memory_bytes) for part in parts))


def _source(url: str, size_bytes: int, opening: Opening | None, track: int) -> DecodeSource:
    if opening is None:
        return DecodeSource(url, None, size_bytes=size_bytes, track=track)
    far = not opening.sound_is_near(track)
    return DecodeSource(url, zero_us(opening, track), opening.start_us, size_bytes, sound_is_far=far, track=track)

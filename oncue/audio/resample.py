"""Runs ffmpeg over one file, into mono samples at 16 kHz that begin at the file's 0:00."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from oncue.audio import ffmpeg
from oncue.audio.allowed_formats import CONTAINERS, DECODERS
from oncue.audio.decode_limits import PCM_BYTES_PER_S, DecodeLimits
from oncue.audio.excerpts import Excerpts
from oncue.audio.pcm import SAMPLE_RATE_HZ
from oncue.audio.timestamp_jumps import NO_OTHER_CORRECTION, WITHOUT_JUMPS, clock
from oncue.errors import AudioTooLong, AudioUnreadable, StorageFull

# `async` keeps to the container's clock: a sound track that starts after the picture, or lost packets in a transport stream,
# would otherwise move every caption after it. Drift below 0.1 s is left alone.
# Mixed and resampled first: what it fills in is held in memory. Holes too long for that were taken out before.
_TO_MONO = f"aformat=sample_fmts=s16:sample_rates={SAMPLE_RATE_HZ}:channel_layouts=mono"
_TO_CLOCK = "aresample=async=1:first_pts=0"

# It takes one more run to learn from when ffmpeg counts, and another for a container whose unused tracks it then leaves out.
_MOST_RUNS = 3

# Silence in FLAC takes 150 and more, speech in the lowest mode of AMR 600.
FEWEST_BYTES_PER_S = 100

# Ten minutes, 200 MB. Else ffmpeg takes sound that it has not met in 5 s for a jump of the clock, where clocks may jump.
_FAR = ("-analyzeduration", "600000000", "-probesize", "200000000")


@dataclass(frozen=True, slots=True)
class DecodeSource:
    """One file for ffmpeg: its URL, and where its 0:00 lies, both in microseconds of the file's clock.

    ffmpeg counts from `start_us`, which is not the file's 0:00 where it would need a decoder of pictures to know when they
    start. `zero_us` is None where nothing better is known.
    """

    url: str
    zero_us: int | None
    start_us: int = 0
    size_bytes: int = 0
    sound_is_far: bool = False
    """Whether the sound starts so late that ffmpeg, too, must look further for it than it does by itself."""
    track: int = 0
    """The sound track to decode, counted from 0."""


class _OtherStart(Exception):
    """This ffmpeg counts the file's time from another moment, `start_us`, than was expected."""

    def __init__(self, start_us: int) -> None:
        self.start_us = start_us


def resample(
    source: DecodeSource,
    spool: Path,
    limits: DecodeLimits,
    on_progress: Callable[[float], None] | None = None,
    before: str = "",
    excerpts: Excerpts | None = None,
) -> tuple[int, ffmpeg.Log]:
    """Writes the sound track of `source` to `spool`, with the filter `before` ahead of all others, such as `pan=...,`.

    With `excerpts`, those are written beside it; where that stops ffmpeg, they are done without. Returns ffmpeg's exit
    status and log. Raises `AudioUnreadable`, `AudioTooLong` or `StorageFull`; what `on_progress` raises passes through, and
    no process runs on.
    """
    start_us = source.start_us
    for _ in range(_MOST_RUNS):
        try:
            status, log = _run(source, start_us, spool, limits, on_progress, before, excerpts)
            if status and excerpts is not None:
                excerpts.path.unlink(missing_ok=True)
                excerpts = None
                status, log = _run(source, start_us, spool, limits, on_progress, before, None)
            return status, log
        except _OtherStart as other:
            start_us = other.start_us
    return _run(replace(source, zero_us=None), start_us, spool, limits, on_progress, before, None)


def _run(
    source: DecodeSource,
    start_us: int,
    spool: Path,
    limits: DecodeLimits,
    on_progress: Callable[[float], None] | None,
    before: str,
    excerpts: Excerpts | None,
) -> tuple[int, ffmpeg.Log]:
    started = time.monotonic()
    room_checked = False

    def watch(log: ffmpeg.Log) -> None:
        nonlocal room_checked
        decoded_ms = spool.stat().st_size * 1000 // PCM_BYTES_PER_S
        if time.monotonic() - started > limits.wall_s(max(decoded_ms, log.duration_ms or 0)):
            raise AudioUnreadable(
                "The recording takes too long to decode and was given up: convert it to WAV or FLAC and try again."
            )
        if source.zero_us is not None and log.counts_from_us not in (None, start_us):
            raise _OtherStart(log.counts_from_us or 0)
        # Before the disk fills and an hour passes; a header that lies the other way meets `-t` below. A duration of which
        # the file cannot hold the sound is a hole in its timestamps, or wrong.
        declared_ms = log.declared_ms
        if declared_ms is not None and source.size_bytes * 1000 >= FEWEST_BYTES_PER_S * declared_ms:
            if declared_ms > limits.max_duration_s * 1000 + 1000:
                raise too_long(limits, declared_ms)
            if not room_checked:
                room_checked = True
                _check_room(spool.parent, declared_ms)
        if on_progress and log.duration_ms:
            on_progress(min(1.0, decoded_ms / log.duration_ms))

    late_us = 0 if source.zero_us is None else start_us - source.zero_us
    arguments = [
        *("-nostdin", "-hide_banner", "-nostats", "-loglevel", "repeat+level+verbose", "-max_error_rate", "1"),
        *("-protocol_whitelist", "file,subfile", "-format_whitelist", ",".join(CONTAINERS)),
        *("-codec_whitelist", ",".join(DECODERS)),
        *NO_OTHER_CORRECTION,
        *(_FAR if source.sound_is_far else ()),
        *("-threads", "1", "-vn", "-sn", "-dn", "-i", source.url),
        *_outputs(
            f"0:a:{source.track}",
            f"{WITHOUT_JUMPS},{before}{_TO_MONO},asetpts=PTS+({late_us})/1000000/TB,{_TO_CLOCK}",
            ("-map_metadata", "-1", "-t", str(limits.max_duration_s + 1), "-c:a", "pcm_s16le", "-f", "s16le", "-y"),
            spool,
            excerpts,
        ),
    ]
    status, log = ffmpeg.run(
        arguments,
        folder=spool.parent,
        cpu_s=limits.cpu_s,
        memory_bytes=limits.memory_bytes,
        output_bytes=limits.output_bytes,
        watch=watch,
    )
    log.late_ms = late_us // 1000
    return status, log


def _outputs(stream: str, filters: str, how: Sequence[str], spool: Path, excerpts: Excerpts | None) -> Iterator[str]:
    """The arguments for what is made of a stream: as ever, unless excerpts are written beside it in the same run."""
    if excerpts is None:
        yield from ("-map", stream, *how[:4], "-af", filters, *how[4:], f"file:{spool.absolute()}")
        return
    yield from ("-filter_complex", f"[{stream}]asplit=2[whole][each];[whole]{filters}[a];[each]{excerpts.filter}[b]")
    for label, path in (("[a]", spool), ("[b]", excerpts.path)):
        yield from ("-map", label, *how, f"file:{path.absolute()}")


def _check_room(folder: Path, declared_ms: int) -> None:
    needed = declared_ms * PCM_BYTES_PER_S // 1000
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise StorageFull(
            f"Decoding needs {needed // 2**20 + 1} MB of room and {free // 2**20} MB are free: make room and try again.",
            needed_bytes=needed,
            free_bytes=free,
        )


def too_long(limits: DecodeLimits, declared_ms: int | None) -> AudioTooLong:
    """The error for a recording over the limit; `declared_ms` is its length where the file tells it."""
    length = "is longer than" if declared_ms is None else f"is {clock(declared_ms)} long, over"
    return AudioTooLong(
        f"The recording {length} the limit of {clock(limits.max_duration_s * 1000)}: cut it, or raise the limit.",
        max_duration_s=limits.max_duration_s,
    )

"""Turns any recording into 16 kHz mono samples on disk, or says in one line why it cannot."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from alignment.errors import AudioTooLong, AudioUnreadable, StorageFull
from worker.audio import ffmpeg
from worker.audio.damage import damage
from worker.audio.jumps import NO_OTHER_CORRECTION, WITHOUT_JUMPS, clock, holes_of, jumps_of
from worker.audio.level import measure_level
from worker.audio.media import CONTAINERS, DECODERS
from worker.audio.pcm import BYTES_PER_SAMPLE, SAMPLE_RATE_HZ, Pcm
from worker.audio.refusal import check_source, refusal

SPOOL_NAME = "audio.pcm"

_BYTES_PER_S = SAMPLE_RATE_HZ * BYTES_PER_SAMPLE

# `async` keeps to the container's clock: a sound track that starts after the picture, or lost packets in a transport stream,
# would otherwise move every caption after it. Drift below 0.1 s is left alone.
# Mixed and resampled first: what it fills in is held in memory. Holes too long for that were taken out before.
_TO_MONO = f"aformat=sample_fmts=s16:sample_rates={SAMPLE_RATE_HZ}:channel_layouts=mono"
_TO_CLOCK = "aresample=async=1:first_pts=0"
_FIRST_CHANNEL = "pan=mono|c0=c0,"

# Where the mix of the channels is this quiet, and the first channel alone so much louder, they cancel each other.
_CANCELLED_BELOW_DBFS = -40.0
_CANCELLED_DB = 20.0

# Sound that is said to start later than this after the picture is a broken clock, not a late start.
_LATEST_START_MS = 60_000


# Silence in FLAC takes 150 and more, speech in the lowest mode of AMR 600.
_FEWEST_BYTES_PER_S = 100


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """What one recording may cost."""

    max_duration_s: int = 12 * 3600
    """Half a broadcast day; longer is refused, never cut."""
    memory_bytes: int = 2 * 2**30
    """Address space, not resident memory: ffmpeg itself takes half a gigabyte of it."""
    slowest_speed: float = 10.0
    """Times real time below which decoding is given up; MP3, AAC, FLAC and Opus ran at 400 to 1600 on a busy core."""
    grace_s: int = 120
    """Added to that, for the start and for a busy machine."""

    @property
    def cpu_s(self) -> int:
        return self.grace_s + int(self.max_duration_s / self.slowest_speed)

    @property
    def output_bytes(self) -> int:
        return (self.max_duration_s + 10) * _BYTES_PER_S

    def wall_s(self, duration_ms: int) -> float:
        return self.grace_s + duration_ms / 1000 / self.slowest_speed


def decode(
    source: Path,
    folder: Path,
    limits: DecodeLimits = DecodeLimits(),
    on_progress: Callable[[float], None] | None = None,
) -> Pcm:
    """Decodes the first sound track of `source` into a file in `folder`, which must exist.

    A damaged recording is decoded as far as it goes, and the result's `warnings` say so. `on_progress` gets 0..1, where the
    container tells its duration. Raises `AudioUnreadable`, `AudioTooLong` or `StorageFull`; what `on_progress` raises
    passes through. Nothing is left in `folder` and no process runs on when anything is raised.
    """
    check_source(source)
    pcm, log = _spool(source, folder, limits, on_progress, "")
    try:
        if not any(", mono" in sound for sound in log.sound[:1]):
            pcm = _undo_cancelling(pcm, source, folder, limits)
        return replace(pcm, path=pcm.path.replace(folder / SPOOL_NAME))
    except BaseException:
        pcm.path.unlink(missing_ok=True)
        raise


def _undo_cancelling(mixed: Pcm, source: Path, folder: Path, limits: DecodeLimits) -> Pcm:
    """The first channel alone where mixing has silenced the recording: stereo with one side inverted."""
    mixed_dbfs = measure_level(mixed).peak_dbfs
    if mixed_dbfs > _CANCELLED_BELOW_DBFS or any(warning.startswith("audio_channels") for warning in mixed.warnings):
        return mixed
    first, _ = _spool(source, folder, limits, None, _FIRST_CHANNEL)
    if measure_level(first).peak_dbfs <= mixed_dbfs + _CANCELLED_DB:
        first.path.unlink()
        return mixed
    mixed.path.unlink()
    warning = "audio_channels: the channels cancel each other when mixed (one is inverted); only the first was used."
    return replace(first, warnings=(*first.warnings, warning))


def _spool(
    source: Path, folder: Path, limits: DecodeLimits, on_progress: Callable[[float], None] | None, before: str
) -> tuple[Pcm, ffmpeg.Log]:
    """Runs ffmpeg into a temporary file, with the filter `before` ahead of the resampler."""
    try:
        handle, name = tempfile.mkstemp(prefix=f"{SPOOL_NAME}.", suffix=".part", dir=folder)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull("The disk is full: make room for the decoded recording and try again.") from error
        raise
    os.close(handle)
    spool = Path(name)
    try:
        channels: tuple[str, ...] = ()
        status, log = _run(source, spool, limits, on_progress, before)
        if not before and not spool.stat().st_size and any("ematrix" in line for line in log.errors):
            # More channels than there is a speaker layout for, as in multitrack recordings.
            status, log = _run(source, spool, limits, on_progress, _FIRST_CHANNEL)
            channels = ("audio_channels: the channels have no known layout and cannot be mixed; only the first was used.",)
        pcm = Pcm.open(spool)
        if pcm.duration_ms > limits.max_duration_s * 1000:
            raise _too_long(limits, None)
        if not pcm.sample_count:
            raise refusal(source, status, log)
        if status and (problem := _not_only_damage(status, log, pcm)):
            raise problem
        if on_progress:
            on_progress(1.0)
        holes = holes_of(jumps_of(log.printed, log.late_ms), log.container)
        return replace(pcm, warnings=channels + damage(source, log, pcm, status), holes=holes), log
    except BaseException:
        spool.unlink(missing_ok=True)
        raise


class _StartsLate(Exception):
    """The sound starts `late_ms` after the picture, and ffmpeg was about to ignore that."""

    def __init__(self, late_ms: int) -> None:
        self.late_ms = late_ms


def _run(
    source: Path, spool: Path, limits: DecodeLimits, on_progress: Callable[[float], None] | None, before: str
) -> tuple[int, ffmpeg.Log]:
    try:
        return _run_from(0, source, spool, limits, on_progress, before)
    except _StartsLate as start:
        return _run_from(start.late_ms, source, spool, limits, on_progress, before)


def _run_from(
    late_ms: int,
    source: Path,
    spool: Path,
    limits: DecodeLimits,
    on_progress: Callable[[float], None] | None,
    before: str,
) -> tuple[int, ffmpeg.Log]:
    started = time.monotonic()
    size_bytes = source.stat().st_size
    room_checked = False

    def watch(log: ffmpeg.Log) -> None:
        nonlocal room_checked
        decoded_ms = spool.stat().st_size * 1000 // _BYTES_PER_S
        if time.monotonic() - started > limits.wall_s(max(decoded_ms, log.duration_ms or 0)):
            raise AudioUnreadable(
                "The recording takes too long to decode and was given up: convert it to WAV or FLAC and try again."
            )
        if not late_ms and 0 < log.late_ms <= _LATEST_START_MS:
            raise _StartsLate(log.late_ms)
        # Before the disk fills and an hour passes; a header that lies the other way meets `-t` below. A duration of which
        # the file cannot hold the sound is a hole in its timestamps, or wrong.
        declared_ms = log.declared_ms
        if declared_ms is not None and size_bytes * 1000 >= _FEWEST_BYTES_PER_S * declared_ms:
            if declared_ms > limits.max_duration_s * 1000 + 1000:
                raise _too_long(limits, declared_ms)
            if not room_checked:
                room_checked = True
                _check_room(spool.parent, declared_ms)
        if on_progress and log.duration_ms:
            on_progress(min(1.0, decoded_ms / log.duration_ms))

    arguments = [
        *("-nostdin", "-hide_banner", "-nostats", "-loglevel", "repeat+level+verbose", "-max_error_rate", "1"),
        *("-protocol_whitelist", "file", "-format_whitelist", ",".join(CONTAINERS), "-codec_whitelist", ",".join(DECODERS)),
        *NO_OTHER_CORRECTION,
        *("-threads", "1", "-vn", "-sn", "-dn", "-i", f"file:{source.absolute()}"),
        *("-map", "0:a:0", "-map_metadata", "-1", "-t", str(limits.max_duration_s + 1)),
        *("-af", f"{WITHOUT_JUMPS},{before}{_TO_MONO},asetpts=PTS+{late_ms}/1000/TB,{_TO_CLOCK}"),
        *("-c:a", "pcm_s16le", "-f", "s16le", "-y", f"file:{spool.absolute()}"),
    ]
    return ffmpeg.run(
        arguments,
        folder=spool.parent,
        cpu_s=limits.cpu_s,
        memory_bytes=limits.memory_bytes,
        output_bytes=limits.output_bytes,
        watch=watch,
    )


def _check_room(folder: Path, declared_ms: int) -> None:
    needed = declared_ms * _BYTES_PER_S // 1000
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise StorageFull(
            f"Decoding needs {needed // 2**20 + 1} MB of room and {free // 2**20} MB are free: make room and try again.",
            needed_bytes=needed,
            free_bytes=free,
        )


def _too_long(limits: DecodeLimits, declared_ms: int | None) -> AudioTooLong:
    length = "is longer than" if declared_ms is None else f"is {clock(declared_ms)} long, over"
    return AudioTooLong(
        f"The recording {length} the limit of {clock(limits.max_duration_s * 1000)}: cut it, or raise the limit.",
        max_duration_s=limits.max_duration_s,
    )


def _not_only_damage(status: int, log: ffmpeg.Log, pcm: Pcm) -> Exception | None:
    """The error to raise where ffmpeg stopped early for a reason that is not the recording's."""
    if any("No space left" in line or "quota exceeded" in line for line in log.errors):
        return StorageFull("The disk is full: make room for the decoded recording and try again.")
    if status < 0:
        return AudioUnreadable(
            f"The recording broke the decoder after {clock(pcm.duration_ms)} (it crashed, or needed more memory or time "
            "than allowed): convert it to WAV or FLAC and try again."
        )
    return None

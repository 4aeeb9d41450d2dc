"""Turns any recording into 16 kHz mono samples on disk, or says in one line why it cannot."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from oncue.audio import ffmpeg
from oncue.audio.concatenated import Part, find_parts
from oncue.audio.decode_errors import MediaFile, check_source, refusal
from oncue.audio.decode_limits import DecodeLimits as DecodeLimits
from oncue.audio.loudness import measure_peak_dbfs
from oncue.audio.pcm import Pcm
from oncue.audio.resample import FIRST_CHANNEL, DecodeSource, resample, too_long
from oncue.audio.timeline import read_opening, zero_us
from oncue.audio.timestamp_jumps import clock, holes_of, jumps_of
from oncue.audio.truncation import damage
from oncue.errors import AudioUnreadable, StorageFull

SPOOL_NAME = "audio.pcm"

# Where the mix of the channels is this quiet, and the first channel alone so much louder, they cancel each other.
_CANCELLED_BELOW_DBFS = -40.0
_CANCELLED_DB = 20.0

_NO_CLOCK = (
    "audio_clock: the file's timestamps do not tell when its sound starts within its picture; the captions count from the "
    "first sound. Compare the first caption with the picture, and shift the captions with the offset where it is off."
)
_USUAL_LIMITS = DecodeLimits()


def decode(
    source: Path,
    folder: Path,
    limits: DecodeLimits = _USUAL_LIMITS,
    on_progress: Callable[[float], None] | None = None,
    name: str | None = None,
) -> Pcm:
    """Decodes the first sound track of `source` into a file in `folder`, which must exist.

    The samples begin at the file's 0:00, which `timeline.py` defines: sound that starts later has silence before it.
    A damaged recording is decoded as far as it goes, and the result's `warnings` say so. `on_progress` gets 0..1, where the
    container tells its duration; `name` is what errors call the recording where its path is not its owner's. Raises
    `AudioUnreadable`, `AudioTooLong` or `StorageFull`; what `on_progress` raises passes through. Nothing is left in `folder`
    and no process runs on when anything is raised.
    """
    file = MediaFile.at(source, name)
    check_source(file)
    sources = [_with_zero(source, part, folder, limits) for part in find_parts(source)]
    pcm, log = _spool(file, sources, folder, limits, on_progress, "")
    try:
        if not any(", mono" in sound for sound in log.sound[:1]):
            pcm = _undo_cancelling(pcm, file, sources, folder, limits)
        # A hole before the first sound is how late that is.
        if log.has_pictures and sources[0].zero_us is None and not any(at_ms == 0 for at_ms, _ in pcm.holes):
            pcm = replace(pcm, warnings=(*pcm.warnings, _NO_CLOCK))
        return replace(pcm, path=pcm.path.replace(folder / SPOOL_NAME))
    except BaseException:
        pcm.path.unlink(missing_ok=True)
        raise


def _with_zero(source: Path, part: Part, folder: Path, limits: DecodeLimits) -> DecodeSource:
    url, size_bytes = part.url(source), part.end - part.start
    opening = read_opening(url, folder, limits.memory_bytes)
    if opening is None:
        return DecodeSource(url, None, size_bytes=size_bytes)
    return DecodeSource(url, zero_us(opening), opening.start_us, size_bytes, sound_is_far=not opening.sound_is_near)


def _undo_cancelling(
    mixed: Pcm, file: MediaFile, sources: Sequence[DecodeSource], folder: Path, limits: DecodeLimits
) -> Pcm:
    """The first channel alone where mixing has silenced the recording: stereo with one side inverted."""
    mixed_dbfs = measure_peak_dbfs(mixed)
    if mixed_dbfs > _CANCELLED_BELOW_DBFS or any(warning.startswith("audio_channels") for warning in mixed.warnings):
        return mixed
    first, _ = _spool(file, sources, folder, limits, None, FIRST_CHANNEL)
    if measure_peak_dbfs(first) <= mixed_dbfs + _CANCELLED_DB:
        first.path.unlink()
        return mixed
    mixed.path.unlink()
    warning = "audio_channels: the channels cancel each other when mixed (one is inverted); only the first was used."
    return replace(first, warnings=(*first.warnings, warning))


def _spool(
    file: MediaFile,
    sources: Sequence[DecodeSource],
    folder: Path,
    limits: DecodeLimits,
    on_progress: Callable[[float], None] | None,
    before: str,
) -> tuple[Pcm, ffmpeg.Log]:
    """Runs ffmpeg into a temporary file, with the filter `before` ahead of the resampler."""
    spool = _new_spool(folder)
    try:
        channels: tuple[str, ...] = ()
        status, log = _run(sources, spool, limits, on_progress, before)
        if not before and not spool.stat().st_size and any("ematrix" in line for line in log.errors):
            # More channels than there is a speaker layout for, as in multitrack recordings.
            status, log = _run(sources, spool, limits, on_progress, FIRST_CHANNEL)
            channels = ("audio_channels: the channels have no known layout and cannot be mixed; only the first was used.",)
        pcm = Pcm.open(spool)
        if pcm.duration_ms > limits.max_duration_s * 1000:
            raise too_long(limits, None)
        if not pcm.sample_count:
            raise refusal(file, status, log)
        if status and (problem := _not_only_damage(status, log, pcm)):
            raise problem
        if on_progress:
            on_progress(1.0)
        holes = holes_of(jumps_of(log.printed, log.late_ms), log.container)
        return replace(pcm, warnings=channels + damage(file.path, log, pcm, status), holes=holes), log
    except BaseException:
        spool.unlink(missing_ok=True)
        raise


def _new_spool(folder: Path) -> Path:
    try:
        handle, name = tempfile.mkstemp(prefix=f"{SPOOL_NAME}.", suffix=".part", dir=folder)
    except OSError as error:
        raise _full_or(error) from error
    os.close(handle)
    return Path(name)


def _full_or(error: OSError) -> Exception:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageFull("The disk is full: make room for the decoded recording and try again.")
    return error


def _run(
    sources: Sequence[DecodeSource],
    spool: Path,
    limits: DecodeLimits,
    on_progress: Callable[[float], None] | None,
    before: str,
) -> tuple[int, ffmpeg.Log]:
    """Decodes the parts of a recording one behind the other; a single one, as nearly always, straight into `spool`."""
    if len(sources) == 1:
        return resample(sources[0], spool, limits, on_progress, before)
    log, status = ffmpeg.Log(), 0
    one = _new_spool(spool.parent)
    try:
        for number, source in enumerate(sources):

            def report(share: float, done: int = number) -> None:
                if on_progress:
                    on_progress((done + share) / len(sources))

            part_status, part_log = resample(source, one, limits, report, before)
            log.join(part_log)
            status = status or part_status
            try:
                with one.open("rb") as samples, spool.open("r+b" if number else "wb") as joined:
                    joined.seek(0, os.SEEK_END)
                    shutil.copyfileobj(samples, joined, 2**20)
            except OSError as error:
                raise _full_or(error) from error
            if Pcm.open(spool).duration_ms > limits.max_duration_s * 1000:
                raise too_long(limits, None)
        return status, log
    finally:
        one.unlink(missing_ok=True)


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

"""One run of ffmpeg over a recording into a file of samples that has no name yet, or the error for what came of it."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from oncue.audio import ffmpeg
from oncue.audio.channels import FIRST, Channel
from oncue.audio.decode_errors import refusal
from oncue.audio.decode_limits import DecodeLimits
from oncue.audio.excerpts import Excerpts
from oncue.audio.media import Media
from oncue.audio.pcm import Pcm
from oncue.audio.resample import DecodeSource, resample, too_long
from oncue.audio.timestamp_jumps import clock, holes_of, jumps_of
from oncue.audio.truncation import damage
from oncue.errors import AudioUnreadable, StorageFull

SPOOL_NAME = "audio.pcm"

_FIRST_ONLY = "audio_channels: the channels have no known layout and cannot be mixed; only the first was used."


@dataclass(frozen=True, slots=True)
class Decoding:
    """The sound track number `track` of a recording, to be decoded into `folder` as often as it takes."""

    media: Media
    track: int
    folder: Path
    limits: DecodeLimits

    def spool(
        self,
        channel: Channel,
        on_progress: Callable[[float], None] | None = None,
        excerpts: Excerpts | None = None,
    ) -> tuple[Pcm, ffmpeg.Log]:
        """Decodes `channel` into a new temporary file, and what ffmpeg said; `excerpts` are written beside it.

        Raises `AudioUnreadable`, `AudioTooLong` or `StorageFull`, and leaves nothing behind then.
        """
        sources, limits = self.media.sources(self.track), self.limits
        spool = _new_spool(self.folder)
        try:
            warnings: tuple[str, ...] = ()
            status, log = _run(sources, spool, limits, on_progress, channel.filter, excerpts)
            if not channel.filter and not spool.stat().st_size and any("ematrix" in line for line in log.errors):
                # More channels than there is a speaker layout for, which the file's beginning did not tell.
                status, log = _run(sources, spool, limits, on_progress, FIRST.filter, None)
                warnings = (_FIRST_ONLY,)
            pcm = Pcm.open(spool)
            if pcm.duration_ms > limits.max_duration_s * 1000:
                raise too_long(limits, None)
            if not pcm.sample_count:
                raise refusal(self.media.file, status, log)
            if status and (problem := _not_only_damage(status, log, pcm)):
                raise problem
            if on_progress:
                on_progress(1.0)
            holes = holes_of(jumps_of(log.printed, log.late_ms), log.container)
            warnings += damage(self.media.file.path, log, pcm, status)
            return replace(pcm, warnings=warnings, holes=holes), log
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
    excerpts: Excerpts | None,
) -> tuple[int, ffmpeg.Log]:
    """Decodes the parts of a recording one behind the other; a single one, as nearly always, straight into `spool`."""
    if len(sources) == 1:
        return resample(sources[0], spool, limits, on_progress, before, excerpts)
    log, status = ffmpeg.Log(), 0
    one = _new_spool(spool.parent)
    try:
        for number, source in enumerate(sources):

            def report(share: float, done: int = number) -> None:
                if on_progress:
                    on_progress((done + share) / len(sources))

            part_status, part_log = resample(source, one, limits, report, before, None if number else excerpts)
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

"""Turns any recording into 16 kHz mono samples on disk, or says in one line why it cannot."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from oncue.audio import ffmpeg
from oncue.audio.channel_choice import ChannelChoice, choose_channel, says_more
from oncue.audio.channels import FIRST, Channel, all_but, channel_named, mix_of, single_channels
from oncue.audio.decode_limits import DecodeLimits as DecodeLimits
from oncue.audio.excerpts import FIRST_S, Excerpts, are_compared
from oncue.audio.loudness import measure_peak_dbfs
from oncue.audio.media import Media, open_media
from oncue.audio.pcm import Pcm
from oncue.audio.spool import SPOOL_NAME as SPOOL_NAME
from oncue.audio.spool import Decoding
from oncue.audio.tracks import SoundTrack

EXCERPTS_NAME = "channels.pcm"

# Where the mix of the channels is this quiet, and the first channel alone so much louder, they cancel each other.
_CANCELLED_BELOW_DBFS = -40.0
_CANCELLED_DB = 20.0

_NO_CLOCK = (
    "audio_clock: the file's timestamps do not tell when its sound starts within its picture; the captions count from the "
    "first sound. Compare the first caption with the picture, and shift the captions with the offset where it is off."
)
_MIXED_ALIKE = "audio_channels: the channels have no known layout; all of them were mixed alike."
_CANCELLED = "audio_channels: the channels cancel each other when mixed (one is inverted); only the first was used."
_USUAL_LIMITS = DecodeLimits()


def decode(
    source: Path,
    folder: Path,
    limits: DecodeLimits = _USUAL_LIMITS,
    on_progress: Callable[[float], None] | None = None,
    name: str | None = None,
) -> Pcm:
    """Decodes the first sound track of `source` into a file in `folder`, which must exist; see `decode_track`.

    `name` is what errors call the recording where its path is not its owner's.
    """
    return decode_track(open_media(source, folder, limits, name), folder, limits, on_progress)


def decode_track(
    media: Media,
    folder: Path,
    limits: DecodeLimits = _USUAL_LIMITS,
    on_progress: Callable[[float], None] | None = None,
    *,
    track: int = 1,
    channel: str | None = None,
    threads: int = 0,
) -> Pcm:
    """Decodes the sound track number `track` into a file in `folder`, which must exist.

    `channel` is what is taken of it (`channels.py`); None: the mix, or what `channel_choice.py` finds to be right by what is
    heard, which a warning then says. `threads` are for that; 0 is one for each core.

    The samples begin at the file's 0:00, which `timeline.py` defines: sound that starts later has silence before it.
    A damaged recording is decoded as far as it goes, and the result's `warnings` say so. `on_progress` gets 0..1, where the
    container tells its duration. Raises `AudioUnreadable`, `AudioTooLong`, `StorageFull` or `ChannelUnknown`; what
    `on_progress` raises passes through. Nothing is left in `folder` and no process runs on when anything is raised.
    """
    run = Decoding(media, track, folder, limits)
    sound = media.track(track)
    with ExitStack() as undo:
        if channel is None:
            pcm, log = _by_what_is_heard(run, sound, on_progress, threads, undo)
        else:
            taken = channel_named(channel, sound)
            pcm, log = run.spool(taken, on_progress)
            undo.callback(pcm.path.unlink, missing_ok=True)
            pcm = replace(pcm, channel=taken.name)
        # A hole before the first sound is how late that is.
        if log.has_pictures and media.sources(track)[0].zero_us is None and not any(at_ms == 0 for at_ms, _ in pcm.holes):
            pcm = replace(pcm, warnings=(*pcm.warnings, _NO_CLOCK))
        pcm = replace(pcm, path=pcm.path.replace(folder / SPOOL_NAME), track=track)
        undo.pop_all()
        return pcm


def _by_what_is_heard(
    run: Decoding, track: SoundTrack, on_progress: Callable[[float], None] | None, threads: int, undo: ExitStack
) -> tuple[Pcm, ffmpeg.Log]:
    """The mix, decoded in one run with excerpts of the channels where there are several; another channel where they say so.

    `undo` removes what is decoded.
    """
    mix = mix_of(track)
    compared = are_compared(track)
    excerpts = Excerpts(run.folder / EXCERPTS_NAME, track) if compared else None
    try:
        pcm, log = run.spool(mix, on_progress, excerpts)
        undo.callback(pcm.path.unlink, missing_ok=True)
        choice = ChannelChoice(mix) if excerpts is None else choose_channel(excerpts.read(), track, run.folder, threads)
    finally:
        if excerpts is not None:
            excerpts.path.unlink(missing_ok=True)
    if choice.channel != mix:
        alone, log_alone = run.spool(choice.channel)
        undo.callback(alone.path.unlink, missing_ok=True)
        if _says_more_elsewhere(run, track, choice.channel, alone, threads):
            alone.path.unlink()
            choice = ChannelChoice(mix, others=single_channels(track), is_open=True)
        else:
            pcm.path.unlink()
            pcm, log = alone, log_alone
    if choice.channel != mix:
        taken = choice.channel.told
        warning = (
            f"channel_chosen: of sound track {track.told}, only {taken} was listened to, because {choice.why}; the option "
            "channel takes another, or the mix."
        )
        pcm = replace(pcm, warnings=(warning, *pcm.warnings))
    elif mix.filter:
        pcm = replace(pcm, warnings=(_MIXED_ALIKE, *pcm.warnings))
    elif track.channels != 1 and measure_peak_dbfs(pcm) <= _CANCELLED_BELOW_DBFS:
        pcm, log = _undo_cancelling(pcm, log, run, undo)
    others = tuple(each.name for each in choice.others)
    return replace(pcm, channel=choice.channel.name, other_channels=others, is_open=choice.is_open), log


def _says_more_elsewhere(run: Decoding, track: SoundTrack, channel: Channel, alone: Pcm, threads: int) -> bool:
    """Whether the rest of a track has speech that a single channel lacks, where its excerpts were not the whole of it."""
    if channel.index is None or alone.duration_ms <= 1000 * FIRST_S:
        return False
    rest, _ = run.spool(all_but(channel, track))
    try:
        return says_more(rest, alone, threads)
    finally:
        rest.path.unlink(missing_ok=True)


def _undo_cancelling(mixed: Pcm, log: ffmpeg.Log, run: Decoding, undo: ExitStack) -> tuple[Pcm, ffmpeg.Log]:
    """The first channel alone where mixing has silenced the recording, though nobody speaks in it either."""
    if any(warning.startswith("audio_channels") for warning in mixed.warnings):
        return mixed, log
    first, first_log = run.spool(FIRST)
    undo.callback(first.path.unlink, missing_ok=True)
    if measure_peak_dbfs(first) <= measure_peak_dbfs(mixed) + _CANCELLED_DB:
        first.path.unlink()
        return mixed, log
    mixed.path.unlink()
    return replace(first, warnings=(_CANCELLED, *first.warnings)), first_log

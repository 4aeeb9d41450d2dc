"""The opening of a desk: its recording is decoded once more, for what is listened to, drawn, and aligned with."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from oncue.acoustic.frame_features import gather
from oncue.audio.channels import MIX
from oncue.audio.decode import DecodeLimits, decode_track
from oncue.audio.desk_audio import DeskCodec, blocks_on_file_clock, media_type_of, suffix_of, write_desk_audio
from oncue.audio.media import open_media
from oncue.audio.pcm import Pcm
from oncue.errors import AudioSilent
from oncue.jobs.blobs import Blobs
from oncue.jobs.desk_model import DESKS
from oncue.jobs.desk_work import DeskClaim, OpenedSound
from oncue.jobs.errors import JobsError, NotFound
from oncue.jobs.model import Job
from oncue.model import Interval, RecognisedWord
from oncue.pipeline.desk_peaks import packed_peaks
from oncue.pipeline.desk_sound import packed_sound
from oncue.pipeline.recognise import detect_speech
from oncue.pipeline.recognition_cache import KeptRecognition, read_kept
from worker.aligner.context import AlignerContext

_log = logging.getLogger(__name__)


def open_desk_sound(place: AlignerContext, claim: DeskClaim, check: Callable[[], None]) -> OpenedSound:
    """Makes and stores the files of a desk's sound.

    They are of the track and channel that the recognition was made of; where none is kept, of what the job's options name.
    `check` is called now and then, and what it raises ends it. Raises the `InputError`s of decoding, `StorageFull`, and what
    the store and the file store raise; nothing is left in the file store then.
    """
    job = place.store.get(claim.job_id, claim.tenant)
    kept = _kept(place, claim)
    limits = DecodeLimits(max_duration_s=place.settings.max_duration_s)
    folder_key = f"{DESKS}/{claim.job_id}/sound/{claim.id}-{claim.token}"
    made: list[str] = []
    with place.scratch.new_folder("oncue-desk-") as name:
        folder = Path(name)
        with place.blobs.local_file(job.audio.key, check) as audio:
            pcm = _decoded(job, audio, kept, folder, limits, check)
        samples = _on_file_clock(pcm, folder, check)
        try:
            codec = DeskCodec(place.settings.desk_audio)
            listened = folder / f"desk.{suffix_of(codec)}"
            write_desk_audio(samples, codec, listened, limits, check)
            keys = [f"{folder_key}.{ending}" for ending in (suffix_of(codec), "peaks", "sound")]
            made = keys[:1]
            place.blobs.put_file(keys[0], listened, check)
            made = keys[:2]
            _put(place.blobs, keys[1], packed_peaks(Pcm.open(samples).blocks()), check)
            made = keys
            _put(place.blobs, keys[2], _sound(pcm, kept, job, place.settings.worker_threads), check)
        except BaseException:
            remove(place.blobs, made)
            raise
        duration_ms = Pcm.open(samples).duration_ms
    return OpenedSound(keys[0], media_type_of(codec), keys[1], keys[2], duration_ms)


def remove(blobs: Blobs, keys: Iterable[str]) -> None:
    """Removes files that nothing refers to; the collector removes those that stay behind."""
    for key in keys:
        with suppress(JobsError, OSError):
            blobs.delete(key)


def _kept(place: AlignerContext, claim: DeskClaim) -> KeptRecognition | None:
    """The desk's recognition; None where none was kept, or it cannot be read."""
    texts = place.store.desk_texts(claim.job_id)
    key = texts[-1].recognition_key if texts else None
    if key is None:
        return None
    try:
        return read_kept(place.blobs.read(key))
    except (NotFound, ValueError) as error:
        _log.warning("the desk's recognition cannot be used: %s", error)
        return None


def _decoded(
    job: Job, audio: Path, kept: KeptRecognition | None, folder: Path, limits: DecodeLimits, check: Callable[[], None]
) -> Pcm:
    media = open_media(audio, folder, limits, job.audio.name or None)
    track = kept.track if kept is not None else int(job.options.get("track") or 1)
    channel = kept.channel if kept is not None else job.options.get("channel")

    def decoded(channel: str | None) -> Pcm:
        return decode_track(media, folder, limits, lambda _share: check(), track=track, channel=channel)

    if kept is None or channel not in (None, MIX.name):
        return decoded(channel)
    pcm = decoded(None)  # which sees to channels that cancel each other in the mix
    return pcm if pcm.channel == MIX.name else decoded(MIX.name)


def _on_file_clock(pcm: Pcm, folder: Path, check: Callable[[], None]) -> Path:
    """The file of samples as they are heard at the file's own times."""
    if not pcm.holes:
        return pcm.path
    path = folder / "file-clock.pcm"
    with path.open("wb") as file:
        for block in blocks_on_file_clock(pcm):
            check()
            file.write(block.astype("<i2").tobytes())
    return path


def _sound(pcm: Pcm, kept: KeptRecognition | None, job: Job, threads: int) -> Iterable[bytes]:
    threads = threads or os.cpu_count() or 1
    speech, heard = _speech(pcm, threads) if kept is None else (kept.result.speech, kept.result.recognition.words)
    language = kept.language if kept is not None else job.language or "en"
    phones = None if kept is None else kept.result.phones
    return packed_sound(gather(pcm, speech, threads), language, pcm.duration_ms, speech, heard, pcm.holes, phones)


def _speech(pcm: Pcm, threads: int) -> tuple[list[Interval], list[RecognisedWord]]:
    try:
        return detect_speech(pcm, threads).intervals, []
    except AudioSilent:  # then every frame counts as one in which somebody may speak
        return [(0, pcm.duration_ms)], []


def _put(blobs: Blobs, key: str, pieces: Iterable[bytes], check: Callable[[], None]) -> None:
    with blobs.write(key) as file:
        for piece in pieces:
            check()
            file.write(piece)

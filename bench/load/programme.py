"""A finished job of an hour, without an hour of Whisper: the demo recording's alignment, over and over."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from oncue.captions.formats import alignment_to_json
from oncue.jobs.blobs import Blobs
from oncue.jobs.ids import new_id
from oncue.jobs.model import NewJob, Outcome, Upload
from oncue.jobs.store import SqlStore
from oncue.model import Alignment, TimedWord

BETWEEN = "\n\n"


def tiled(alignment: Alignment, text: str, duration_ms: int) -> tuple[Alignment, str]:
    """`alignment` and its text, repeated until they last `duration_ms` or a little more. Each word keeps its own place."""
    rounds = -(-duration_ms // alignment.duration_ms)
    words = [
        _moved(word, turn * (len(text) + len(BETWEEN)), turn * alignment.duration_ms)
        for turn in range(rounds)
        for word in alignment.words
    ]
    length_ms = alignment.duration_ms
    silent = [
        (start + turn * length_ms, end + turn * length_ms) for turn in range(rounds) for start, end in alignment.silences
    ]
    whole = replace(
        alignment,
        duration_ms=rounds * length_ms,
        words=tuple(words),
        gaps=(),
        unspoken=(),
        silences=tuple(silent),
    )
    return whole, BETWEEN.join([text] * rounds)


def _moved(word: TimedWord, characters: int, time_ms: int) -> TimedWord:
    return replace(
        word,
        char_start=word.char_start + characters,
        char_end=word.char_end + characters,
        start_ms=None if word.start_ms is None else word.start_ms + time_ms,
        end_ms=None if word.end_ms is None else word.end_ms + time_ms,
    )


def _checksum(audio: Path | None) -> str:
    if audio is None:
        return hashlib.sha256(b"").hexdigest()
    with audio.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def store_finished(store: SqlStore, blobs: Blobs, alignment: Alignment, text: str, audio: Path | None = None) -> str:
    """The id of a completed job with that alignment, and with a recording (None: an empty one).

    Raises `RuntimeError` where another job waits to be claimed first.
    """
    job_id = new_id("job")
    audio_key, text_key = f"jobs/{job_id}/audio", f"jobs/{job_id}/transcript-0/text"
    data = text.encode()
    if audio is None:
        blobs.put(audio_key, b"")
    else:
        blobs.put_file(audio_key, audio)
    blobs.put(text_key, data)
    digest = hashlib.sha256(data).hexdigest()
    new = NewJob(
        id=job_id,
        tenant="default",
        idempotency_key=None,
        audio=Upload(audio_key, "hour.wav", 0 if audio is None else audio.stat().st_size, _checksum(audio)),
        transcript=Upload(text_key, "hour.txt", len(data), digest),
        text_key=text_key,
        fingerprint=digest,
    )
    store.begin_upload(job_id, new.tenant, None)
    store.create(new)
    claim = store.claim()
    if claim is None or claim.job.id != job_id:
        raise RuntimeError("another job was claimed: the queue must be empty and the worker at rest")
    alignment_key = f"jobs/{job_id}/{claim.token}/alignment.json"
    blobs.put(alignment_key, alignment_to_json(alignment).encode())
    quality = {
        "transcript_coverage": alignment.quality.transcript_coverage,
        "speech_coverage": alignment.quality.speech_coverage,
        "mean_confidence": alignment.quality.mean_confidence,
        "warnings": list(alignment.quality.warnings),
    }
    store.finish(claim, Outcome(alignment_key, alignment.duration_ms, alignment.language, quality))
    return job_id

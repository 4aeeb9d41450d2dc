"""Finished programmes with a desk, put into a data folder by hand: no engine hears them, no aligner makes their sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.load.programme import store_finished
from oncue.audio.decode import DecodeLimits
from oncue.audio.desk_audio import DeskCodec, media_type_of, suffix_of, write_desk_audio
from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm
from oncue.jobs.blobs import Blobs, open_blobs
from oncue.jobs.desk_model import DESKS
from oncue.jobs.desk_work import DeskTask, OpenedSound
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore, open_store
from oncue.jobs.store.migrate import migrate
from oncue.model import Alignment, EngineInfo, Gap, Quality, TimedWord, WordStatus
from oncue.pipeline.desk_peaks import packed_peaks


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The store and the files of a data folder, from beside the service."""

    settings: Settings
    store: SqlStore
    blobs: Blobs

    @classmethod
    def at(cls, path: Path, **settings: object) -> DataFolder:
        """A data folder with its tables, made where it is not there."""
        path.mkdir(exist_ok=True)
        chosen = Settings(data_dir=path, min_free_bytes=0, **settings)  # type: ignore[arg-type]
        migrate(chosen)
        return cls(chosen, open_store(chosen), open_blobs(chosen))

    def finished(self, alignment: Alignment, text: str, audio: Path | None = None) -> str:
        """The id of a finished job. The queue must be empty, and no worker awake."""
        return store_finished(self.store, self.blobs, alignment, text, audio)

    def give_sound(self, job_id: str, samples: Path, *, drawn_ms: int = 0, codec: DeskCodec = DeskCodec.FLAC) -> None:
        """Does an aligner's work on the one desk that asks for its sound, with these samples (16 kHz, mono, 16 bits).

        What is drawn goes on in silence to `drawn_ms`, if that is longer.
        """
        claim = self.store.claim_desk_work(DeskTask.OPEN)
        if claim is None or claim.job_id != job_id:
            raise RuntimeError("another desk, or none, waits for its sound")
        folder = f"{DESKS}/{job_id}/sound/{claim.id}-{claim.token}"
        keys = [f"{folder}.{ending}" for ending in (suffix_of(codec), "peaks", "sound")]
        listened = samples.with_suffix(f".{suffix_of(codec)}")
        write_desk_audio(samples, codec, listened, DecodeLimits())
        self.blobs.put_file(keys[0], listened)
        listened.unlink()
        pcm = Pcm.open(samples)
        with self.blobs.write(keys[1]) as file:
            for piece in packed_peaks(chain(pcm.blocks(), _silence(drawn_ms - pcm.duration_ms))):
                file.write(piece)
        self.blobs.put(keys[2], b"")  # what words are aligned with, which nobody does here
        opened = OpenedSound(keys[0], media_type_of(codec), keys[1], keys[2], pcm.duration_ms)
        if not self.store.finish_opening(claim, opened):
            raise RuntimeError("the desk was given its sound by another")


def _silence(duration_ms: int) -> Iterator[NDArray[np.int16]]:
    """Blocks of a minute."""
    for _ in range(0, duration_ms, 60_000):
        yield np.zeros(60 * SAMPLE_RATE_HZ, np.int16)


def programme_of(texts: list[str], word_ms: int, said_ms: int, gaps: tuple[Gap, ...] = ()) -> tuple[Alignment, str]:
    """A programme whose words begin every `word_ms` and last `said_ms`."""
    words, at = [], 0
    for n, text in enumerate(texts):
        start_ms = n * word_ms
        timed = TimedWord(text, at, at + len(text), None, start_ms, start_ms + said_ms, 0.9, WordStatus.ALIGNED)
        words.append(timed)
        at += len(text) + 1
    engine, quality = EngineInfo("none", "none", "none"), Quality(1.0, 1.0, 0.9)
    return Alignment("en", len(texts) * word_ms, engine, quality, tuple(words), gaps, ()), " ".join(texts)

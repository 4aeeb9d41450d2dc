"""The API as tests use it: the real application on a real store and real files, without a server or a worker."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_openapi3 import OpenAPI

from oncue.caption_files.caption_checks import CaptionChecks
from oncue.jobs.blobs import Blobs, open_blobs
from oncue.jobs.model import Outcome
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore, open_store
from oncue.transcript.sandbox import Readers, ReadLimits
from service.app import create_app
from service.desk_presence import DeskPresence
from tests.interposed import interposed
from tests.stores import make_tables

TEXT = "Good morning. This Tuesday is election day."
ALIGNMENT: dict[str, Any] = {
    "schema": 1,
    "language": "en",
    "duration_ms": 3000,
    "engine": {"name": "faster-whisper", "model": "tiny.en", "refiner": "pocketsphinx"},
    "quality": {"transcript_coverage": 1.0, "speech_coverage": 1.0, "mean_confidence": 0.9, "warnings": []},
    "words": [
        {
            "text": word, "char_start": start, "char_end": start + len(word), "speaker": None, "start_ms": 300 * n,
            "end_ms": 300 * n + 250, "confidence": 0.9, "status": "aligned",
        }
        for n, (word, start) in enumerate(
            zip(TEXT.split(), [0, 5, 14, 19, 27, 30, 39], strict=True)
        )
    ],
    "gaps": [],
    "unspoken": [],
}  # fmt: skip

READERS = Readers(1, ReadLimits(total_s=120))
CHECKS = CaptionChecks(ReadLimits(cpu_s=30, total_s=120, start_s=300))
"""Of all applications of one test run: starting a process takes a second."""


@dataclass(slots=True)
class Api:
    """The application's parts; `woken` are the jobs for which a worker was woken.

    `store_answers` and `blob_answers` are empty: a method of the store or the blobs that a test puts there is called by the
    application instead of theirs.
    """

    settings: Settings
    store: SqlStore
    blobs: Blobs
    app: OpenAPI
    woken: list[str] = field(default_factory=list)
    store_answers: dict[str, Callable[..., Any]] = field(default_factory=dict)
    blob_answers: dict[str, Callable[..., Any]] = field(default_factory=dict)

    @property
    def client(self) -> Any:
        """Flask's test client, untyped: every answer's `json` may be asked for anything."""
        return self.app.test_client()

    def post(self, headers: dict[str, str] | None = None, **fields: Any) -> Any:
        return self.client.post("/v1/jobs", data=fields, content_type="multipart/form-data", headers=headers)

    def submit(
        self,
        *,
        audio: bytes | None = b"sound",
        transcript: bytes | None = TEXT.encode(),
        name: str = "news.mp3",
        key: str | None = None,
        **fields: Any,
    ) -> Any:
        """A submission like any other, but for what is said."""
        if audio is not None:
            fields["audio"] = (io.BytesIO(audio), name)
        if transcript is not None:
            fields["transcript"] = (io.BytesIO(transcript), "news.txt")
        return self.post({} if key is None else {"Idempotency-Key": key}, **fields)

    def complete(self, job_id: str) -> None:
        """Does a worker's work on the job, which must be the next."""
        claim = self.store.claim()
        assert claim is not None
        assert claim.job.id == job_id
        key = f"jobs/{job_id}/{claim.token}/alignment.json"
        self.blobs.put(key, json.dumps(ALIGNMENT).encode())
        quality: dict[str, Any] = ALIGNMENT["quality"]
        assert self.store.finish(claim, Outcome(key, 3000, "en", quality))


def api_of(folder: Path, **settings: Any) -> Api:
    """An application with a data folder of its own, and small limits."""
    return api_with(DeskPresence(), folder, **settings)


def api_with(presence: DeskPresence, folder: Path, **settings: Any) -> Api:
    """The same, which tells others by `presence` who has which desk open."""
    chosen = Settings(data_dir=folder, **{"max_audio_bytes": 100_000, "min_free_bytes": 0, **settings})
    make_tables(chosen)
    store, blobs = open_store(chosen), open_blobs(chosen)
    woken: list[str] = []

    def enqueue(job_id: str) -> bool:
        woken.append(job_id)
        return True

    store_answers: dict[str, Callable[..., Any]] = {}
    blob_answers: dict[str, Callable[..., Any]] = {}
    app = create_app(
        chosen,
        interposed(store, store_answers),
        interposed(blobs, blob_answers),
        enqueue,
        READERS,
        checks=CHECKS,
        presence=presence,
    )
    return Api(chosen, store, blobs, app, woken, store_answers, blob_answers)


def by_pages_of(api: Api, limit: int) -> None:
    """Has the store give the application no more jobs of a batch at a time, whatever it asks for."""
    page = api.store.batch_page
    api.store_answers["batch_page"] = lambda *asked, **more: page(*asked, **{**more, "limit": limit})

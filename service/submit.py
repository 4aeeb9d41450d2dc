"""Submissions: from a request to a queued job, such that the same request twice makes one job."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Request
from pydantic import ValidationError

from oncue.captions.options import caption_options
from oncue.jobs.blobs import Blobs
from oncue.jobs.errors import JobsError, StoreUnavailable
from oncue.jobs.ids import ID, new_id
from oncue.jobs.model import Job, NewJob, Upload, parsed_key
from oncue.jobs.options import JobOptions
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from oncue.system.file_names import shown_name
from oncue.text.language_tags import ensure_model_speaks, language_code
from oncue.transcript.sandbox import Readers
from oncue.transcript.size_limits import SizeLimits
from service.admission import text_too_long, whole_body
from service.file_names import file_name
from service.form_parts import CORRECTION, OPTION_FIELDS
from service.problems import Refused
from service.refusals import refuse_unknown, wrong, wrong_values
from service.strict_json import read_object
from service.submission_form import SubmissionForm
from service.uploads import UploadLimits, UploadParts, ensure_room, read_parts

KEY_LENGTH = 200

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Submitted:
    """The job, and True where an earlier request with the same key had made it."""

    job: Job
    replayed: bool


class Submissions:
    """Takes uploads and makes jobs of them; `enqueue` wakes a worker up and must not raise."""

    def __init__(
        self, settings: Settings, store: SqlStore, blobs: Blobs, enqueue: Callable[[str], bool], readers: Readers
    ) -> None:
        self._store = store
        self._readers = readers
        self._blobs = blobs
        self._enqueue = enqueue
        self._model = settings.model
        text_limits = SizeLimits(settings.max_transcript_bytes, settings.max_document_bytes)
        self.limits = UploadLimits(settings.max_audio_bytes, text_limits, settings.min_free_bytes)

    def submit(self, request: Request, tenant: str, form: SubmissionForm | None = None) -> Submitted:
        """The job that the request makes, or made before. The row is committed when this returns, and a worker woken.

        `form` is the API's own where it is not given.

        Raises `Refused`, the errors of `Readers.read`, `UsageError` for a model that does not know the
        language, `IdempotencyConflict`, `IdempotencyInProgress`, `QueueFull`,
        `NotFound` and `BatchClosed` for the batch, `DiskFull`, `StoreUnavailable`. When it raises, no job was made.
        """
        form = form or SubmissionForm()
        key = idempotency_key(request)
        job_id = new_id("job")
        before = self._store.begin_upload(job_id, tenant, key)
        if before is not None:
            return Submitted(self._replayed(request, before, tenant, key or "", form), replayed=True)
        made = doubtful = False
        try:
            parts = read_parts(
                request,
                self.limits,
                blobs=self._blobs,
                audio_key=f"jobs/{job_id}/audio",
                alive=lambda: self._alive(job_id),
                kind=form.kind,
                arrived=form.arrived,
                before_recording=form.before_recording,
            )
            new = self._new_job(job_id, tenant, key, form.meant(parts), store=True)
            try:
                job = self._store.create(new)
            except StoreUnavailable:
                doubtful = True  # the answer is lost, not the row perhaps: whoever deletes its files now may lose a job
                raise
            made = job.id == job_id
        finally:
            if not made:
                self._forget(job_id, files=not doubtful)
        if made:
            _log.info("queued: %d bytes, transcript %d bytes", job.audio.bytes, job.transcript.bytes, extra={"job": job.id})
            self._enqueue(job.id)
        return Submitted(job, replayed=not made)

    def replace_transcript(self, request: Request, job: Job, form: SubmissionForm | None = None) -> Job:
        """Queues the finished job again with the corrected transcript of the request, of which `form` is the API's own where
        it is not given. Raises the errors of `submit`."""
        form = form or SubmissionForm(CORRECTION)
        if request.mimetype == "multipart/form-data":
            parts = form.meant(
                read_parts(
                    request,
                    self.limits,
                    blobs=None,
                    audio_key="",
                    alive=lambda: True,
                    kind=form.kind,
                    arrived=form.arrived,
                )
            )
            data, name = parts.transcript, parts.transcript_name
        else:
            most = self.limits.text.most_bytes
            data, name = whole_body(request, most), job.transcript.name
            if data is None:
                raise text_too_long(most)
        if data is None:
            raise Refused("invalid_request", "The corrected text is missing: send it as the body, or as `transcript`.")
        ensure_room(self._blobs, self.limits, 2 * len(data))
        transcript, text_key = self._store_transcript(job.id, data, name, job.options, store=True)
        again = self._store.replace_transcript(job.id, job.tenant, transcript, text_key)
        self._enqueue(job.id)
        return again

    def _alive(self, job_id: str) -> bool:
        with suppress(JobsError):  # a database that is away for a moment must not break an upload off
            return self._store.touch_upload(job_id)
        return True

    def _replayed(self, request: Request, before: Job, tenant: str, key: str, form: SubmissionForm) -> Job:
        parts = read_parts(
            request,
            self.limits,
            blobs=None,
            audio_key=before.audio.key,
            alive=lambda: True,
            kind=form.kind,
            arrived=form.arrived,
            before_recording=form.before_recording,
        )
        new = self._new_job(before.id, tenant, key, form.meant(parts), store=False)
        return self._store.made_before(tenant, key, new.fingerprint)

    def _forget(self, job_id: str, *, files: bool) -> None:
        with suppress(JobsError):  # the collector gets what is left
            self._store.end_upload(job_id)
            for blob in self._blobs.list(f"jobs/{job_id}") if files else ():
                self._blobs.delete(blob.key)

    def _new_job(self, job_id: str, tenant: str, key: str | None, parts: UploadParts, *, store: bool) -> NewJob:
        if parts.audio is None:
            raise Refused("invalid_request", "The part `audio` is missing: send the recording as a file.")
        if parts.audio.bytes == 0:
            name = shown_name(parts.audio.name or "The recording")
            raise Refused("audio_empty", f"{name} is empty (0 bytes). Check the file.")
        if parts.transcript is None:
            raise Refused("invalid_request", "The part `transcript` is missing: send the published text.")
        if parts.fields.get("callback_url"):
            raise wrong("callback_url", "is not supported yet. Poll the job, or listen to its events.")
        options = job_options(parts.fields)
        metadata = _object(parts.fields, "metadata")
        batch = parts.fields.get("batch")
        if batch is not None:
            batch = batch.strip()
            if not batch:
                raise wrong("batch", "is empty. Name a batch, or leave it out for a job of its own.")
            if not ID.fullmatch(batch):
                raise Refused("not_found", f"There is no batch {batch[:64]!r}. Make one with POST /v1/batches.")
        transcript, text_key = self._store_transcript(job_id, parts.transcript, parts.transcript_name, options, store=store)
        fingerprint = _digest([parts.audio.sha256, transcript.sha256, options, metadata, batch])
        return NewJob(
            id=job_id,
            tenant=tenant,
            idempotency_key=key,
            audio=parts.audio,
            transcript=transcript,
            text_key=text_key,
            fingerprint=fingerprint,
            options=options,
            metadata=metadata,
            batch=batch,
        )

    def _store_transcript(
        self, job_id: str, data: bytes, name: str, options: Mapping[str, Any], *, store: bool
    ) -> tuple[Upload, str]:
        """Stores the transcript and its text, checked before a job is made of it: its author is there now, and can mend it
        now."""
        read = self._readers.read(data, name=name or None, language=options.get("language"), limits=self.limits.text)
        model = str(options.get("model") or self._model)
        ensure_model_speaks(model, read.language.language, multilingual=not model.endswith(".en"))
        digest = hashlib.sha256(data).hexdigest()
        # A name of its own each time, and not of the content alone: else a correction back to an earlier text would write,
        # under a name that nothing refers to at that moment, what a collection is about to remove.
        folder = f"jobs/{job_id}/transcript-{digest[:16]}-{new_id('text')}"
        upload = Upload(f"{folder}/original", file_name(name), len(data), digest)
        text_key = f"{folder}/text"
        if store:
            self._blobs.put(upload.key, data)
            self._blobs.put(text_key, read.text)
            self._blobs.put(parsed_key(text_key), read.parsed)
        return upload, text_key


def idempotency_key(request: Request) -> str | None:
    """The request's `Idempotency-Key`, if it has one. Raises `Refused` for one that cannot be kept."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    # A header arrives as Latin-1, one character for each byte: what was sent in UTF-8 is judged as it was meant.
    meant = key.encode("latin-1", "replace").decode("utf-8", "replace")
    if not 1 <= len(key) <= KEY_LENGTH or not meant.isprintable():
        raise wrong("Idempotency-Key", f"must have 1 to {KEY_LENGTH} printable characters, in ASCII or UTF-8.")
    return key


def job_options(fields: Mapping[str, str]) -> dict[str, Any]:
    """What the fields `options` and those of single options choose, checked one by one and together, as in rendering.

    Raises `Refused`, and `UsageError` for options that contradict each other, with the defaults of their profile too.
    """
    given = _object(fields, "options")
    refuse_unknown(given, JobOptions.model_fields, "option")
    # A number means the same without quotes.
    given = {name: str(value) if name in OPTION_FIELDS and type(value) is int else value for name, value in given.items()}
    for name in OPTION_FIELDS:
        chosen = fields.get(name, "").strip()
        if chosen and given.get(name) not in (None, chosen):
            raise wrong(name, f"is {chosen[:60]!r} here and another in `options`. Give it once.")
        if chosen:
            given = {**given, name: chosen}
    try:
        # Strictly: `true` is no number and "20" neither, where JSON has words for what is meant.
        options = JobOptions.model_validate(given, strict=True).model_dump(exclude_none=True)
    except ValidationError as error:
        raise wrong_values(error) from None
    caption_options(options)
    if "language" in options:
        options["language"] = language_code(options["language"])
    return options


def _object(fields: Mapping[str, str], name: str) -> dict[str, Any]:
    return read_object(fields.get(name) or "{}", name)


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

"""Reading a multipart request as it arrives: the recording goes straight to the file store, never into memory."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO, BinaryIO

from flask import Request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from oncue.jobs.blobs import Blobs
from oncue.jobs.model import Upload
from oncue.options.input_names import RECORDING, TEXT
from oncue.transcript.size_limits import SizeLimits
from service.file_names import file_name
from service.form_parts import FIELDS, MOST_PARTS, PART_HEAD_BYTES, FormFields, PartBytes, read_form
from service.part_names import FormKind
from service.problems import Refused
from service.refusals import wrong

TOUCH_EVERY_S = 5.0
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Limits of uploads, in bytes."""

    audio_bytes: int
    text: SizeLimits
    min_free_bytes: int

    @property
    def request_bytes(self) -> int:
        """Most bytes of all parts of a new job together."""
        return self.audio_bytes + self.correction_bytes

    @property
    def correction_bytes(self) -> int:
        """Most bytes of a request without a recording."""
        return self.text.most_bytes + sum(FIELDS.values()) + MOST_PARTS * PART_HEAD_BYTES


@dataclass(slots=True)
class UploadParts:
    """The parts of a multipart request. `audio` is in the file store already."""

    audio: Upload | None = None
    transcript: bytes | None = None
    transcript_name: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def read_parts(
    request: Request,
    limits: UploadLimits,
    *,
    blobs: Blobs | None,
    audio_key: str,
    alive: Callable[[], bool],
    kind: FormKind,
    arrived: dict[str, PartBytes] | None = None,
    before_recording: Callable[[], None] = lambda: None,
) -> UploadParts:
    """The parts of the request, a form of this `kind`; the recording is stored as `audio_key`, or only hashed where `blobs`
    is None.

    `arrived` is given the fields as they arrive, whatever becomes of the rest; `before_recording` may refuse the recording
    by what is in it. `alive` is called every few seconds and says whether the upload is still wanted. When this returns, the
    recording is stored whole; when it raises, nothing is. Raises `Refused` for what is too large or broken, and what `blobs`
    raises.
    """
    most = limits.request_bytes if RECORDING in kind.known else limits.correction_bytes
    boundary = ensure_acceptable(request, limits, blobs, most)
    with ExitStack() as stack:
        sink = _Sink(limits, blobs, audio_key, alive, stack)

        def recording(name: str) -> _Sink:
            before_recording()
            return sink.open(name)

        form = FormFields(kind, limits.text, recording, {} if arrived is None else arrived)
        read_whole(request, boundary, form, most)
        parts = UploadParts(fields={name: part.text() for name, part in form.parts.items() if name != TEXT})
        transcript = form.parts.get(TEXT)
        if transcript is not None:
            parts.transcript = transcript.decoded()
            parts.transcript_name = file_name(transcript.file_name)
        parts.audio = sink.stored()
        _check_sum(parts)
        return parts


def read_whole(request: Request, boundary: str, form: FormFields, most: int) -> None:
    """Hands the parts of a request of at most `most` bytes to `form`, until all of it is read.

    Raises `Refused` for one that is larger, broken or broke off, and what `form` raises.
    """
    request.max_content_length = most
    body = _Body(request.stream)
    try:
        read_form(body.read, boundary.encode("latin-1"), form)
    except RequestEntityTooLarge:
        detail = f"At most {most} bytes are accepted in one request, in {form.kind.most_parts} parts with short headers."
        raise Refused("too_large", detail, limit_bytes=most) from None
    except ClientDisconnected:
        raise Refused("request_timeout", "The upload broke off. Send it again.") from None
    except ValueError as error:
        if body.ended:
            raise Refused("request_timeout", "The upload broke off: its last boundary is missing. Send it again.") from None
        raise Refused("bad_request", f"The multipart body is broken: {error}. Send it again.") from None


def ensure_acceptable(
    request: Request,
    limits: UploadLimits,
    blobs: Blobs | None,
    most: int,
    wanted: str = "the parts `audio` and `transcript`",
) -> str:
    """The boundary between the request's parts.

    Raises `Refused` where the header shows that it is no upload, or has more than `most` bytes. `wanted` are its parts, in
    words.
    """
    boundary = request.mimetype_params.get("boundary", "")
    if request.mimetype != "multipart/form-data" or not boundary:
        raise Refused("unsupported_media_type", f"Send multipart/form-data with {wanted}.")
    if request.content_length is not None:
        if request.content_length > most:
            raise Refused("too_large", f"At most {most} bytes are accepted in one request.", limit_bytes=most)
        ensure_room(blobs, limits, request.content_length)
    return boundary


def ensure_room(blobs: Blobs | None, limits: UploadLimits, wanted_bytes: int) -> None:
    """Raises `Refused` (`storage_full`) where storing so much would leave less than the disk needs."""
    free = None if blobs is None else blobs.free_bytes()
    if free is not None and free - wanted_bytes < limits.min_free_bytes:
        raise Refused(
            "storage_full",
            "There is no room for this recording. Delete jobs, or give the service a larger disk, then send it again.",
            free_bytes=free,
            needed_bytes=wanted_bytes + limits.min_free_bytes,
        )


def _check_sum(parts: UploadParts) -> None:
    given = parts.fields.pop("audio_sha256", None)
    if given is None:
        return
    expected = given.strip().lower()
    if not _SHA256.fullmatch(expected):
        raise wrong("audio_sha256", "must be the recording's SHA-256, 64 hexadecimal digits; or leave it out.")
    if parts.audio is not None and expected != parts.audio.sha256:
        raise Refused(
            "checksum_mismatch",
            "The recording's SHA-256 is another than the one given: it changed on its way. Send it again.",
            received_sha256=parts.audio.sha256,
            received_bytes=parts.audio.bytes,
        )


class _Body:
    """A request's body as it is read; `ended` is True once there is no more of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.ended = False

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self.ended = not data
        return data


class _Sink:
    """The receiver of the recording while it arrives: counts, hashes, and writes it to the file store."""

    def __init__(
        self, limits: UploadLimits, blobs: Blobs | None, key: str, alive: Callable[[], bool], stack: ExitStack
    ) -> None:
        self._limits = limits
        self._blobs = blobs
        self._key = key
        self._alive = alive
        self._stack = stack
        self._file: BinaryIO | None = None
        self._hash = hashlib.sha256()
        self._bytes = 0
        self._name: str | None = None
        self._touched = time.monotonic()
        self._checked_at_bytes = 0

    def open(self, name: str | None) -> _Sink:
        self._name = file_name(name) or "audio"
        if self._blobs is not None:
            self._file = self._stack.enter_context(self._blobs.write(self._key))
        return self

    def write(self, data: bytes) -> int:
        self._bytes += len(data)
        if self._bytes > self._limits.audio_bytes:
            raise Refused(
                "too_large",
                f"The recording has more than the {self._limits.audio_bytes} bytes accepted. Compress it, or cut it.",
                limit_bytes=self._limits.audio_bytes,
            )
        self._hash.update(data)
        if self._file is not None:
            self._file.write(data)
        if self._bytes - self._checked_at_bytes > 16 * 1024 * 1024:
            self._checked_at_bytes = self._bytes
            ensure_room(self._blobs, self._limits, 0)
        if time.monotonic() - self._touched > TOUCH_EVERY_S:
            self._touched = time.monotonic()
            if not self._alive():
                raise Refused("idempotency_in_progress", "Another request took this upload over. Wait for that one.")
        return len(data)

    def stored(self) -> Upload | None:
        if self._name is None:
            return None
        return Upload(self._key, self._name, self._bytes, self._hash.hexdigest())

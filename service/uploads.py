"""Reading a multipart request as it arrives: the recording goes straight to the file store, never into memory."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO, Any, BinaryIO, cast

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ClientDisconnected
from werkzeug.formparser import MultiPartParser
from werkzeug.sansio.multipart import File

from jobs.blobs import Blobs
from jobs.model import Upload
from service.problems import Refused

FIELD_BYTES = 64 * 1024
"""Room for one field that is neither the recording nor the transcript."""

MOST_PARTS = 20
TOUCH_EVERY_S = 5.0
CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What is accepted, in bytes."""

    audio_bytes: int
    transcript_bytes: int
    min_free_bytes: int

    @property
    def request_bytes(self) -> int:
        """Of all parts together."""
        return self.audio_bytes + self.transcript_bytes + MOST_PARTS * FIELD_BYTES


@dataclass(slots=True)
class Parts:
    """What a multipart request held. `audio` is in the file store already."""

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
) -> Parts:
    """The parts of the request; the recording is stored as `audio_key`, or only hashed where `blobs` is None.

    `alive` is called every few seconds and says whether the upload is still wanted. When this returns, the recording is
    stored whole; when it raises, nothing is. Raises `Refused` for what is too large or broken, and what `blobs` raises.
    """
    boundary = ensure_acceptable(request, limits, blobs)
    request.max_content_length = limits.request_bytes
    with ExitStack() as stack:
        sink = _Sink(limits, blobs, audio_key, alive, stack)
        parser = _Parser(sink, limits)
        body = _Body(request.stream)
        try:
            fields, files = parser.parse(cast(IO[bytes], body), boundary.encode("latin-1"), request.content_length)
        except ClientDisconnected:
            raise Refused("request_timeout", "The upload broke off. Send it again.") from None
        except ValueError as error:
            if body.ended:
                raise Refused(
                    "request_timeout", "The upload broke off: its last boundary is missing. Send it again."
                ) from None
            raise Refused("bad_request", f"The multipart body is broken: {error}. Send it again.") from None
        parts = Parts(fields=dict(fields.items()))
        transcript = files.get("transcript")
        if transcript is not None:
            parts.transcript = transcript.stream.read()
            parts.transcript_name = file_name(transcript.filename)
        elif "transcript" in parts.fields:
            parts.transcript = parts.fields.pop("transcript").encode()
        parts.audio = sink.stored()
        _check_sum(parts)
        return parts


def ensure_acceptable(request: Request, limits: UploadLimits, blobs: Blobs | None) -> str:
    """The boundary between the request's parts. Raises `Refused` for what its header shows to be no upload, or too large."""
    boundary = request.mimetype_params.get("boundary", "")
    if request.mimetype != "multipart/form-data" or not boundary:
        raise Refused("unsupported_media_type", "Send multipart/form-data with the parts `audio` and `transcript`.")
    if request.content_length is not None:
        if request.content_length > limits.request_bytes:
            most = limits.request_bytes
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


def _check_sum(parts: Parts) -> None:
    expected = parts.fields.pop("audio_sha256", "").strip().lower()
    if expected and parts.audio is not None and expected != parts.audio.sha256:
        raise Refused(
            "checksum_mismatch",
            "The recording's SHA-256 is another than the one given: it changed on its way. Send it again.",
            received_sha256=parts.audio.sha256,
            received_bytes=parts.audio.bytes,
        )


def file_name(given: str | None) -> str:
    """The last part of a name from outside, for showing only, whatever system it came from."""
    name = PureWindowsPath(PurePosixPath(given or "").name).name
    return "".join(character for character in name if character.isprintable())[:255]


class _Body:
    """A body as it is read; `ended` once there was no more of it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.ended = False

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self.ended = not data
        return data


class _Sink:
    """Where the recording goes while it arrives: counted, hashed, and written to the file store."""

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
        if self._name is not None:
            raise Refused("invalid_request", "There is more than one part `audio`. Send one recording a job.")
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

    def seek(self, _offset: int) -> int:
        return 0

    def stored(self) -> Upload | None:
        if self._name is None:
            return None
        return Upload(self._key, self._name, self._bytes, self._hash.hexdigest())


class _Field:
    """A file part other than the recording: kept in memory up to its limit."""

    def __init__(self, name: str, limit: int) -> None:
        self._name = name
        self._limit = limit
        self._data = bytearray()

    def write(self, data: bytes) -> int:
        if len(self._data) + len(data) > self._limit:
            code = "transcript_too_long" if self._name == "transcript" else "too_large"
            raise Refused(
                code, f"The part `{self._name}` has more than the {self._limit} bytes accepted.", limit_bytes=self._limit
            )
        self._data += data
        return len(data)

    def seek(self, _offset: int) -> int:
        return 0

    def read(self) -> bytes:
        return bytes(self._data)


class _Parser(MultiPartParser):
    """werkzeug's parser, with a place of its own for each part."""

    def __init__(self, sink: _Sink, limits: UploadLimits) -> None:
        super().__init__(
            max_form_memory_size=limits.transcript_bytes + FIELD_BYTES,
            max_form_parts=MOST_PARTS,
            buffer_size=CHUNK_BYTES,
            cls=cast(Any, MultiDict),
        )
        self._sink = sink
        self._limits = limits

    def start_file_streaming(self, event: File, _total_content_length: int | None) -> IO[bytes]:
        if event.name == "audio":
            return cast(IO[bytes], self._sink.open(event.filename))
        limit = self._limits.transcript_bytes if event.name == "transcript" else FIELD_BYTES
        return cast(IO[bytes], _Field(event.name, limit))

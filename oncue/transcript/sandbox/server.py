"""The process's side: one file after the other, each with its own share of processor time."""

from __future__ import annotations

import contextlib
import logging
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO, Generic, Protocol, TypeVar

from oncue.errors import OncueError, TranscriptTooComplex
from oncue.text.language_id import detect
from oncue.text.parallel_languages import likely_language
from oncue.transcript import SizeLimits, read_transcript
from oncue.transcript.file_types import load_libraries
from oncue.transcript.sandbox.messages import LIMITS, READY, TOO_COMPLEX, ReadReply, ReadRequest
from oncue.transcript.sandbox.token_json import parse_to_json

STEP_BACK = 2
"""How far it steps back behind the API for the processor; workers step back further (`ONCUE_WORKER_NICE`)."""

RETIRES_AT_BYTES = 400 * 1024 * 1024
"""A process that once needed so much memory ends after its answer: Python gives little of it back."""


Answer = tuple[ReadReply, tuple[bytes, ...]]
"""A reply, and the contents that it counts."""


class SizedRequest(Protocol):
    """A request that `size` bytes follow."""

    @property
    def size(self) -> int: ...


_Request = TypeVar("_Request", bound=SizedRequest)


@dataclass(frozen=True, slots=True)
class FileWork(Generic[_Request]):
    """What a process does with files: `load` what any may need, before the first one counts its time; then `parse` each
    request's line, and `answer` it. `answer` may raise `OncueError`; what else it raises is a fault of ours."""

    load: Callable[[], None]
    parse: Callable[[bytes], _Request]
    answer: Callable[[_Request, bytes], Answer]


def run(work: FileWork[Any]) -> None:
    """Serves standard input until it is closed, within the limits that the environment names."""
    # Whatever a library prints goes to standard error; the replies keep the pipe for themselves.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    cpu_s, memory_bytes = (int(limit) for limit in os.environ[LIMITS].split())
    with os.fdopen(0, "rb", closefd=False) as requests:
        serve(requests, replies, work, cpu_s=cpu_s, memory_bytes=memory_bytes)


def serve(requests: BinaryIO, replies: BinaryIO, work: FileWork[Any], *, cpu_s: int, memory_bytes: int) -> None:
    """Answers each request on `replies` until `requests` ends. A file that takes more than `cpu_s` ends the process."""
    logging.disable(logging.ERROR)  # libraries have much to say about a hostile page
    work.load()
    _confine(memory_bytes)
    replies.write(READY)
    replies.flush()
    while line := requests.readline():
        request = work.parse(line)
        data = requests.read(request.size)
        _allow(cpu_s)
        reply, content = _answered(work, request, data)
        _allow(None)
        replies.write(reply.to_line())
        for part in content:
            replies.write(part)
        replies.flush()
        if reply.leaving:
            return


def _load() -> None:
    from oncue.text.word_breaks import word_starts

    load_libraries()
    word_starts("今日は")
    detect("Good morning to you all.")


def _load_nothing() -> None:
    pass


def _confine(memory_bytes: int) -> None:
    with contextlib.suppress(OSError):
        os.nice(STEP_BACK)
    for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_AS, memory_bytes)):
        _, hard = resource.getrlimit(kind)
        ceiling = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS knows RLIMIT_AS but refuses to set it
            resource.setrlimit(kind, (ceiling, ceiling))


def _allow(cpu_s: int | None) -> None:
    """From now on so much more processor time; then the system ends the process. None: no limit but an inherited one."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = hard
    if cpu_s is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = ceil(used.ru_utime + used.ru_stime) + cpu_s
    with contextlib.suppress(ValueError, OSError):  # a lower limit was inherited
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _answered(work: FileWork[_Request], request: _Request, data: bytes) -> Answer:
    try:
        reply, content = work.answer(request, data)
        return replace(reply, leaving=_is_large()), content
    except OncueError as error:
        reply = ReadReply(code=error.code, detail=error.detail, data=error.data, leaving=_is_large())
    except MemoryError:
        reply = _too_complex("memory")
    except RecursionError:
        reply = _too_complex("nesting")
    except Exception as error:
        # A fault of ours, or of a library's that only this text meets.
        reply = ReadReply(code="internal_error", detail=f"{type(error).__name__}: {error}"[:500], leaving=True)
    return reply, ()


def _read(request: ReadRequest, data: bytes) -> Answer:
    transcript = read_transcript(data, name=request.name, limits=SizeLimits(request.text_bytes, request.document_bytes))
    language = likely_language(transcript, request.language)
    text = transcript.text.encode("utf-8")
    parsed = parse_to_json(transcript, None if request.language else language)
    return ReadReply(len(text), len(parsed), asdict(language)), (text, parsed)


READING = FileWork(_load, ReadRequest.from_line, _read)
READING_ONCE = replace(READING, load=_load_nothing)
"""For one text: the libraries of all types take longer than most texts, which need none of them."""
"""The reading of transcripts."""


def _too_complex(what: str) -> ReadReply:
    return ReadReply(code=TranscriptTooComplex.code, detail=TOO_COMPLEX.format(what), leaving=True)


def _is_large() -> bool:
    """Whether the process has come to need so much that it had better give it back."""
    return _most_bytes() > RETIRES_AT_BYTES


def _most_bytes() -> int:
    """The most memory that was resident since this program began.

    Linux's `ru_maxrss` is not it: that goes on from the process which started this one, and may be a large service's.
    """
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit

"""One reading process: started, asked, and ended with the text that is too much for it."""

from __future__ import annotations

import logging
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from oncue.errors import OncueError, TranscriptTooComplex
from oncue.model import Transcript
from oncue.system.own_python import module_command, own_path
from oncue.text.language_id import Detected
from oncue.transcript import DEFAULT_LIMITS, SizeLimits
from oncue.transcript.sandbox.file_naming import named
from oncue.transcript.sandbox.messages import (
    LIMITS,
    LONGEST_HEAD,
    OWNER_VARIABLE,
    READY,
    TOO_COMPLEX,
    ReadReply,
    ReadRequest,
    ReadTranscript,
)
from oncue.transcript.sandbox.token_json import parse_from_json

_log = logging.getLogger(__name__)

_MIB = 1024 * 1024

_BY_OTHERS = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
"""What no text sends to the process that reads it."""

_PASSED_ON = ("PATH", "PYTHON", "LD_", "DYLD_", "LANG", "LC_", "TZ", "VIRTUAL_ENV")
"""How the variables begin that the process gets: keys and passwords are none of its business."""


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """What one text may cost. Ordinary ones of 2 MB take 2 to 5 s and 260 MB; docs/load.md has the figures."""

    cpu_s: int = 7
    """Of processor time, and up to 1 s more, as the system counts whole seconds."""
    total_s: float = 8.5
    """From asking to answer, a wait for a free process included, but not its start."""
    start_s: float = 60
    """For a process to start: 1.5 s on an idle machine."""
    memory_bytes: int = 1024 * _MIB
    """Of addresses, which are more than what is used: 245 MiB are mapped by libraries and their data."""
    answer_bytes: int = 64 * _MIB


ALONE = ReadLimits(total_s=120)
"""Where nobody waits at the other end: a machine full of work may take its time, while the processor time is the same."""


class ReadersBusy(OncueError):
    """The machine had no processor for it in time; the text is not at fault."""

    code = "rate_limited"


class ReaderBroken(Exception):
    """The reading process does not start, or says what cannot be understood."""


class Reader:
    """One process, started when it is first needed and kept warm. For one thread at a time; the thread that starts it
    must outlive it, as Linux ends a process that dies with its parent when that thread ends."""

    def __init__(self, limits: ReadLimits | None = None, start: Callable[[Callable[[], None]], None] | None = None) -> None:
        self._limits = limits or ReadLimits()
        self._start_by = start or (lambda begin: begin())
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""

    @property
    def pid(self) -> int | None:
        """The running process's, if there is one."""
        return None if self._process is None else self._process.pid

    def read(
        self,
        data: bytes,
        *,
        name: str | None = None,
        language: str | None = None,
        limits: SizeLimits = DEFAULT_LIMITS,
        deadline: float | None = None,
    ) -> ReadTranscript:
        """The transcript in `data`, by `deadline` on the monotonic clock.

        Raises what `read_transcript` and `language_of` raise, `TranscriptTooComplex` for a text that takes too much time
        or memory or that ends the process, `ReadersBusy` where the machine was too busy, and `ReaderBroken`. Where
        somebody else has killed the process, it is asked once more in another.
        """
        limits.ensure_file(data)
        deadline = time.monotonic() + self._limits.total_s if deadline is None else deadline
        request = ReadRequest(len(data), name, language, limits.text_bytes, limits.document_bytes).to_line() + data
        try:
            return self._ask(request, deadline)
        except _Killed:
            _log.warning("the process that read a transcript was killed: it is read once more")
        try:
            return self._ask(request, deadline)
        except _Killed:
            raise TranscriptTooComplex(TOO_COMPLEX.format("memory")) from None

    def _ask(self, request: bytes, deadline: float) -> ReadTranscript:
        """As `read`, in one process; the time that takes to start is added to the deadline. Raises `_Killed`, too."""
        asked = time.monotonic()
        self.warm()
        deadline += time.monotonic() - asked
        reply: ReadReply | None = None
        try:
            self._send(request, deadline)
            reply = self._head(deadline)
            text, parsed = (self._bytes(size, deadline) for size in (reply.text_bytes, reply.parsed_bytes))
        except _Ended:
            reply = None
            raise self._death() from None
        except _Late:
            reply = None
            # Its processor time is not spent, else the system would have ended it: others had the processor.
            raise ReadersBusy("The service is too busy to read the transcript now. Try again in a moment.") from None
        except BaseException:
            reply = None
            raise
        finally:
            # After anything but a whole answer it is ended: its next words might be taken for another text's.
            if reply is None or reply.leaving or reply.code == "internal_error":
                self.close()
        if reply.code == "internal_error":
            raise ReaderBroken(reply.detail)
        if reply.code is not None:
            raise reply.error()
        assert reply.language is not None
        return ReadTranscript(text, parsed, Detected(**reply.language))

    def warm(self) -> None:
        """Starts the process if none runs, and waits until it has loaded all. Raises `ReaderBroken`."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        self._start_by(self._begin)
        try:
            first = self._line(time.monotonic() + self._limits.start_s)
        except (_Ended, _Late):
            self.close()
            raise ReaderBroken("the process that reads transcripts does not start") from None
        if first != READY:
            self.close()
            raise ReaderBroken(f"the process that reads transcripts began with {first[:200]!r}")

    def close(self) -> None:
        """Ends the process, if one runs."""
        process, self._process = self._process, None
        self._unread = b""
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _begin(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name.startswith(_PASSED_ON)}
        limits = f"{self._limits.cpu_s} {self._limits.memory_bytes}"
        threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            module_command("oncue.transcript.sandbox"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",  # it writes no file anywhere
            env={
                **environment,
                **own_path(),
                **threads,
                OWNER_VARIABLE: str(os.getpid()),
                LIMITS: limits,
                "MALLOC_ARENA_MAX": "1",
            },
            start_new_session=True,  # a terminal's Ctrl-C does not reach it
        )
        assert self._process.stdin is not None
        os.set_blocking(self._process.stdin.fileno(), False)

    def _send(self, data: bytes, deadline: float) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        pipe = self._process.stdin.fileno()
        rest = memoryview(data)
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_WRITE)
            while rest:
                self._wait(selector, deadline)
                try:
                    rest = rest[os.write(pipe, rest[: 64 * 1024]) :]
                except BlockingIOError:
                    continue
                except BrokenPipeError:
                    raise _Ended from None

    def _head(self, deadline: float) -> ReadReply:
        line = self._line(deadline)
        try:
            reply = ReadReply.from_line(line)
        except (ValueError, TypeError, RecursionError):
            raise ReaderBroken(f"the process that reads transcripts said {line[:200]!r}") from None
        if (
            min(reply.text_bytes, reply.parsed_bytes) < 0
            or reply.text_bytes + reply.parsed_bytes > self._limits.answer_bytes
        ):
            raise TranscriptTooComplex(TOO_COMPLEX.format("room"))
        return reply

    def _line(self, deadline: float) -> bytes:
        while b"\n" not in self._unread:
            if len(self._unread) > LONGEST_HEAD:
                raise ReaderBroken("the process that reads transcripts does not end its line")
            self._unread += self._chunk(deadline)
        line, _, self._unread = self._unread.partition(b"\n")
        return line + b"\n"

    def _bytes(self, size: int, deadline: float) -> bytes:
        parts, self._unread = [self._unread], b""
        missing = size - len(parts[0])
        while missing > 0:
            parts.append(self._chunk(deadline))
            missing -= len(parts[-1])
        whole = b"".join(parts)
        self._unread = whole[size:]
        return whole[:size]

    def _chunk(self, deadline: float) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            self._wait(selector, deadline)
        data = os.read(pipe, 1024 * 1024)
        if not data:
            raise _Ended
        return data

    def _wait(self, selector: selectors.BaseSelector, deadline: float) -> None:
        if not selector.select(max(0.0, deadline - time.monotonic())):
            raise _Late

    def _death(self) -> OncueError:
        """What the text did to the process that read it."""
        assert self._process is not None
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
        code = self._process.poll()
        _log.info("a transcript ended the process that read it: exit code %s", code)
        if code is not None and -code in _BY_OTHERS:
            raise _Killed
        return TranscriptTooComplex(TOO_COMPLEX.format("time" if code == -signal.SIGXCPU else "memory"))


class _Killed(Exception):
    """The process was killed, by the system for its memory or by somebody: perhaps not for this text."""


class _Ended(Exception):
    """The process closed a pipe."""


class _Late(Exception):
    """The deadline passed."""


def read_alone(
    data: bytes, *, name: str | None = None, language: str | None = None, limits: ReadLimits = ALONE
) -> tuple[Transcript, Detected]:
    """The transcript in `data` and its language, read in a process that is started for it. Raises as `Reader.read`, what is
    wrong with the text with the file's name."""
    reader = Reader(limits)
    try:
        with named(name):
            read = reader.read(data, name=name, language=language)
    finally:
        reader.close()
    return parse_from_json(read.parsed)[0], read.language

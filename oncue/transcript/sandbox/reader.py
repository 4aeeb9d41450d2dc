"""A reader of transcripts: it asks a process of its own, and ends it with the text that is too much for it."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable

from oncue.errors import OncueError, TranscriptTooComplex
from oncue.text.language_id import Detected
from oncue.transcript import DEFAULT_LIMITS, SizeLimits
from oncue.transcript.sandbox.messages import READY, TOO_COMPLEX, ReadReply, ReadRequest, ReadTranscript
from oncue.transcript.sandbox.read_limits import ReadLimits
from oncue.transcript.sandbox.reading_process import DeadlinePassed, ProcessEnded, ReaderBroken, ReadingProcess

_log = logging.getLogger(__name__)

_BY_OTHERS = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
"""Signals that no text sends to the process that reads it."""


class ReadersBusy(OncueError):
    """The machine had no processor for it in time; the text is not at fault."""

    code = "rate_limited"


class _Killed(Exception):
    """The process was killed, by the system for its memory or by somebody: perhaps not for this text."""


class Reader:
    """One process, started when it is first needed and kept warm. For one thread at a time.

    `start` is given a function that starts the process, and calls it in a thread that outlives it: Linux ends a process that
    dies with its parent when the thread that started it ends.
    """

    def __init__(
        self,
        limits: ReadLimits | None = None,
        start: Callable[[Callable[[], None]], None] | None = None,
        process: Callable[[ReadLimits], ReadingProcess] = ReadingProcess,
    ) -> None:
        self._limits = limits or ReadLimits()
        self._start_by = start or (lambda begin: begin())
        self._new_process = process
        self._process: ReadingProcess | None = None

    @property
    def pid(self) -> int | None:
        """The process id of the running process; None where none runs."""
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
        reply, text, parsed = self.ask(request, deadline)
        assert reply.facts is not None
        return ReadTranscript(text, parsed, Detected(**reply.facts))

    def ask(self, request: bytes, deadline: float) -> tuple[ReadReply, bytes, bytes]:
        """The reply to a request, a line and the bytes that it counts, and the reply's two contents. Raises the errors of
        `read`."""
        try:
            return self._ask(request, deadline)
        except _Killed:
            _log.warning("the process that read a file was killed: it is read once more")
        try:
            return self._ask(request, deadline)
        except _Killed:
            raise TranscriptTooComplex(TOO_COMPLEX.format("memory")) from None

    def _ask(self, request: bytes, deadline: float) -> tuple[ReadReply, bytes, bytes]:
        """The answer of one process; the time that it takes to start is added to the deadline.

        Raises the errors of `read`, and `_Killed`.
        """
        asked = time.monotonic()
        process = self._warm()
        deadline += time.monotonic() - asked
        reply: ReadReply | None = None
        try:
            process.send(request, deadline)
            reply = self._head(process, deadline)
            first, second = (process.take(size, deadline) for size in (reply.first_bytes, reply.second_bytes))
        except ProcessEnded:
            reply = None
            raise _death(process) from None
        except DeadlinePassed:
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
        return reply, first, second

    def warm(self) -> None:
        """Starts the process if none runs, and waits until it has loaded all. Raises `ReaderBroken`."""
        self._warm()

    def close(self) -> None:
        """Ends the process, if one runs."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def _warm(self) -> ReadingProcess:
        if self._process is not None and self._process.is_running:
            return self._process
        self.close()
        self._start_by(self._begin)
        process = self._process
        assert process is not None
        try:
            first = process.line(time.monotonic() + self._limits.start_s)
        except (ProcessEnded, DeadlinePassed):
            self.close()
            raise ReaderBroken("the process that reads transcripts does not start") from None
        if first != READY:
            self.close()
            raise ReaderBroken(f"the process that reads transcripts began with {first[:200]!r}")
        return process

    def _begin(self) -> None:
        self._process = self._new_process(self._limits)

    def _head(self, process: ReadingProcess, deadline: float) -> ReadReply:
        line = process.line(deadline)
        try:
            reply = ReadReply.from_line(line)
        except (ValueError, TypeError, RecursionError):
            raise ReaderBroken(f"the process that reads transcripts said {line[:200]!r}") from None
        if (
            min(reply.first_bytes, reply.second_bytes) < 0
            or reply.first_bytes + reply.second_bytes > self._limits.answer_bytes
        ):
            raise TranscriptTooComplex(TOO_COMPLEX.format("room"))
        return reply


def _death(process: ReadingProcess) -> OncueError:
    """The error for a text that has ended the process which read it. Raises `_Killed` where others may have ended it."""
    code = process.exit_code(1.0)
    _log.info("a transcript ended the process that read it: exit code %s", code)
    if code is not None and -code in _BY_OTHERS:
        raise _Killed
    return TranscriptTooComplex(TOO_COMPLEX.format("time" if code == -signal.SIGXCPU else "memory"))

"""Checks of strangers' caption files, each in a process with a limit on time and memory: a file cannot harm who asks."""

from __future__ import annotations

from functools import partial

from oncue.caption_files.check_request import CheckAnswer, CheckRequest
from oncue.errors import InputError, TranscriptTooComplex
from oncue.transcript.sandbox import Readers, ReadLimits
from oncue.transcript.sandbox.reading_process import ReadingProcess

CHECKED_AT_ONCE = 2
"""More would only take the processor from each other and from all other requests."""

MOST_CHECKS_WAITING = 16

CHECK_LIMITS = ReadLimits(cpu_s=30, total_s=60)
"""Measured: 10,000 captions, twelve hours of speech, take 3 s to check, and 11 s to mend and check again."""


class CaptionsTooComplex(InputError):
    """Checking them takes more time or memory than those of any programme do."""

    code = "captions_too_complex"


class CaptionChecks:
    """Processes that check caption files, started as they are needed. Safe from any thread."""

    def __init__(self, limits: ReadLimits = CHECK_LIMITS) -> None:
        process = partial(ReadingProcess, module="oncue.caption_files")
        self._processes = Readers(CHECKED_AT_ONCE, limits, MOST_CHECKS_WAITING, process)

    def check(self, request: CheckRequest, captions: bytes, house: bytes = b"") -> CheckAnswer:
        """The answer to a request whose sizes are those of `captions` and `house` together.

        Raises what reading captions and rules raises, `CaptionsTooComplex`, and `ReadersBusy`.
        """
        try:
            reply, report, file = self._processes.ask(request.to_line() + captions + house)
        except TranscriptTooComplex as error:
            raise CaptionsTooComplex(
                f"{request.name}: checking it takes more time or memory than a programme's captions do. Divide it."
            ) from error
        assert reply.facts is not None
        return CheckAnswer(report, file, **{**reply.facts, "lost": tuple(reply.facts["lost"])})

"""Strangers' caption files checked and read, each in a process with a limit on time and memory: none can harm who asks."""

from __future__ import annotations

from functools import partial

from oncue.caption_files.check_request import CheckAnswer, CheckRequest
from oncue.caption_files.cue_json import cues_from_json
from oncue.captions.formats import WrittenCue
from oncue.errors import InputError, TranscriptTooComplex
from oncue.transcript.sandbox import Readers, ReadLimits
from oncue.transcript.sandbox.messages import ReadReply
from oncue.transcript.sandbox.reading_process import ReadingProcess

CHECKED_AT_ONCE = 2
"""More would only take the processor from each other and from all other requests."""

MOST_CHECKS_WAITING = 16

CHECK_LIMITS = ReadLimits(cpu_s=30, total_s=60)
"""Measured: 10,000 captions, twelve hours of speech, take 3 s to check, and 11 s to mend and check again."""


class CaptionsTooComplex(InputError):
    """Checking or reading them takes more time or memory than those of any programme do."""

    code = "captions_too_complex"


class CaptionChecks:
    """Processes that check caption files, started as they are needed, or before with `warm`. Safe from any thread."""

    def __init__(self, limits: ReadLimits = CHECK_LIMITS) -> None:
        process = partial(ReadingProcess, module="oncue.caption_files")
        self._processes = Readers(CHECKED_AT_ONCE, limits, MOST_CHECKS_WAITING, process)

    def warm(self) -> None:
        """Starts one process in the background, so that the first file need not wait for it."""
        self._processes.warm()

    def check(self, request: CheckRequest, captions: bytes, house: bytes = b"") -> CheckAnswer:
        """The answer to a request whose sizes are those of `captions` and `house` together.

        Raises what reading captions and rules raises, `CaptionsTooComplex`, and `ReadersBusy`.
        """
        reply, report, file = self._asked(request, captions + house, "checking")
        facts = dict(reply.facts or {})
        return CheckAnswer(report, file, **{**facts, "lost": tuple(facts["lost"])})

    def read(self, captions: bytes, name: str, suffix: str | None = None) -> tuple[tuple[WrittenCue, ...], str]:
        """The cues of a file, without the times of single words, and its format: `suffix`, or else what the name or the
        content tells. Raises the errors of `check`."""
        request = CheckRequest(size=len(captions), name=name, suffix=suffix, reading=True)
        reply, cues, _ = self._asked(request, captions, "reading")
        return cues_from_json(cues), str((reply.facts or {})["suffix"])

    def _asked(self, request: CheckRequest, data: bytes, doing: str) -> tuple[ReadReply, bytes, bytes]:
        try:
            return self._processes.ask(request.to_line() + data)
        except TranscriptTooComplex as error:
            raise CaptionsTooComplex(
                f"{request.name}: {doing} it takes more time or memory than a programme's captions do. Divide it."
            ) from error

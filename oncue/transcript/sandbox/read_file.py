"""One transcript, as bytes or as a file, read in a process that is started for it and ended after it."""

from __future__ import annotations

from pathlib import Path

from oncue.errors import OncueError, TranscriptUnreadable
from oncue.model import Transcript
from oncue.text.language_id import Detected
from oncue.transcript import DEFAULT_LIMITS
from oncue.transcript.sandbox.file_naming import named
from oncue.transcript.sandbox.messages import ONCE
from oncue.transcript.sandbox.read_limits import ALONE, ReadLimits
from oncue.transcript.sandbox.reader import Reader
from oncue.transcript.sandbox.reading_process import ReaderBroken, ReadingProcess
from oncue.transcript.sandbox.token_json import parse_from_json


def read_alone(
    data: bytes, *, name: str | None = None, language: str | None = None, limits: ReadLimits = ALONE
) -> tuple[Transcript, Detected]:
    """The transcript in `data`, and its language.

    Raises the errors of `Reader.read`; those of the text name the file.
    """
    reader = Reader(limits, process=_process_for_one)
    try:
        with named(name):
            read = reader.read(data, name=name, language=language)
    finally:
        reader.close()
    return parse_from_json(read.parsed)[0], read.language


def _process_for_one(limits: ReadLimits) -> ReadingProcess:
    return ReadingProcess(limits, "oncue.transcript.sandbox", ONCE)


def read_file(path: Path, language: str | None = None) -> tuple[Transcript, Detected]:
    """The transcript in `path`, and its language (`language` where it is given).

    Raises `TranscriptUnreadable` where there is no such file, and the errors of `read_alone`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(DEFAULT_LIMITS.most_bytes + 1)  # more is refused before it is read
    except IsADirectoryError:
        raise TranscriptUnreadable(f"{path} is a folder. Give the transcript's file.") from None
    except OSError as error:
        raise TranscriptUnreadable(f"{path}: {error.strerror}. Check the transcript's path and permissions.") from None
    try:
        return read_alone(data, name=path.name, language=language)
    except ReaderBroken as error:
        raise OncueError(f"{path} was not read: {error}. If this happens again, report it with the text.") from error

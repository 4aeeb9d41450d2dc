"""A transcript's file, read for a program that reads only one."""

from __future__ import annotations

from pathlib import Path

from oncue.errors import OncueError, TranscriptUnreadable
from oncue.model import Transcript
from oncue.text.language_id import Detected
from oncue.transcript import DEFAULT_LIMITS
from oncue.transcript.sandbox.reader import ReaderBroken, read_alone


def read_file(path: Path, language: str | None = None) -> tuple[Transcript, Detected]:
    """The transcript in `path` and its language (`language` where it is given), read in a process of its own.

    Raises `TranscriptUnreadable` where there is no such file, and as `read_alone` does.
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

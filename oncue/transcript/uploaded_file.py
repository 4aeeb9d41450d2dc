"""The file that a document type sniffs at and reads: its bytes, its name, its text where it has one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from oncue.errors import TranscriptUnreadable
from oncue.transcript.encoding import NotText, decode

_SAMPLE = 20_000


class TypeMatch(IntEnum):
    """How much speaks for a type of document; the type with the most reads the file."""

    NONE = 0
    """It cannot be read as one."""
    FALLBACK = 1
    """It can be read as one if nothing else reads it."""
    TRACES = 2
    """It has signs of the type that other types may have, too."""
    SHAPE = 3
    """It is built as one."""
    SIGNATURE = 4
    """It begins with what marks the type."""


@dataclass(frozen=True)
class UploadedFile:
    """`data` are all its bytes, `name` its file name or None: a hint, as the content decides."""

    data: bytes
    name: str | None = None

    @cached_property
    def suffix(self) -> str:
        """What stands behind the last dot of its name, in lower case and with the dot, as `.srt`."""
        return "." + (self.name or "").rpartition(".")[2].casefold()

    @cached_property
    def text(self) -> str:
        """Its bytes as text. Raises `NotText` or `TranscriptUnreadable` where they are none."""
        return decode(self.data)

    @cached_property
    def head(self) -> str:
        """The first 20,000 characters of its text without white space before them; empty for a binary file."""
        try:
            return self.text[:_SAMPLE].lstrip("\ufeff\n\r\t ")
        except (NotText, TranscriptUnreadable):
            return ""

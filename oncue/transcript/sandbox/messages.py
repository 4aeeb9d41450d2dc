"""What a reading process and who asks it say to each other: one JSON object a line, each followed by bytes it counts.

Processes that do something else with a file within the same limits answer in the same way: see `ReadReply`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from oncue import errors
from oncue.errors import OncueError
from oncue.text.language_id import Detected

OWNER_VARIABLE = "ONCUE_READER_OWNER"
"""The variable in the reading process's environment that names its owner's process: it ends when that one ends."""

LIMITS = "ONCUE_READER_LIMITS"
"""The variable that holds its limits: seconds of processor time a text, and bytes of memory in all."""

ONCE = "once"
"""The argument of a process that is started for one text."""

READY = b'{"ready": true}\n'
"""Its first line, when all is loaded."""

LONGEST_HEAD = 65_536

TOO_COMPLEX = "The transcript takes too much {} to read: give only the programme's own text, as plain text."


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """One text of `size` bytes, which follow. `language` is the one that was given, or None."""

    size: int
    name: str | None
    language: str | None
    text_bytes: int
    document_bytes: int

    def to_line(self) -> bytes:
        """As the reading process reads it."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> ReadRequest:
        """Raises `ValueError` or `TypeError` for anything else."""
        return cls(**json.loads(line))


@dataclass(frozen=True, slots=True)
class ReadReply:
    """How it went: the sizes of the two contents that follow, and `facts` on them; or what is wrong.

    Of a transcript these are the text in UTF-8, the parse as it is stored, and its language as a `Detected` has it.
    `leaving`: the process ends after this reply, to give its memory back.
    """

    first_bytes: int = 0
    second_bytes: int = 0
    facts: Mapping[str, Any] | None = None
    code: str | None = None
    detail: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    leaving: bool = False

    def to_line(self) -> bytes:
        """As `from_line` reads it."""
        return json.dumps(asdict(self), default=str).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> ReadReply:
        """Raises `ValueError` or `TypeError` for anything else."""
        return cls(**json.loads(line))

    def error(self) -> OncueError:
        """The error that the reading process met, as it was raised there."""
        assert self.code is not None
        error = _CLASSES.get(self.code, OncueError)(self.detail, **self.data)
        if type(error) is OncueError:
            error.code = self.code
        return error


@dataclass(frozen=True, slots=True)
class ReadTranscript:
    """A transcript that was read: its text in UTF-8, the whole parse as `parse_from_json` takes it, and its language: the
    one that was given, or was told from the text."""

    text: bytes
    parsed: bytes
    language: Detected


def _kinds(base: type[OncueError]) -> Iterator[type[OncueError]]:
    for kind in base.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield kind
            yield from _kinds(kind)


_CLASSES = {kind.code: kind for kind in [*_kinds(OncueError)][::-1]}

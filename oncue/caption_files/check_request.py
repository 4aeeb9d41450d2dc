"""What is asked of a process that checks caption files, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """One caption file, whose bytes follow: `size` of them, of which the last `house_bytes` are a house's own rules (TOML).

    `suffix` is the format; without it, it is told by the name, else by the content. `rules` are names of rule sets; without
    any, and without a house's own, the default profile's are meant. `clock` has the options of captions that tell their
    times. `mending`: a mended file is wanted. `as_page`: the report is to be HTML, else it is JSON. `reading`: no report is
    wanted, but the cues of the file.
    """

    size: int
    name: str
    house_bytes: int = 0
    suffix: str | None = None
    language: str | None = None
    duration_s: float | None = None
    rules: tuple[str, ...] = ()
    clock: Mapping[str, Any] = field(default_factory=dict)
    mending: bool = False
    as_page: bool = False
    reading: bool = False

    def to_line(self) -> bytes:
        """As `from_line` reads it."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> CheckRequest:
        """Raises `ValueError` or `TypeError` for anything else."""
        return cls(**json.loads(line))


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """A report on a caption file, as JSON or HTML, and its counts; and the mended file, empty where none was wanted.

    `suffix` is the format of the mended file, or else that of the file. `mended` counts the captions that are not as they
    were, `lost` is what is not in the mended file, as `Written.lost` has it.
    """

    report: bytes
    file: bytes
    suffix: str
    hard: int
    soft: int
    mended: int
    lost: tuple[str, ...]

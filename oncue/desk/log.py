"""What the desk keeps: revisions, each an edit by somebody, and the times that an aligner found for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from oncue.desk.ops import Op

WordTiming = tuple[int, int, float, float | None, int | None]
"""Start and end in milliseconds, confidence 0..1, the sound's fit (`TimedWord.gop`), and `TimedWord.error_ms`."""


@dataclass(frozen=True, slots=True)
class Revision:
    """An edit as it was made: its number from 1, its ops, whose it is and when; `edit_id` is the client's."""

    n: int
    ops: tuple[Op, ...]
    who: str
    at_ms: int = 0
    edit_id: str = ""


@dataclass(frozen=True, slots=True)
class Retiming:
    """The times of a stretch by its sound. `rev` is the revision that asked, `words` the times by id.

    `basis` is that of the `Stretch`: the times hold wherever its edited words read as they did then, and nowhere else.
    """

    rev: int
    words: Mapping[str, WordTiming]
    basis: str

"""What can be wrong with a caption file, by stable codes."""

from __future__ import annotations

from enum import StrEnum


class FaultReason(StrEnum):
    """Why a caption file is refused. A name stays what it is; further ones may come."""

    OTHER_FORMAT = "other_format"
    """It is not of the format that it was taken for."""
    DAMAGED = "damaged"
    """Something in it cannot be read, and words may be lost with it."""
    CUT_OFF = "cut_off"
    """It ends in the middle."""
    TOO_LARGE = "too_large"
    """It has more bytes, lines, elements or levels than captions have."""
    ENTITIES = "entities"
    """It declares entities of XML."""
    PICTURES = "pictures"
    """It holds pictures of text."""
    TIME_UNKNOWN = "time_unknown"
    """A time is none, or is counted in a way that is not known."""
    TIMES_BACKWARDS = "times_backwards"
    """Something ends before it starts."""
    ENDLESS = "endless"
    """A text never ends."""
    NEVER_SHOWN = "never_shown"
    """A text begins after what it is in has ended."""
    TOO_OFTEN = "too_often"
    """The parts of captions come and go too often to be captions."""
    ALPHABET_UNKNOWN = "alphabet_unknown"
    """It is in an alphabet that does not exist."""


class CaptionFault(Exception):
    """A fault of a caption file: `detail` says in a sentence what is wrong and where, `data` has the figures in it."""

    def __init__(self, reason: FaultReason, detail: str, **data: object) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.data = data

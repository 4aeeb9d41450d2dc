"""What a person does to the captions of a recording: one frozen value an op. `op_forms` has their JSON.

Words are named by their ids: `w<char_start>` in the published text, `a<revision>.<n>` for those that a revision added, and
`a.<n>` for those that this very edit adds. A range is from its first word to its last, both included. Times are whole
milliseconds of the recording.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from oncue.captions.segmentation.directions import BreakKind
from oncue.model import UnspokenKind


class Why(StrEnum):
    """Why published words were replaced."""

    MISPRINT = "misprint"
    SAID_OTHERWISE = "said_otherwise"
    NOT_SAID = "not_said"
    HOUSE_STYLE = "house_style"


class Keep(Enum):
    """Stands for a time that an op leaves as it is."""

    KEEP = "keep"


KEEP = Keep.KEEP


@dataclass(frozen=True, slots=True)
class Replace:
    """The words from `first` to `last` become those of `text`; "" removes them. Words that stay the same keep their ids."""

    first: str
    last: str
    text: str
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Insert:
    """The words of `text` come behind the word `after`, or before all others where that is None."""

    after: str | None
    text: str
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """Fixes when a word starts or ends; None frees the border again, `KEEP` leaves it as it is."""

    word: str
    start_ms: int | Keep | None = KEEP
    end_ms: int | Keep | None = KEEP


@dataclass(frozen=True, slots=True)
class Show:
    """A caption that begins with `word` comes in at `in_ms`; one that ends with it goes out at `out_ms`.

    None frees the time again, `KEEP` leaves it as it is.
    """

    word: str
    in_ms: int | Keep | None = KEEP
    out_ms: int | Keep | None = KEEP


@dataclass(frozen=True, slots=True)
class Break:
    """What comes between a word and the one before it; None leaves that to the limits again."""

    before: str
    kind: BreakKind | None


@dataclass(frozen=True, slots=True)
class SetSpeaker:
    """The words from `first` to `last` are said by `name`; None is somebody without a name."""

    first: str
    last: str
    name: str | None


@dataclass(frozen=True, slots=True)
class RenameSpeaker:
    """Whoever is called `old` is called `new`, everywhere; two of one name are one."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Say:
    """The words from `first` to `last` are said, so that captions show them (`kind` None), or are of this kind instead."""

    first: str
    last: str
    kind: UnspokenKind | None


@dataclass(frozen=True, slots=True)
class PlaceSound:
    """A sound, `[APPLAUSE]`, in a caption of its own. `sound` names one to be changed; "" as text removes it."""

    start_ms: int
    end_ms: int
    text: str
    sound: str | None = None


@dataclass(frozen=True, slots=True)
class Confirm:
    """A person listened to the words from `first` to `last` and found them right."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark for colleagues; no caption shows it. "" removes those that the word has."""

    word: str
    text: str


@dataclass(frozen=True, slots=True)
class Undo:
    """The revision `rev` never was, where nobody built on it; of an undo or a revert, it is that which never was."""

    rev: int


@dataclass(frozen=True, slots=True)
class Revert:
    """Everything is as it was after the revision `to`; 0 is the machine's."""

    to: int


Op = Replace | Insert | Time | Show | Break | SetSpeaker | RenameSpeaker | Say | PlaceSound | Confirm | Note | Undo | Revert

"""The sound of a desk as its words are aligned with it: the features of each frame in one file, any piece of which is read
by itself.

With it no stretch is decoded, and none depends on how what is listened to was compressed: an edit looks at exactly the
numbers that the alignment of the whole looked at, those of the phone network included, which the whole has where noise masks
the sound; only what an earlier version kept has none of these. It takes 22 MB an hour, and up to 17 MB more for the
network's.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import STREAM_WIDTH
from oncue.acoustic.frame_features import Evidence
from oncue.acoustic.network_windows import HeardPhones
from oncue.errors import OncueError
from oncue.model import Interval, RecognisedWord
from oncue.pipeline.kept_phones import KeptPhones, ReadRange, packed_phones
from oncue.pipeline.realigned_search import StretchSound, no_phones

SOUND_VERSION = 2
"""Raise it whenever the same sound would have other features: those that are kept are then made anew."""

_MAGIC = b"ONCUEDSK"
_HEAD = struct.Struct("<8sIII")
"""The magic, the version, the length of the facts, and the count of frames."""

_FRAME = np.dtype(
    [("cepstra", "<f4", STREAM_WIDTH), ("silence", "<f4"), ("speechless", "?"), ("loudness_db", "<f4"), ("voiced", "?")]
)
_ROWS = 6000


class DeskSoundUnusable(OncueError):
    """The file is of another version, or damaged: the desk is to be opened anew."""

    code = "desk_sound_unusable"


def packed_sound(
    evidence: Evidence,
    language: str,
    duration_ms: int,
    speech: Sequence[Interval],
    heard: Sequence[RecognisedWord],
    holes: Sequence[Interval],
    phones: HeardPhones | None = None,
) -> Iterator[bytes]:
    """The file's content in pieces; see `StretchSound` for what it holds."""
    told_of_phones, behind = (None, b"") if phones is None else packed_phones(phones)
    facts = {
        "language": language,
        "duration_ms": duration_ms,
        "speech": [list(one) for one in speech],
        "heard": [[word.text, word.start_ms, word.end_ms, word.probability] for word in heard],
        "holes": [list(one) for one in holes],
        "phones": told_of_phones,
    }
    told = zlib.compress(json.dumps(facts).encode(), 6)
    yield _HEAD.pack(_MAGIC, SOUND_VERSION, len(told), len(evidence.cepstra)) + told
    for first in range(0, len(evidence.cepstra), _ROWS):
        piece = slice(first, first + _ROWS)
        rows = np.empty(len(evidence.cepstra[piece]), _FRAME)
        rows["cepstra"], rows["silence"] = evidence.cepstra[piece], evidence.silence[piece]
        rows["speechless"], rows["voiced"] = evidence.speechless[piece], evidence.voiced[piece]
        rows["loudness_db"] = evidence.loudness_db[piece]
        yield rows.tobytes()
    yield behind


def open_sound(read: ReadRange) -> StretchSound:
    """The sound in a file, of which only the head is read now. Raises `DeskSoundUnusable`, and what `read` raises."""
    facts, rows_at, count = _facts(read)
    try:
        return StretchSound(
            language=str(facts["language"]),
            duration_ms=int(facts["duration_ms"]),
            evidence=lambda first, last: _evidence(read, rows_at, count, first, last),
            speech=[(int(a), int(b)) for a, b in facts["speech"]],
            heard=[RecognisedWord(str(text), int(a), int(b), float(sure)) for text, a, b, sure in facts["heard"]],
            holes=[(int(a), int(b)) for a, b in facts["holes"]],
            phones=_phones(facts.get("phones"), read, rows_at + count * _FRAME.itemsize),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DeskSoundUnusable("The desk's sound is damaged. Open the desk anew.") from error


def _phones(facts: Any, read: ReadRange, at: int) -> Callable[[int, int], HeardPhones | None]:
    """What the phone network heard between two frames, which lies behind those of the whole."""
    if facts is None:  # in a quiet room, and in older files
        return no_phones
    kept = KeptPhones(facts, lambda start, end: read(at + start, at + end))

    def heard(first: int, last: int) -> HeardPhones:
        try:
            return kept.heard(first, last)
        except ValueError as error:
            raise DeskSoundUnusable("The desk's sound is damaged. Open the desk anew.") from error

    return heard


def _facts(read: ReadRange) -> tuple[dict[str, Any], int, int]:
    head = read(0, _HEAD.size)
    if len(head) < _HEAD.size:
        raise DeskSoundUnusable("The desk's sound is cut off. Open the desk anew.")
    magic, version, length, count = _HEAD.unpack(head)
    if (magic, version) != (_MAGIC, SOUND_VERSION):
        raise DeskSoundUnusable("The desk's sound is of another version. Open the desk anew.")
    try:
        facts = json.loads(zlib.decompress(read(_HEAD.size, _HEAD.size + length)))
    except (zlib.error, ValueError) as error:
        raise DeskSoundUnusable("The desk's sound is damaged. Open the desk anew.") from error
    return facts, _HEAD.size + length, count


def _evidence(read: ReadRange, rows_at: int, count: int, first: int, last: int) -> Evidence:
    first, last = max(0, min(first, count)), max(0, min(last, count))
    data = read(rows_at + first * _FRAME.itemsize, rows_at + last * _FRAME.itemsize) if last > first else b""
    if len(data) != max(0, last - first) * _FRAME.itemsize:
        raise DeskSoundUnusable("The desk's sound is cut off. Open the desk anew.")
    rows = np.frombuffer(data, _FRAME)
    return Evidence(
        _plain(rows["cepstra"]),
        _plain(rows["silence"]),
        rows["speechless"].copy(),
        _plain(rows["loudness_db"]),
        rows["voiced"].copy(),
    )


def _plain(column: NDArray[Any]) -> NDArray[np.float32]:
    return np.ascontiguousarray(column, np.float32)

"""Files of much of the same, which a reader must take in one pass, for every format that is read."""

from __future__ import annotations

import pytest

from bench.caption_pictures import said
from oncue.captions.formats import FORMATS
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError
from tests.unit.caption_files import READABLE
from tests.unit.caption_files import read as read_cues

_TRACK = CaptionTrack(*said("Anna| Good {\\an8} morning, <i>all</i>.(3000)\nBob| Hello.(3000)\nAnna| Yes.\nBob| No."))


def read(suffix: str, data: bytes) -> None:
    try:
        cues = read_cues(suffix, data)
    except UsageError:
        return
    assert all(0 <= cue.start_ms <= cue.end_ms and len(cue.lines) == len(cue.speakers) for cue in cues)


@pytest.mark.parametrize("suffix", READABLE)
def test_much_of_the_same_is_read_or_refused_in_one_pass(suffix: str) -> None:
    # What tries each place anew up to the end would take hours.
    file = FORMATS[suffix].write(_TRACK).data
    middle = max(file.find(b"Good"), len(file) // 2)
    for piece in (b'"', b"{", b"}{", b"[", b"[\n", b"<", b"\n", b" ", b"\\", b"9"):
        read(suffix, file[:middle] + piece * 100_000 + file[middle:])
    read(suffix, b"[\n" * 100_000)
    read(suffix, file[:middle] + b'""\n' * 100_000)

"""The peaks of a recording, to draw its wave: the lowest and highest sample of each hundredth, tenth and whole second.

The file is a head and three levels, one behind the other, each a pair of signed octets (lowest, highest) for each step:
any piece of any level is a range of the file.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from oncue.errors import OncueError

PER_SECOND = (100, 10, 1)
"""The pairs a second of each level, finest first."""

PAIR_BYTES = 2

_MAGIC = b"ONCUEPKS"
_HEAD = struct.Struct("<8sQ")


class PeaksDamaged(OncueError):
    """The file of a desk's peaks cannot be read."""

    code = "files_damaged"


@dataclass(frozen=True, slots=True)
class PeaksLayout:
    """Where the pairs of each level are in a file that has `finest` pairs in its finest one."""

    finest: int

    def head(self) -> bytes:
        """The beginning of the file."""
        return _HEAD.pack(_MAGIC, self.finest)

    def count(self, per_second: int) -> int:
        """The count of pairs in a level."""
        return -(-self.finest * per_second // PER_SECOND[0])

    def octets(self, per_second: int, from_ms: int, to_ms: int) -> tuple[int, int]:
        """The range of the file with the pairs from that which holds `from_ms` to that before `to_ms`."""
        at = _HEAD.size + PAIR_BYTES * sum(self.count(finer) for finer in PER_SECOND[: PER_SECOND.index(per_second)])
        most = self.count(per_second)
        first = min(most, from_ms * per_second // 1000)
        last = min(most, max(first, -(-to_ms * per_second // 1000)))
        return at + PAIR_BYTES * first, at + PAIR_BYTES * last


def read_peaks(read: Callable[[int, int], bytes], per_second: int, from_ms: int, to_ms: int) -> bytes:
    """The pairs of a level between two times; `read` gives the bytes [start, end) of the file. Raises `PeaksDamaged`."""
    head = read(0, _HEAD.size)
    if len(head) < _HEAD.size or not head.startswith(_MAGIC):
        raise PeaksDamaged("The file of the desk's peaks is damaged. Open the desk anew.")
    start, end = PeaksLayout(_HEAD.unpack(head)[1]).octets(per_second, from_ms, to_ms)
    return read(start, end) if end > start else b""

"""The clock of a file, whose times differ from those of the decoded sound where holes were taken out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oncue.model import Gap, Interval, TimedWord


class FileClock:
    """The clock of one file. `holes` are (place in the decoded sound, length), in milliseconds and in order."""

    def __init__(self, holes: Sequence[Interval]) -> None:
        self._holes = holes

    def duration(self, duration_ms: int) -> int:
        """The duration of the recording, holes included, in milliseconds."""
        return duration_ms + sum(length_ms for _, length_ms in self._holes)

    def words(self, words: Sequence[TimedWord]) -> tuple[TimedWord, ...]:
        """The words on the file's clock. A word across a hole lies on the side where most of it was."""
        moved: list[TimedWord] = []
        for word in words:
            if word.start_ms is not None and word.end_ms is not None:
                start_ms, end_ms = self.interval((word.start_ms, word.end_ms))
                word = replace(word, start_ms=start_ms, end_ms=end_ms)
            if word.heard_start_ms is not None and word.heard_end_ms is not None:
                start_ms, end_ms = self.interval((word.heard_start_ms, word.heard_end_ms))
                word = replace(word, heard_start_ms=start_ms, heard_end_ms=end_ms)
            moved.append(word)
        return tuple(moved)

    def gaps(self, gaps: Sequence[Gap]) -> tuple[Gap, ...]:
        """The gaps on the file's clock; one across a hole lies where a word would."""
        return tuple(Gap(*self.interval((gap.start_ms, gap.end_ms)), gap.text) for gap in gaps)

    def interval(self, interval: Interval) -> Interval:
        """One interval on the file's clock; of one across a hole, the longest piece."""
        return max(self._pieces(interval), key=lambda piece: piece[1] - piece[0])

    def sound_ms(self, file_ms: int) -> int:
        """The place in the decoded sound of a time of the file; of one in a hole, where that was taken out."""
        added_ms = 0
        for at_ms, length_ms in self._holes:
            if file_ms <= at_ms + added_ms:
                break
            if file_ms < at_ms + added_ms + length_ms:
                return at_ms
            added_ms += length_ms
        return file_ms - added_ms

    def intervals(self, intervals: Sequence[Interval]) -> list[Interval]:
        """The intervals on the file's clock, divided at the holes."""
        return [piece for interval in intervals for piece in self._pieces(interval)]

    def _pieces(self, interval: Interval) -> list[Interval]:
        start_ms, end_ms = interval
        pieces: list[Interval] = []
        added_ms = 0
        for at_ms, length_ms in self._holes:
            if start_ms < at_ms < end_ms:
                pieces.append((start_ms + added_ms, at_ms + added_ms))
                start_ms = at_ms
            if start_ms < at_ms:
                break
            added_ms += length_ms
        pieces.append((start_ms + added_ms, end_ms + added_ms))
        return pieces

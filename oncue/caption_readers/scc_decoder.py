"""A decoder of CEA-608: what it would show of each caption channel, word by word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from oncue.caption_readers import cea608

_CHANNELS = (1, 2, 3, 4)
"""Two in each field of the picture: CC1 and CC2, CC3 and CC4."""

# A caption that nothing takes away: decoders keep it for sixteen seconds, pycaption for four.
_LEFT_MS = 4000
# Decoders have 32 columns; lines that others made too long are read whole, and one without end is not.
_MOST_COLUMNS = 4 * cea608.COLUMN_COUNT


class _Memory:
    """Rows of characters by column."""

    def __init__(self) -> None:
        self._rows: dict[int, dict[int, str]] = {}
        self._lines: tuple[str, ...] | None = None

    def put(self, row: int, column: int, char: str) -> None:
        self._rows.setdefault(row, {})[column] = char
        self._lines = None

    def take(self, row: int, first: int) -> None:
        """Takes away what is in a row from a column on."""
        kept = {column: char for column, char in self._rows.get(row, {}).items() if column < first}
        self._rows[row] = kept
        self._lines = None

    def has(self, row: int, column: int) -> bool:
        return column in self._rows.get(row, {})

    def has_any(self) -> bool:
        return any(self._rows.values())

    def lines(self) -> tuple[str, ...]:
        """The rows as text, from the top: a hole is a space. Worked out once, as a file may show one memory many times."""
        if self._lines is None:
            rows = (_row_text(row) for _, row in sorted(self._rows.items()))
            self._lines = tuple(text for text in rows if text)
        return self._lines


def _row_text(row: Mapping[int, str]) -> str:
    text, before = "", None
    for column, char in sorted(row.items()):
        text += (" " if before is not None and column > before + 1 else "") + char
        before = column
    return " ".join(text.split())


@dataclass(slots=True)
class CaptionChannel:
    """A caption channel as a decoder keeps it. `cues` are what it has shown: from when, until when, and its lines."""

    cues: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    mode: str = "pop"
    loading: _Memory = field(default_factory=_Memory)
    shown: _Memory = field(default_factory=_Memory)
    shown_ms: int = 0
    row: int = cea608.ROW_COUNT
    column: int = 0

    def memory(self) -> _Memory:
        return self.loading if self.mode == "pop" else self.shown

    def write(self, char: str, now_ms: int) -> None:
        if self.mode == "text":
            return
        if self.mode != "pop" and not self.shown.has_any():
            self.shown_ms = now_ms
        self.memory().put(self.row, self.column, char)
        self.column = min(self.column + 1, _MOST_COLUMNS)

    def replace(self, char: str, now_ms: int) -> None:
        """Writes over the character before the cursor."""
        if self.column and self.memory().has(self.row, self.column - 1):
            self.column -= 1
        self.write(char, now_ms)

    def end(self, now_ms: int) -> None:
        """What is on screen goes, and was a caption."""
        if lines := self.shown.lines():
            self.cues.append((self.shown_ms, now_ms, lines))
        self.shown = _Memory()

    def finished(self) -> bool:
        """Whether it had captions, the last of which may still be on screen."""
        self.end(self.shown_ms + _LEFT_MS)
        return bool(self.cues)


class Cea608Decoder:
    """Gives the words of a file to its channels, `channels` by their numbers.

    A channel is taken to load captions that pop on until it says otherwise: a file that was cut lacks the code for it.
    """

    def __init__(self) -> None:
        self.channels = {number: CaptionChannel() for number in _CHANNELS}
        self._channel = self.channels[1]
        self._before = 0
        self._field = 1
        self._in_data = False

    def take(self, word: int, now_ms: int) -> None:
        """The next word, without parity. A code that comes twice is one."""
        if cea608.is_code(word):
            repeated, self._before = word == self._before, 0 if word == self._before else word
            if not repeated:
                self._in_data = False
                self._code(word, now_ms)
            return
        self._before = 0
        first, second = word >> 8, word & 0x7F
        if 0 < first < 0x10:  # data on the programme, up to its own end
            self._in_data = first != 0x0F
        elif not self._in_data:
            for byte in (first, second):
                if byte >= 0x20:
                    self._channel.write(cea608.STANDARD[byte], now_ms)

    def _code(self, word: int, now_ms: int) -> None:
        first, second = word >> 8 & 0x17, word & 0x7F
        if first in (0x14, 0x15) and 0x20 <= second < 0x30:
            self._field = first - 0x13
        channel = self._channel = self.channels[2 * self._field - (0 if word & 0x0800 else 1)]
        plain = first << 8 | second
        if (row := cea608.row_of(first, second)) is not None:
            channel.row, channel.column = row, (second & 0x0E) * 2 if second & 0x10 else 0
        elif first in (0x14, 0x15) and (command := _COMMANDS.get(second)):
            command(channel, now_ms)
        elif first == 0x17 and 0x21 <= second <= 0x23:
            channel.column = min(channel.column + second - 0x20, _MOST_COLUMNS)
        elif first == 0x11 and 0x20 <= second < 0x30:
            channel.write(" ", now_ms)  # a change of colour or slant takes a cell
        elif plain in cea608.SPECIAL:
            channel.write(cea608.SPECIAL[plain], now_ms)
        elif plain in cea608.EXTENDED:
            channel.replace(cea608.EXTENDED[plain], now_ms)


def _pop_on(channel: CaptionChannel, now_ms: int) -> None:
    if channel.mode != "pop":
        channel.end(now_ms)
    channel.mode = "pop"


def _backspace(channel: CaptionChannel, now_ms: int) -> None:
    channel.column = max(0, channel.column - 1)
    channel.memory().take(channel.row, channel.column)


def _delete_to_end(channel: CaptionChannel, now_ms: int) -> None:
    channel.memory().take(channel.row, channel.column)


def _roll_up(channel: CaptionChannel, now_ms: int) -> None:
    if channel.mode != "roll":
        channel.end(now_ms)
        channel.row = cea608.ROW_COUNT
    channel.mode = "roll"


def _carriage_return(channel: CaptionChannel, now_ms: int) -> None:
    if channel.mode == "roll":
        channel.end(now_ms)
        channel.column = 0


def _paint_on(channel: CaptionChannel, now_ms: int) -> None:
    channel.end(now_ms)
    channel.mode = "paint"


def _text_mode(channel: CaptionChannel, now_ms: int) -> None:
    channel.end(now_ms)
    channel.mode = "text"


def _erase_loaded(channel: CaptionChannel, now_ms: int) -> None:
    channel.loading = _Memory()


def _exchange(channel: CaptionChannel, now_ms: int) -> None:
    before = channel.shown
    channel.end(now_ms)
    channel.mode = "pop"
    channel.shown, channel.loading, channel.shown_ms = channel.loading, before, now_ms


_COMMANDS: Mapping[int, Callable[[CaptionChannel, int], None]] = MappingProxyType(
    {
        0x20: _pop_on,
        0x21: _backspace,
        0x24: _delete_to_end,
        0x25: _roll_up,
        0x26: _roll_up,
        0x27: _roll_up,
        0x29: _paint_on,
        0x2A: _text_mode,
        0x2B: _text_mode,
        0x2C: CaptionChannel.end,
        0x2D: _carriage_return,
        0x2E: _erase_loaded,
        0x2F: _exchange,
    }
)

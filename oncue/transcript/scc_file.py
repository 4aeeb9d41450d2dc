"""Transcripts that are Scenarist closed captions (SCC): CEA-608 in hexadecimal words, popped on, painted on or rolled up.

The codes are ttconv's; its decoder is not used, as it skips a second channel in silence and repeats what rolls up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from oncue.errors import TranscriptUnreadable
from oncue.text.language_id import near_languages, shares
from oncue.transcript.cues import Fragment, SourceCue
from oncue.transcript.document import Document
from oncue.transcript.subtitles import document_of_cues
from oncue.transcript.timed_blocks import LINE_END
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_START = re.compile(r"Scenarist_SCC V\d", re.I)
_LINE = re.compile(r"[ \t\ufeff]*(\d{1,3}):(\d{2}):(\d{2})[:;.,](\d{2})[ \t]+(.*\S)[ \t]*$")
_WORD = re.compile(r"[0-9a-fA-F]{4}")

_FRAME_MS = 1000 / 30
_SAMPLE_CHARS = 4_000


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where it begins as every SCC file must, a shape where only its heading is missing."""
    if _START.match(file.head):
        return TypeMatch.SIGNATURE
    found = _LINE.match(LINE_END.split(file.head, maxsplit=1)[0])
    words = found.group(5).split() if found else []
    return TypeMatch.SHAPE if len(words) > 1 and all(_WORD.fullmatch(word) for word in words) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The captions' words. Raises `TranscriptUnreadable` where a line is none of hexadecimal words."""
    decoder = _Decoder()
    for number, line in enumerate(LINE_END.split(file.text), 1):
        found = _LINE.match(line)
        words = found.group(5).split() if found else []
        if not found or not all(_WORD.fullmatch(word) for word in words):
            if line.strip() and not _START.match(line.lstrip("\ufeff ")):
                raise TranscriptUnreadable(
                    f"The SCC file is damaged at line {number}: {line.strip()[:40]!r} is no time with hexadecimal words. "
                    "Export it again, or give plain text.",
                    line=number,
                )
            continue
        hours, minutes, seconds, frames = (int(part) for part in found.groups()[:4])
        start_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(frames * _FRAME_MS)
        for position, word in enumerate(words):
            decoder.take(int(word, 16) & 0x7F7F, start_ms + int(position * _FRAME_MS))
    decoder.finish()
    cues, notices = _of_channels(decoder.channels)
    return document_of_cues(cues, notices=notices)


@dataclass(slots=True)
class _Channel:
    """One caption channel as a decoder keeps it: what is loaded, and what is on screen, by row."""

    cues: list[SourceCue] = field(default_factory=list)
    mode: str = ""
    loading: dict[int, list[str]] = field(default_factory=dict)
    shown: dict[int, list[str]] = field(default_factory=dict)
    shown_ms: int = 0
    row: int = 15

    def memory(self) -> dict[int, list[str]]:
        return self.loading if self.mode == "pop" else self.shown

    def write(self, text: str, now_ms: int) -> None:
        memory = self.memory()
        if self.mode != "pop" and not any(memory.values()):
            self.shown_ms = now_ms
        memory.setdefault(self.row, []).extend(text)

    def delete(self) -> None:
        if row := self.memory().get(self.row):
            row.pop()

    def end(self, now_ms: int) -> None:
        """What is on screen has been read: it becomes a cue."""
        rows = [" ".join("".join(row).split()) for _, row in sorted(self.shown.items())]
        if lines := tuple((Fragment(text),) for text in rows if text):
            self.cues.append(SourceCue(self.shown_ms, max(now_ms, self.shown_ms + 1), lines))
        self.shown = {}


class _Decoder:
    def __init__(self) -> None:
        self.channels = {name: _Channel() for name in ("CC1", "CC2", "CC3", "CC4")}
        self._channel = self.channels["CC1"]
        self._before = 0
        self._field = 1
        self._in_data = False
        self._now_ms = 0

    def take(self, word: int, now_ms: int) -> None:
        """Two bytes without their parity bits."""
        first, second = word >> 8, word & 0xFF
        self._now_ms = now_ms
        if word == self._before and 0x10 <= first < 0x20:
            self._before = 0  # control codes come twice, for safety
            return
        self._before = word
        if first in range(0x01, 0x10):  # data about the programme, up to its own end
            self._in_data = first != 0x0F
        elif first >= 0x20:
            if not self._in_data and self._channel.mode not in ("", "text"):
                self._channel.write(_text(first) + (_text(second) if second >= 0x20 else ""), now_ms)
        elif first >= 0x10:
            self._in_data = False
            self._control(first, second)

    def finish(self) -> None:
        for channel in self.channels.values():
            channel.end(self._now_ms + 1)

    def _control(self, first: int, second: int) -> None:
        if first & 0x17 in (0x14, 0x15) and 0x20 <= second < 0x30:
            self._field = 2 if first & 0x17 == 0x15 else 1
        number = 2 * (self._field - 1) + (2 if first & 0x08 else 1)
        channel = self._channel = self.channels[f"CC{number}"]
        code = first & 0x17
        if second >= 0x40:
            row = _ROWS.get((code, bool(second & 0x20)))
            if row is not None and channel.mode != "roll":
                channel.row = row
                if channel.memory().get(row):
                    channel.write(" ", self._now_ms)
        elif code in (0x14, 0x15) and (command := _COMMANDS.get(second)):
            command(channel, self._now_ms)
        elif code == 0x11 and 0x20 <= second < 0x30 and channel.mode not in ("", "text"):
            channel.write(" ", self._now_ms)  # a change of colour or slant takes a place
        elif code == 0x11 and second >= 0x30 and channel.mode not in ("", "text"):
            channel.write(_character(first, second), self._now_ms)
        elif code in (0x12, 0x13) and 0x20 <= second < 0x40 and channel.mode not in ("", "text"):
            channel.delete()  # it replaces a plain character that was sent for older decoders
            channel.write(_character(first, second), self._now_ms)


def _pop_on(channel: _Channel, now_ms: int) -> None:
    if channel.mode in ("roll", "paint"):
        channel.end(now_ms)
    channel.mode = "pop"


def _flip(channel: _Channel, now_ms: int) -> None:
    channel.end(now_ms)
    channel.mode = "pop"
    channel.shown, channel.loading, channel.shown_ms = channel.loading, {}, now_ms


def _paint_on(channel: _Channel, now_ms: int) -> None:
    channel.end(now_ms)
    channel.mode = "paint"


def _roll_up(channel: _Channel, now_ms: int) -> None:
    if channel.mode != "roll":
        channel.end(now_ms)
    channel.mode, channel.row = "roll", 15


def _carriage_return(channel: _Channel, now_ms: int) -> None:
    if channel.mode == "roll":
        channel.end(now_ms)  # the line has been written; it only moves up


def _erase_loading(channel: _Channel, now_ms: int) -> None:
    channel.loading = {}


def _text_mode(channel: _Channel, now_ms: int) -> None:
    channel.end(now_ms)
    channel.mode = "text"


_COMMANDS: dict[int, Callable[[_Channel, int], None]] = {
    0x20: _pop_on,
    0x21: lambda channel, _: channel.delete(),
    0x25: _roll_up,
    0x26: _roll_up,
    0x27: _roll_up,
    0x29: _paint_on,
    0x2A: _text_mode,
    0x2B: _text_mode,
    0x2C: _Channel.end,
    0x2D: _carriage_return,
    0x2E: _erase_loading,
    0x2F: _flip,
}
_ROWS = {
    (code, lower): row
    for code, rows in {
        0x11: (1, 2), 0x12: (3, 4), 0x15: (5, 6), 0x16: (7, 8), 0x17: (9, 10),
        0x10: (11, 11), 0x13: (12, 13), 0x14: (14, 15),
    }.items()
    for lower, row in zip((False, True), rows, strict=True)
}  # fmt: skip


@lru_cache(256)
def _text(byte: int) -> str:
    from ttconv.scc.codes.standard_characters import SCC_STANDARD_CHARACTERS_MAPPING

    return str(SCC_STANDARD_CHARACTERS_MAPPING.get(byte, chr(byte)))


@lru_cache(1024)
def _character(first: int, second: int) -> str:
    """A special or extended character; empty for none."""
    from ttconv.scc.codes.extended_characters import SccExtendedCharacter
    from ttconv.scc.codes.special_characters import SccSpecialCharacter

    value = first << 8 | second
    found = SccSpecialCharacter.find(value) or SccExtendedCharacter.find(value)
    return "" if found is None else str(found.get_unicode_value())


def _of_channels(channels: dict[str, _Channel]) -> tuple[list[SourceCue], tuple[str, ...]]:
    """The cues of the first channel, with those of others in another language: one of them is spoken. Notices tell which
    channels were left out."""
    used = {name: channel.cues for name, channel in channels.items() if channel.cues}
    if len(used) < 2:
        return [cue for cues in used.values() for cue in cues], ()
    languages = {name: _language(cues) for name, cues in used.items()}
    chosen: list[str] = []
    notices: list[str] = []
    for name in used:
        same = [one for one in chosen if languages[one] in near_languages(languages[name])]
        if same:
            notices.append(
                f"channel_left_out: the captions of channel {name} were left out ({len(used[name])} of them): those of "
                f"{same[0]} are in the same language."
            )
        else:
            chosen.append(name)
    cues = [cue for name in chosen for cue in used[name]]
    return sorted(cues, key=lambda cue: cue.start_ms or 0), tuple(notices)


def _language(cues: list[SourceCue]) -> str:
    found = shares(" ".join(" ".join(cue.texts) for cue in cues)[:_SAMPLE_CHARS].lower() or "-")
    return max(found, key=lambda code: found[code])

"""Scenarist closed captions (SCC): CEA-608 in hexadecimal words, with the time codes at which they are sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from oncue.caption_readers.cues import FirstFault, Fragment, SourceCaptions, SourceCue
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.line_ends import LINE_END, file_lines
from oncue.caption_readers.scc_decoder import CaptionChannel, Cea608Decoder
from oncue.caption_readers.time_codes import after_midnight
from oncue.frame_rate import FRAME_RATES

FIRST_LINE = "Scenarist_SCC V1.0"

_FIRST_LINE = re.compile(r"Scenarist_SCC V\d", re.I)
_TIME = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})([:;.,])(\d{2})", re.ASCII)
_WORD = re.compile(r"[0-9a-fA-F]{4}")
_RATES = {True: FRAME_RATES["29.97df"], False: FRAME_RATES["29.97ndf"]}


@dataclass(frozen=True, slots=True)
class SccCaptions:
    """The captions of each channel that has any, by names from CC1 to CC4."""

    channels: Mapping[str, SourceCaptions]

    @property
    def first(self) -> SourceCaptions:
        """Those of the first channel."""
        return next(iter(self.channels.values()))


def is_scc(text: str) -> bool:
    """Whether a text begins as every SCC file must."""
    return _FIRST_LINE.match(text) is not None


def is_scc_line(line: str) -> bool:
    """Whether a line has a time code and at least two hexadecimal words."""
    code, *words = line.split() or [""]
    return _TIME.fullmatch(code) is not None and len(words) > 1 and all(map(_WORD.fullmatch, words))


def read_scc(text: str) -> SccCaptions:
    """The captions of an SCC file, with the times at which they come and go.

    Of captions that pop on it has what is on screen. Those painted on or rolled up are approximated: each row is a cue from
    when it begins to be written until the next one is. Without the heading it is read where it begins with a line of words.
    Where no channel has captions, CC1 has none. Raises `CaptionFault` for a line that has no time code with hexadecimal
    words.
    """
    text = text.removeprefix("\ufeff")
    begins = text[:200_000].lstrip()
    if not (is_scc(begins) or is_scc_line(LINE_END.split(begins, maxsplit=1)[0])):
        raise CaptionFault(FaultReason.OTHER_FORMAT, f"This is not an SCC file: one begins with {FIRST_LINE}.")
    faults = FirstFault()
    decoder = Cea608Decoder()
    for number, line in enumerate(file_lines(text), 1):
        for word, now_ms in _timed_words(line, number, faults):
            decoder.take(word, now_ms)
    found = {f"CC{number}": channel for number, channel in decoder.channels.items() if channel.finished()}
    captions = {name: SourceCaptions(_cues(channel), inexact=faults.fault) for name, channel in found.items()}
    return SccCaptions(captions or {"CC1": SourceCaptions((), inexact=faults.fault)})


def _cues(channel: CaptionChannel) -> tuple[SourceCue, ...]:
    times = after_midnight((start_ms, end_ms) for start_ms, end_ms, _ in channel.cues)
    return tuple(
        SourceCue(start_ms, max(start_ms, end_ms), tuple((Fragment(line),) for line in lines))
        for (start_ms, end_ms), (_, _, lines) in zip(times, channel.cues, strict=True)
    )


def _timed_words(line: str, number: int, faults: FirstFault) -> Iterator[tuple[int, int]]:
    """The words of a line, without parity, and the times of their frames."""
    code, *words = line.split() or [FIRST_LINE]
    if _FIRST_LINE.match(line.strip()) or not line.strip():
        return
    found = _TIME.fullmatch(code)
    if not found or not all(map(_WORD.fullmatch, words)):
        raise CaptionFault(
            FaultReason.DAMAGED,
            f"Line {number} of this SCC file has no time code with hexadecimal words: {line.strip()[:40]!r}.",
            line=number,
        )
    hours, minutes, seconds, frames = (int(found[field]) for field in (1, 2, 3, 5))
    rate = _RATES[found[4] != ":"]
    if minutes > 59 or seconds > 59 or frames >= rate.counted:
        told = f"Line {number} of this SCC file has a time that does not exist: {code}."
        faults.note(CaptionFault(FaultReason.TIME_UNKNOWN, told, line=number))
    first = rate.frame_of(hours, minutes, seconds, frames)
    for frame, word in enumerate(words, first):
        # As `rate.milliseconds` has it, in integers: there are millions of words in a long file.
        yield int(word, 16) & 0x7F7F, (frame * 1001 + 15) // 30

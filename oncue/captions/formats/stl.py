"""EBU STL (Tech 3264-E, "N19"), for teletext: what European playout takes.

Speakers have the colours of EBU-TT-D, and their names as in SubRip, as four colours tell four people.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from oncue.caption_readers.stl_alphabets import Alphabet, alphabet_for
from oncue.caption_readers.stl_reader import TELETEXT_ROWS
from oncue.captions.formats.cell_rows import Screen, labelled, screens
from oncue.captions.formats.nearest_characters import NearestCharacters
from oncue.captions.formats.programme_clock import ProgrammeClock, programme_clock
from oncue.captions.formats.speaker_colours import shared_colours, speaker_colours
from oncue.captions.formats.stl_header import (
    CODE_PAGE,
    TELETEXT_COLUMNS,
    TITLE_CHARS,
    GeneralInformation,
    general_information,
)
from oncue.captions.formats.written import Written, no_word_times
from oncue.captions.track import CaptionTrack

# Tech 3264-E knows 25 and 30. What counts slower than the clock, without dropping labels, goes on doing so.
_RATES = {
    "23.976": "25", "24": "25", "25": "25", "29.97df": "29.97df", "29.97ndf": "29.97ndf", "30": "30", "50": "25",
    "59.94df": "29.97df", "59.94ndf": "29.97ndf", "60": "30",
}  # fmt: skip

_TEXT_BYTES = 112
_MOST_NUMBERS, _MOST_BLOCKS = 0x10000, 99_999
_LAST_BLOCK, _UNUSED = 0xFF, b"\x8f"
_CENTRED = 0x02
_DOUBLE_HEIGHT, _START_BOX, _END_BOX, _NEW_ROW = b"\x0d", b"\x0b\x0b", b"\x0a\x0a", b"\x8a\x8a"
_COLOURS = {"white": 7, "yellow": 3, "cyan": 6, "green": 2}
# A row has the codes of height and box before its text, and of its colour; the box ends with the row.
_PLAIN_COLUMNS = TELETEXT_COLUMNS - len(_DOUBLE_HEIGHT + _START_BOX)
_COLOURED_COLUMNS = _PLAIN_COLUMNS - 1
USUAL_STL_RATE = "25"
"""The frames that are counted where none are chosen."""

_MOST_LINES = 4
_SCREEN_ROWS = TELETEXT_ROWS // 2
"""Rows of double height: a word that is wider than a row may take more of them than captions have lines."""


def write(track: CaptionTrack) -> Written:
    """The captions as subtitles for teletext, double height, boxed, centred at the bottom, on frames."""
    clock, lost_frames = programme_clock(track.options, _RATES, USUAL_STL_RATE, "EBU STL")
    several = len({word.speaker for word in track.alignment.words if word.start_ms is not None}) > 1
    columns = _COLOURED_COLUMNS if several and track.options.speakers else _PLAIN_COLUMNS
    cues = track.narrowed(max_chars=columns, max_lines=_MOST_LINES).cues
    colours = speaker_colours(cues) if track.options.speakers else {}
    alphabet = alphabet_for(unicodedata.normalize("NFC", "".join(row.text for cue in cues for row in labelled(cue))))
    near = NearestCharacters(alphabet.holds)
    shown, lost_rows = screens(cues, labelled, near, columns=columns, rows=_SCREEN_ROWS)
    spans = clock.spans(shown)
    blocks = [
        block
        for number, (screen, span) in enumerate(zip(shown, spans, strict=True))
        for block in _blocks(number, screen, clock, span, colours, alphabet)
    ]
    header, lost_title = _header(track, clock, spans, len(blocks), alphabet)
    return Written(
        header + b"".join(blocks),
        (
            *no_word_times(track.options),
            *lost_frames,
            *_lost_counting(clock),
            *clock.past_midnight(spans),
            *lost_title,
            *shared_colours(colours),
            *near.lost(alphabet.name),
            *lost_rows,
            *_lost_count(len(blocks)),
        ),
    )


def _blocks(
    number: int,
    screen: Screen,
    clock: ProgrammeClock,
    span: tuple[int, int],
    colours: Mapping[str | None, str],
    alphabet: Alphabet,
) -> list[bytes]:
    """The Text and Timing Information (TTI) blocks of a subtitle (4.3), of which the last has its own mark."""
    text = _NEW_ROW.join(_row(alphabet.encode(row.text), len(row.text), colours.get(row.speaker)) for row in screen.rows)
    group, number = divmod(number, _MOST_NUMBERS)
    place = TELETEXT_ROWS + 1 - 2 * len(screen.rows)
    timing = bytes((0, *clock.fields(span[0]), *clock.fields(span[1]), place, _CENTRED, 0))
    parts = [text[first : first + _TEXT_BYTES] for first in range(0, len(text), _TEXT_BYTES)]
    return [
        bytes((group, number & 0xFF, number >> 8, _LAST_BLOCK if index == len(parts) - 1 else index))
        + timing
        + part.ljust(_TEXT_BYTES, _UNUSED)
        for index, part in enumerate(parts)
    ]


def _row(text: bytes, cells: int, colour: str | None) -> bytes:
    code = b"" if colour is None or colour == "white" else bytes([_COLOURS[colour]])
    before = _DOUBLE_HEIGHT + code + _START_BOX
    return before + text + (_END_BOX if len(before) + cells + len(_END_BOX) <= TELETEXT_COLUMNS else b"")


def _header(
    track: CaptionTrack, clock: ProgrammeClock, spans: Sequence[tuple[int, int]], blocks: int, alphabet: Alphabet
) -> tuple[bytes, tuple[str, ...]]:
    near = NearestCharacters(lambda char: char.isprintable() and len(char.encode(CODE_PAGE, "ignore")) == 1)
    title = near(track.title)
    start = clock.fields(clock.start_frame)
    about = GeneralInformation(
        title=title.encode(CODE_PAGE),
        language=track.alignment.language,
        alphabet=alphabet.table,
        frames_per_second=clock.rate.counted,
        rate_name=clock.rate.name,
        blocks=blocks,
        subtitles=len(spans),
        groups=max(1, -(-len(spans) // _MOST_NUMBERS)),
        programme_start=start,
        first_cue=clock.fields(spans[0][0]) if spans else start,
    )
    cut = len(title) > TITLE_CHARS
    lost = (f"title: the programme's title is cut to {TITLE_CHARS} characters.",) if cut else ()
    return general_information(about), lost


def _lost_counting(clock: ProgrammeClock) -> tuple[str, ...]:
    if clock.rate.name != "29.97ndf":
        return ()
    return ("non_drop: EBU STL cannot say that 29.97 is counted without dropping labels: tell who takes the file.",)


def _lost_count(blocks: int) -> tuple[str, ...]:
    if blocks <= _MOST_BLOCKS:
        return ()
    return (f"block_count: the file has {blocks} blocks; the most that it can say of itself is {_MOST_BLOCKS}.",)

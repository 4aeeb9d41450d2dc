"""EBU STL: what stands in the file, that ttconv reads the cues back from it, and that ours reads what others write."""

from __future__ import annotations

import contextlib
import unicodedata
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.caption_pictures import alignments, any_options, options_of, said
from oncue.caption_readers.stl_alphabets import CODE_TABLES, alphabet_for
from oncue.captions.formats import Written, WrittenCue
from oncue.captions.formats import stl as stl_format
from oncue.captions.formats.cues_of_files import stl_cues
from oncue.captions.limits import CaptionOptions
from oncue.captions.options import caption_options
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError
from oncue.frame_rate import FRAME_RATES
from oncue.model import Alignment
from tests.unit.captions_by_ttconv import stl_by_ttconv

_FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures" / "captions" / "ttconv"
_FRAME_MS = 40


def stl(script: str, options: CaptionOptions | None = None, title: str = "") -> Written:
    return stl_format.write(CaptionTrack(*said(script), options or CaptionOptions(), title))


def codes(written: Written) -> list[str]:
    return [each.partition(":")[0] for each in written.lost]


def blocks(data: bytes) -> list[bytes]:
    assert len(data) % 128 == 0
    return [data[first : first + 128] for first in range(1024, len(data), 128)]


def lines_of(data: bytes) -> list[tuple[str, ...]]:
    return [cue.lines for cue in stl_cues(data)]


def test_the_header_says_what_playout_asks_for() -> None:
    options = caption_options({"start_timecode": "10:00:00:00", "offset": 0.48})
    data = stl("Good morning.(2000) It is eight.", options, "Morning news, für alle").data
    assert data[:16] == b"850STL25.0110009"
    assert data[16:48].decode("cp850").rstrip() == "Morning news, für alle"
    assert data[236:256] == b"00000020000200140231"
    assert (data[256:264], data[264:272]) == (b"10000000", b"10000112")
    assert data[272:274] == b"11"
    assert len(data) == 1024 + 2 * 128


def test_a_subtitle_is_boxed_double_height_and_centred_at_the_bottom() -> None:
    [block] = blocks(stl("Good morning to all of you, and welcome to the news.").data)
    assert block[:16] == bytes((0, 0, 0, 0xFF, 0, 0, 0, 1, 0, 0, 0, 4, 11, 20, 2, 0))
    assert block[16:].rstrip(b"\x8f") == (
        b"\x0d\x0b\x0bGood morning to all of you,\x0a\x0a\x8a\x8a\x0d\x0b\x0band welcome to the news.\x0a\x0a"
    )


def test_speakers_have_the_colours_of_ebu_tt_d_and_their_names_at_each_change() -> None:
    written = stl(
        "Ann| This is what I have to say, and it is more.(2000)\nBob| I say less than she does.(2000)\n"
        "Cy| I say less than both.(2000)\nDee| Even less, I.(2000)\nEve| Yes.(2000)\nAnn| Good."
    )
    texts = [block[16:].rstrip(b"\x8f") for block in blocks(written.data)]
    yellow, cyan, green = (b"\x0d%c\x0b\x0b" % colour for colour in (3, 6, 2))
    assert [text.partition(b":")[0] for text in texts] == [
        yellow + b"ANN", cyan + b"BOB", green + b"CY", b"\x0d\x0b\x0bDEE", b"\x0d\x0b\x0bEVE", yellow + b"ANN",
    ]  # fmt: skip
    assert texts[4] == b"\x0d\x0b\x0bEVE: Yes.\x0a\x0a"
    assert codes(written) == ["speaker_colours"]
    two = stl("Ann| This is what I have to say.(2000)\nBob| Yes.")
    assert [block[16:20] for block in blocks(two.data)] == [b"\x0d\x0b\x0bA", yellow]
    assert two.lost == ()


def test_without_names_all_is_white_with_a_dash_for_each_of_two() -> None:
    written = stl("Ann| I am.\nBob| You are.(2000)\nAnn| Yes.\nBob| No.", options_of(speakers=False))
    assert blocks(written.data)[-1][16:].startswith(b"\x0d\x0b\x0b- Yes.\x0a\x0a\x8a\x8a\x0d\x0b\x0b- No.")
    assert written.lost == ()


def test_rows_keep_to_the_columns_that_codes_leave_of_forty() -> None:
    text = "It is a long and winding road that leads to a door which nobody has ever opened before " * 3
    for script, columns in ((text, 37), (f"Ann| {text}\nBob| {text}", 36)):
        rows = [line for lines in lines_of(stl(script, options_of(max_chars=60)).data) for line in lines]
        assert max(map(len, rows)) in (columns, columns - 1)


def test_a_text_longer_than_a_block_goes_on_in_the_next_ones() -> None:
    data = stl("Ä" * 36 + " " + "Ö" * 36 + " " + "Ü" * 36, options_of(max_lines=3)).data
    assert [block[3] for block in blocks(data)] == [0, 1, 0xFF]
    assert data[238:248] == b"0000300001"
    assert stl_by_ttconv(data)[0][2] == ["Ä" * 36, "Ö" * 36, "Ü" * 36]


def test_a_word_wider_than_a_row_goes_on_below_and_then_in_the_next_subtitle() -> None:
    written = stl("W" * 37 * 12)
    assert lines_of(written.data) == [("W" * 37,) * 11, ("W" * 37,)]
    assert codes(written) == ["rows"]


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("Žluťoučký kůň, crème brûlée, Smørrebrød — “Straße” £5 ½ ♪", b"00"),
        ("Доброе утро, Київ!", b"01"),
        ("صباح الخير", b"02"),
        ("Καλημέρα, Άννα!", b"03"),
        ("בוקר טוב, Anna!", b"04"),
    ],
)
def test_the_alphabet_is_the_one_that_holds_the_text(text: str, table: bytes) -> None:
    written = stl(text)
    assert written.data[12:14] == table
    assert [" ".join(lines) for _, _, lines in stl_by_ttconv(written.data)] == [text]
    assert [" ".join(lines) for lines in lines_of(written.data)] == [text]
    assert written.lost == ()


def test_what_the_alphabet_lacks_is_the_nearest_and_counted() -> None:
    written = stl("Wait… – Nguyễn\u2060 paid 5 € for 漢字 and 🙂.")
    assert " ".join(lines_of(written.data)[0]).startswith("Wait... - Nguyên paid 5 EUR for HanZi and")
    assert [each for each in written.lost if each.startswith("characters: 7 characters are not in EBU STL's Latin alphabet")]


@pytest.mark.parametrize("table", CODE_TABLES)
def test_each_character_of_an_alphabet_is_read_back_by_ttconv(table: bytes) -> None:
    alphabet = CODE_TABLES[table]
    chars = [
        chr(code)
        for code in range(0x21, 0x3000)
        if unicodedata.is_normalized("NFC", chr(code)) and alphabet.holds(chr(code))
    ]
    assert len(chars) > 120
    for first in range(0, len(chars), 30):
        some = "".join(chars[first : first + 30])
        data = bytearray(stl("x").data)
        data[12:14] = table
        data[1024 + 16 :] = alphabet.encode(some).ljust(112, b"\x8f")
        assert [unicodedata.normalize("NFC", line) for line in stl_by_ttconv(bytes(data))[0][2]] == [some]
        assert lines_of(bytes(data)) == [(some,)]


@pytest.mark.parametrize(
    ("chosen", "disk_format", "start", "said_so"),
    [
        (None, b"STL25.01", b"01595900", []),
        ("23.976", b"STL25.01", b"01595900", ["frame_rate"]),
        ("25", b"STL25.01", b"01595900", []),
        ("29.97df", b"STL30.01", b"01595902", []),
        ("29.97ndf", b"STL30.01", b"01595900", ["non_drop"]),
        ("50", b"STL25.01", b"01595900", ["frame_rate"]),
        ("59.94df", b"STL30.01", b"01595902", ["frame_rate"]),
        ("60", b"STL30.01", b"01595900", ["frame_rate"]),
    ],
)
def test_frames_are_those_that_the_format_counts_from_the_same_label(
    chosen: str | None, disk_format: bytes, start: bytes, said_so: list[str]
) -> None:
    label = "01:59:59:04" if chosen == "59.94df" else "01:59:59:02" if chosen == "29.97df" else "01:59:59:00"
    options = caption_options({"frame_rate": chosen, "start_timecode": label})
    written = stl("Good morning.(5000) It is eight.", options)
    assert (written.data[3:11], written.data[256:264]) == (disk_format, start)
    assert codes(written) == said_so
    [first, second] = stl_cues(written.data)
    assert abs((second.start_ms - first.start_ms) - 5840) <= 34


def test_labels_that_do_not_drop_are_read_as_they_were_written() -> None:
    track = CaptionTrack(*said("Good morning.(3600000) It is eight."), caption_options({"frame_rate": "29.97ndf"}))
    assert [cue.start_ms for cue in stl_cues(stl_format.write(track).data)] == [cue.start_ms for cue in track.cues]


def test_time_codes_begin_again_after_midnight_and_are_read_on() -> None:
    options = caption_options({"start_timecode": "23:59:58:00"})
    written = stl("Good morning.(5000) It is eight.", options)
    assert codes(written) == ["midnight"]
    assert [block[5:9] for block in blocks(written.data)] == [bytes((23, 59, 59, 0)), bytes((0, 0, 4, 21))]
    first, second = stl_cues(written.data)
    assert second.start_ms - first.start_ms == 5840


def test_without_cues_there_is_a_header_alone() -> None:
    data = stl("").data
    assert (len(data), stl_cues(data), stl_by_ttconv(data)) == (1024, (), [])


def test_a_long_title_is_cut_and_said() -> None:
    written = stl("Yes.", title="A programme with a title of more than thirty-two characters")
    assert codes(written) == ["title"]
    assert len(written.data) == 1024 + 128


@settings(max_examples=50)
@given(alignments(), any_options(), st.sampled_from([None, "25", "29.97df"]))
def test_an_independent_reader_finds_the_same_cues_within_a_frame(
    case: tuple[Alignment, str], options: CaptionOptions, rate: str | None
) -> None:
    options = replace(options, frame_rate=FRAME_RATES[rate] if rate else None)
    data = stl_format.write(CaptionTrack(*case, options, "\ud800 any title")).data
    narrow = CaptionTrack(*case, options).on_frames(FRAME_RATES["25"]).narrowed(max_chars=36, max_lines=4)
    read, ours = stl_by_ttconv(data), stl_cues(data)
    assert [list(cue.lines) for cue in ours] == [lines for _, _, lines in read]
    for cue, (start, end, _) in zip(ours, read, strict=True):
        assert end is not None
        assert max(abs(cue.start_ms - 1000 * start), abs(cue.end_ms - 1000 * end)) <= 1
    if options.speakers and len({word.speaker for word in case[0].words if word.start_ms is not None}) > 1:
        assert [cue.start_ms for cue in ours] == pytest.approx([cue.start_ms for cue in narrow.cues], abs=_FRAME_MS)
        assert [cue.end_ms for cue in ours] == pytest.approx([cue.end_ms for cue in narrow.cues], abs=_FRAME_MS)


def test_ten_times_thirty_cues_are_all_there() -> None:
    data = stl("Good morning to you all.(3000) " * 300).data
    assert len(stl_by_ttconv(data)) == len(stl_cues(data)) == 300


def _file(*subtitles: bytes, head: bytes = b"850STL25.01100") -> bytes:
    return head.ljust(1024, b" ") + b"".join(subtitles)


def _block(
    text: bytes, start: int, end: int, *, number: int = 0, cumulative: int = 0, last: int = 0xFF, comment: int = 0
) -> bytes:
    times = (0, 0, start, 0, 0, 0, end, 0)
    return bytes((0, number, 0, last, cumulative, *times, 20, 2, comment)) + text.ljust(112, b"\x8f")


def test_what_is_added_to_a_subtitle_is_shown_with_it_and_comments_are_not() -> None:
    data = _file(
        _block(b"One", 1, 9, number=1, cumulative=1),
        _block(b"To the translator", 1, 9, number=2, comment=1),
        _block(b"Two\x8aThree", 3, 9, number=3, cumulative=2),
        _block(b"Four", 5, 9, number=4, cumulative=3),
        _block(b"user data", 5, 9, number=5, last=0xFE),
        _block(b"Alone", 9, 10, number=6),
    )
    assert [(cue.start_ms, cue.end_ms, cue.lines) for cue in stl_cues(data)] == [
        (1000, 3000, ("One",)),
        (3000, 5000, ("One", "Two", "Three")),
        (5000, 9000, ("One", "Two", "Three", "Four")),
        (9000, 10000, ("Alone",)),
    ]


def test_codes_of_colour_box_and_slant_are_not_text() -> None:
    data = _file(_block(b"\x0d\x07\x0b\x0bGood\x03day,\x0a\x0a\x8a\x8a\x80all\x81 \xa9of you\xb9", 1, 2))
    assert stl_cues(data) == (WrittenCue(1000, 2000, ("Good day,", "all ‘of you’"), (None, None)),)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "not an EBU STL file"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nx\n", "not an EBU STL file"),
        (_file(_block(b"x", 1, 2))[:-5], "cut off after 0 blocks"),
        (_file(_block(b"x", 3, 2)), "Cue 1 of this EBU STL file ends before it starts"),
        (_file(_block(b"x", 61, 62)), "Subtitle 1 .* time that does not exist"),
        (_file(head=b"850STL25.01105"), "character code table b'05'"),
        (_file(head=b"850STL00.01100"), "counts 0 frames"),
    ],
)
def test_a_damaged_file_is_refused_with_what_is_wrong(data: bytes, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        stl_cues(data)


@given(st.binary(max_size=400), st.sampled_from([b"00", b"01", b"03", b"  ", b"zz"]), st.sampled_from([b"25", b"30", b"77"]))
def test_any_bytes_are_cues_or_refused(some: bytes, table: bytes, frames: bytes) -> None:
    for data in (some, _file(some, head=b"850STL%s.011%s" % (frames, table)), _file(some.ljust(384, b"\x01"))):
        with contextlib.suppress(UsageError):
            stl_cues(data)


def test_lines_that_are_added_without_end_do_not_pile_up() -> None:
    added = [_block(b"%d" % number, 1, 2, number=number % 256, cumulative=2) for number in range(2000)]
    assert max(len(cue.lines) for cue in stl_cues(_file(*added))) == 23


def test_an_alphabet_is_latin_where_none_is_better() -> None:
    assert alphabet_for("").table == alphabet_for("漢字").table == b"00"


@pytest.mark.parametrize("name", ["multi_tti_subtitle", "requirement-0061-001", "test_tcp_processing", "vp18_3_lines"])
def test_files_of_other_programs_are_read_as_ttconv_reads_them(name: str) -> None:
    path = _FIXTURES / f"{name}.stl"
    if not path.exists():
        pytest.skip("needs shared/fixtures beside the repository: files that others wrote")
    data = path.read_bytes()
    theirs = [(start, end, [line for line in lines if line]) for start, end, lines in stl_by_ttconv(data)]
    assert [(Fraction(cue.start_ms, 1000), Fraction(cue.end_ms, 1000), list(cue.lines)) for cue in stl_cues(data)] == theirs


def test_a_wrong_count_of_blocks_in_the_header_does_no_harm() -> None:
    for count in (b"00000", b"11144", b"x"):
        data = _file(_block(b"One", 1, 2), _block(b"Two", 2, 3, number=1), head=b"850STL25.01100".ljust(238) + count)
        assert lines_of(data) == [("One",), ("Two",)]

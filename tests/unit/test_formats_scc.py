"""SCC: what stands in the file, when it is sent, and that ttconv and pycaption show the cues when they should."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pycaption
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.caption_pictures import alignments, any_options, options_of, said
from oncue.caption_readers import cea608
from oncue.captions.formats import Written
from oncue.captions.formats import scc as scc_format
from oncue.captions.formats.cues_of_files import scc_cues
from oncue.captions.limits import CaptionOptions
from oncue.captions.options import caption_options
from oncue.captions.track import CaptionTrack
from oncue.frame_rate import FRAME_RATES, FrameRate
from oncue.model import Alignment
from tests.unit.captions_by_ttconv import by_ttconv, plain, scc_by_ttconv

_LINE = re.compile(r"(\d\d):(\d\d):(\d\d)([:;])(\d\d)\t((?:[0-9a-f]{4} ?)+)")


def scc(script: str, options: CaptionOptions | None = None) -> Written:
    return scc_format.write(CaptionTrack(*said(script), options or CaptionOptions()))


def codes(written: Written) -> list[str]:
    return [each.partition(":")[0] for each in written.lost]


def sent(data: bytes) -> list[tuple[int, list[int]]]:
    """Each line's frame and words, counted here and not by the program."""
    first, *lines = [line for line in data.decode("ascii").split("\n") if line]
    assert first == "Scenarist_SCC V1.0"
    found = []
    for line in lines:
        match = _LINE.fullmatch(line)
        assert match, line
        hours, minutes, seconds, frames = (int(match[group]) for group in (1, 2, 3, 5))
        minute = 60 * hours + minutes
        frame = (60 * minute + seconds) * 30 + frames
        if match[4] == ";":
            assert not (minutes % 10 and not seconds and frames < 2), f"{line[:11]} is left out"
            frame -= 2 * (minute - minute // 10)
        found.append((frame, [int(word, 16) for word in match[6].split()]))
    return found


def ensure_channel_is_never_overrun(data: bytes) -> None:
    free = 0
    for frame, words in sent(data):
        assert frame >= free
        free = frame + len(words)
        assert all(byte.bit_count() % 2 for word in words for byte in divmod(word, 256))


def by_pycaption(data: bytes) -> list[tuple[float, list[str]]]:
    """When each caption shows, in seconds as a clock of labels has them, and its lines."""
    captions = pycaption.SCCReader().read(data.decode("ascii")).get_captions("en-US")
    return [(each.start / 1e6, [plain(line) for line in each.get_text().split("\n")]) for each in captions]


def seconds_of_label(rate: FrameRate, frame: int) -> float:
    """The time of a frame as pycaption takes it: what its label says where labels are dropped."""
    if not rate.drop:
        return float(frame / rate.rate)
    hours, minutes, seconds, frames = rate.fields(frame)
    return hours * 3600 + minutes * 60 + seconds + frames / 30


def test_a_caption_is_loaded_ahead_shown_on_its_frame_and_taken_away() -> None:
    assert scc("Hi, you!").data.decode() == (
        "Scenarist_SCC V1.0\n"
        "\n"
        "00:00:00;20\t94ae 94ae 9420 9420 9476 9476 c8e9 2c20 79ef 75a1 942f 942f\n"
        "\n"
        "00:00:01;25\t942c 942c\n"
    )


def test_rows_are_centred_at_the_bottom_by_indents_and_tabs() -> None:
    [(_, words), *_] = sent(scc("Good morning to everybody here, and good night", options_of(offset_ms=10_000)).data)
    placed = [word for word, again in pairwise(words) if word == again and word not in (0x94AE, 0x9420, 0x942F)]
    assert placed == [0x94D0, 0x94F4, 0x97A1]  # row 14; row 15 and its ninth column, and one on
    assert by_ttconv(scc("Good morning to everybody here, and good night").data)[0][2] == [
        "Good morning to everybody here,",
        "and good night",
    ]


def test_extended_characters_replace_a_plain_one_and_special_ones_come_twice() -> None:
    assert cea608.text_words("aÄ") == [0x6141, 0x1330, 0x1330]
    assert cea608.text_words("Ä♪♪b") == [0x4100, 0x1330, 0x1330, *4 * [0x1137], 0x6200]


def test_each_character_is_read_back_by_ttconv_and_pycaption() -> None:
    chars = [chr(code) for code in range(0x21, 0x3000) if cea608.holds(chr(code)) and chr(code) != "’"]
    assert len(chars) == 95 + 15 + 63
    for first in range(0, len(chars), 30):
        some = "".join(chars[first : first + 30])
        words = [0x142E, 0x142E, 0x1420, 0x1420, *cea608.place_words(15, 0), *cea608.text_words(some), 0x142F, 0x142F]
        line = " ".join(f"{cea608.with_parity(word):04x}" for word in words)
        data = f"Scenarist_SCC V1.0\n\n01:00:00:00\t{line}\n\n01:00:09:00\t942c 942c\n".encode()
        assert by_ttconv(data)[0][2] == [plain(some)]
        if "█" not in some:  # pycaption has no solid block
            assert by_pycaption(data)[0][1] == [plain(some)]
        assert [cue.lines for cue in scc_cues(data)] == [(some,)]


def test_every_row_and_column_is_understood() -> None:
    places = [*((row, 4) for row in range(1, 16)), *((15, column) for column in range(32))]
    lines = []
    for second, place in enumerate(places):
        words = [0x142E, 0x142E, 0x1420, 0x1420, *cea608.place_words(*place), 0x5800, 0x142F, 0x142F]
        lines.append(f"00:00:{second:02}:00\t{' '.join(f'{cea608.with_parity(word):04x}' for word in words)}\n")
        assert cea608.row_of(words[4] >> 8, words[4] & 0xFF) == place[0]
    captions = pycaption.SCCReader().read("Scenarist_SCC V1.0\n\n" + "\n".join(lines)).get_captions("en-US")
    origins = [each.layout_info.origin for each in captions]
    across, down = sorted({each.x.value for each in origins}), sorted({each.y.value for each in origins})
    assert [(down.index(each.y.value) + 1, across.index(each.x.value)) for each in origins] == places


def test_what_cea_608_lacks_is_the_nearest_and_counted() -> None:
    written = scc("Nguyễn – it’s “Ω”… Доброе утро")
    assert [" ".join(cue.lines) for cue in scc_cues(written.data)] == ["Nguyên - it's “O”... Dobroe utro"]
    assert [each for each in written.lost if each.startswith("characters: 14 characters are not in CEA-608: ")]


@pytest.mark.parametrize(
    ("chosen", "mark", "said_so"),
    [
        (None, ";", []),
        ("29.97df", ";", []),
        ("29.97ndf", ":", []),
        ("23.976", ":", ["frame_rate"]),
        ("25", ";", ["frame_rate"]),
        ("59.94df", ";", ["frame_rate"]),
    ],
)
def test_the_first_frame_keeps_its_label_in_29_97(chosen: str | None, mark: str, said_so: list[str]) -> None:
    options = caption_options({"frame_rate": chosen, "start_timecode": "10:00:00:00", "offset": -1})
    written = scc("Good morning.(900000) It is eight.", options)
    shown = [line for line in written.data.decode().split("\n") if "942f" in line]
    assert len(shown) == 2
    assert all(line[8] == mark for line in shown)
    assert codes(written) == said_so
    first, second = scc_cues(written.data)
    assert abs(second.start_ms - first.start_ms - 900_840) <= 34
    frames = [frame + words.index(0x942F) for frame, words in sent(written.data) if 0x942F in words]
    assert frames[0] == FRAME_RATES["29.97df" if mark == ";" else "29.97ndf"].frame_of(10, 0, 0, 0)


def test_captions_that_follow_closely_are_loaded_while_the_former_is_shown() -> None:
    script = "This is a sentence of two lines, all of which must be sent before it shows. " * 8
    written = scc(script, options_of(offset_ms=10_000))
    assert written.lost == ()
    ensure_channel_is_never_overrun(written.data)
    shown = [cue.start_ms for cue in scc_cues(written.data)]
    wanted = CaptionTrack(*said(script), options_of(offset_ms=10_000)).narrowed(max_chars=32, max_lines=4).cues
    assert shown == pytest.approx([cue.start_ms for cue in wanted], abs=17)


def test_captions_that_are_too_dense_show_late_and_it_is_said() -> None:
    script = "Everything here is said much faster than the channel has bytes to send. " * 5
    alignment, text = said(script, ms_per_char=8)
    written = scc_format.write(CaptionTrack(alignment, text, options_of(min_duration_ms=100)))
    ensure_channel_is_never_overrun(written.data)
    assert codes(written) == ["late"]
    assert " ".join(" ".join(cue.lines) for cue in scc_cues(written.data)).split() == script.split()


def test_a_word_wider_than_the_screen_goes_on_below_and_then_in_the_next_caption() -> None:
    written = scc("W" * 150, options_of(offset_ms=10_000, min_duration_ms=5000))
    assert [cue.lines for cue in scc_cues(written.data)] == [("W" * 32,) * 4, ("W" * 22,)]
    assert "rows" in codes(written)


def test_without_cues_there_is_the_first_line_alone() -> None:
    data = scc("").data
    assert data == b"Scenarist_SCC V1.0\n"
    assert scc_cues(data) == ()
    assert scc_by_ttconv(data) == []


def test_three_hundred_cues_are_all_there() -> None:
    data = scc("Good day.(3000) " * 300).data
    assert len(scc_by_ttconv(data)) == len(by_pycaption(data)) == len(scc_cues(data)) == 300


@settings(max_examples=50)
@given(alignments(), any_options(), st.sampled_from([None, "29.97df", "29.97ndf"]))
def test_independent_readers_show_the_same_cues_within_two_frames(
    case: tuple[Alignment, str], options: CaptionOptions, rate: str | None
) -> None:
    options = replace(options, frame_rate=FRAME_RATES[rate] if rate else None)
    written = scc_format.write(CaptionTrack(*case, options))
    ensure_channel_is_never_overrun(written.data)
    ours, theirs = scc_cues(written.data), by_ttconv(written.data)
    assert [[plain(line) for line in cue.lines] for cue in ours] == [lines for _, _, lines in theirs]
    frame_ms = Fraction(1001, 30)
    for cue, (start, end, _) in zip(ours, theirs, strict=True):
        assert end is not None
        assert max(abs(cue.start_ms - 1000 * start), abs(cue.end_ms - 1000 * end)) <= 1
    wanted = CaptionTrack(*case, options).narrowed(max_chars=32, max_lines=4).cues
    if not written.lost or all(each.split(":")[0] in ("characters", "word_times") for each in written.lost):
        assert [cue.start_ms for cue in ours] == pytest.approx(
            [cue.start_ms for cue in wanted], abs=float(2 * frame_ms) + 17
        )
    elif "rows" not in codes(written):
        late = [round((cue.start_ms - want.start_ms) / frame_ms) for cue, want in zip(ours, wanted, strict=True)]
        [told] = [each for each in written.lost if each.startswith("late: ")]
        assert abs(max(late) - int(told.split()[6])) <= 1
    if ours:
        others = by_pycaption(written.data)
        assert [lines for _, lines in others] == [lines for _, _, lines in theirs]
        counted = FRAME_RATES[rate or "29.97df"]
        shown = [seconds_of_label(counted, round(1000 * start / frame_ms)) for start, _, _ in theirs]
        # It goes on counting where labels are dropped between the time code of a line and the code that shows the caption.
        assert [start for start, _ in others] == pytest.approx(shown, abs=2 / 30 + 0.001)

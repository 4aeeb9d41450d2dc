"""Whatever the bytes are, a reader gives cues or says what is wrong, for every format that is read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.caption_pictures import options_of, said
from oncue.caption_files.caption_file import CaptionsTooLong, CaptionsUnreadable, captions_of
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.track import CaptionTrack
from tests.unit.broken_captions import srt
from tests.unit.caption_files import READABLE, cue, track_of

_ALIGNED = said("Anna| Good morning, <b>all</b>.(2000)\nBob| Füße {x} & 日本語です。(3000)\nAnna| No.", ms_per_char=80)
_WHOLE = {suffix: FORMATS[suffix].write(CaptionTrack(*_ALIGNED, options_of(words=True))).data for suffix in READABLE}

_ODD_PARTS = [b"&#" + b"9" * 5000 + b";", b"-->", b"<v ", b"\0", b"99999999999:00:00,000"]


def read_or_refused(data: bytes, suffix: str) -> tuple[WrittenCue, ...]:
    try:
        file = captions_of(data, f"a.{suffix}", suffix)
    except CaptionsUnreadable:
        return ()
    for each in file.cues:
        assert 0 <= each.start_ms <= each.end_ms
        assert len(each.lines) == len(each.speakers)
    FORMATS["vtt"].write(track_of(file.cues))
    return file.cues


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file that was cut, of which some bytes changed, parts were lost or are there twice, or which is another one."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        place, length = draw(st.integers(0, len(data))), draw(st.integers(0, 60))
        match draw(st.sampled_from(["cut", "flip", "lose", "twice", "add"])):
            case "cut":
                del data[place:]
            case "flip":
                data[place : place + 1] = draw(st.binary(min_size=1, max_size=1))
            case "lose":
                del data[place : place + length]
            case "twice":
                data[place:place] = data[place : place + length]
            case _:
                data[place:place] = draw(st.one_of(st.binary(max_size=20), st.sampled_from(_ODD_PARTS)))
    return bytes(data)


@pytest.mark.parametrize("suffix", READABLE)
def test_a_damaged_file_gives_cues_or_is_refused(suffix: str) -> None:
    @settings(max_examples=40)
    @given(damaged(_WHOLE[suffix]))
    def check(data: bytes) -> None:
        read_or_refused(data, suffix)

    check()
    assert read_or_refused(_WHOLE[suffix], suffix)


@pytest.mark.parametrize("suffix", READABLE)
def test_any_bytes_give_cues_or_are_refused(suffix: str) -> None:
    for data in (b"", b"\0" * 10, b"\xff\xfe", b"\xef\xbb\xbf", b"<?xml", b"{" * 100_000, b"[" * 100_000, b"<a>" * 100_000):
        read_or_refused(data, suffix)


@pytest.mark.parametrize("suffix", ["srt", "ass"])
def test_more_lines_than_any_captions_have_are_refused_before_they_are_looked_at(suffix: str) -> None:
    with pytest.raises(CaptionsUnreadable, match="more than 2000000 lines") as refused:
        captions_of(_WHOLE[suffix] + b"\n" * 2_000_000, f"a.{suffix}")
    assert refused.value.data["reason"] == "too_large"


def test_more_captions_than_any_programme_has_are_refused_with_a_stable_code() -> None:
    data = srt([cue(1000 * number, 1000 * number + 900, "Good morning.") for number in range(4)])
    assert len(captions_of(data, "a.srt", most_cues=4).cues) == 4
    with pytest.raises(CaptionsTooLong, match="more than the 3 taken") as refused:
        captions_of(data, "a.srt", most_cues=3)
    assert (refused.value.code, refused.value.data["limit"]) == ("captions_too_long", 3)

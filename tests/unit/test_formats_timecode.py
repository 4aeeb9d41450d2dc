"""Times in and out: integers only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncue.captions.formats import parse_timecode
from oncue.captions.formats.timecode import clock
from oncue.errors import UsageError
from oncue.frame_rate import FRAME_RATES


@pytest.mark.parametrize(
    ("text", "rate", "expected_ms"),
    [
        ("10:00:00:00", "25", 36_000_000),
        ("00:00:01:12", "25", 1480),
        ("00:00:01:12", "24", 1500),
        ("00:00:01.5", "25", 1500),
        ("00:00:01,005", "25", 1005),
        ("00:01:00", "25", 60_000),
        ("-00:00:02:00", "25", -2000),
        ("01:00:00;00", "29.97df", 3_600_000 - 4),  # 107892 frames of 1001/30000 s
        ("01:00:00:00", "29.97df", 3_600_000 - 4),
        ("01:00:00:00", "29.97ndf", 3_603_600),
        ("01:00:00:00", "23.976", 3_603_600),
        ("00:00:59:29", "30", 59_967),
    ],
)
def test_a_timecode_is_read_in_its_frame_rate(text: str, rate: str, expected_ms: int) -> None:
    assert parse_timecode(text, FRAME_RATES[rate]) == expected_ms


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("", "25"),
        ("ten o'clock", "25"),
        ("10:00", "25"),
        ("10:60:00:00", "25"),
        ("10:00:00:25", "25"),
        ("10:00:00:00:00", "25"),
        ("10:01:00;00", "29.97df"),
        ("10:01:00:01", "29.97df"),
        ("10:00:00;00", "25"),
        ("10:00:00;00", "29.97ndf"),
        ("١٠:٠٠:٠٠:٠٠", "25"),
    ],
)
def test_nonsense_is_refused(text: str, rate: str) -> None:
    with pytest.raises(UsageError):
        parse_timecode(text, FRAME_RATES[rate])


@given(st.integers(0, 400 * 3_600_000))
def test_a_written_time_reads_back_as_itself(ms: int) -> None:
    assert parse_timecode(clock(ms, ".")) == ms


def test_a_time_is_never_written_through_a_float() -> None:
    assert [clock(ms, ",") for ms in (0, 2300, 59_999, 4_530_500)] == [
        "00:00:00,000",
        "00:00:02,300",
        "00:00:59,999",
        "01:15:30,500",
    ]

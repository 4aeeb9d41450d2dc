"""Where a file's 0:00 lies, from the first packets of its streams: times in microseconds, drawn as (time, duration)."""

from __future__ import annotations

from oncue.audio.timeline import Opening, Stream, zero_us

FRAME_US = 21_333


def _sound(*times_us: int, codec: str = "flac", **fields: object) -> Stream:
    packets = tuple((time, FRAME_US) for time in times_us)
    return Stream("sound", codec, 48_000, packets=packets, **fields)  # type: ignore[arg-type]


def _picture(*times_us: int, programs: tuple[int, ...] = ()) -> Stream:
    return Stream("picture", "h264", programs=programs, packets=tuple((time, 40_000) for time in times_us))


def _zero(*streams: Stream, container: str = "matroska,webm", track: int = 0) -> int | None:
    return zero_us(Opening(container, 0, streams), track)


def test_zero_is_the_earliest_of_sound_and_picture() -> None:
    assert _zero(_picture(0, 40_000), _sound(2_500_000)) == 0
    assert _zero(_picture(2_000_000), _sound(0)) == 0
    assert _zero(_picture(36_000_000_000), _sound(36_002_500_000)) == 36_000_000_000
    assert _zero(_picture(-500_000), _sound(0)) == -500_000


def test_what_the_file_tells_to_leave_out_is_not_sound() -> None:
    assert _zero(_sound(-6500, codec="opus", trimmed_samples=312)) == 0


def test_what_an_encoder_leaves_untold_is_not_sound_either() -> None:
    assert _zero(_sound(0, FRAME_US, codec="aac")) == FRAME_US
    assert _zero(_sound(0, 24_000, codec="mp3")) == 23_020 - 21_333 + 24_000
    assert _zero(_sound(0, codec="flac")) == 0
    assert _zero(_picture(21_333), _sound(0, FRAME_US, codec="aac")) == 21_333
    assert _zero(_picture(0), _sound(0, FRAME_US, codec="aac")) == 0


def test_a_hole_behind_the_encoders_delay_is_not_sound() -> None:
    assert _zero(_picture(80_000), _sound(0, 2_580_000, codec="aac")) == 80_000


def test_avi_cannot_say_that_sound_lies_before_zero() -> None:
    assert _zero(_picture(0), _sound(0, 24_000, codec="mp3"), container="avi") == 23_020
    assert _zero(_picture(0), _sound(0, codec="pcm_s16le"), container="avi") == 0


def test_only_the_programme_that_the_sound_belongs_to_counts() -> None:
    streams = (_picture(9_000_000, programs=(1,)), _sound(9_500_000, programs=(1,)), _picture(0, programs=(2,)))
    assert _zero(*streams, container="mpegts") == 9_000_000
    assert _zero(*streams, _sound(0, programs=(2,)), container="mpegts", track=1) == 0


def test_sound_and_picture_more_than_an_hour_apart_have_no_common_zero() -> None:
    assert _zero(_picture(0), _sound(3_601_000_000)) is None
    assert _zero(_picture(0), _sound(3_599_000_000)) == 0
    assert _zero(_picture(3_601_000_000), _sound(0)) == 0


def test_streams_without_packets_do_not_count() -> None:
    assert _zero(_picture(), _sound(500_000)) == 500_000
    assert _zero(_picture(100), _sound()) == 100
    assert _zero(_picture(), _sound()) is None
    assert _zero(_picture(0)) is None

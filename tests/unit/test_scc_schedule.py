"""When the words of pop-on captions are sent: around the code that takes the former away, and fewer where time is short."""

from __future__ import annotations

from oncue.captions.formats.cues_of_files import scc_cues
from oncue.captions.formats.scc import write
from oncue.captions.formats.scc_schedule import Burst, Load, schedule
from oncue.captions.track import CaptionTrack
from tests.unit.caption_files import cue, track_of
from tests.unit.captions_by_ttconv import by_ttconv


def test_words_are_sent_around_the_code_that_takes_the_former_away() -> None:
    load = Load(*[range(0x4141, 0x4141 + 20)] * 3)
    clear, show = (0x142C, 0x142C), (0x142F, 0x142F)

    def bursts(*spans: tuple[int, int]) -> list[tuple[int, int | tuple[int, ...]]]:
        return [
            (each.frame, len(each.words) if len(each.words) > 2 else each.words)
            for each in schedule([load] * 2, spans).bursts
        ]

    assert bursts((20, 60), (90, 99)) == [(0, 22), (60, clear), (70, 22), (99, clear)]
    assert bursts((20, 80), (90, 99)) == [(0, 22), (60, 20), (80, clear), (90, show), (99, clear)]
    assert bursts((20, 34), (46, 50)) == [(0, 22), (22, 12), (34, clear), (38, 10), (50, clear)]
    assert bursts((20, 60), (60, 70)) == [(0, 22), (40, 22), (70, clear)]


def test_a_code_and_its_repetition_are_not_parted() -> None:
    words = [0x1420, 0x1420, 0x4161, 0x1330, 0x1330, 0x1137, 0x1137, 0x1137, 0x1137]
    for last in range(12, 22):
        found = schedule([Load(*[[0x4141]] * 3), Load(*[words] * 3)], [(5, last), (last + 6, 40)])
        parts = [burst.words for burst in found.bursts]
        assert all(part[:1] != (0x1420,) or part[1:2] == (0x1420,) for part in parts)
        assert all(part.count(0x1137) % 2 == 0 and part.count(0x1330) % 2 == 0 and part[0] != 0x1330 for part in parts)
    assert schedule([], []).bursts == ()
    assert schedule([Load(*[[1]] * 3)], [(0, 5)]).bursts == (Burst(0, (1, 0x142F, 0x142F)), Burst(5, (0x142C, 0x142C)))


def test_where_time_is_short_codes_are_sent_once_and_characters_as_often_as_ever() -> None:
    line = "♪♪ Good evening to you all ♪♪"
    for start_ms, codes in ((3000, 2), (850, 1)):
        track: CaptionTrack = track_of((cue(start_ms, 6000, line),))
        written = write(track)
        assert written.lost == ()
        (shown,) = scc_cues(written.data)
        assert (shown.lines, abs(shown.start_ms - start_ms) < 34) == ((line,), True)
        assert written.data.decode().split().count("94ae") == codes
        assert by_ttconv(written.data)[0][2] == [line]


def test_what_is_too_much_even_so_is_sent_with_the_fewest_words() -> None:
    full, rough, bare = [1] * 40, [1] * 36, [1] * 30
    assert schedule([Load(full, rough, bare)], [(10, 60)]).shown == (30,)
    assert schedule([Load(full, rough, bare)], [(30, 60)]).bursts[0].words[:-2] == (*bare,)
    assert schedule([Load(full, rough, bare)], [(36, 60)]).bursts[0].words[:-2] == (*rough,)
    assert schedule([Load(full, rough, bare)], [(40, 60)]).bursts[0].words[:-2] == (*full,)

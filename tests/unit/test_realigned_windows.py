"""The sound that is searched for words that were edited: around them, from pause to pause, and not across fixed times."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from oncue.alignment.file_clock import FileClock
from oncue.jobs.desk_work import WordToTime
from oncue.pipeline.realigned_windows import SearchWindow, search_windows

DURATION_MS = 60_000


def spoken(*pieces: str) -> list[WordToTime]:
    """A word for each letter, 500 ms long: `?` has no times and is wanted, a capital has its start fixed, and so has its
    end one behind which a `|` stands; `-` is a pause of 500 ms."""
    words: list[WordToTime] = []
    at_ms = 1000
    for sign in "".join(pieces):
        if sign == "|":
            last = words.pop()
            words.append(WordToTime(last.id, last.text, last.start_ms, last.end_ms, last.wanted, last.start_pinned, True))
            continue
        if sign != "-":
            start_ms, end_ms = (None, None) if sign == "?" else (at_ms, at_ms + 500)
            words.append(WordToTime(f"w{len(words)}", sign, start_ms, end_ms, sign == "?", sign.isupper()))
        at_ms += 500
    return words


def test_a_window_reaches_to_pauses_on_both_sides_as_far_as_it_may() -> None:
    words = spoken("abc-de-f?g-hi-jkl")
    assert search_windows(words, DURATION_MS, 25_000) == [SearchWindow(0, 13, 0, 12_000)]
    assert search_windows(words, DURATION_MS, 4_000) == [SearchWindow(5, 8, 4250, 6250)]


def test_a_fixed_time_ends_a_window() -> None:
    assert search_windows(spoken("ab|-c?d-E"), DURATION_MS, 25_000) == [SearchWindow(2, 5, 2000, 4500)]
    windows = search_windows(spoken("abc?D?e"), DURATION_MS, 25_000)
    assert [(one.first, one.last) for one in windows] == [(0, 4), (4, 7)]
    assert windows[0].end_ms == windows[1].start_ms == 3000
    assert windows[1].pinned


def test_what_is_not_edited_is_not_searched() -> None:
    assert search_windows(spoken("abc-def"), DURATION_MS, 25_000) == []


@settings(max_examples=50)
@given(st.text(alphabet="ab?-C|", min_size=1, max_size=40).filter(lambda text: text[0] not in "|-"), st.integers(0, 25_000))
def test_each_edited_word_is_in_one_window_and_windows_lie_in_order(text: str, most_ms: int) -> None:
    words = spoken(text.replace("|", "") if "?|" in text or "-|" in text else text)
    windows = search_windows(words, DURATION_MS, most_ms)
    found = [k for one in windows for k in range(one.first, one.last)]
    assert found == sorted(set(found))
    assert {k for k, word in enumerate(words) if word.wanted} <= set(found)
    assert all(0 <= one.start_ms <= one.end_ms <= DURATION_MS for one in windows)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(windows))


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 5000)), max_size=4), st.integers(0, 30_000))
def test_a_time_of_the_sound_is_found_again_from_the_files(holes: list[tuple[int, int]], at_ms: int) -> None:
    clock = FileClock(sorted(dict(holes).items()))
    start_ms, _ = clock.interval((at_ms, at_ms + 1))
    assert clock.sound_ms(start_ms) == at_ms

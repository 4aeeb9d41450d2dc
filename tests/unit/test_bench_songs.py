"""Songs that are made to be put between sentences, and the count of words that stray into them."""

from __future__ import annotations

import numpy as np

from bench.singing import STRETCH, song, sung
from bench.songs import sentence_spans, strayed
from bench.sounds import RATE_HZ
from bench.truths import Truth
from tests.unit.test_bench_sounds import speech


def test_what_is_sung_is_slower_than_what_is_said_and_the_same_each_time() -> None:
    said = speech()
    voice = sung(said, seed=2)
    assert abs(len(voice) / len(said) - STRETCH) < 0.1
    assert np.array_equal(voice, sung(said, seed=2))


def test_a_song_fills_its_time_though_its_words_end_before() -> None:
    assert len(song(speech()[:RATE_HZ], 6)) == 6 * RATE_HZ


_SAID = [("It", 0, 1.0), ("rained.", 3, 1.5), ("Then", 11, 20.0), ("it", 16, 20.5), ("snowed.", 19, 21.0)]
TRUTH: Truth = {
    "duration_s": 30.0,
    "tokens": [
        {"text": text, "char_start": at, "char_end": at + len(text), "start": start, "end": start + 0.5}
        for text, at, start in _SAID
    ],
}


def _words(*starts: float | None) -> list[dict[str, object]]:
    times = [(None, None) if start is None else (round(1000 * start), round(1000 * start) + 500) for start in starts]
    return [
        {"char_start": token["char_start"], "start_ms": start_ms, "end_ms": end_ms}
        for token, (start_ms, end_ms) in zip(TRUTH["tokens"], times, strict=True)
    ]


def test_a_sentence_is_from_its_first_word_to_its_last() -> None:
    assert sentence_spans(TRUTH) == {0: (1.0, 2.0), 3: (1.0, 2.0), 11: (20.0, 21.5), 16: (20.0, 21.5), 19: (20.0, 21.5)}


def test_a_word_in_the_song_before_its_sentence_is_counted_with_how_far_it_is() -> None:
    assert strayed(_words(1.0, 1.5, 12.0, 20.5, 21.0), TRUTH) == (5, 100.0, 80.0, 1, 1, 8.0)


def test_a_word_without_times_is_in_no_sentence_and_parts_none() -> None:
    assert strayed(_words(1.0, 1.5, None, 20.5, 21.0), TRUTH) == (5, 80.0, 80.0, 0, 0, 0.0)

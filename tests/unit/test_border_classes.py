"""The table of border errors by the phones on either side."""

from __future__ import annotations

from typing import Any

from bench.border_classes import ClassedBorder, class_table, classed_borders
from oncue.acoustic.lexicon import Lexicon


def timed(text: str, at: int, start_ms: int, end_ms: int) -> dict[str, Any]:
    return {"text": text, "char_start": at, "char_end": at + len(text), "start_ms": start_ms, "end_ms": end_ms}


def truth_of(*words: tuple[str, int, float, float]) -> dict[str, Any]:
    tokens = [{"text": t, "char_start": at, "char_end": at + len(t), "start": a, "end": b} for t, at, a, b in words]
    return {"duration_s": 3.0, "tokens": tokens}


def test_a_border_is_classed_by_the_phones_on_either_side_and_a_gap_is_a_pause() -> None:
    words = [timed("Stop", 0, 110, 400), timed("all", 5, 420, 700), timed("men.", 9, 1000, 1400)]
    truth = truth_of(("Stop", 0, 0.1, 0.41), ("all", 5, 0.41, 0.71), ("men.", 9, 1.0, 1.3))
    found = [(one.border, one.before, one.after, round(one.late_ms)) for one in classed_borders(words, truth, Lexicon("en"))]
    assert found == [
        ("start", "pause", "fricative", 10),
        ("end", "stop", "vowel", -10),
        ("start", "stop", "vowel", 10),
        ("end", "liquid", "pause", -10),
        ("start", "pause", "nasal", 0),
        ("end", "nasal", "pause", 100),
    ]


def test_frequent_classes_have_rows_and_the_rest_is_counted_together() -> None:
    borders = [ClassedBorder("end", "vowel", "pause", 60.0)] * 20 + [ClassedBorder("start", "stop", "stop", -10.0)] * 5
    rows = class_table(borders).splitlines()[2:]
    assert rows == [
        "| end | vowel - pause | 20 | 60.0 | 60.0 | 60.0 | 0.0 | 100.0 |",
        "| both | others | 5 | -10.0 | -10.0 | 10.0 | 100.0 | 0.0 |",
        "| both | all | 25 | 46.0 | 60.0 | 50.0 | 20.0 | 100.0 |",
    ]

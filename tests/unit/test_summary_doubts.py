"""The summary of an alignment names the words that Whisper did not hear as they are printed."""

from __future__ import annotations

from dataclasses import replace

from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.cli.summary import MOST_DOUBTFUL, summary
from oncue.model import Alignment, EngineInfo, Quality, TimedWord, WordStatus

TEXT = "one two six ten " * 5


def alignment(*heard: str | None) -> Alignment:
    words = []
    at = 0
    for k, text in enumerate(TEXT.split()):
        told = heard[k] if k < len(heard) else None
        times = (300 * k, 300 * k + 250)
        words.append(TimedWord(text, at, at + len(text), None, *times, 0.9, WordStatus.ALIGNED, told, *times))
        at += len(text) + 1
    return Alignment("en", 6000, EngineInfo("none", "none", "none"), Quality(1.0, 1.0, 1.0), tuple(words), (), ())


def told(made: Alignment) -> str:
    return summary(CaptionTrack(made, TEXT, CaptionOptions()), 1.0, {"a.srt": ()})


def test_what_was_heard_instead_is_shown() -> None:
    shown = told(alignment(None, "gardens", ""))
    assert "  doubtful          2 of 20 words" in shown
    assert "0:00:00.3  two: heard as gardens" in shown
    assert "0:00:00.6  six: not heard" in shown


def test_a_word_that_was_heard_elsewhere_is_shown_with_the_place() -> None:
    made = alignment()
    moved = replace(made.words[1], heard_start_ms=5000, heard_end_ms=5250)
    assert "two: heard at 0:00:05.0" in told(replace(made, words=(made.words[0], moved, *made.words[2:])))


def test_of_many_the_first_are_shown_and_of_none_nothing_is() -> None:
    assert "doubtful" not in told(alignment())
    shown = told(alignment(*["gardens"] * 9))
    assert shown.count("heard as gardens") == MOST_DOUBTFUL
    assert "and 4 more, in the alignment" in shown

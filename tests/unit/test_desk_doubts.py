"""The doubt queue of a desk: what is in it, in which order, and what takes it out again."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import Any

from oncue.captions.limits import CaptionLimits
from oncue.captions.segmentation import segment
from oncue.desk import Script, apply_revision, parse_ops, working_copy
from oncue.desk.doubts import DeskDoubt, DoubtCode, DoubtQueue, doubt_queue, limit_doubts
from oncue.desk.doubts.doubt import MOST_SOUND_MS
from oncue.model import Alignment, EngineInfo, Gap, Quality, TimedWord, WordStatus

TEXT = "The north wind and the sun were disputing which was the stronger when a traveller came along wrapped in a warm cloak"
WORD_MS = 400


def alignment(changes: dict[str, dict[str, Any]] | None = None, gaps: tuple[Gap, ...] = ()) -> Alignment:
    """`TEXT`, word after word, all as heard; `changes` are of the first words of these texts."""
    left = dict(changes or {})
    words = []
    starts = [0, *accumulate(len(word) + 1 for word in TEXT.split())]
    for k, text in enumerate(TEXT.split()):
        at = 1000 + k * WORD_MS
        word = TimedWord(text, starts[k], starts[k] + len(text), None, at, at + WORD_MS, 0.999, WordStatus.ALIGNED, gop=0.2)
        words.append(replace(word, **{"heard_start_ms": at, "heard_end_ms": at + WORD_MS, **left.pop(text, {})}))
    assert not left
    end_ms = 2000 + len(words) * WORD_MS
    return Alignment("en", end_ms, EngineInfo("x", "tiny.en", "oncue-gmm 1"), Quality(1, 1, 1), tuple(words), gaps, ())


NOT_FOUND = {"start_ms": None, "end_ms": None, "heard_start_ms": None, "heard_end_ms": None, "gop": None,
             "confidence": 0.0, "status": WordStatus.NOT_IN_AUDIO}  # fmt: skip
MISHEARD = {"heard": "elephant", "surprisal": 24.0}


def queue(script: Script) -> DoubtQueue:
    return doubt_queue(script, working_copy(script)[1])


def doubts(changes: dict[str, dict[str, Any]], *gaps: Gap) -> tuple[DeskDoubt, ...]:
    return queue(Script.of(alignment(changes, gaps), TEXT)).doubts


def after(script: Script, *ops: dict[str, Any]) -> tuple[DeskDoubt, ...]:
    return queue(edited(script, *ops)).doubts


def edited(script: Script, *ops: dict[str, Any]) -> Script:
    return apply_revision(script, script.rev + 1, parse_ops(list(ops)), "Ann")


def test_where_all_was_heard_as_published_there_is_no_doubt() -> None:
    assert doubts({}) == ()


def test_another_word_that_was_heard_is_told_with_what_is_published_and_what_was_heard() -> None:
    (doubt,) = doubts({"sun": MISHEARD})
    assert (doubt.code, doubt.first, doubt.last, doubt.heard) == (DoubtCode.HEARD_OTHERWISE, "w23", "w23", "elephant")
    assert doubt.says == "Published “sun”, heard “elephant”."
    assert doubt.figures == {"surprisal": 24.0}
    assert (doubt.start_ms, doubt.end_ms) == (2500, 3900)
    assert doubt.id == "heard_otherwise:w23:w23"


def test_neighbours_that_were_heard_otherwise_are_one_doubt() -> None:
    (doubt,) = doubts({"sun": MISHEARD, "were": {"heard": "", "surprisal": 20.0}, "disputing": MISHEARD})
    assert (doubt.first, doubt.last, doubt.heard) == ("w23", "w32", "elephant elephant")


def test_what_is_likelier_wrong_comes_first() -> None:
    found = doubts({"sun": {"heard": "son", "surprisal": 12.0}, "traveller": MISHEARD, "cloak": NOT_FOUND})
    assert [doubt.weight for doubt in found] == sorted((doubt.weight for doubt in found), reverse=True)
    assert found[-1].first == "w23"


def test_words_without_sound_are_told_with_the_sound_where_they_should_be() -> None:
    (doubt,) = doubts({"sun": NOT_FOUND, "were": NOT_FOUND})
    assert doubt.code is DoubtCode.NOT_SAID
    assert doubt.says == "2 words have no sound: “sun were”."
    assert doubt.start_ms <= 1000 + 5 * WORD_MS <= 1000 + 7 * WORD_MS <= doubt.end_ms


def test_speech_without_text_is_told_with_what_was_heard_and_no_more_than_four_seconds_of_it_are_played() -> None:
    (doubt,) = doubts({}, Gap(3000, 9000, "and now the weather"))
    assert (doubt.code, doubt.first, doubt.heard) == (DoubtCode.UNWRITTEN, None, "and now the weather")
    assert doubt.says == "6.0 s of speech without text: “and now the weather”."
    assert doubt.end_ms - doubt.start_ms == MOST_SOUND_MS


def test_a_border_that_is_not_where_it_was_heard_and_leaves_its_words_too_long_and_too_short_is_a_place() -> None:
    at = 1000 + 5 * WORD_MS + 250
    (doubt,) = doubts({"the": {"end_ms": at}, "sun": {"start_ms": at, "error_ms": 34}})
    assert (doubt.code, doubt.first, doubt.last) == (DoubtCode.PLACE, "w23", "w23")
    assert doubt.says == "“sun” starts at 0:00:03.2, or at 0:00:03.0."
    assert doubt.figures == {"confidence": 0.999, "at_ms": at, "or_ms": at - 250, "error_ms": 34}


def test_a_word_of_little_confidence_is_a_place() -> None:
    (doubt,) = doubts({"sun": {"confidence": 0.3}})[:1]
    assert (doubt.code, doubt.first) == (DoubtCode.PLACE, "w23")


def test_what_a_person_confirmed_changed_pinned_or_removed_is_no_doubt_any_more() -> None:
    script = Script.of(alignment({"sun": MISHEARD}), TEXT)
    word = {"from": "w23", "to": "w23"}
    assert after(script, {"op": "confirm", **word}) == ()
    assert after(script, {"op": "replace", **word, "text": "elephant", "why": "said_otherwise"}) == ()
    assert after(script, {"op": "replace", **word, "text": "", "why": "not_said"}) == ()
    assert after(script, {"op": "time", "word": "w23", "start_ms": 3000, "end_ms": 3300}) == ()


def test_a_doubt_that_is_undone_is_back() -> None:
    script = Script.of(alignment({"sun": MISHEARD}), TEXT)
    before = queue(script).doubts
    confirmed = edited(script, {"op": "confirm", "from": "w23", "to": "w23"})
    assert after(confirmed, {"op": "undo", "rev": 1}) == before


def test_a_word_is_doubtful_still_where_only_its_neighbour_was_changed() -> None:
    script = Script.of(alignment({"sun": MISHEARD}), TEXT)
    changed = after(script, {"op": "replace", "from": "w27", "to": "w27", "text": "began", "why": "misprint"})
    assert [(doubt.code, doubt.first) for doubt in changed] == [(DoubtCode.HEARD_OTHERWISE, "w23")]


def test_words_beside_it_that_somebody_wrote_end_the_doubt_about_them() -> None:
    script = Script.of(alignment({"sun": {"heard": "sun and moon", "surprisal": 18.0}}), TEXT)
    assert [doubt.code for doubt in queue(script).doubts] == [DoubtCode.HEARD_OTHERWISE]
    written = after(script, {"op": "replace", "after": "w23", "text": "and moon", "why": "misprint"})
    assert DoubtCode.HEARD_OTHERWISE not in [doubt.code for doubt in written]


def test_a_gap_goes_when_one_person_heard_all_from_the_word_before_it_to_the_word_behind_it() -> None:
    script = Script.of(alignment(gaps=(Gap(3000, 3300, ""),)), TEXT)
    (gap,) = queue(script).doubts
    assert gap.code is DoubtCode.UNWRITTEN
    singly = ({"op": "confirm", "from": word, "to": word} for word in ("w19", "w23", "w27"))
    assert after(script, *singly) == (gap,)
    assert after(script, {"op": "confirm", "from": "w19", "to": "w27"}) == ()


def test_a_gap_goes_when_words_or_a_sound_fill_it() -> None:
    script = Script.of(alignment(gaps=(Gap(3000, 3300, ""),)), TEXT)
    assert after(script, {"op": "sound", "start_ms": 3000, "end_ms": 3300, "text": "[MUSIC]"}) == ()


def test_where_hardly_a_word_has_a_sound_all_others_are_told() -> None:
    changes = dict.fromkeys(set(TEXT.split()), NOT_FOUND)
    assert {doubt.code for doubt in doubts(changes)} == {DoubtCode.NOT_SAID}


def test_a_caption_that_breaks_a_limit_is_told_last_with_its_figures() -> None:
    found = alignment({"sun": MISHEARD})
    script = Script.of(found, TEXT)
    cues = segment(found, TEXT)
    slow = replace(CaptionLimits(), max_cps=5.0)
    listed = doubt_queue(script, found, limit_doubts(cues, slow, found.duration_ms)).doubts
    assert [doubt.code for doubt in listed] == [DoubtCode.HEARD_OTHERWISE, *[DoubtCode.LIMITS] * len(cues)]
    words = [word.id for line in cues[0].lines for word in line.words]
    assert (listed[1].first, listed[1].last) == (words[0], words[-1])
    assert listed[1].figures["figure"] < listed[1].figures["limit"]
    assert listed[1].says.startswith("Shown for ")


def test_a_border_beside_a_pause_is_held_against_where_the_recording_falls_silent() -> None:
    starts = [1000 + k * 700 for k in range(len(TEXT.split()))]
    apart = alignment()
    words = [
        replace(word, start_ms=at, end_ms=at + WORD_MS, heard_start_ms=None, heard_end_ms=None)
        for word, at in zip(apart.words, starts, strict=True)
    ]
    silences = tuple((at + WORD_MS, at + 700) for at in starts[:-1])
    words[4] = replace(words[4], start_ms=starts[4] - 200)
    found = replace(apart, words=tuple(words), duration_ms=starts[-1] + 2000, silences=silences)
    first = queue(Script.of(found, TEXT)).doubts[0]
    assert (first.code, first.first) == (DoubtCode.PLACE, words[4].id)
    without = queue(Script.of(replace(found, silences=()), TEXT)).doubts
    assert first.weight > max((doubt.weight for doubt in without), default=0.0)

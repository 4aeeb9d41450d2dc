"""Times of edited words: which stretches an aligner is asked for, and for how long its answers hold."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.caption_pictures import said
from bench.desk_edits import any_op, news, word_of
from oncue.captions.formats import alignment_from_json, alignment_to_json
from oncue.desk import (
    DeskRefused,
    Retiming,
    Revision,
    Script,
    Stretch,
    apply_revision,
    parse_ops,
    replay,
    stretches_to_align,
    working_copy,
)
from oncue.desk.stretches import LONGEST_STRETCH_MS, stretch_words
from oncue.model import TimedWord


def edit(script: Script, *ops: dict[str, Any]) -> Script:
    return apply_revision(script, script.rev + 1, parse_ops(list(ops)), "Ann")


def asked(script: Script, *ops: dict[str, Any]) -> tuple[Script, tuple[Stretch, ...]]:
    after = edit(script, *ops)
    return after, stretches_to_align(script, after)


def words_of(script: Script, stretch: Stretch) -> str:
    return " ".join(word.text for word in stretch_words(script, stretch))


def answer(script: Script, stretch: Stretch) -> Retiming:
    """Times that no machine would give: every word of the stretch as long as every other."""
    words = stretch_words(script, stretch)
    step = (stretch.end_ms - stretch.start_ms) // len(words)
    starts = [stretch.start_ms + step * index for index in range(len(words))]
    return Retiming(
        script.rev,
        {word.id: (at, at + step, 0.9, -0.1, 17) for word, at in zip(words, starts, strict=True)},
        stretch.basis,
    )


def timed(script: Script) -> list[TimedWord]:
    return [word for word in working_copy(script)[1].words if word.start_ms is not None]


def test_a_changed_word_asks_for_its_phrase_from_pause_to_pause() -> None:
    script, (stretch,) = asked(news(), {"op": "replace", "from": word_of(news(), "election"), "text": "selection"})
    assert words_of(script, stretch) == "This Tuesday is selection day in the whole country."
    first, last = timed(script)[3], timed(script)[11]
    assert (stretch.start_ms, stretch.end_ms) == (first.start_ms - 150, last.end_ms + 150)  # type: ignore[operator]


def test_what_changes_no_sound_asks_for_nothing() -> None:
    for op in (
        {"op": "break", "before": "w5", "kind": "cue"},
        {"op": "show", "word": "w5", "in_ms": 900},
        {"op": "speaker", "from": "w5", "name": "Eve"},
        {"op": "confirm", "from": "w5"},
        {"op": "note", "word": "w5", "text": "Who?"},
        {"op": "sound", "start_ms": 0, "end_ms": 900, "text": "[MUSIC]"},
        {"op": "replace", "from": "w5", "text": "morning,"},
    ):
        assert asked(news(), op)[1] == (), op


def test_a_removed_word_asks_for_its_neighbours_and_a_fixed_border_ends_a_stretch() -> None:
    script, (stretch,) = asked(news(), {"op": "replace", "from": word_of(news(), "election"), "text": ""})
    assert words_of(script, stretch) == "This Tuesday is day in the whole country."
    word = word_of(news(), "election")
    script, stretches = asked(news(), {"op": "time", "word": word, "start_ms": 3800, "end_ms": 4500})
    assert [words_of(script, one) for one in stretches] == ["This Tuesday is", "day in the whole country."]
    assert (stretches[0].end_ms, stretches[1].start_ms) == (3800, 4500)
    script, (one, two) = asked(news(), {"op": "time", "word": word, "start_ms": 3800})
    assert [words_of(script, each) for each in (one, two)] == ["This Tuesday is", "election day in the whole country."]


def test_a_long_speech_is_asked_for_in_parts_that_an_aligner_can_take() -> None:
    script = Script.of(*said(" ".join(f"word{n}" for n in range(300))))
    words = list(script.words)
    after, stretches = asked(script, {"op": "replace", "from": words[150].id, "text": "changed"})
    (stretch,) = stretches
    assert stretch.end_ms - stretch.start_ms <= LONGEST_STRETCH_MS + 1000
    after, stretches = asked(script, {"op": "replace", "from": words[0].id, "to": words[-1].id, "text": "x " * 300})
    covered = [word.id for one in stretches for word in stretch_words(after, one)]
    assert covered == [word.id for word in after.shown]
    assert all(one.end_ms - one.start_ms <= LONGEST_STRETCH_MS + 6000 for one in stretches)


def test_times_that_were_found_hold_until_the_words_read_otherwise_and_again_when_they_do_again() -> None:
    plain = news()
    script, (stretch,) = asked(plain, {"op": "replace", "from": word_of(plain, "election"), "text": "selection"})
    script = script.with_retimings([answer(script, stretch)])
    found = {word.text: word for word in timed(script)}
    assert (found["selection"].status, found["selection"].confidence) == ("aligned", 0.9)
    assert found["This"].start_ms == stretch.start_ms
    undone = edit(script, {"op": "undo", "rev": 1})
    assert working_copy(undone) == working_copy(plain)
    assert stretches_to_align(script, undone) == ()
    redone = edit(undone, {"op": "undo", "rev": 2})
    assert working_copy(redone) == working_copy(script)
    assert stretches_to_align(undone, redone) == ()


def test_an_answer_that_comes_late_gives_no_times_to_words_that_changed_since() -> None:
    plain = news()
    script, (stretch,) = asked(plain, {"op": "replace", "from": word_of(plain, "election"), "text": "selection"})
    late = answer(script, stretch)
    script, (again,) = asked(script, {"op": "replace", "from": word_of(plain, "day"), "text": "days"})
    found = {word.text: word for word in timed(script.with_retimings([late]))}
    assert found["selection"].status == "aligned"
    assert found["days"].status == "estimated"
    both = script.with_retimings([answer(script, again), late])
    assert {word.text: word for word in timed(both)}["days"].status == "aligned"
    assert working_copy(both) == working_copy(script.with_retimings([late, answer(script, again)]))


def test_a_revision_is_shown_with_the_times_of_its_own_day() -> None:
    plain = news()
    script, (stretch,) = asked(plain, {"op": "replace", "from": word_of(plain, "election"), "text": "selection"})
    log = [Revision(1, script.log[0].ops, "Ann")]
    later = Retiming(2, answer(script, stretch).words, stretch.basis)
    assert working_copy(replay(plain.alignment, plain.text, log, [later])) == working_copy(script)


def test_an_inserted_word_takes_the_room_that_there_is_and_no_pause_of_ten_seconds() -> None:
    script = Script.of(*said("We have won.(10000) Thank you."))
    after = edit(script, {"op": "replace", "after": word_of(script, "won"), "text": "indeed"})
    (word,) = [word for word in timed(after) if word.text == "indeed"]
    assert word.end_ms - word.start_ms < 1000  # type: ignore[operator]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_around_any_edits_times_run_forwards_within_the_recording_and_pins_hold(seed: int) -> None:
    random, script = Random(seed), news()
    for _ in range(12):
        try:
            script = apply_revision(script, script.rev + 1, (any_op(script, random),), "Ann")
        except DeskRefused:
            continue
    before = news()
    for stretch in stretches_to_align(before, script):
        assert 0 <= stretch.start_ms < stretch.end_ms <= script.alignment.duration_ms
        assert stretch.basis
        assert stretch_words(script, stretch)
        script = script.with_retimings([answer(script, stretch)] if random.random() < 0.7 else [])
    text, alignment = working_copy(script)
    assert alignment_from_json(alignment_to_json(alignment)) == alignment
    spans = sorted((one.char_start, one.char_end) for part in (alignment.words, alignment.unspoken) for one in part)
    ends = [0, *(end for _, end in spans)]
    assert all(start >= behind and not text[behind:start].strip() for behind, (start, _) in zip(ends, spans, strict=False))
    assert not text[ends[-1] :].strip()
    words = [word for word in timed(script) if not (word.name or "").startswith("s")]
    for one, two in pairwise(words):
        assert one.start_ms <= two.start_ms, (one, two)  # type: ignore[operator]
    for word in words:
        assert 0 <= word.start_ms <= word.end_ms <= script.alignment.duration_ms  # type: ignore[operator]
        edited = script.word(word.id)
        assert edited is not None
        assert edited.pin_start_ms in (None, word.start_ms)
        assert edited.pin_end_ms in (None, word.end_ms)

"""A new published text: edits are carried over where its words are the old ones', and the rest is listed."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.caption_pictures import said
from bench.desk_edits import NEWS, any_op, captions, news, track, word_of
from oncue.desk import DeskRefused, Script, apply_revision, carried, parse_ops, replay, working_copy
from oncue.model import WordStatus


def edit(script: Script, *ops: dict[str, Any], by: str = "Ann") -> Script:
    return apply_revision(script, script.rev + 1, parse_ops(list(ops)), by)


def edited() -> Script:
    script = edit(news(), {"op": "replace", "from": word_of(news(), "election"), "text": "selection"}, by="Bob")
    script = edit(script, {"op": "replace", "after": word_of(news(), "Thank"), "text": "very much"})
    script = edit(
        script,
        {"op": "break", "before": "a2.1", "kind": "cue"},
        {"op": "time", "word": word_of(news(), "polls"), "start_ms": 8200},
        {"op": "show", "word": word_of(news(), "This"), "in_ms": 2700},
    )
    return edit(script, {"op": "sound", "start_ms": 11_300, "end_ms": 12_500, "text": "[MUSIC]"})


def test_all_edits_are_carried_to_a_text_that_is_otherwise_corrected() -> None:
    alignment, text = said("\n" + NEWS.replace("some sun", "a little sun"))
    found = carried(edited(), alignment, text)
    assert found.lost == ()
    assert [(one.n, one.who) for one in found.revisions] == [(5, "Bob"), (6, "Ann"), (7, "Ann"), (8, "Ann")]
    assert found.origins == (1, 2, 3, 4)
    again = replay(alignment, text, found.revisions)
    assert working_copy(again) == working_copy(found.script)
    shown = working_copy(again)[0]
    assert "selection day" in shown
    assert "Thank very much you" in shown
    assert "a little sun" in shown
    assert "much" in {cue.lines[0].words[0].text for cue in track(again).cues}
    assert any(word.pinned and word.text == "polls" and word.start_ms == 8200 for word in working_copy(again)[1].words)


def test_edits_follow_their_words_when_the_text_before_them_grows() -> None:
    grown = NEWS.replace("Good morning", "Good evening and good morning")
    found = carried(edited(), *said(grown))
    assert found.lost == ()
    assert found.script.breaks == {"a6.1": "cue"}


def test_what_the_new_text_says_itself_is_neither_carried_nor_lost() -> None:
    found = carried(edited(), *said(NEWS.replace("election", "selection")))
    assert found.lost == ()
    assert found.origins == (2, 3, 4)


OF = {name: word_of(news(), name) for name in ("election", "Tuesday", "is", "Thank", "Anna", "This")}
TAKEN_OVER: dict[str, list[list[dict[str, Any]]]] = {
    "added": [[{"op": "replace", "after": OF["Thank"], "text": "very much"}]],
    "added twice": [
        [{"op": "replace", "after": OF["Thank"], "text": "so much"}],
        [{"op": "replace", "after": OF["Thank"], "text": "ever"}],
    ],
    "added before a word": [[{"op": "replace", "from": OF["election"], "text": "the election"}]],
    "added behind a word": [[{"op": "replace", "from": OF["election"], "text": "election, in short,"}]],
    "added as the word before": [[{"op": "replace", "after": OF["is"], "text": "is"}]],
    "side by side": [
        [{"op": "replace", "from": OF["Tuesday"], "text": "Monday"}],
        [{"op": "replace", "from": OF["is"], "text": "was"}],
    ],
    "twice": [
        [{"op": "replace", "from": OF["election"], "text": "x"}],
        [{"op": "replace", "from": OF["election"], "text": "selection"}],
    ],
    "removed": [[{"op": "replace", "from": OF["election"], "text": ""}]],
    "rewritten": [[{"op": "replace", "from": OF["This"], "to": OF["election"], "text": "It is Monday, the polling"}]],
}


@pytest.mark.parametrize("edits", TAKEN_OVER.values(), ids=TAKEN_OVER)
def test_a_text_that_takes_over_what_captions_said_says_it_once(edits: list[list[dict[str, Any]]]) -> None:
    script = news()
    for ops in edits:
        script = edit(script, *ops)
    text = working_copy(script)[0]
    found = carried(script, *said(text))
    assert (found.lost, found.revisions) == ((), ())
    assert working_copy(found.script)[0] == text


def test_what_hangs_on_a_word_stays_on_it_when_the_text_takes_over_its_correction() -> None:
    script = edit(news(), {"op": "replace", "from": OF["election"], "text": "selection"})
    script = edit(script, {"op": "replace", "after": OF["Thank"], "text": "very much"})
    script = edit(
        script,
        {"op": "time", "word": OF["election"], "start_ms": 3600},
        {"op": "note", "word": OF["election"], "text": "Is it?"},
        {"op": "break", "before": "a2.1", "kind": "cue"},
    )
    found = carried(script, *said(working_copy(script)[0]))
    assert (found.lost, found.origins) == ((), (3,))
    words = {word.text: word for word in found.script.shown}
    assert (words["selection"].pin_start_ms, [note.text for note in words["selection"].notes]) == (3600, ["Is it?"])
    assert found.script.breaks == {words["much"].id: "cue"}


def test_what_the_text_takes_over_but_for_a_letter_is_as_captions_had_it() -> None:
    script = edit(news(), {"op": "replace", "after": OF["Thank"], "text": "very, very much"})
    script = edit(script, {"op": "replace", "from": OF["election"], "text": "Election"})
    found = carried(script, *said(NEWS.replace("Thank", "Thank very much")))
    assert found.lost == ()
    assert working_copy(found.script)[0] == working_copy(script)[0]


def test_a_word_that_was_added_beside_its_like_is_not_taken_for_the_published_one() -> None:
    script = edit(news(), {"op": "replace", "after": OF["is"], "text": "is"})
    found = carried(script, *said(NEWS))
    assert working_copy(found.script)[0] == working_copy(script)[0]


def test_edits_of_words_that_are_gone_are_listed_with_their_words_and_whose_they_were() -> None:
    found = carried(edited(), *said(NEWS.replace("This Tuesday is election day", "Polling day is Tuesday")))
    assert [(one.rev, one.by, one.words, one.code) for one in found.lost] == [
        (1, "Bob", "election", "words_gone"),
        (3, "Ann", "This", "words_gone"),
    ]
    assert found.lost[1].as_json()["op"] == {"op": "show", "word": word_of(news(), "This"), "in_ms": 2700}
    assert found.origins == (2, 3, 4)


def test_an_edit_of_words_that_are_not_together_any_more_is_listed() -> None:
    first, last = word_of(news(), "rain"), word_of(news(), "north")
    script = edit(news(), {"op": "replace", "from": first, "to": last, "text": "rain up north"})
    found = carried(script, *said(NEWS.replace("rain in", "rain and wind in")))
    assert [one.code for one in found.lost] == ["words_changed"]


def test_edits_survive_another_alignment_of_the_same_text() -> None:
    script = edited()
    words = tuple(
        replace(word, start_ms=None, end_ms=None, status=WordStatus.NOT_IN_AUDIO)
        if word.start_ms is None or word.text == "seven,"
        else replace(word, start_ms=word.start_ms + 40, end_ms=(word.end_ms or 0) + 40)
        for word in script.alignment.words
    )
    found = carried(script, replace(script.alignment, words=words), script.text)
    assert found.lost == ()
    assert found.script.breaks == {"a6.1": "cue"}
    assert set(found.script.sounds) == {"s8.0"}
    times = {word.text: (word.start_ms, word.pinned) for word in working_copy(found.script)[1].words}
    assert times["polls"] == (8200, True)
    assert times["selection"][0] == 40 + next(
        word.start_ms or 0 for word in script.alignment.words if word.text == "election"
    )


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_over_the_same_text_nothing_is_lost_and_nothing_changes(seed: int) -> None:
    random, script = Random(seed), news()
    for _ in range(10):
        try:
            script = apply_revision(script, script.rev + 1, (any_op(script, random),), "Ann")
        except DeskRefused:
            continue
    found = carried(script, script.alignment, script.text)
    assert found.lost == ()
    assert captions(found.script) == captions(script)

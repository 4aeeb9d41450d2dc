"""Two editors at once: what they did comes out as if one had waited for the other, or the second is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.desk.model import interleaved
from bench.desk_edits import news, word_of
from oncue.desk import Conflict, Op, Script, apply_revision, parse_ops, rebased, working_copy


def edit(script: Script, *ops: dict[str, Any], by: str = "Ann") -> Script:
    return apply_revision(script, script.rev + 1, parse_ops(list(ops)), by)


def meet(mine: dict[str, Any], *theirs: dict[str, Any]) -> Conflict | tuple[Op, ...]:
    """What becomes of an edit of revision 0 after theirs were made, a revision each."""
    head = news()
    for op in theirs:
        head = edit(head, op, by="Bob")
    return rebased(parse_ops([mine]), head, 0)


def test_edits_of_different_words_are_both_made() -> None:
    theirs = edit(news(), {"op": "replace", "from": word_of(news(), "election"), "text": "selection"})
    ops = rebased(parse_ops([{"op": "replace", "from": word_of(news(), "morning"), "text": "evening,"}]), theirs, 0)
    assert not isinstance(ops, Conflict)
    assert working_copy(apply_revision(theirs, 2, ops, "Ann"))[0].startswith(
        "Good evening, everybody. This Tuesday is selection day"
    )


def test_edits_of_the_same_word_are_a_conflict_with_all_three_texts() -> None:
    word = word_of(news(), "election")
    met = meet({"op": "replace", "from": word, "text": "selection"}, {"op": "replace", "from": word, "text": "erection"})
    assert isinstance(met, Conflict)
    assert (met.base, met.theirs, met.yours) == ("election", "erection", "selection")
    assert (met.words, met.revisions, met.who) == ((word,), (1,), ("Bob",))


ADDED: dict[str, tuple[dict[str, Any], ...]] = {
    "words": ({"op": "replace", "after": "{}", "text": "so very"}, {"op": "break", "before": "a.1", "kind": "cue"}),
    "notes": ({"op": "replace", "after": "{}", "text": "too"}, {"op": "note", "word": "a.0", "text": "Is that said?"}),
    "sounds": ({"op": "sound", "start_ms": 100, "end_ms": 900, "text": "[MUSIC]"},),
}


@pytest.mark.parametrize("kind", ADDED)
def test_what_two_add_at_once_is_not_the_same(kind: str) -> None:
    mine, theirs = (_at(ADDED[kind], word_of(news(), word)) for word in ("morning", "election"))
    head = edit(news(), *theirs, by="Bob")
    ops = rebased(parse_ops(mine), head, 0)
    assert not isinstance(ops, Conflict)
    both = apply_revision(head, 2, ops, "Ann")
    added = {word.id for word in both.words if word.id.startswith("a")} | both.sounds.keys()
    assert len(added) == 2 * len({name for name in added if name.startswith(("a1.", "s1."))})


def _at(ops: tuple[dict[str, Any], ...], word: str) -> list[dict[str, Any]]:
    return [{name: word if value == "{}" else value for name, value in op.items()} for op in ops]


def test_an_insertion_inside_a_range_that_somebody_else_replaces_is_a_conflict() -> None:
    first, last = word_of(news(), "This"), word_of(news(), "election")
    met = meet(
        {"op": "replace", "from": first, "to": last, "text": "Tuesday is"}, {"op": "replace", "after": first, "text": "very"}
    )
    assert isinstance(met, Conflict)
    assert met.theirs == "This very Tuesday is election"


def test_a_merge_does_not_silently_take_away_the_time_that_somebody_else_fixed() -> None:
    met = meet(
        {"op": "break", "before": word_of(news(), "This"), "kind": "none"},
        {"op": "show", "word": word_of(news(), "everybody"), "out_ms": 3000},
    )
    assert isinstance(met, Conflict)


def test_a_renamed_speaker_is_in_nobodys_way_but_of_who_uses_the_name() -> None:
    rename = {"op": "speaker", "rename": {"old": "Bob", "new": "Robert"}}
    assert not isinstance(meet({"op": "replace", "from": word_of(news(), "Thank"), "text": "Thanks"}, rename), Conflict)
    assert isinstance(meet({"op": "speaker", "from": word_of(news(), "This"), "name": "Bob"}, rename), Conflict)


def test_times_that_would_cross_are_a_conflict_and_not_a_refusal() -> None:
    one, two = word_of(news(), "This"), word_of(news(), "Tuesday")
    met = meet({"op": "time", "word": one, "end_ms": 4000}, {"op": "time", "word": two, "start_ms": 3000})
    assert isinstance(met, Conflict)
    assert met.revisions == (1,)


def test_what_was_made_and_undone_since_is_in_nobodys_way() -> None:
    word = word_of(news(), "election")
    mine = {"op": "replace", "from": word, "text": "selection"}
    assert not isinstance(meet(mine, {"op": "replace", "from": word, "text": "x"}, {"op": "undo", "rev": 1}), Conflict)


def test_a_revert_does_not_take_away_what_its_author_has_not_seen() -> None:
    theirs = {"op": "replace", "from": word_of(news(), "election"), "text": "selection"}
    assert isinstance(meet({"op": "revert", "to": 0}, theirs), Conflict)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_edits_of_two_editors_are_those_of_one_after_the_other_or_a_conflict(seed: int) -> None:
    assert interleaved(seed) in ("merged", "conflict", "refused")

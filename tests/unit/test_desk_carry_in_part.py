"""A new published text that takes over a part of what captions said: nothing is said twice, nothing vanishes silently."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from bench.caption_pictures import said
from bench.desk_edits import NEWS, news, word_of
from oncue.alignment.text_differences import compare_sequences
from oncue.desk import (
    Carried,
    DeskRefused,
    Insert,
    Note,
    Op,
    Replace,
    Script,
    apply_revision,
    carried,
    parse_ops,
    working_copy,
)

OF = {name: word_of(news(), name) for name in ("election", "Thank", "you", "rain", "north")}
Edits = Sequence[Sequence[dict[str, Any]]]


def edited(edits: Edits) -> Script:
    script = news()
    for ops in edits:
        script = apply_revision(script, script.rev + 1, parse_ops(list(ops)), "Ann")
    return script


def over(edits: Edits, old: str, new: str) -> Carried:
    assert old in NEWS
    return carried(edited(edits), *said(NEWS.replace(old, new)))


def after(name: str, text: str) -> dict[str, Any]:
    return {"op": "replace", "after": OF[name], "text": text}


def instead(name: str, text: str) -> dict[str, Any]:
    return {"op": "replace", "from": OF[name], "text": text}


PARTS: dict[str, tuple[Edits, str, str, str]] = {
    "replaced": ([[instead("election", "polling vote time")]], "election", "polling vote", "is polling vote time day"),
    "inserted": ([[after("Thank", "ever so much")]], "Thank", "Thank so", "Thank ever so much you"),
    "the later of two": (
        [[after("Thank", "so much")], [after("Thank", "ever")]], "Thank", "Thank ever", "Thank ever so much you",
    ),
    "the earlier of two": (
        [[after("Thank", "so much")], [after("Thank", "ever")]], "Thank", "Thank so much", "Thank ever so much you",
    ),
    "with a break on its own word": (
        [[after("Thank", "very much"), {"op": "break", "before": "a.1", "kind": "cue"}]],
        "Thank", "Thank very much", "Thank very much you",
    ),
    "removed with a word that is gone": (
        [[after("Thank", "so much")], [{"op": "replace", "from": "a1.0", "to": OF["you"], "text": ""}]],
        "Thank you,", "Thank", "Thank Anna.",
    ),
    "removed later": (
        [[after("Thank", "very so much")], [{"op": "replace", "from": "a1.1", "text": ""}]],
        "Thank", "Thank very much", "Thank very much you",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "old", "new", "reads"), PARTS.values(), ids=PARTS)
def test_a_text_that_takes_over_a_part_says_it_once(edits: Edits, old: str, new: str, reads: str) -> None:
    found = over(edits, old, new)
    assert found.lost == ()
    assert reads in working_copy(found.script)[0]
    assert working_copy(found.script)[0] == working_copy(edited(edits))[0]


RAIN = {"op": "replace", "from": OF["rain"], "to": OF["north"], "text": "snow in the north"}
MIXED: dict[str, tuple[Edits, str, str]] = {
    "another word between": ([[after("Thank", "the big dog")]], "Thank", "Thank the very dog"),
    "in another order": ([[after("Thank", "the big dog")]], "Thank", "Thank dog big"),
    "beside the published word": ([[instead("election", "the vote")]], "election", "the election"),
    "a word of a later edit between": ([[RAIN], [after("rain", "up")]], "rain in", "rain up in"),
    "a word corrected later": ([[after("Thank", "so much")], [{"op": "replace", "from": "a1.0", "text": "very"}]],
        "Thank", "Thank very"),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "old", "new"), MIXED.values(), ids=MIXED)
def test_what_is_mixed_with_other_words_stays_as_published_and_is_listed(edits: Edits, old: str, new: str) -> None:
    found = over(edits, old, new)
    assert [(one.rev, one.code) for one in found.lost] == [(1, "words_changed")]
    assert new in working_copy(found.script)[0]


def test_what_hangs_on_added_words_stays_on_them_where_an_op_before_is_lost() -> None:
    edits = [
        [instead("election", "the general vote"), after("Thank", "very much")],
        [{"op": "note", "word": "a1.3", "text": "much"}],
        [{"op": "note", "word": "a1.0", "text": "general"}],
    ]
    found = over(edits, "This Tuesday is election day", "Polls")
    assert [(one.rev, one.op, one.code) for one in found.lost] == [
        (1, parse_ops(edits[0])[0], "words_gone"),
        (3, parse_ops(edits[2])[0], "words_gone"),
    ]
    assert notes(found.script) == {"much": "much"}


def test_what_hangs_on_a_word_of_its_own_edit_is_listed_where_that_is_lost() -> None:
    edits = [[instead("election", "the vote"), {"op": "note", "word": "a.0", "text": "vote"}, after("Thank", "much")]]
    found = over(edits, "This Tuesday is election day", "Polls")
    assert [one.code for one in found.lost] == ["words_gone", "words_gone"]
    assert (notes(found.script), "Thank much you" in working_copy(found.script)[0]) == ({}, True)


def test_a_note_stays_on_its_word_where_the_new_text_changes_a_capital() -> None:
    edits = [[instead("election", "the election")], [{"op": "note", "word": OF["election"], "text": "election"}]]
    found = over(edits, "election", "Election")
    assert (found.lost, notes(found.script)) == ((), {"election": "election"})


BASE = "Anna| alpha beta gamma delta epsilon zeta eta theta(900)\nBob| iota kappa lambda mu nu xi omicron pi"
POOLS = (("red", "blue", "green", "black"), ("one", "two", "three", "four"))


def test_no_word_is_doubled_misplaced_or_lost_silently() -> None:
    for seed in range(400):
        random = Random(seed)
        script = news(BASE)
        for pool in POOLS[: random.choice((1, 2, 2))]:
            script = typed_by_somebody(script, random, pool)
        ensure_carried_well(seed, script, random)


def ensure_carried_well(seed: int, script: Script, random: Random) -> None:
    captioned, original = [word.text for word in script.shown], [word.text for word in script.origin]
    published = in_part(random, original, captioned)
    found = carried(script, *said("Anna| " + " ".join(published)))
    result = [word.text for word in found.script.shown]
    seen = (seed, captioned, published, result, found.lost)
    assert len(set(result)) == len(result), seen
    assert set(published) - set(result) <= set(original) - set(captioned), seen
    listed = {word for one in found.lost for word in getattr(one.op, "text", "").split()}
    assert set(captioned) - set(result) <= listed | (set(original) - set(published)), seen
    for one in (captioned, published):
        assert [word for word in result if word in one] == [word for word in one if word in result], seen
    before, now = notes(script), notes(found.script)
    assert all(word in (note, before.get(note)) for note, word in now.items()), seen
    listed_notes = {one.op.text for one in found.lost if isinstance(one.op, Note)}
    assert before.keys() <= now.keys() | listed_notes, seen


def typed_by_somebody(script: Script, random: Random, pool: Sequence[str]) -> Script:
    """One edit of a text op, or two, and notes on words that read as the note at that time."""
    words = [word.id for word in script.shown]
    fresh = random.sample(pool, len(pool))
    ops: list[Op] = []
    for _ in range(random.choice((1, 1, 2))):
        at = random.randrange(len(words))
        added = [fresh.pop() for _ in range(random.randrange(1, 3))]
        if random.random() < 0.4:
            ops.append(Insert(words[at], " ".join(added)))
            continue
        span = words[at : at + random.choice((1, 1, 2, 3))]
        kept = [script.state.words[name].text for name in span if random.random() < 0.3]
        typed = random.choice((added + kept, kept + added, kept))
        ops.append(Replace(span[0], span[-1], " ".join(typed)))
        words = [word for word in words if word not in span] or words
    n = script.rev + 1
    try:
        script = apply_revision(script, n, ops, "Ann")
    except DeskRefused:
        return script
    noted = [word for word in script.shown if word.id.startswith(f"a{n}.")]
    if noted and random.random() < 0.6:
        word = random.choice(noted)
        script = apply_revision(script, n + 1, [Note(word.id, word.text)], "Ann")
    return script


def in_part(random: Random, published: Sequence[str], captioned: Sequence[str]) -> list[str]:
    """The published words with all, some or none of what captions say in other places, and sometimes a word of its own."""
    how, at, made = random.choice(("all", "some", "none", "each")), 0, list[str]()
    for place in compare_sequences(published, captioned).differences:
        made += published[at : place.first_start]
        mine, theirs = published[place.first_start : place.first_end], captioned[place.second_start : place.second_end]
        which = how if how != "each" else random.choice(("all", "some", "none"))
        some = [word for word in theirs if random.random() < 0.5]
        made += {"all": theirs, "some": some or mine, "none": mine}[which]
        at = place.first_end
    made += published[at:]
    for number in range(random.choice((0, 0, 1, 2))):
        made.insert(random.randrange(len(made) + 1), f"own{number}")
    return made


def notes(script: Script) -> dict[str, str]:
    """Each note with the word that it is on."""
    return {note.text: word.text for word in script.words for note in word.notes}

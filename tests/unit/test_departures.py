"""What captions say otherwise than the published text: found in edits, word by word."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from bench.desk_edits import any_op, news, word_of
from oncue.desk import DeskRefused, Revision, Script, apply_revision, parse_ops, working_copy
from oncue.desk.departures import Departure, DepartureKind, Departures, TextState, departures_of
from oncue.model import UnspokenKind, UnspokenRange


def edit(script: Script, *ops: dict[str, Any], by: str = "Ann") -> Script:
    return apply_revision(script, script.rev + 1, parse_ops(list(ops)), by)


def found(script: Script) -> Departures:
    """The departures; revision n was made n seconds after 1970."""
    return departures_of(script, [Revision(entry.n, entry.ops, entry.by, 1000 * entry.n) for entry in script.log])


def drawn(script: Script) -> list[str]:
    """Each departure on a line: kind, published -> captioned, by whom in which revision."""
    return [
        f"{each.kind.value}: {each.published} -> {each.captioned} ({each.who} {each.rev})"
        for each in found(script).departures
    ]


def replaced(script: Script, first: str, last: str, text: str, why: str | None = None) -> dict[str, Any]:
    op = {"op": "replace", "from": word_of(script, first), "to": word_of(script, last), "text": text}
    return op if why is None else {**op, "why": why}


def labelled() -> Script:
    """The news with a label that no caption shows: `Thank you,` before `Anna.`"""
    script = news()
    first, last = (next(word for word in script.alignment.words if word.text == text) for text in ("Thank", "you,"))
    words = tuple(word for word in script.alignment.words if not first.char_start <= word.char_start < last.char_end)
    label = UnspokenRange(first.char_start, last.char_end, UnspokenKind.SPEAKER_LABEL)
    return Script.of(replace(script.alignment, words=words, unspoken=(label,)), script.text)


def test_nothing_edited_is_no_departure_and_what_oncue_left_out_is_apart() -> None:
    nothing = found(labelled())
    assert nothing.departures == ()
    assert [(each.kind, each.text) for each in nothing.left_out] == [
        (UnspokenKind.SPEAKER_LABEL, "Thank you,"), (UnspokenKind.NOT_IN_AUDIO, "they say"),
    ]  # fmt: skip
    assert {piece.state for piece in nothing.marked} == {TextState.BOTH}


def test_a_changed_word_says_who_why_when_and_where_with_its_notes() -> None:
    word = word_of(news(), "election")
    script = edit(news(), replaced(news(), "election", "election", "selection", "misprint"))
    script = edit(script, {"op": "note", "word": word, "text": "Really?"}, by="Bob")
    (one,) = found(script).departures
    before = {each.text: each for each in script.alignment.words}["election"]
    assert (one.n, one.kind, one.published, one.captioned) == (1, DepartureKind.CHANGED, "election", "selection")
    assert script.text[one.char_start : one.char_end] == "election"
    assert (one.why, one.who, one.rev, one.at_ms) == ("misprint", "Ann", 1, 1000)
    assert (one.start_ms, one.end_ms, one.words) == (before.start_ms, before.end_ms, (word,))
    assert [(note.by, note.rev, note.text) for note in one.notes] == [("Bob", 2, "Really?")]


def test_what_one_revision_changed_side_by_side_is_one_and_what_others_did_there_is_another() -> None:
    script = edit(news(), replaced(news(), "This", "Tuesday", "Last Friday it", "said_otherwise"))
    assert drawn(script) == ["changed: This Tuesday -> Last Friday it (Ann 1)"]
    script = edit(script, replaced(script, "Friday", "Friday", "Monday"), by="Bob")
    assert drawn(script) == [
        "changed: This -> Last (Ann 1)", "changed: Tuesday -> Monday (Bob 2)", "added:  -> it (Ann 1)",
    ]  # fmt: skip


def test_added_and_left_out_words_have_a_place_in_text_and_recording() -> None:
    script = edit(news(), replaced(news(), "Good", "Good", "", "not_said"))
    script = edit(script, {"op": "replace", "after": word_of(news(), "country"), "text": "and beyond"})
    assert drawn(script) == ["left_out: Good ->  (Ann 1)", "added:  -> and beyond (Ann 2)"]
    out, added = found(script).departures
    assert (out.char_start, out.char_end, out.start_ms, out.end_ms) == (0, 4, 1000, 1300)
    assert script.text[added.char_start - 8 : added.char_start] == "country."
    assert added.char_end == added.char_start
    assert 0 < added.start_ms < added.end_ms


def test_what_was_undone_or_changed_back_or_typed_again_is_no_departure() -> None:
    script = edit(news(), replaced(news(), "election", "election", "selection"))
    assert drawn(edit(script, {"op": "undo", "rev": 1})) == []
    assert drawn(edit(edit(script, {"op": "undo", "rev": 1}), {"op": "undo", "rev": 2})) == drawn(script)
    assert drawn(edit(script, {"op": "revert", "to": 0})) == []
    assert drawn(edit(script, replaced(script, "selection", "selection", "election"))) == []
    removed = edit(news(), replaced(news(), "election", "day", ""))
    typed = edit(removed, {"op": "replace", "after": word_of(news(), "is"), "text": "no election day"})
    assert drawn(typed) == ["added:  -> no (Ann 2)"]
    silent = edit(news(), {"op": "replace", "after": word_of(news(), "seven"), "text": "they say"})
    assert drawn(silent) == [], "the published words that Oncue did not hear are in captions now"
    assert found(silent).left_out == ()


def test_times_breaks_and_confirmations_are_no_departures() -> None:
    word = word_of(news(), "election")
    ops: list[dict[str, Any]] = [
        {"op": "time", "word": word, "start_ms": 4070},
        {"op": "break", "before": word, "kind": "cue"},
        {"op": "confirm", "from": word},
    ]
    assert drawn(edit(edit(news(), *ops[:1]), *ops[1:])) == []


def test_a_sound_is_told_with_its_last_change_and_not_when_it_is_gone() -> None:
    script = edit(news(), {"op": "sound", "start_ms": 6200, "end_ms": 6900, "text": "[MUSIC]"})
    again = {"op": "sound", "start_ms": 6200, "end_ms": 6900, "text": "[LOUD MUSIC]", "sound": "s1.0"}
    script = edit(script, again, by="Bob")
    assert drawn(script) == ["sound_added:  -> [LOUD MUSIC] (Bob 2)"]
    (one,) = found(script).departures
    assert (one.start_ms, one.end_ms, one.words) == (6200, 6900, ("s1.0",))
    assert drawn(edit(script, {**again, "text": ""})) == []


def test_a_speaker_is_told_where_words_are_given_to_another_and_once_where_everybody_is_renamed() -> None:
    first, last = word_of(news(), "Thank"), word_of(news(), "Anna")
    script = edit(news(), {"op": "speaker", "from": first, "to": last, "name": "Eve"})
    (given,) = found(script).departures
    assert (given.kind, given.published_speaker, given.captioned_speaker) == (DepartureKind.SPEAKER_CHANGED, "Bob", "Eve")
    assert (given.published, given.captioned, given.rev) == ("Thank you, Anna.", "Thank you, Anna.", 1)
    script = edit(script, {"op": "speaker", "rename": {"old": "Anna", "new": "Anne"}}, by="Bob")
    renamed = found(script).departures[0]
    assert (renamed.published_speaker, renamed.captioned_speaker, renamed.places) == ("Anna", "Anne", 2)
    assert (renamed.who, renamed.rev, len(found(script).departures)) == ("Bob", 2, 2)
    added = edit(script, {"op": "replace", "after": word_of(script, "Tuesday"), "text": "of all"})
    assert found(added).departures[0].places == 2, "what was added within a turn does not divide it"
    assert "Tuesday of all is election" in found(added).departures[0].captioned
    back = edit(script, {"op": "speaker", "rename": {"old": "Anne", "new": "Anna"}})
    assert [each.captioned_speaker for each in found(back).departures] == ["Eve"]


def test_words_that_somebody_says_are_or_are_not_said_are_told_as_what() -> None:
    plain = labelled()
    first, last = word_of(plain, "rain"), word_of(plain, "north")
    script = edit(plain, {"op": "say", "from": first, "to": last, "say": "unspoken", "kind": "credit"})
    label = [word.id for word in plain.words if word.kind is not None]
    script = edit(script, {"op": "say", "from": label[0], "to": label[-1], "say": "spoken"}, by="Bob")
    script = edit(script, {"op": "say", "from": word_of(plain, "they"), "to": word_of(plain, "say"), "say": "spoken"})

    def told(each: Departure) -> tuple[str, str, str, UnspokenKind | None, int]:
        return each.kind.value, each.published, each.captioned, each.unspoken, each.rev

    assert list(map(told, found(script).departures)) == [
        ("spoken", "Thank you,", "Thank you,", UnspokenKind.SPEAKER_LABEL, 2),
        ("spoken", "they say", "they say", UnspokenKind.NOT_IN_AUDIO, 3),
        ("unspoken", "rain in the north,", "", UnspokenKind.CREDIT, 1),
    ]
    assert found(script).left_out == ()
    assert found(script).counts == {DepartureKind.SPOKEN: 2, DepartureKind.UNSPOKEN: 1}


def _paragraphs(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("seed", range(24))
def test_of_any_edits_one_side_is_the_published_text_and_the_other_the_captions(seed: int) -> None:
    random = Random(seed)
    script = labelled() if seed % 2 else news()
    for _ in range(random.randrange(1, 20)):
        ops = [any_op(script, random) for _ in range(random.randrange(1, 3))]
        try:
            script = apply_revision(script, script.rev + 1, ops, random.choice(("Ann", "Bob")))
        except DeskRefused:
            continue
    all_of = found(script)
    published = "".join(piece.text for piece in all_of.marked if piece.state is not TextState.CAPTIONED)
    captioned = [piece for piece in all_of.marked if piece.state is not TextState.PUBLISHED and piece.apart is None]
    assert _paragraphs(published) == _paragraphs(script.text)
    shown = [word.text for word in working_copy(script)[1].words if word.start_ms is not None]
    assert "".join("".join(piece.text for piece in captioned).split()) == "".join("".join(shown).split())
    assert [each.n for each in all_of.departures] == list(range(1, len(all_of.departures) + 1))
    assert all(piece.by is not None for piece in all_of.marked if piece.state is not TextState.BOTH and piece.text.strip())
    assert all(each.rev in script.active and each.published != each.captioned for each in all_of.departures
               if each.kind not in (DepartureKind.SPEAKER_CHANGED, DepartureKind.SPOKEN))  # fmt: skip

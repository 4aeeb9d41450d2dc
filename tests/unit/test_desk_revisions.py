"""Revisions: what an edit changes, and that it may be undone to the last byte."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.caption_pictures import alignments, said
from bench.desk.model import edits_undone
from bench.desk_edits import any_op, captions, news, track, word_of
from oncue.captions.formats import FORMATS, alignment_from_json, alignment_to_json
from oncue.desk import (
    DeskRefused,
    Revert,
    Revision,
    Script,
    apply_revision,
    parse_ops,
    working_copy,
)
from oncue.model import UnspokenKind, UnspokenRange


def edit(script: Script, *ops: dict[str, Any], by: str = "Ann") -> Script:
    return apply_revision(script, script.rev + 1, parse_ops(list(ops)), by)


def texts(script: Script) -> str:
    return working_copy(script)[0]


def refusal(script: Script, *ops: dict[str, Any]) -> tuple[str, int | None]:
    with pytest.raises(DeskRefused) as refused:
        edit(script, *ops)
    return refused.value.code, refused.value.op_index


@settings(max_examples=40)
@given(alignments())
def test_nothing_edited_gives_the_machines_captions_to_the_byte(case: tuple[object, str]) -> None:
    alignment, text = case
    assert working_copy(Script.of(alignment, text)) == (text, alignment)  # type: ignore[arg-type]


def test_a_corrected_word_keeps_its_id_and_says_what_it_was_and_whose_it_is() -> None:
    script = edit(news(), {"op": "replace", "from": word_of(news(), "election"), "text": "selection", "why": "misprint"})
    (word,) = [word for word in working_copy(script)[1].words if word.text == "selection"]
    assert (word.id, word.source, word.by) == (word_of(news(), "election"),) * 2 + ("Ann",)
    assert word.status == "estimated"
    assert word.heard is None


def test_words_keep_their_ids_in_alignment_json_when_the_text_before_them_grows() -> None:
    script = edit(news(), {"op": "replace", "after": None, "text": "Well,"})
    text, alignment = working_copy(script)
    assert text.startswith("Well, Good morning")
    assert alignment_from_json(alignment_to_json(alignment)) == alignment
    assert [word.id for word in alignment.words][:3] == ["a1.0", "w0", "w5"]
    assert all(text[word.char_start : word.char_end] == word.text for word in alignment.words)


def test_words_that_stay_in_a_replaced_range_keep_their_times() -> None:
    plain = news()
    first, last = word_of(plain, "This"), word_of(plain, "day")
    script = edit(plain, {"op": "replace", "from": first, "to": last, "text": "This Tuesday was an election day"})
    before = {word.text: word for word in working_copy(plain)[1].words}
    after = {word.text: word for word in working_copy(script)[1].words}
    for kept in ("This", "Tuesday", "election", "day"):
        assert (after[kept].id, after[kept].start_ms) == (before[kept].id, before[kept].start_ms)
    assert after["was"].id == before["is"].id
    assert after["an"].id == "a1.0"


def test_a_removed_paragraph_start_leaves_the_paragraph_to_the_next_word() -> None:
    script = edit(news(), {"op": "replace", "from": word_of(news(), "Thank"), "text": ""})
    assert "country.\nyou, Anna." in texts(script)


def test_a_caption_is_corrected_split_and_given_its_time_in_one_edit() -> None:
    plain = news()
    name = word_of(plain, "Anna")
    script = edit(
        plain,
        {"op": "replace", "from": name, "text": "Anna Kelemen."},
        {"op": "break", "before": "a.0", "kind": "cue"},
        {"op": "show", "word": "a.0", "in_ms": 7500},
    )
    cues = track(script).cues
    (cue,) = [cue for cue in cues if cue.lines[0].words[0].id == "a1.0"]
    assert (cue.start_ms, cue.lines[0].text) == (7500, "Kelemen.")


def test_a_renamed_speaker_stays_renamed_for_words_that_are_added_and_undone() -> None:
    script = edit(news(), {"op": "speaker", "rename": {"old": "Bob", "new": "Robert"}})
    script = edit(script, {"op": "replace", "after": word_of(script, "Thank"), "text": "all"})
    assert "ROBERT: Thank all you" in captions(script)
    script = edit(script, {"op": "undo", "rev": 1})
    assert "BOB: Thank all you" in captions(script)


def test_words_that_the_recording_lacks_are_shown_where_a_person_heard_them() -> None:
    plain = news()
    assert "they say" not in captions(plain)
    script = edit(plain, {"op": "say", "from": word_of(plain, "they"), "to": word_of(plain, "say"), "say": "spoken"})
    assert "they say" in captions(script).replace("\n", " ")


def test_a_heading_becomes_speech_and_speech_a_credit() -> None:
    alignment, text = news().alignment, news().text
    heading = "THE NEWS\n\n"
    moved = [
        type(word)(
            **{
                **{f: getattr(word, f) for f in word.__slots__},
                "char_start": word.char_start + len(heading),
                "char_end": word.char_end + len(heading),
            }
        )
        for word in alignment.words
    ]
    whole = type(alignment)(
        alignment.language, alignment.duration_ms, alignment.engine, alignment.quality, tuple(moved), (),
        (UnspokenRange(0, 8, UnspokenKind.HEADING),),
    )  # fmt: skip
    plain = Script.of(whole, heading + text)
    assert working_copy(plain) == (heading + text, whole)
    assert "THE NEWS" not in captions(plain)
    read = edit(plain, {"op": "say", "from": "w0", "to": "w4", "say": "spoken"})
    assert "ANNA: THE NEWS" in captions(read)
    assert working_copy(read)[1].unspoken == ()
    credit = edit(plain, {"op": "say", "from": word_of(plain, "Good"), "to": word_of(plain, "everybody"), "say": "unspoken"})
    assert "Good morning" not in captions(credit)
    assert [one.kind for one in working_copy(credit)[1].unspoken] == [UnspokenKind.HEADING, UnspokenKind.NOT_IN_AUDIO]


def test_words_that_are_added_beside_a_label_are_speech() -> None:
    text = "ANNA: Good morning."
    words = tuple(replace(word, speaker="Anna") for word in said("~ANNA:~ Good morning.")[0].words[1:])
    label = (UnspokenRange(0, 5, UnspokenKind.SPEAKER_LABEL),)
    script = edit(
        Script.of(replace(news().alignment, words=words, unspoken=label), text),
        {"op": "replace", "after": "w0", "text": "A very"},
        {"op": "replace", "after": None, "text": "Well,"},
    )
    assert "ANNA: Well, A very Good morning." in captions(script)


def test_a_pin_holds_its_word_and_the_words_around_it_stay_on_their_sides() -> None:
    plain = news()
    script = edit(plain, {"op": "time", "word": word_of(plain, "election"), "start_ms": 5000, "end_ms": 5600})
    words = [word for word in working_copy(script)[1].words if word.start_ms is not None]
    (pinned,) = [word for word in words if word.pinned]
    assert (pinned.start_ms, pinned.end_ms, pinned.status, pinned.confidence) == (5000, 5600, "aligned", 1.0)
    assert all(one.end_ms <= two.start_ms for one, two in pairwise(words))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("code", "ops"),
    [
        ("word_unknown", [{"op": "confirm", "from": "w1"}]),
        ("word_unknown", [{"op": "confirm", "from": "a.0"}]),
        ("range_backwards", [{"op": "confirm", "from": "w5", "to": "w0"}]),
        ("time_out_of_range", [{"op": "time", "word": "w5", "start_ms": -1}]),
        ("time_out_of_range", [{"op": "show", "word": "w5", "out_ms": 86_400_001}]),
        ("times_backwards", [{"op": "time", "word": "w5", "start_ms": 500, "end_ms": 500}]),
        ("times_backwards", [{"op": "sound", "start_ms": 500, "end_ms": 400, "text": "[MUSIC]"}]),
        ("times_cross", [{"op": "time", "word": "w5", "start_ms": 900}, {"op": "time", "word": "w14", "end_ms": 800}]),
        (
            "ops_overlap",
            [{"op": "replace", "from": "w0", "to": "w5", "text": "a"}, {"op": "replace", "from": "w5", "text": "b"}],
        ),
        ("ops_overlap", [{"op": "time", "word": "w5", "end_ms": 5}, {"op": "time", "word": "w5", "end_ms": 6}]),
        ("ops_overlap", [{"op": "replace", "from": "w5", "text": ""}, {"op": "break", "before": "w5", "kind": "cue"}]),
        ("word_not_shown", [{"op": "say", "from": "w5", "say": "unspoken"}, {"op": "time", "word": "w5", "start_ms": 5}]),
        ("break_impossible", [{"op": "break", "before": "w0", "kind": "none"}]),
        ("speaker_unknown", [{"op": "speaker", "rename": {"old": "Nobody", "new": "Eve"}}]),
        ("sound_unknown", [{"op": "sound", "sound": "s1.0", "start_ms": 0, "end_ms": 9, "text": "[MUSIC]"}]),
        ("revision_unknown", [{"op": "undo", "rev": 1}]),
        ("revision_unknown", [{"op": "revert", "to": 7}]),
        ("undo_alone", [{"op": "confirm", "from": "w5"}, {"op": "undo", "rev": 1}]),
    ],
)
def test_an_edit_that_cannot_be_made_is_refused_whole_by_its_code(code: str, ops: list[dict[str, Any]]) -> None:
    script = news()
    before = captions(script)
    assert refusal(script, *ops)[0] == code
    assert captions(script) == before


def test_an_undone_edit_is_undone_once_and_not_while_others_build_on_it() -> None:
    script = edit(news(), {"op": "replace", "from": "w0", "text": "Bad"})
    script = edit(script, {"op": "replace", "from": "w0", "text": "Fine"})
    assert refusal(script, {"op": "undo", "rev": 1}) == ("undo_conflict", 0)
    script = edit(script, {"op": "undo", "rev": 2})
    assert refusal(script, {"op": "undo", "rev": 2}) == ("undo_nothing", 0)
    script = edit(script, {"op": "undo", "rev": 1})
    assert texts(script).startswith("Good")
    script = edit(script, {"op": "undo", "rev": 4})
    assert texts(script).startswith("Bad")
    script = edit(script, {"op": "revert", "to": 2})
    assert texts(script).startswith("Fine")


@settings(max_examples=50)
@given(st.text(max_size=30), st.sampled_from(["from", "after"]))
def test_any_text_is_refused_or_shown_word_for_word_in_every_caption_file(text: str, where: str) -> None:
    plain, refused = news(), ""
    script = plain
    try:
        script = edit(plain, {"op": "replace", where: word_of(plain, "election"), "text": text})
    except DeskRefused as error:
        refused = error.code
    assert refused in ("", "text_not_allowed", "text_empty")
    shown = [word.text for word in working_copy(script)[1].words if word.by == "Ann"]
    assert refused or "".join(shown) == "".join(text.split())
    for suffix in ("vtt", "ttml", "json"):
        reader = FORMATS[suffix].read
        assert reader is not None
        lines = [line for cue in reader(FORMATS[suffix].write(track(script)).data) for line in cue.lines]
        assert "".join(shown) in "".join("".join(lines).split())
    assert refused or captions(edit(script, {"op": "undo", "rev": 1})) == captions(plain)


def made(seed: int, count: int, start: Script | None = None) -> tuple[Script, list[Revision]]:
    """A script after so many random edits that can be made, and its log."""
    random, script = Random(seed), start or news()
    log: list[Revision] = []
    while len(log) < count:
        ops = (any_op(script, random),)
        try:
            script = apply_revision(script, script.rev + 1, ops, "Ann")
        except DeskRefused:
            continue
        log.append(Revision(script.rev, ops, "Ann"))
    return script, log


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**6))
def test_random_edits_undone_give_the_captions_of_revision_0_to_the_byte(seed: int) -> None:
    assert edits_undone(seed, 40)


@settings(max_examples=5)
@given(st.integers(0, 10**6), st.integers(0, 30))
def test_a_revert_gives_the_captions_of_its_revision_to_the_byte(seed: int, to: int) -> None:
    script, _ = made(seed, 30)
    then = captions(script.at(to), suffix="json")
    assert captions(apply_revision(script, 31, (Revert(to),), "Bob"), suffix="json") == then

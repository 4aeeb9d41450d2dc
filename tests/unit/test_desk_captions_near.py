"""The part of the captions that an edit changed is that part of all captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.caption_pictures import options_of
from bench.desk_edits import NAMES, NEWS, TEXTS, any_op, news, track
from oncue.captions.segmentation.directions import BreakKind, Unheld
from oncue.desk import (
    Break,
    CaptionsNear,
    DeskRefused,
    Insert,
    Op,
    PlaceSound,
    Replace,
    Retiming,
    Say,
    Script,
    SetSpeaker,
    Show,
    Time,
    Undo,
    apply_revision,
    captions_near,
    parse_ops,
    stretches_to_align,
    working_copy,
)
from oncue.desk.stretches import stretch_words
from oncue.model import Cue, UnspokenKind
from service.desk_near import view_near
from service.desk_view import desk_view
from tests.endless_speech import KINDS, endless_speech

DAY = "\n".join(re.sub(r"(\(\d+\))?$", "(2500)", line) for line in (NEWS * 2).strip().split("\n") if line.strip())


def rows(cues: Sequence[Cue]) -> list[Any]:
    return [
        (cue.start_ms, cue.end_ms, cue.speaker, [(line.label, line.text, [w.id for w in line.words]) for line in cue.lines])
        for cue in cues
    ]


def spliced(before: Script, near: CaptionsNear) -> list[Any]:
    """All captions of `before`, with the part in its place."""
    cues = track(before, options_of("netflix")).cues
    firsts = [cue.lines[-1].words[0].id if not cue.lines[0].words else cue.lines[0].words[0].id for cue in cues]
    lasts = [cue.lines[-1].words[-1].id for cue in cues]
    head = 0 if near.after is None else lasts.index(near.after) + 1
    tail = len(cues) if near.before is None else firsts.index(near.before)
    return rows(cues[:head]) + rows(near.cues) + rows(cues[tail:])


def ensure_same(before: Script, after: Script) -> bool:
    """Whether there is a part; it must be that of the whole."""
    near = captions_near(before, after, options_of("netflix"))
    if near is None:
        return False
    whole = track(after, options_of("netflix"))
    assert spliced(before, near) == rows(whole.cues)
    ids = {word.id for word in near.words}
    times = {word.id: (word.text, word.start_ms, word.end_ms, word.status, word.by) for word in near.words}
    assert times == {
        word.id: (word.text, word.start_ms, word.end_ms, word.status, word.by)
        for word in working_copy(after)[1].words
        if word.id in ids
    }
    view = view_near(desk_view(before, track(before, options_of("netflix"))), before, after, options_of("netflix"))
    assert (view is None and before.speakers != after.speakers) or view == desk_view(after, whole)
    assert set(near.unheld) == {one for one in whole.unheld if isinstance(one, Unheld) and one.word in ids}
    return True


def test_a_corrected_word_and_its_found_times_change_the_captions_between_two_pauses() -> None:
    plain = news(DAY)
    middle = [word for word in plain.words if word.text == "election"][1]
    after = apply_revision(plain, 1, parse_ops([{"op": "replace", "from": middle.id, "text": "a selection"}]), "Ann")
    near = captions_near(plain, after, options_of())
    assert near is not None
    assert len(near.words) < 30
    assert ensure_same(plain, after)
    (stretch,) = stretches_to_align(plain, after)
    times = {
        word.id: (stretch.start_ms + 90 * at, stretch.start_ms + 90 * at + 90, 0.9, -0.1, 17)
        for at, word in enumerate(stretch_words(after, stretch))
    }
    timed = after.with_retimings([Retiming(1, times, stretch.basis)])
    assert ensure_same(after, timed)
    assert ensure_same(plain, timed)


def an_op(script: Script, random: Random) -> Op:
    """An op near the middle of a long programme, as `any_op` draws them for the whole of a short one."""
    words = [word for word in working_copy(script)[1].words if word.start_ms is not None]
    first = random.randrange(len(words) // 3, 2 * len(words) // 3)
    word, last = words[first].id, words[first + random.choice((0, 0, 1, 3))].id
    now_ms = words[first].start_ms or 0
    ops: Sequence[Op] = (
        Replace(word, last, random.choice(TEXTS)),
        Insert(word, random.choice(TEXTS) or "uh"),
        Time(word, now_ms + random.randrange(-200, 300), None),
        Show(word, in_ms=now_ms + random.randrange(-300, 900)),
        Show(word, out_ms=now_ms + random.randrange(0, 2500)),
        Break(word, random.choice((*BreakKind, None))),
        SetSpeaker(word, last, random.choice(NAMES)),
        PlaceSound(now_ms, now_ms + 900, "[APPLAUSE]", random.choice((*script.sounds, None))),
        Say(word, last, UnspokenKind.CREDIT),
    )
    return random.choice(ops)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", KINDS)
def test_in_speech_without_a_pause_the_part_is_that_of_the_whole(kind: str, seed: int) -> None:
    random = Random(seed)
    script = Script.of(*endless_speech(random, kind, 400))
    tried = parts = 0
    while tried < 5:
        op = an_op(script, random)
        try:
            after = apply_revision(script, script.rev + 1, (op,), "Ann")
        except DeskRefused:
            continue
        tried += 1
        parts += ensure_same(script, after)
        script = after
    assert parts > tried // 2


def test_a_new_speaker_changes_the_captions_around_and_no_others() -> None:
    before = news(DAY)
    word = [each.id for each in before.words if each.text == "election"][1]
    named = apply_revision(before, 1, (SetSpeaker(word, word, "Eve"),), "Ann")
    assert ensure_same(before, named)
    options = options_of("netflix")
    undone = apply_revision(named, 2, (Undo(1),), "Ann")
    assert ensure_same(named, undone)
    for one, two in ((before, named), (named, undone)):
        view = view_near(desk_view(one, track(one, options)), one, two, options)
        assert (view is None) is (named.speakers[: len(before.speakers)] != before.speakers)


@pytest.mark.parametrize("text", ["election", "weather"])
def test_a_view_is_that_of_the_whole_or_made_as_a_whole_where_places_of_speakers_move(text: str) -> None:
    plain, options = news(), options_of("netflix")
    word = next(each.id for each in plain.words if each.text.strip(":") == text)
    eve = apply_revision(plain, 1, (SetSpeaker(word, word, "Eve"),), "Ann")
    view = view_near(desk_view(plain, track(plain, options)), plain, eve, options)
    whole = desk_view(eve, track(eve, options))
    assert view == (whole if text == "weather" else None)
    assert whole.speakers == (("Anna", "Bob", "Eve") if text == "weather" else ("Anna", "Eve", "Bob"))


def test_a_view_is_made_as_a_whole_where_a_new_speaker_has_words_elsewhere_that_no_caption_shows() -> None:
    plain, options = news(), options_of("netflix")
    ids = [each.id for each in plain.words]
    silent = apply_revision(
        plain, 1, (SetSpeaker(ids[1], ids[1], "Eve"), Say(ids[1], ids[1], UnspokenKind.NOT_IN_AUDIO)), "Ann"
    )
    eve = apply_revision(silent, 2, (SetSpeaker(ids[-1], ids[-1], "Eve"),), "Ann")
    assert view_near(desk_view(silent, track(silent, options)), silent, eve, options) is None


def test_a_new_speaker_who_speaks_again_behind_is_named_where_that_begins() -> None:
    before = news(DAY)
    first, *_, last = [each.id for each in before.words if each.text == "election"]
    one = apply_revision(before, 1, (SetSpeaker(last, last, "Eve"),), "Ann")
    assert not ensure_same(one, apply_revision(one, 2, (SetSpeaker(first, first, "Eve"),), "Ann"))


def test_nothing_that_changed_is_a_part_that_is_as_it_was() -> None:
    script = news(DAY)
    assert ensure_same(script, replace(script, rev=1))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_whatever_is_edited_the_part_is_that_of_the_whole(seed: int) -> None:
    random, script = Random(seed), news(DAY)
    parts = 0
    for _ in range(8):
        try:
            after = apply_revision(script, script.rev + 1, (any_op(script, random),), "Ann")
        except DeskRefused:
            continue
        parts += ensure_same(script, after)
        script = after

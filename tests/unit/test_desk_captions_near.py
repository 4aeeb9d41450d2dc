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
from service.desk_view import DeskView, desk_view
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


def named(view: DeskView | None) -> Any:
    """A view with the names of speakers in its rows, whatever their places."""
    if view is None:
        return None
    names = [*view.speakers, None]
    return [[*row[:6], names[-1 if row[6] is None else row[6]], row[7]] for row in view.words], view.cues, set(view.speakers)


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
    assert (view is None and before.speakers != after.speakers) or named(view) == named(desk_view(after, whole))
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
    view = view_near(desk_view(before, track(before, options)), before, named, options)
    assert view is not None
    assert view.speakers == (*before.speakers, "Eve"), "the others keep their places"
    assert ensure_same(named, apply_revision(named, 2, (Undo(1),), "Ann"))


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

"""Words put before the first one of a caption or line begin it, by ops that are stored; older logs stay as they were."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from bench.desk_edits import any_op, captions, news, track, word_of
from oncue.desk import DeskRefused, Revision, Script, apply_revision, ops_json, parse_ops, replay, with_beginnings


def stored(script: Script, *ops: dict[str, Any]) -> Script:
    """An edit as a log has it."""
    return apply_revision(script, script.rev + 1, parse_ops(list(ops)), "Ann")


def edit(script: Script, *ops: dict[str, Any]) -> Script:
    """An edit as it is saved now."""
    return apply_revision(script, script.rev + 1, with_beginnings(script, parse_ops(list(ops))), "Ann")


def beginnings(script: Script) -> list[str]:
    """The first word of each caption."""
    return [next(word.text for line in cue.lines for word in line.words) for cue in track(script).cues]


ELECTION = word_of(news(), "election")


def test_words_that_are_put_before_a_captions_first_one_are_of_that_caption() -> None:
    split = edit(news(), {"op": "break", "before": ELECTION, "kind": "cue"}, {"op": "show", "word": ELECTION, "in_ms": 3000})
    assert "election" in beginnings(split)
    typed = edit(split, {"op": "replace", "from": ELECTION, "text": "the great election"})
    assert beginnings(typed) == ["the" if text == "election" else text for text in beginnings(split)]
    comes = {cue.start_ms for cue in track(split).cues} ^ {cue.start_ms for cue in track(typed).cues}
    assert comes == set(), "and it comes when it did"
    again = edit(typed, {"op": "replace", "from": "a2.0", "text": "to the"})
    assert beginnings(again) == ["to" if text == "election" else text for text in beginnings(split)]
    undone = edit(again, {"op": "undo", "rev": 3})
    assert captions(undone) == captions(typed)
    assert captions(edit(undone, {"op": "undo", "rev": 2})) == captions(split)
    at_once = edit(
        split,
        {"op": "replace", "from": ELECTION, "text": "the great election"},
        {"op": "replace", "from": "a.0", "text": "to the"},
    )
    assert beginnings(at_once) == beginnings(again)


def test_words_that_are_put_before_a_lines_first_one_begin_the_line_and_captions_made_one_stay_one() -> None:
    line = edit(news(), {"op": "break", "before": ELECTION, "kind": "line"})
    assert edit(line, {"op": "replace", "from": ELECTION, "text": "an election"}).breaks == {"a2.0": "line"}
    one = edit(news(), {"op": "break", "before": ELECTION, "kind": "none"})
    assert edit(one, {"op": "replace", "from": ELECTION, "text": "an election"}).breaks == {"a2.0": "none", ELECTION: "none"}


def test_the_log_says_it_all() -> None:
    shown = edit(news(), {"op": "show", "word": ELECTION, "in_ms": 3000})
    typed = edit(shown, {"op": "replace", "from": ELECTION, "text": "the election"})
    log = [ops_json(entry.ops) for entry in typed.log]
    assert log[1] == [
        {"op": "replace", "from": ELECTION, "to": ELECTION, "text": "the election"},
        {"op": "show", "word": "a.0", "in_ms": 3000},
        {"op": "show", "word": ELECTION, "in_ms": None},
    ]
    revisions = [Revision(entry.n, parse_ops(ops), "Ann") for entry, ops in zip(typed.log, log, strict=True)]
    alignment, text = typed.alignment, typed.text
    assert captions(replay(alignment, text, revisions)) == captions(typed)


def test_a_log_without_such_ops_is_made_as_it_was() -> None:
    edits: list[list[dict[str, Any]]] = [
        [{"op": "show", "word": ELECTION, "in_ms": 3000}],
        [{"op": "replace", "from": ELECTION, "text": "the election"}],
        [{"op": "show", "word": "a2.0", "out_ms": 2900}],
    ]
    plain = news()
    log = [Revision(n, parse_ops(ops), "Ann") for n, ops in enumerate(edits, 1)]
    script = replay(plain.alignment, plain.text, log)
    assert (script.state.ins, script.state.outs) == ({ELECTION: 3000}, {"a2.0": 2900})
    split = stored(plain, {"op": "break", "before": ELECTION, "kind": "cue"})
    assert stored(split, {"op": "replace", "from": ELECTION, "text": "the election"}).breaks == {ELECTION: "cue"}


@pytest.mark.parametrize(
    "own",
    [
        {"op": "show", "word": ELECTION, "in_ms": 3100},
        {"op": "show", "word": "a.0", "in_ms": 2900},
        {"op": "show", "word": "a.0", "out_ms": 2900},
        {"op": "break", "before": ELECTION, "kind": "cue"},
        {"op": "say", "from": ELECTION, "say": "unspoken"},
    ],
)
def test_what_an_edit_directs_itself_stays_as_it_says(own: dict[str, Any]) -> None:
    shown = edit(news(), {"op": "show", "word": ELECTION, "in_ms": 3000})
    ops = [{"op": "replace", "from": ELECTION, "text": "the election"}, own]
    assert with_beginnings(shown, parse_ops(ops)) == parse_ops(ops)


@pytest.mark.parametrize("seed", range(40))
def test_no_edit_that_can_be_made_is_refused_for_what_is_added_to_it(seed: int) -> None:
    random, script, added = Random(seed), news(), 0
    words = [word.id for word in script.words if word.kind is None]
    for word in random.sample(words, 8):
        kind = random.choice(
            ({"op": "show", "word": word, "in_ms": random.randrange(16_000)}, {"op": "break", "before": word})
        )
        op = kind if "in_ms" in kind else {**kind, "kind": random.choice(("cue", "line", "none"))}
        try:
            script = edit(script, op)
        except DeskRefused:
            continue
    for _ in range(60):
        ops = parse_ops([_before_a_word(script, random)]) if random.random() < 0.5 else ()
        ops += tuple(any_op(script, random) for _ in range(random.choice((0, 1, 2))))
        try:
            apply_revision(script, script.rev + 1, ops, "Ann")
        except DeskRefused:
            continue
        more = with_beginnings(script, ops)
        added += len(more) - len(ops)
        script = apply_revision(script, script.rev + 1, more, "Ann")
    assert added > 0


def _before_a_word(script: Script, random: Random) -> dict[str, Any]:
    word = random.choice([word for word in script.words if not word.removed])
    return {"op": "replace", "from": word.id, "text": f"then {word.text}"}

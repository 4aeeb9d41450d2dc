"""What an edit may say: every op comes back from JSON, and what cannot be is refused by a stable code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from oncue.desk import DESK_CODES, DeskRefused, ops_json, parse_ops

EVERY_OP: list[dict[str, Any]] = [
    {"op": "replace", "from": "w812", "to": "w820", "text": "Kelemen said", "why": "misprint"},
    {"op": "replace", "from": "w812", "to": "w812", "text": ""},
    {"op": "replace", "after": "w812", "text": "well,"},
    {"op": "replace", "after": None, "text": "Well,"},
    {"op": "time", "word": "w5", "start_ms": 1200, "end_ms": None},
    {"op": "show", "word": "a18.0", "in_ms": 1200},
    {"op": "show", "word": "w5", "out_ms": None},
    {"op": "break", "before": "w5", "kind": "cue"},
    {"op": "break", "before": "w5", "kind": None},
    {"op": "speaker", "from": "w5", "to": "w9", "name": "Ann"},
    {"op": "speaker", "from": "w5", "to": "w5", "name": None},
    {"op": "speaker", "rename": {"old": "Bob", "new": "Robert"}},
    {"op": "say", "from": "w5", "to": "w9", "say": "spoken"},
    {"op": "say", "from": "w5", "to": "w9", "say": "unspoken", "kind": "credit"},
    {"op": "sound", "start_ms": 100, "end_ms": 900, "text": "[APPLAUSE]"},
    {"op": "sound", "sound": "s3.0", "start_ms": 0, "end_ms": 0, "text": ""},
    {"op": "confirm", "from": "w5", "to": "w9"},
    {"op": "note", "word": "a.0", "text": "Is that how she writes it?"},
    {"op": "undo", "rev": 3},
    {"op": "revert", "to": 0},
]


@pytest.mark.parametrize("op", EVERY_OP, ids=lambda op: str(op["op"]))
def test_an_op_comes_back_from_json_as_it_was(op: dict[str, Any]) -> None:
    assert ops_json(parse_ops([op])) == [op]


@pytest.mark.parametrize(
    ("code", "op"),
    [
        ("edit_malformed", "replace"),
        ("edit_malformed", {}),
        ("edit_malformed", {"op": "merge"}),
        ("edit_malformed", {"op": ["replace"]}),
        ("edit_malformed", {"op": "confirm", "from": "w5", "colour": 1}),
        ("edit_malformed", {"op": "confirm", "from": 5}),
        ("edit_malformed", {"op": "confirm", "from": "w５"}),
        ("edit_malformed", {"op": "confirm", "from": "../w5"}),
        ("edit_malformed", {"op": "replace", "from": "w5", "text": None}),
        ("edit_malformed", {"op": "replace", "from": "w5", "after": "w5", "text": "a"}),
        ("edit_malformed", {"op": "replace", "from": "w5", "text": "a", "why": "because"}),
        ("edit_malformed", {"op": "time", "word": "w5"}),
        ("edit_malformed", {"op": "time", "word": "w5", "start_ms": 1.5}),
        ("edit_malformed", {"op": "time", "word": "w5", "start_ms": True}),
        ("edit_malformed", {"op": "break", "before": "w5"}),
        ("edit_malformed", {"op": "break", "before": "w5", "kind": ["cue"]}),
        ("edit_malformed", {"op": "speaker", "rename": {"old": "Bob"}}),
        ("edit_malformed", {"op": "say", "from": "w5", "say": "loudly"}),
        ("edit_malformed", {"op": "say", "from": "w5", "say": "spoken", "kind": "credit"}),
        ("edit_malformed", {"op": "sound", "start_ms": 0, "text": "[MUSIC]"}),
        ("edit_malformed", {"op": "undo", "rev": 0}),
        ("time_out_of_range", {"op": "time", "word": "w5", "start_ms": 10**400}),
        ("text_empty", {"op": "replace", "after": "w5", "text": " \n"}),
        ("text_empty", {"op": "speaker", "from": "w5", "name": " "}),
        ("text_empty", {"op": "sound", "start_ms": 0, "end_ms": 9, "text": ""}),
        ("edit_too_large", {"op": "replace", "from": "w5", "text": "a" * 1_000_000}),
        ("word_too_long", {"op": "replace", "from": "w5", "text": "a" * 201}),
        ("edit_too_large", {"op": "note", "word": "w5", "text": "a " * 2_000}),
        ("text_not_allowed", {"op": "replace", "from": "w5", "text": "a\x00b"}),
        ("text_not_allowed", {"op": "replace", "from": "w5", "text": "a\x1fb"}),
        ("text_not_allowed", {"op": "replace", "from": "w5", "text": "a\x1b[2J"}),
        ("text_not_allowed", {"op": "replace", "from": "w5", "text": "\u202eevil"}),
        ("text_not_allowed", {"op": "replace", "from": "w5", "text": "\u2067evil"}),
        ("text_not_allowed", {"op": "replace", "from": "w5", "text": "\u2069\u2067evil"}),
        ("text_not_allowed", {"op": "replace", "from": "w5", "text": "half \ud800"}),
        ("text_not_allowed", {"op": "replace", "from": "w5", "text": "a \u200b b"}),
        ("text_not_allowed", {"op": "speaker", "from": "w5", "name": "\u202eAnn"}),
        ("text_not_allowed", {"op": "speaker", "from": "w5", "name": "\u3164"}),
        ("text_not_allowed", {"op": "note", "word": "w5", "text": "so \u2800"}),
    ],
)
def test_what_is_no_op_is_refused_by_its_code(code: str, op: object) -> None:
    with pytest.raises(DeskRefused) as refused:
        parse_ops([{"op": "undo", "rev": 1}, op])
    assert (refused.value.code, refused.value.op_index) == (code, 1)
    assert len(refused.value.detail) < 300


@pytest.mark.parametrize("given", [None, {}, [], "[]"])
def test_an_edit_is_a_list_with_something_in_it(given: object) -> None:
    with pytest.raises(DeskRefused) as refused:
        parse_ops(given)
    assert (refused.value.code, refused.value.op_index) == ("edit_malformed", None)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{\\an8}", "-->", "שלום\u200f!", "\u2067עולם\u2069", "🎉", "café & co"]
)
def test_text_that_a_caption_may_carry_is_taken_as_it_is(text: str) -> None:
    (op,) = ops_json(parse_ops([{"op": "replace", "from": "w5", "text": text}]))
    assert op["text"] == text


def test_the_desks_page_has_every_op_every_code_and_an_example_that_is_one(repository: Path) -> None:
    page = (repository / "docs" / "desk.md").read_text(encoding="utf-8")
    assert all(meaning.endswith(".") for meaning in DESK_CODES.values())
    codes = {code for row in re.findall(r"^\| (`.*?) \|", page, re.M) for code in re.findall(r"`([a-z_]+)`", row)}
    assert codes >= DESK_CODES.keys() | {op["op"] for op in EVERY_OP}
    example = json.loads(page.partition("<!-- ops -->")[2].partition("```json")[2].partition("```")[0])
    assert ops_json(parse_ops(example)) == example

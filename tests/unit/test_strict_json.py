"""JSON from outside: what is accepted comes out as it went in, and all else is refused with the reason."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.problems import Refused
from service.strict_json import JSON_BYTES, JSON_DEPTH, JSON_NAME_LENGTH, read_object


def nested(depth: int, opening: str = "[", closing: str = "]") -> str:
    """An object with lists in it, `depth` in all."""
    return '{"a":' + opening * (depth - 1) + closing * (depth - 1) + "}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (nested(JSON_DEPTH + 1), "deeper"),
        (nested(960), "deeper"),
        (nested(30_000), "deeper"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "deeper"),
        ("[" * 60_000, "deeper"),
        ('{"a": 1e999}', "1e999"),
        ('{"a": -1e999}', "-1e999"),
        ('{"a": 1e-400}', "1e-400"),
        ('{"a": NaN}', "NaN"),
        ('{"a": [Infinity]}', "Infinity"),
        ('{"a": 9007199254740993}', "9007199254740993"),
        ('{"a": 9007199254740993.0}', "9007199254740993.0"),
        ('{"a": -9007199254740992}', "-9007199254740992"),
        ('{"a": ' + "9" * 60_000 + "}", "99999"),
        ('{"a": 0.1000000000000000055511151231257827}', "0.1000"),
        ('{"a": 5e-324}', "5e-324"),
        ('{"a": "\\ud800"}', "surrogate"),
        ('{"\\udfff": 1}', "surrogate"),
        ('{"a": "\\u0000"}', "NUL"),
        ('{"a\\u0000b": 1}', "NUL"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "twice"),
        ('{"a": 1, "\\u0061": 2}', "twice"),
        ('{"' + "k" * (JSON_NAME_LENGTH + 1) + '": 1}', "characters"),
        ('{"a": "line\nbreak"}', "control character"),
        ("{'a': 1}", "read"),
        ('{"a": 1} {"b": 2}', "read"),
        ('{"a": 01}', "read"),
        ("", "read"),
        ("[]", "something else"),
        ("null", "something else"),
        ('"{}"', "something else"),
        (b'{"a": "\xff"}', "UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "UTF-8"),
    ],
    ids=lambda value: repr(value[:24]),
)
def test_what_a_reader_may_mangle_is_refused_with_the_reason(text: str | bytes, why: str) -> None:
    with pytest.raises(Refused) as refused:
        read_object(text, "metadata")
    assert refused.value.code == "invalid_request"
    assert why in refused.value.detail
    assert refused.value.detail.startswith("`metadata` must be a JSON object")
    assert len(refused.value.detail) < 300
    assert refused.value.data["errors"][0]["part"] == "metadata"  # type: ignore[index]


def test_what_is_larger_than_the_bound_is_not_read_at_all() -> None:
    with pytest.raises(Refused) as refused:
        read_object(b"[" * (JSON_BYTES + 1), "body")
    assert (refused.value.code, refused.value.data["limit_bytes"]) == ("too_large", JSON_BYTES)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        nested(JSON_DEPTH),
        '{"a": 9007199254740991, "b": -9007199254740991, "c": 0, "d": -0.0, "e": 0e9, "f": 0.0}',
        '{"a": 1e300, "b": 1.10, "c": 2.3e-308, "d": 2.5E+3, "e": 0.1, "f": 1.7976931348623157e308}',
        '{"a": 0.10000000000000001, "b": 123456789012345.6, "c": 5.960464477539063e-08}',
        '{"a": "\\ud83d\\ude00", "b": "\\n\\t", "ключ": "值", "": null, "c": [true, false]}',
        '{"' + "k" * JSON_NAME_LENGTH + '": 1}',
    ],
)
def test_ordinary_json_is_taken(text: str) -> None:
    assert read_object(text, "metadata") == json.loads(text)


_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.sampled_from("abü")), inner, max_size=4),
    max_leaves=12,
)


@given(_VALUES)
def test_whatever_programs_write_is_taken_and_comes_out_as_it_went_in(value: Any) -> None:
    for ascii_only in (True, False):
        text = json.dumps({"value": value}, ensure_ascii=ascii_only)
        assert json.dumps(read_object(text, "metadata"), ensure_ascii=ascii_only) == text


@given(st.from_regex(r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,4})?", fullmatch=True))
def test_a_number_is_kept_to_its_last_digit_or_refused(literal: str) -> None:
    try:
        value = read_object(f'{{"n": {literal}}}', "metadata")["n"]
    except Refused:
        return
    assert math.isfinite(value)
    shown = Decimal(repr(value))
    exact = Decimal(literal)
    assert shown == exact or abs(shown - exact) <= abs(exact) * Decimal("2e-16")

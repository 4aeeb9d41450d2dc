"""Truths made to match what was done to a recording: later, slower, cut, in another order.

A truth is what the scorer reads: `duration_s` and `tokens`, each with its range in the text and its times in seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Truth = dict[str, Any]

LEAST_PAUSE_S = 0.2
_SENTENCE_ENDS = (".", "!", "?")
_CLOSING = "\"'”’)]"


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence between two spoken tokens that follow each other; `token` is the second's index."""

    middle_s: float
    token: int
    after_sentence: bool


def pauses(truth: Truth, least_s: float = LEAST_PAUSE_S) -> list[Pause]:
    """The pauses of at least `least_s` seconds, in the order of the text."""
    found = []
    for index, (one, two) in enumerate(pairwise(truth["tokens"]), start=1):
        if one["end"] is not None and two["start"] is not None and two["start"] - one["end"] >= least_s:
            found.append(Pause((one["end"] + two["start"]) / 2, index, ends_sentence(one["text"])))
    return found


def ends_sentence(word: str) -> bool:
    """True where the written word closes a sentence."""
    return word.rstrip(_CLOSING).endswith(_SENTENCE_ENDS)


def later(truth: Truth, at_s: float, by_s: float) -> Truth:
    """The truth with `by_s` seconds of something else put in at `at_s`, where nobody speaks."""
    return _mapped(truth, lambda time: time + by_s if time >= at_s else time, truth["duration_s"] + by_s)


def slower(truth: Truth, factor: float) -> Truth:
    """The truth with every time `factor` times as late."""
    return _mapped(truth, lambda time: time * factor, truth["duration_s"] * factor)


def cut(truth: Truth, start_s: float, end_s: float) -> Truth:
    """The truth of the part from `start_s` to `end_s`, both in pauses. What was said outside is unspoken.

    A token without known times (`skip`) stays one only where it may be inside, judged by its neighbours.
    """
    tokens = truth["tokens"]
    inside = [_inside(token, start_s, end_s) for token in tokens]
    kept = []
    for index, token in enumerate(tokens):
        before = next((known for known in reversed(inside[:index]) if known is not None), None)
        after = next((known for known in inside[index + 1 :] if known is not None), None)
        if inside[index] or (inside[index] is None and (before or after)):
            kept.append(token)
        else:
            kept.append({key: value for key, value in token.items() if key != "skip"} | {"start": None, "end": None})
    return _mapped({**truth, "tokens": kept}, lambda time: time - start_s, end_s - start_s)


def after(truth: Truth, at_s: float) -> Truth:
    """The truth with only the tokens that are spoken from `at_s` on."""
    return {**truth, "tokens": [token for token in truth["tokens"] if (token["start"] or -1) >= at_s]}


def without(truth: Truth, ranges: list[tuple[int, int]]) -> Truth:
    """The truth without the tokens that lie in half-open ranges of the text."""
    kept = [token for token in truth["tokens"] if not any(a <= token["char_start"] < b for a, b in ranges)]
    return {**truth, "tokens": kept}


def swapped(text: str, truth: Truth, one: tuple[int, int], two: tuple[int, int]) -> tuple[str, Truth]:
    """The text with two passages, ranges of tokens, in each other's place, and its truth. Times stay."""
    tokens = truth["tokens"]
    (a, b), (c, d) = (
        (tokens[first]["char_start"], tokens[last - 1]["char_end"]) for first, last in (one, two)
    )  # before, a..b, between, c..d, behind
    moves = {(0, a): 0, (a, b): d - b, (b, c): (d - c) - (b - a), (c, d): a - c, (d, len(text) + 1): 0}
    moved = []
    for token in tokens:
        by = next(by for (start, end), by in moves.items() if start <= token["char_start"] < end)
        moved.append({**token, "char_start": token["char_start"] + by, "char_end": token["char_end"] + by})
    moved.sort(key=lambda token: int(token["char_start"]))
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:], {**truth, "tokens": moved}


def _inside(token: dict[str, Any], start_s: float, end_s: float) -> bool | None:
    """True where the token is inside; None where its times are not known."""
    if token["start"] is None or token["end"] is None:
        return None if token.get("skip") else False
    return bool(start_s <= token["start"] and token["end"] <= end_s)


def _mapped(truth: Truth, change: Callable[[float], float], duration_s: float) -> Truth:
    tokens = []
    for token in truth["tokens"]:
        times: dict[str, Any] = {key: change(token[key]) for key in ("start", "end") if token[key] is not None}
        if token.get("within"):
            times["within"] = [change(time) for time in token["within"]]
        tokens.append({**token, **times})
    return {**truth, "tokens": tokens, "duration_s": duration_s}

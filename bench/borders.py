"""The words over each token of a truth, and the distances of their borders from it, paired as the scorer pairs them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bench.truths import Truth

Row = dict[str, Any]


def words_over(words: Sequence[Row], tokens: Sequence[Row]) -> list[list[Row]]:
    """The words, timed or not, that share a character with each token, in the order of the text."""
    in_order = sorted(words, key=lambda word: (word["char_start"], word["char_end"]))
    found: list[list[Row]] = []
    first = 0
    for token in tokens:
        while first < len(in_order) and in_order[first]["char_end"] <= token["char_start"]:
            first += 1
        at, over = first, []
        while at < len(in_order) and in_order[at]["char_start"] < token["char_end"]:
            over.append(in_order[at])
            at += 1
        found.append(over)
    return found


def is_timed(word: Row) -> bool:
    """True where the word has both times."""
    return word["start_ms"] is not None and word["end_ms"] is not None


def known(token: Row, border: str) -> bool:
    """True where the truth knows this border ("start" or "end") of a spoken token."""
    return token[border] is not None and token.get("only", border) == border


def border_errors(words: Sequence[Row], truth: Truth) -> tuple[list[float], int]:
    """Distances in milliseconds of all known borders, and the number of borders whose words have no times."""
    errors: list[float] = []
    missing = 0
    for token, over in zip(truth["tokens"], words_over(words, truth["tokens"]), strict=True):
        hits = [word for word in over if is_timed(word)]
        for border, at in (("start", 0), ("end", -1)):
            if token.get("skip") or not known(token, border):
                continue
            if hits:
                errors.append(abs(hits[at][f"{border}_ms"] - 1000 * token[border]))
            else:
                missing += 1
    return errors, missing


def shares_of_passage(words: Sequence[Row], truth: Truth, place: tuple[int, int], within_ms: float) -> tuple[int, ...]:
    """Three counts of the tokens in a range of the text with known times: with both borders right, without times, with wrong
    ones."""
    tokens = [
        token
        for token in truth["tokens"]
        if place[0] <= token["char_start"] < place[1] and known(token, "start") and known(token, "end")
    ]
    right = blank = wrong = 0
    for token, over in zip(tokens, words_over(words, tokens), strict=True):
        hits = [word for word in over if is_timed(word)]
        if not hits:
            blank += 1
            continue
        off = max(abs(hits[0]["start_ms"] - 1000 * token["start"]), abs(hits[-1]["end_ms"] - 1000 * token["end"]))
        right += off <= within_ms
        wrong += off > within_ms
    return right, blank, wrong

"""What of a text may be said after a place, before one, and between two."""

from __future__ import annotations

from alignment.model import Token, UnspokenKind
from alignment.timing.graph import Edge
from worker.passage import LONGEST_ASIDE, Passage, Passages


def _tokens(text: str, aside: range = range(0)) -> list[Token]:
    """The words of a text, those of `aside` as candidates; `—` has no sound."""
    tokens, at = [], 0
    for index, word in enumerate(text.split()):
        kind = UnspokenKind.CHROME if index in aside else None
        tokens.append(Token(word, at, at + len(word), None, kind, speakable=True))
        at += len(word) + 1
    return tokens


def _ways(passage: Passage | None) -> set[str]:
    """Everything that may be said on the way from the first state to the last."""
    assert passage is not None
    leaving: dict[int, list[Edge]] = {}
    for edge in passage.edges:
        leaving.setdefault(edge.start, []).append(edge)

    def ways(state: int) -> set[str]:
        if state == passage.final:
            return {""}
        found = {f"{edge.text or ''} {rest}".strip() for edge in leaving.get(state, []) for rest in ways(edge.end)}
        return {" ".join(way.split()) for way in found}

    return ways(0)


def test_all_between_two_places_is_said() -> None:
    passages = Passages(_tokens("one two three four"), "en")
    assert _ways(passages.between(1, 3)) == {"two three"}
    assert _ways(passages.between(0, 4)) == {"one two three four"}


def test_what_comes_next_may_end_after_any_word() -> None:
    passages = Passages(_tokens("one two three four"), "en")
    assert _ways(passages.after(1, 4, letters=100)) == {"two", "two three", "two three four"}


def test_what_came_before_may_begin_with_any_word() -> None:
    passages = Passages(_tokens("one two three four"), "en")
    assert _ways(passages.before(3, 0, letters=100)) == {"three", "two three", "one two three"}


def test_no_more_words_are_taken_than_have_so_many_letters() -> None:
    passages = Passages(_tokens("one two three four"), "en")
    assert _ways(passages.after(0, 4, letters=4)) == {"one", "one two"}
    assert _ways(passages.before(4, 0, letters=5)) == {"four", "three four"}


def test_tokens_without_a_sound_are_passed_over() -> None:
    assert _ways(Passages(_tokens("one — two"), "en").between(0, 3)) == {"one two"}


def test_an_aside_is_said_as_a_whole_or_left_out() -> None:
    passages = Passages(_tokens("one Latest news two", aside=range(1, 3)), "en")
    assert _ways(passages.between(0, 4)) == {"one two", "one Latest news two"}
    assert _ways(passages.between(1, 4)) == {"two", "Latest news two"}
    assert _ways(passages.between(2, 4)) == {"two", "news two"}


def test_a_long_aside_is_not_said() -> None:
    words = ["one", *["menu"] * (LONGEST_ASIDE + 1), "two"]
    passages = Passages(_tokens(" ".join(words), aside=range(1, len(words) - 1)), "en")
    assert _ways(passages.between(0, len(words))) == {"one two"}


def test_where_there_are_no_words_there_is_no_passage() -> None:
    passages = Passages(_tokens("one — two"), "en")
    assert passages.between(1, 2) is None
    assert passages.after(3, 3, letters=10) is None
    assert passages.before(0, 0, letters=10) is None
    assert Passages([], "en").between(0, 0) is None

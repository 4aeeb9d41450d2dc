"""The published text as a graph of what may be said: onwards from a place, back from it, or between two."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oncue.alignment.timing.word_graph import Edge
from oncue.pipeline.text_graph import LONGEST_ASIDE, MOST_ASIDE_LETTERS, WordGraph, WordGraphBuilder
from tests.unit.spoken_texts import counted, tokens_of

MANY = 10_000


def readings(graph: WordGraph | None) -> set[str]:
    """Every way through a graph, as the words said on it."""
    if graph is None:
        return set()
    found: set[str] = set()
    unfinished: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    while unfinished:
        state, words = unfinished.pop()
        if state == graph.final:
            found.add(" ".join(words))
        unfinished += [(e.end, (*words, e.text) if e.text else words) for e in graph.edges if e.start == state]
    return found


def graphs(text: str) -> WordGraphBuilder:
    return WordGraphBuilder(tokens_of(text), "en")


def test_text_after_a_place_may_end_after_any_word() -> None:
    assert readings(graphs("one two three four").after(1, 4, MANY)) == {"two", "two three", "two three four"}


def test_text_before_a_place_may_begin_with_any_word() -> None:
    assert readings(graphs("one two three four").before(3, 0, MANY)) == {"three", "two three", "one two three"}


def test_text_between_two_places_is_all_said() -> None:
    assert readings(graphs("one two three four").between(1, 3, MANY)) == {"two three"}


def test_no_more_words_are_taken_than_fill_the_letters_asked_for() -> None:
    assert max(readings(graphs("one two three four").after(0, 4, 5)), key=len) == "one two"
    assert max(readings(graphs("one two three four").before(4, 0, 5)), key=len) == "three four"


def test_text_that_is_too_long_for_its_sound_is_none_rather_than_a_part_of_it() -> None:
    assert graphs("one two three four").between(0, 4, 12) is None
    assert graphs("one two three four").between(0, 4, 16) is not None


def test_a_headline_is_said_whole_or_not_at_all() -> None:
    assert readings(graphs("one [Big News] two").between(0, 4, MANY)) == {"one two", "one Big News two"}


def test_half_of_a_headline_that_a_border_cuts_may_be_left_out_too() -> None:
    assert readings(graphs("one [Big News Today] two").between(2, 5, MANY)) == {"two", "News Today two"}
    assert readings(graphs("one [Big News Today] two").between(0, 2, MANY)) == {"one", "one Big"}


def test_an_unsaid_headline_does_not_keep_out_the_text_after_it() -> None:
    text = f"[{counted(1, 30)}] one two"
    assert "one two" in readings(graphs(text).after(0, 32, 6))
    assert "one two" in readings(graphs(f"one two [{counted(1, 30)}]").before(32, 0, 6))


def test_headlines_after_headlines_are_not_all_taken() -> None:
    headlines = " ".join(f"[{counted(1, LONGEST_ASIDE)}] a" for _ in range(50))
    found = graphs(headlines).after(0, 50 * LONGEST_ASIDE + 50, 100)
    assert found is not None
    assert sum(len(edge.text or "") for edge in found.edges) < 2 * MOST_ASIDE_LETTERS


def test_a_long_run_of_headlines_is_taken_not_to_be_said() -> None:
    menu = counted(1, LONGEST_ASIDE + 1)
    assert readings(graphs(f"one [{menu}] two").between(0, LONGEST_ASIDE + 3, MANY)) == {"one two"}


def test_what_is_never_said_is_in_no_graph() -> None:
    assert readings(graphs("one (laughter) two").between(0, 3, MANY)) == {"one two"}


def test_tokens_without_a_letter_are_in_no_graph() -> None:
    assert graphs("— … *** /").between(0, 4, MANY) is None
    assert graphs("— … *** /").after(0, 4, MANY) is None
    assert graphs("— … *** /").before(4, 0, MANY) is None
    assert readings(graphs("one — two").between(0, 3, MANY)) == {"one two"}


def test_there_is_no_graph_of_no_text() -> None:
    assert graphs("").after(0, 0, MANY) is None
    assert graphs("one two").between(1, 1, MANY) is None
    assert graphs("one two").between(2, 1, MANY) is None


@given(
    st.lists(st.sampled_from(["one", "two", "[head]", "[big", "news]", "—", "(door)"]), min_size=1, max_size=12),
    st.data(),
)
def test_every_graph_is_of_the_text_between_its_ends(words: list[str], data: st.DataObject) -> None:
    tokens = tokens_of(" ".join(words))
    first = data.draw(st.integers(0, len(tokens)))
    last = data.draw(st.integers(0, len(tokens)))
    letters = data.draw(st.integers(0, 30))
    text = WordGraphBuilder(tokens, "en")
    for graph in (text.after(first, last, letters), text.before(last, first, letters), text.between(first, last, letters)):
        if graph is not None:
            said = [edge.token for edge in graph.edges if edge.token is not None]
            assert all(first <= token < last for token in said)
            assert said == sorted(set(said))
            assert all(edge.text == tokens[edge.token].text for edge in graph.edges if edge.token is not None)
            assert all(_leads_on(edge, graph) for edge in graph.edges)


def _leads_on(edge: Edge, graph: WordGraph) -> bool:
    return 0 <= edge.start < edge.end <= graph.final

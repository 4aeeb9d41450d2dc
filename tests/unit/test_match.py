"""Which written words are which heard words, drawn as `written=heard`."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from oncue.alignment.match import match
from oncue.alignment.match.anchors import longest_increasing
from oncue.alignment.match.chance_filter import well_grounded
from oncue.model import RecognisedWord, Token


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        tokens.append(Token(word, at, at + len(word)))
        at += len(word)
    return tokens


def _heard(text: str) -> list[RecognisedWord]:
    return [RecognisedWord(word, 300 * i, 300 * i + 250, 0.9) for i, word in enumerate(text.split())]


def _picture(written: str, heard: str) -> list[str]:
    tokens, words = _tokens(written), _heard(heard)
    return [
        f"{' '.join(t.text for t in tokens[m.token_start : m.token_end])}="
        f"{' '.join(w.text for w in words[m.word_start : m.word_end])}@{m.word_start}"
        for m in match(tokens, words, "en").matches
    ]


def _written(written: str, heard: str) -> str:
    return " ".join(one.partition("=")[0] for one in _picture(written, heard))


def test_the_page_around_the_text_is_not_matched() -> None:
    page = "Play Live Radio Share this story The talks in Paris went nowhere today. Jane Roe covers the courts of the city."
    assert _written(page, "the talks in Paris went nowhere today") == "The talks in Paris went nowhere today."


def test_speech_that_the_text_lacks_is_not_matched() -> None:
    heard = "the talks in Paris went nowhere buy one get one free of charge the ministers left the building at noon"
    written = "The talks in Paris went nowhere. The ministers left the building at noon."
    assert _written(written, heard) == written


def test_a_changed_word_leaves_its_neighbours_matched() -> None:
    assert _picture("at the stove gate he waits", "at the north gate he waits") == [
        "at=at@0",
        "the=the@1",
        "gate=gate@3",
        "he=he@4",
        "waits=waits@5",
    ]


def test_a_misspelt_name_is_matched_by_likeness() -> None:
    assert "Deshtitsa=Dushtitsa@2" in _picture("then when Deshtitsa left the room", "then when Dushtitsa left the room")


def test_a_compound_is_matched_with_its_two_halves() -> None:
    assert "self-defense=self defense@1" in _picture(
        "teaches self-defense courses at night", "teaches self defense courses at night"
    )


def test_a_number_is_matched_with_its_words() -> None:
    assert "1994=nineteen ninety four@2" in _picture(
        "back in 1994 that changed", "back in nineteen ninety four that changed"
    )


def test_a_stutter_is_matched_once() -> None:
    assert _written("he met the foreign minister", "he met the the the foreign minister") == "he met the foreign minister"


def test_a_phrase_said_twice_and_printed_once_stays_together() -> None:
    song = "don't let me ever forget an old song"
    picture = _picture(f"one fine morning {song} said the old man", f"one fine morning {song} {song} said the old man")
    places = [int(one.partition("@")[2]) for one in picture]
    phrase = places[3 : 3 + len(song.split())]
    assert phrase == list(range(phrase[0], phrase[0] + len(phrase)))


def test_an_excerpt_is_found_in_a_long_programme() -> None:
    vocabulary = [f"word{i}" for i in range(2000)]
    heard = " ".join(vocabulary)
    assert _written(" ".join(vocabulary[900:950]), heard) == " ".join(vocabulary[900:950])


def test_frequent_words_are_matched_in_long_texts_too() -> None:
    """difflib's `autojunk` drops what makes up more than a hundredth of 200 words or more."""
    text = " ".join(f"the part{i}" for i in range(300))
    assert len(_picture(text, text)) == 600


def test_a_litany_without_any_rare_phrase_is_matched() -> None:
    text = " ".join(["holy", "holy", "lord", "have", "mercy"] * 400)
    assert len(_picture(text, text)) == 2000


def test_unrelated_texts_share_nothing() -> None:
    assert _picture("the cat sat on the mat of the king", "all of these results are in the newest of our reports") == []


def test_nothing_matches_nothing() -> None:
    assert _picture("", "some words") == []
    assert _picture("some words", "") == []


_VOCABULARY = ["the", "of", "a", "harbor", "minister", "went", "1994", "—", "co-operate", "talks", "Paris.", "US", "won't"]


@given(st.lists(st.sampled_from(_VOCABULARY), max_size=60), st.lists(st.sampled_from(_VOCABULARY), max_size=60))
def test_matches_are_in_order_and_never_overlap(written: list[str], heard: list[str]) -> None:
    token_end = word_end = 0
    for one in match(_tokens(" ".join(written)), _heard(" ".join(heard)), "en").matches:
        assert token_end <= one.token_start < one.token_end <= len(written)
        assert word_end <= one.word_start < one.word_end <= len(heard)
        assert 0 < one.similarity <= 1
        token_end, word_end = one.token_end, one.word_end


@given(st.lists(st.sampled_from(_VOCABULARY), min_size=3, max_size=300))
def test_a_text_matches_itself_whatever_it_repeats(words: list[str]) -> None:
    words = ["opening", "words", *words]
    sounding = [word for word in words if word != "—"]
    matched = match(_tokens(" ".join(words)), _heard(" ".join(words)), "en").matches
    assert sum(one.token_end - one.token_start for one in matched) == len(sounding)


@given(st.lists(st.integers(0, 50), max_size=40))
def test_the_longest_increasing_subsequence_is_increasing_and_longest(values: list[int]) -> None:
    kept = longest_increasing(list(enumerate(values)))
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(kept))
    longest = [0] * len(values)
    for i, value in enumerate(values):
        longest[i] = 1 + max((longest[k] for k in range(i) if values[k] < value), default=0)
    assert len(kept) == max(longest, default=0)


HERE = "copper wires carry no water over mountains so engineers built seven bridges instead"
THERE = "grandmother kept bees behind a chapel; honey was sold on market days until one July lightning burnt all hives down"


def _other_passage(shared: str) -> list[str]:
    """What is matched where another passage is written than is spoken, with `shared` at different places in both."""
    opening, end = "the talks in Paris went nowhere", "the ministers left the building at noon"
    return _written(f"{opening} {HERE} {shared} {end}", f"{opening} {shared} {THERE} {end}").split()


def test_a_passage_printed_twice_and_said_once_is_matched_where_the_rest_of_it_agrees() -> None:
    talks = "the talks in Paris went nowhere and nobody was surprised by it at all"
    honey = "wasps and honeybees return to orchards when willows bloom early each spring"
    heard = f"{honey} {talks} and here is the news"
    assert _written(f"{talks} {honey} {talks}", heard) == f"{honey} {talks}"


def test_a_common_word_that_two_different_passages_share_is_not_matched() -> None:
    opening, end = "the talks in Paris went nowhere", "the ministers left the building at noon"
    assert _other_passage("for") == [*opening.split(), *end.split()]


def test_a_phrase_that_is_said_in_another_place_than_expected_is_matched() -> None:
    phrase = "a harbour full of fishing ships"
    assert set(phrase.split()) <= set(_other_passage(phrase))


def test_a_short_word_between_two_misheard_ones_is_matched() -> None:
    assert "and=and@6" in _picture(
        "the talks in Paris about grain and timber went nowhere", "the talks in Paris about rain's and tinder went nowhere"
    )


def test_a_word_that_two_sentences_begin_with_stays_with_its_own() -> None:
    """And not with the other one, which is said between them and not written."""
    heard = f"the talks went nowhere the {THERE} the ministers left the building"
    picture = _picture("The talks went nowhere. The ministers left the building.", heard)
    assert f"The=the@{5 + len(THERE.split())}" in picture


def test_a_sentence_that_is_only_written_is_left_out_as_a_whole() -> None:
    written = f"The talks went nowhere. The {HERE}. The ministers left the building."
    tokens = written.split()
    matched = match(_tokens(written), _heard("the talks went nowhere the ministers left the building"), "en").matches
    assert [one.token_start for one in matched] == [*range(4), *range(len(tokens) - 5, len(tokens))]


def test_a_chance_hit_is_worth_more_the_less_is_skipped_beside_it() -> None:
    def kept(skipped: int) -> bool:
        pairs = [(0, 0), (1 + skipped, 1 + skipped), (2 + 2 * skipped, 2 + 2 * skipped)]
        return well_grounded(pairs, [9.0, 3.0, 9.0], (3 + 2 * skipped, 3 + 2 * skipped))[1]

    assert [kept(skipped) for skipped in (0, 1, 20)] == [True, True, False]


def test_nothing_is_grounded_where_only_chance_hits_are() -> None:
    pairs = [(100 * k + 37, 90 * k + 51) for k in range(2000)]
    assert not any(well_grounded(pairs, [3.0] * len(pairs), (200_000, 180_000)))


def test_two_sentences_that_begin_alike_are_not_taken_for_each_other_where_one_has_a_misprint() -> None:
    written = (
        "Please enter the number of your room followed by the pound key. Please enther the number of the hall followed by "
        "the pound key. Please enter the code."
    )
    heard = (
        "please enter a number of you or no followed by the pound key please enter the number of the hall followed by the "
        "pound key please enter the code"
    )
    pairs = _picture(written, heard)
    assert {"followed=followed@8", "number=number@3", "number=number@16", "followed=followed@20"} <= set(pairs)


def test_words_heard_in_another_script_are_matched_by_their_consonants() -> None:
    tokens = _tokens("सभी मनुष्यों को गौरव और अधिकारों के मामले में")
    words = _heard("sabi manushyum ko gaurava aura adhikarum ke maamale mem")
    found = [(m.token_start, m.word_start) for m in match(tokens, words, "hi").matches]
    assert found == [(k, k) for k in range(9)]

"""Which of several places that match alike is taken."""

from __future__ import annotations

from oncue.alignment.match import match
from oncue.model import RecognisedWord, UnspokenKind
from oncue.transcript import read_transcript

VERSE = "the river runs beside the town and every boat is coming down"
CHORUS = "carry me home carry me home over the silver water"
SECOND = "the lanterns burn along the quay they show the sailors where to be"


def _places(page: str, heard: str) -> dict[str, list[int]]:
    """For each word of the page that was matched, without its signs, the indices of the heard words."""
    tokens = read_transcript(page.encode()).tokens
    words = [RecognisedWord(word, 300 * i, 300 * i + 250, 0.9) for i, word in enumerate(heard.split())]
    found: dict[str, list[int]] = {}
    for one in match(tokens, words, "en").matches:
        for token in tokens[one.token_start : one.token_end]:
            found.setdefault(token.text.strip("().,").casefold(), []).append(one.word_start)
    return found


def _song() -> str:
    return f"{VERSE.capitalize()}\n\n[Chorus]\n{CHORUS.capitalize()}\n\n{SECOND.capitalize()}"


def test_a_chorus_that_is_published_once_is_where_it_is_first_sung() -> None:
    heard = f"{VERSE} {CHORUS} {CHORUS} {SECOND} {CHORUS} {CHORUS}"
    places = _places(_song(), heard)
    assert places["carry"] == [12, 15]
    assert places["lanterns"] == [33]


def test_a_chorus_that_is_heard_a_little_differently_each_time_is_where_it_is_first_sung() -> None:
    heard = f"{VERSE} {CHORUS.replace('carry', 'carrying')} {CHORUS.replace('carry', 'carrying')} {SECOND}"
    assert _places(_song(), heard)["home"] == [14, 17]


def test_a_passage_that_was_heard_better_the_second_time_is_there() -> None:
    heard = f"{VERSE} {CHORUS.replace('silver', 'slither').replace('carry', 'marry')} {CHORUS} {SECOND}"
    assert _places(_song(), heard)["carry"] == [22, 25]


def test_a_sentence_that_was_begun_twice_is_matched_as_one() -> None:
    heard = "so i think we i think we should go on to the next point of the day"
    places = _places("So I think we should go on to the next point of the day.", heard)
    assert places["should"] == [7]
    assert len(places["think"]) == 1


def test_each_of_two_published_choruses_has_its_own_place() -> None:
    page = f"{VERSE.capitalize()}\n\n{CHORUS.capitalize()}\n\n{SECOND.capitalize()}\n\n{CHORUS.capitalize()}"
    assert _places(page, f"{VERSE} {CHORUS} {SECOND} {CHORUS}")["silver"] == [20, 43]


def test_words_of_the_text_go_before_the_same_in_brackets() -> None:
    for line in ("The river runs beside the town (oh, the town)", "The river runs beside (oh, the town) the town"):
        tokens = read_transcript(f"{line}\nAnd every boat is coming down at noon.".encode()).tokens
        words = [RecognisedWord(word, 300 * i, 300 * i + 250, 0.9) for i, word in enumerate(f"{VERSE} at noon".split())]
        matched = [i for one in match(tokens, words, "en").matches for i in range(one.token_start, one.token_end)]
        aside = [i for i, token in enumerate(tokens) if token.kind is UnspokenKind.STAGE_DIRECTION]
        assert aside
        assert not set(aside) & set(matched)
        assert set(range(len(tokens))) - set(aside) == set(matched)


def test_both_are_matched_where_both_were_said() -> None:
    page = "The river runs beside the town (oh, the town)\nAnd every boat is coming down."
    places = _places(page, "the river runs beside the town oh the town and every boat is coming down")
    assert places["town"] == [5, 8]

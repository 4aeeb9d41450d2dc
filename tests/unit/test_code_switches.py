"""Code switches of a transcript: passages in another language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncue.alignment.match import match
from oncue.model import RecognisedWord, Token
from oncue.text.code_switches import find_code_switches
from oncue.transcript import read_transcript

GERMAN = "Der Präsident sprach am Abend zu den Soldaten und ihren Familien."
ENGLISH = "We shall fight on the beaches, we shall fight on the landing grounds."
NAMES = (
    "Am Telefon ist unsere Korrespondentin Michele Kelemen in Washington. Melissa Block, guten Abend. John F. Kennedy, "
    "Charles de Gaulle und Leonid Breschnew. Bernstein, New York Philharmonic, Carnegie Hall. Manchester United, Real "
    "Madrid und Juventus Turin spielen morgen."
)


def foreign(text: str, language: str) -> list[tuple[str, str]]:
    tokens = read_transcript(text.encode(), name="a.txt").tokens
    return [
        (found.language, " ".join(token.text for token in tokens[found.token_start : found.token_end]))
        for found in find_code_switches(tokens, language)
    ]


def test_a_foreign_sentence_is_found_alone() -> None:
    assert foreign(f"{GERMAN} {ENGLISH} {GERMAN}", "de") == [("en", ENGLISH)]


def test_a_quoted_stretch_is_found_within_a_sentence() -> None:
    text = "Er nannte das Buch „For Whom the Bell Tolls“ sein liebstes von allen."
    assert foreign(text, "de") == [("en", "„For Whom the Bell Tolls“")]


def test_sentences_that_follow_each_other_are_one_passage() -> None:
    quoted = f"“{ENGLISH} We shall never surrender, whatever the cost may be.”"
    assert foreign(f"Churchill sagte damals: {quoted} {GERMAN}", "de") == [("en", quoted)]


def test_a_french_title_in_english_is_found() -> None:
    text = 'The film is called "À la recherche du temps perdu" and opens tonight.'
    assert foreign(text, "en") == [("fr", '"À la recherche du temps perdu"')]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Президент купил вчера новый iPhone в магазине.", "ru", [("en", "iPhone")]),
        ("She said спасибо to everyone who had come.", "en", [("ru", "спасибо")]),
        ("The shop is called Ελληνική γωνιά της πόλης and is small.", "en", [("el", "Ελληνική γωνιά της πόλης")]),
    ],
)
def test_another_script_is_another_language(text: str, language: str, expected: list[tuple[str, str]]) -> None:
    assert foreign(text, language) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (GERMAN, "de"),
        (NAMES, "de"),
        ("He plays for Bayern München. Angela Merkel, Olaf Scholz and Friedrich Merz were there, too.", "en"),
        ("Vallokala er opne til klokka ni i kveld. Det er mange som har stemt i dag.", "no"),
        ("Birališta su otvorena do devet sati navečer. Rezultati će biti objavljeni sutra ujutro.", "sr"),
        ("OK. Yes! No. C'est la vie.", "de"),
        ("日本語のテキストに漢字とかなが混ざっています。", "ja"),
        ("1994, 2024 — 50 %.", "de"),
        ("", "de"),
    ],
)
def test_names_neighbours_and_a_few_words_are_left_alone(text: str, language: str) -> None:
    tokens = read_transcript(text.encode(), name="a.txt").tokens if text else ()
    assert find_code_switches(tokens, language) == []


@given(st.text(max_size=80), st.sampled_from(["en", "de", "ru", "zh", "xx"]))
def test_passages_are_in_order_and_apart(text: str, language: str) -> None:
    tokens = [Token(word, i, i + len(word)) for i, word in enumerate(("Ein Satz. " + text).split())]
    edge = 0
    for passage in find_code_switches(tokens, language):
        assert edge <= passage.token_start < passage.token_end <= len(tokens)
        edge = passage.token_end


def test_a_quotation_does_not_disturb_the_match_of_its_neighbours() -> None:
    """A recogniser that was told German writes down English more or less as it sounds."""
    tokens = read_transcript(f"{GERMAN} {ENGLISH} {GERMAN}".encode(), name="a.txt").tokens
    heard = [*GERMAN.split(), *["wie", "schell", "feit", "on", "se", "bietsches", "wie", "schell", "feit"], *GERMAN.split()]
    found = match(tokens, _heard(heard), "de").matches
    paired = {i: one.word_start for one in found for i in range(one.token_start, one.token_end)}
    german, english = len(GERMAN.split()), len(ENGLISH.split())
    assert [paired[i] for i in range(german)] == list(range(german))
    assert [paired[i] for i in range(german + english, len(tokens))] == list(range(len(heard) - german, len(heard)))


def test_figures_in_a_quotation_match_however_the_host_says_them() -> None:
    tokens = read_transcript(b"Er sagte: In 1994 we won 50% of $3 million.", name="a.txt").tokens
    words = _heard(["Er", "sagte", "In", "1994", "we", "won", "50%", "of", "$3", "million"])
    assert len(match(tokens, words, "de").matches) == len(tokens)


def _heard(words: list[str]) -> list[RecognisedWord]:
    return [RecognisedWord(text, 300 * i, 300 * i + 250, 0.9) for i, text in enumerate(words)]

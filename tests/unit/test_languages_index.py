"""What is known of a language is in one place, or one index says where."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from oncue.asr.whisper_language import UNSPACED_LANGUAGES, whisper_language
from oncue.captions.limits import caption_limits
from oncue.errors import ModelUnavailable
from oncue.text.language_tags import cldr_code, language_code
from oncue.text.languages import FACTS_ELSEWHERE, LANGUAGES, SPACED_BY_WHISPER, UNSPACED
from oncue.text.numbers import spoken_number

NOT_OF_LANGUAGES = frozenset(
    {
        "oncue/text/languages.py",
        "oncue/jobs/store/tables.py",  # the columns of an id
        "oncue/jobs/store/workers.py",
        "oncue/transcript/html_blocks.py",  # elements of HTML
        "oncue/captions/formats/docx_package.py",  # attributes of Word
    }
)
ONE_LANGUAGE = frozenset({"en"})
"""A part that treats English alone is a part for English, not a table."""


def _codes(node: ast.AST) -> Iterator[list[str]]:
    """The strings of a literal that may be keyed by language: of a mapping, a collection, or a line of words."""
    match node:
        case ast.Dict(keys=keys):
            yield [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
        case ast.Set(elts=elements) | ast.Tuple(elts=elements) | ast.List(elts=elements):
            yield [one.value for one in elements if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        case ast.Constant(value=str(text)) if len(text.split()) > 3:
            yield text.split()


def test_every_table_by_language_is_in_the_index(repository: Path) -> None:
    found = {
        str(path.relative_to(repository))
        for path in (repository / "oncue").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for codes in _codes(node)
        if len(codes) > 1 and set(codes) - ONE_LANGUAGE and sum(code in LANGUAGES for code in codes) >= 0.8 * len(codes)
    }
    assert found - NOT_OF_LANGUAGES - set(FACTS_ELSEWHERE.values()) == set()


def test_every_place_that_the_index_names_is_there(repository: Path) -> None:
    assert all((repository / place).is_file() for place in FACTS_ELSEWHERE.values())


def test_every_language_can_be_given_by_its_code_and_by_that_of_others() -> None:
    assert {language_code(code) for code in LANGUAGES} == LANGUAGES.keys()
    assert {language_code(cldr_code(code)) for code in LANGUAGES} == LANGUAGES.keys()


def test_whisper_and_captions_know_the_same_unspaced_languages() -> None:
    assert {"zh", "yue", "ja", "th", "lo", "km", "my", "bo"} == UNSPACED
    assert UNSPACED_LANGUAGES == UNSPACED - SPACED_BY_WHISPER == {"zh", "ja", "th", "lo", "my", "yue"}


@pytest.mark.parametrize("language", sorted(UNSPACED | {"ko"}))
def test_words_a_minute_are_not_counted_where_words_do_not_stand_apart(language: str) -> None:
    limits = caption_limits("bbc").in_language(language)
    assert limits.max_wpm is None
    assert limits.max_cps is not None


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [("7", "mi", ("whitu",)), ("3", "eu", ("hiru",)), ("10", "eu", ("10",)), ("5", "xx", ("5",)), ("5", "gl", ("cinco",))],
)
def test_a_language_without_a_library_says_single_figures_at_most(number: str, language: str, said: tuple[str, ...]) -> None:
    assert spoken_number(number, language) == said


def test_a_row_has_ten_words_for_figures_or_none() -> None:
    assert {len(known.digits) for known in LANGUAGES.values()} == {0, 10}
    assert not [code for code, known in LANGUAGES.items() if known.digits and known.numbers is not None]


def test_a_model_that_does_not_know_cantonese_takes_it_for_chinese() -> None:
    assert whisper_language("yue", model="base", multilingual=True, known={"en", "zh"}) == "zh"
    assert whisper_language("yue", model="large-v3", multilingual=True, known={"en", "yue", "zh"}) == "yue"
    with pytest.raises(ModelUnavailable, match="does not know the language haw"):
        whisper_language("haw", model="base", multilingual=True, known={"en", "zh"})

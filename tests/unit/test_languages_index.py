"""What is known of a language is in one place, or one index says where."""

from __future__ import annotations

from pathlib import Path

from oncue.asr.whisper_language import UNSPACED_LANGUAGES
from oncue.captions import limits
from oncue.text.language_tags import language_code
from oncue.text.languages import FACTS_ELSEWHERE, SPACED_BY_WHISPER, UNSPACED


def test_every_place_that_the_index_names_is_there(repository: Path) -> None:
    assert all((repository / place).is_file() for place in FACTS_ELSEWHERE.values())


def test_every_unspaced_language_is_one_that_can_be_given() -> None:
    assert {language_code(code) for code in UNSPACED} == UNSPACED


def test_whisper_and_captions_know_the_same_unspaced_languages() -> None:
    assert SPACED_BY_WHISPER <= UNSPACED
    assert {"zh", "ja", "th", "lo", "my", "yue"} == UNSPACED_LANGUAGES
    assert {code for code, own in limits._OWN.items() if not own.spaced} - {"ko"} == UNSPACED

"""The language codes that a loaded model understands."""

from __future__ import annotations

from collections.abc import Collection

from oncue.errors import ModelUnavailable
from oncue.text.language_tags import ensure_model_speaks, language_code
from oncue.text.languages import LANGUAGES, SPACED_BY_WHISPER, UNSPACED

UNSPACED_LANGUAGES = UNSPACED - SPACED_BY_WHISPER
"""Languages that are written without spaces between words, as in Whisper's own tokenizer."""


def whisper_language(language: str, *, model: str, multilingual: bool, known: Collection[str]) -> str:
    """The model's code for a language, given as `language_code` takes it.

    Raises `LanguageUnknown`, `UsageError` for an English-only model with another language, `ModelUnavailable` where the
    model cannot do it.
    """
    code = language_code(language)
    ensure_model_speaks(model, code, multilingual=multilingual)
    if multilingual and code not in known:
        code = LANGUAGES[code].written_as or code
    if multilingual and code not in known:
        raise ModelUnavailable(
            f"model {model} does not know the language {language}: give one of {', '.join(sorted(known))}"
        )
    return code

"""Which language code Whisper understands for a language tag."""

from __future__ import annotations

from collections.abc import Collection

from alignment.errors import ModelUnavailable, UsageError

# ISO 639 codes whose language Whisper knows under another code.
_WHISPER_CODES = {"nb": "no", "jv": "jw", "fil": "tl", "iw": "he", "in": "id", "cmn": "zh"}

UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th", "lo", "my", "yue"})
"""Written without spaces between words, as in Whisper's own tokenizer."""


def whisper_language(language: str, *, model: str, multilingual: bool, known: Collection[str]) -> str:
    """Whisper's code for a language tag such as `en`, `en-GB` or `nb`.

    Raises `UsageError` for an English-only model with another language, `ModelUnavailable` where the model cannot do it.
    """
    code = language.replace("_", "-").split("-")[0].strip().lower()
    code = _WHISPER_CODES.get(code, code)
    if not multilingual:
        if code != "en":
            raise UsageError(f"model {model} knows English only, and the language is {language}: choose a model without .en")
        return code
    if code not in known:
        raise ModelUnavailable(
            f"model {model} does not know the language {language}: give one of {', '.join(sorted(known))}"
        )
    return code

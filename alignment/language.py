"""Which language a transcript is in, in the codes that Whisper knows."""

from __future__ import annotations

import functools

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# openai-whisper's `tokenizer.LANGUAGES` without "haw" and "yue", which are not ISO 639-1. Kept here because this package
# must not need torch; a test compares the two. "jw" is Whisper's old code for Javanese.
_WHISPER = (
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha he hi hr ht hu hy id is it ja "
    "jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so "
    "sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh"
)
WHISPER_LANGUAGES = frozenset(_WHISPER.split())
DEFAULT_LANGUAGE = "en"

# Whisper's name for what the identifier calls otherwise. Cantonese in writing is Chinese to the smaller models.
_ALIASES = {"jv": "jw", "yue": "zh"}

# How much likelier a recording is to be in a language before a word of it is read. A page of text outweighs this by far; in
# "Hello" the letters alone would say Breton.
_COMMON = "ar cs da el fa fi he hi hu id it ja ko nl no pl pt ro sv th tr uk vi zh"
_LIKELY = dict.fromkeys(_COMMON.split(), 5.0) | dict.fromkeys(("de", "es", "fr", "ru"), 8.0) | {"en": 16.0}
_RARE = 1.0

# The identifier reads byte by byte in Python: 2 MB would take seconds, and three samples tell as much.
_SAMPLE_CHARS = 4_000


def detect_language(text: str) -> str:
    """Return the language of `text` as an ISO 639-1 code that Whisper knows; English for a text without any evidence."""
    sample = _sample(text)
    if not any(character.isalpha() for character in sample):
        return DEFAULT_LANGUAGE
    scores: dict[str, float] = {}
    for code, probability in _identifier().rank(sample):
        language = _ALIASES.get(code, code)
        scores[language] = max(scores.get(language, 0.0), probability * _LIKELY.get(language, _RARE))
    return max(scores, key=lambda language: scores[language])


def _sample(text: str) -> str:
    if len(text) <= 3 * _SAMPLE_CHARS:
        sample = text
    else:
        # The first lines are often the site's own; the middle and the end are the programme.
        middle = len(text) // 2
        sample = " ".join((text[:_SAMPLE_CHARS], text[middle : middle + _SAMPLE_CHARS], text[-_SAMPLE_CHARS:]))
    # Transcripts in capitals are common in captions; the identifier knows lower case better.
    upper = sum(character.isupper() for character in sample)
    lower = sum(character.islower() for character in sample)
    return sample.lower() if upper > lower else sample


@functools.cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = WHISPER_LANGUAGES | _ALIASES.keys()
    identifier.set_languages([label for label in identifier.labels if label in known])
    return identifier

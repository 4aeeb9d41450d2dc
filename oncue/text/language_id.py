"""Which language a transcript is in, in the codes that Whisper knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from py3langid.langid import LanguageIdentifier

from oncue.errors import LanguageUnsupported
from oncue.model import Token
from oncue.system.loaded_once import loaded_once
from oncue.text.language_model import open_identifier
from oncue.text.language_tags import WHISPER_LANGUAGES, language_code, language_name

DEFAULT_LANGUAGE = "en"

# Whisper's name for what the identifier calls otherwise, and varieties that are heard and written as their neighbour.
# Cantonese in writing is Chinese to the smaller models; the identifier's only language in Tibetan script is Dzongkha.
_ALIASES = {
    "jv": "jw", "yue": "zh", "wuu": "zh", "arz": "ar", "ary": "ar", "hbo": "he", "grc": "el", "dz": "bo", "uzs": "uz",
    "ltg": "lv", "an": "es", "ext": "es", "vec": "it", "lij": "it", "gcf": "ht", "gcr": "ht", "pcm": "en",
}  # fmt: skip
_NO_LANGUAGE = "zxx"

# Languages so near each other that a recogniser told the one hears the other: taking one for another needs no warning.
_NEAR = (frozenset({"bs", "hr", "sr"}), frozenset({"no", "nn"}), frozenset({"id", "ms"}), frozenset({"yue", "zh"}))

# How much likelier a recording is to be in a language before a word of it is read. A page of text outweighs this by far; in
# "Hello" the letters alone would say Breton.
_COMMON = "ar cs da el fa fi he hi hu id it ja ko nl no pl pt ro sv th tr uk vi zh"
_LIKELY = dict.fromkeys(_COMMON.split(), 5.0) | dict.fromkeys(("de", "es", "fr", "ru"), 8.0) | {"en": 16.0}
_RARE = 1.0

# The identifier reads byte by byte in Python: 2 MB would take seconds, and three samples tell as much.
_SAMPLE_CHARS = 4_000

# Yiddish, which the identifier takes for Hebrew, writes vowels with these; pointed Hebrew has many other points beside them.
_YIDDISH = re.compile("[\u05f0-\u05f2]|\u05d0[\u05b7\u05b8]|\ufb2e|\ufb2f|\ufb1f")
_HEBREW_POINT = re.compile("[\u05b0-\u05b6\u05b9\u05bb]")
_HEBREW_LETTER = re.compile("[\u05d0-\u05ea\u05f0-\u05f2]")
_YIDDISH_SHARE = 0.03

FOREIGN_CERTAINTY = 0.95
FOREIGN_LETTERS = 100
"""The least certainty, 0..1, and letters of a text that is said to be in a language that Whisper does not know.

Measured: of the Declaration of Human Rights in 90 languages that it knows, whole and in extracts of 600 characters, none
reaches that certainty for another."""

UNCERTAIN = 0.8
"""The certainty, 0..1, below which a person should look.

Measured: of that Declaration's paragraphs 2 % of those whose language is told rightly are less certain, and 80 % of those
that are told wrongly."""


@dataclass(frozen=True, slots=True)
class Detected:
    """The likeliest language that Whisper knows, as its code, and its certainty, 0..1.

    Languages as near each other as Croatian and Bosnian count as one in the certainty. `foreign` is the language's own code
    where it surely is one that Whisper does not know: `language` is then only the nearest.
    """

    language: str
    certainty: float
    foreign: str | None = None

    @property
    def uncertain(self) -> bool:
        """True where a person should look at it."""
        return self.certainty < UNCERTAIN


def detect(text: str) -> Detected:
    """The language of `text`; English for a text without any evidence."""
    sample = _sample(text)
    letters = sum(character.isalpha() for character in sample)
    if not letters:
        return Detected(DEFAULT_LANGUAGE, 0.0)
    if _is_yiddish(sample):
        return Detected("yi", 1.0)
    scores: dict[str, float] = {}
    ranked = [(code, probability) for code, probability in _identifier().rank(sample) if code != _NO_LANGUAGE]
    for code, probability in ranked:
        language = _ALIASES.get(code, code)
        if language in WHISPER_LANGUAGES:
            scores[language] = max(scores.get(language, 0.0), probability * _LIKELY.get(language, _RARE))
    best = max(scores, key=lambda language: scores[language])
    first, probability = ranked[0]
    surely = probability >= FOREIGN_CERTAINTY and letters >= FOREIGN_LETTERS
    foreign = first if surely and _ALIASES.get(first, first) not in WHISPER_LANGUAGES else None
    return Detected(best, _certainty(best, scores), foreign)


def shares(text: str) -> dict[str, float]:
    """The probability of each language for `text`, which is not empty; together 1.

    Keys are Whisper's codes where it knows the language or one near it, ISO 639's else. How common a language is counts not.
    """
    found: dict[str, float] = {}
    for code, probability in _identifier().rank(text):
        if code != _NO_LANGUAGE:
            language = _ALIASES.get(code, code)
            found[language] = found.get(language, 0.0) + probability
    return found


def near_languages(language: str) -> frozenset[str]:
    """The codes of `language` and of those that cannot be told from it in a few words."""
    return next((group for group in _NEAR if language in group), frozenset({language}))


def language_of(tokens: Sequence[Token], given: str | None = None) -> Detected:
    """The language that was given, or else that of the words which are no heading, site furniture or the like.

    Raises `LanguageUnknown` for a language that is none of Whisper's, `LanguageUnsupported` where none was given and the
    text is surely in one that Whisper does not know.
    """
    if given:
        return Detected(language_code(given), 1.0)
    speakable = [token for token in tokens if token.speakable]
    ordinary = [token for token in speakable if token.kind is None]
    found = detect(" ".join(token.text for token in ordinary or speakable))
    if found.foreign is not None:
        raise LanguageUnsupported(
            f"The transcript is in {language_name(found.foreign)}, which Whisper does not know. Name a language that it "
            "knows to have it heard as that one; its words will be timed coarsely.",
            language=found.foreign,
        )
    return found


def language_warnings(found: Detected) -> list[str]:
    """One warning where the language was told with little certainty, none else: a stable code, a colon and a sentence."""
    if not found.uncertain:
        return []
    return [
        f"language_uncertain: the transcript was taken to be in {language_name(found.language)} ({found.language}), "
        "which is not certain; give its language if it is another."
    ]


def _certainty(best: str, scores: dict[str, float]) -> float:
    near = near_languages(best)
    total = sum(scores.values())
    return sum(score for language, score in scores.items() if language in near) / total if total else 0.0


def _is_yiddish(sample: str) -> bool:
    letters = len(_HEBREW_LETTER.findall(sample))
    signs = len(_YIDDISH.findall(sample))
    return signs >= _YIDDISH_SHARE * max(letters, 1) and signs > len(_HEBREW_POINT.findall(sample)) and letters > 0


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


def load_identifier() -> None:
    """Makes ready, so that the first text does not wait: it takes a fifth of a second."""
    _identifier()


@loaded_once
def _identifier() -> LanguageIdentifier:
    return open_identifier()

"""From a written word to the keys it is compared by.

The published text and the recogniser write the same speech differently (`archaeological`, `co-educational`, `1994`,
`won't`, `U.S.`). Both are brought to one form here; each key is roughly one spoken word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

from whisper_normalizer.english import EnglishSpellingNormalizer

from oncue.text.numbers import roman_readings, sign_words, spoken_number, written_number, written_out
from oncue.text.spelling_variants import DIACRITICS, comparable

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ＇`´ʹ", "'"))
_LETTERS = rf"(?:[^\W_]|[{DIACRITICS}])+"  # a vowel sign of Hindi or Thai is part of its word, but no letter to `re`
_WORD = re.compile(rf"{_LETTERS}(?:'{_LETTERS})*'?")
_INITIALISM = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?")
_EDGES = " \t\r\n\"'“”«»‹›„()[]{}<>.,;:!?…¿¡—–-*/\\|"
_CONTRACTIONS = {
    "won't": ("will", "not"),
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "shan't": ("shall", "not"),
    "let's": ("let", "us"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("got", "to"),
    "okay": ("ok",),
    "mr": ("mister",),
    "mrs": ("missus",),
    "dr": ("doctor",),
    "st": ("saint",),
}
_ENDINGS = {"'ll": "will", "'re": "are", "'ve": "have", "'m": "am", "n't": "not"}
_SCRIPTS_WITH_OPTIONAL_MARKS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW")


@lru_cache(maxsize=262144)
def match_keys(text: str, language: str) -> tuple[str, ...]:
    """The keys of one written word, in order: none for pure punctuation, several for compounds, numbers, contractions, and
    for a word of a script without spaces, which a recogniser cuts elsewhere."""
    if numeral := roman_readings(text, language):
        return comparable((key for word in numeral[0] for key in _parts(fold(word), language)), language)
    plain = fold(text)
    stripped = plain.strip(_EDGES)
    number = written_number(composed(text))
    if spoken := sign_words(stripped, language) if number is None else spoken_number(number, language):
        return comparable((key for word in spoken for key in _parts(fold(word), language)), language)
    if _INITIALISM.fullmatch(stripped + "."):
        return comparable((stripped.replace(".", ""),), language)
    keys: list[str] = []
    for word in _WORD.findall(plain):
        word = word.rstrip("'")
        for said in spoken_number(word, language) or (word,):
            keys += _parts(fold(said), language)
    return comparable(keys, language)


def _parts(word: str, language: str) -> tuple[str, ...]:
    """The keys of a word that is said for a number, as if it had been written."""
    return tuple(key for part in _WORD.findall(word) for key in _expand(part.rstrip("'"), language))


def composed(text: str) -> str:
    """`text` in lower case, apostrophes and widths written one way, without invisible characters; accents are kept."""
    text = unicodedata.normalize("NFKC", written_out(text)).translate(_APOSTROPHES).lower()
    if text.isascii():
        return text
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in ("Cf", "Cc", "Cs"))


def fold(text: str) -> str:
    """`text` without case, width, invisible characters and optional accents; it still reads as words."""
    text = unicodedata.normalize("NFKC", written_out(text)).translate(_APOSTROPHES).casefold()
    if text.isascii():
        return text
    kept: list[str] = []
    base_takes_marks = False
    for character in unicodedata.normalize("NFD", text):
        category = unicodedata.category(character)
        if category == "Mn":
            if not base_takes_marks:
                kept.append(character)
        elif category not in ("Cf", "Cc", "Cs") or character.isspace():
            base_takes_marks = unicodedata.name(character, "").startswith(_SCRIPTS_WITH_OPTIONAL_MARKS)
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _expand(word: str, language: str) -> tuple[str, ...]:
    if language != "en":
        # An elided article is a word of its own ("l'heure"), however the recogniser wrote it.
        return tuple(piece for piece in word.split("'") if piece)
    if word in _CONTRACTIONS:
        return _CONTRACTIONS[word]
    for ending, expansion in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            return (_spelling(word.removesuffix(ending)), expansion)
    return (_spelling(word.replace("'", "")),)


def _spelling(word: str) -> str:
    return _spellings().get(word, word)


@cache
def _spellings() -> Mapping[str, str]:
    """British spellings to American ones: the table of OpenAI's English normaliser."""
    mapping: Mapping[str, str] = EnglishSpellingNormalizer().mapping
    return mapping

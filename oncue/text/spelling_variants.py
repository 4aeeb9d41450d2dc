"""One spelling for what is written in several: Chinese characters that sound alike, the two kana, the cut of words, letters
of the Arabic script."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from oncue.text.word_breaks import has_unspaced, parts_of

_BLOCKS_WITH_MARKS = (
    (0x300, 0x1E00),
    (0x20D0, 0x2100),
    (0x2CEF, 0x2E00),
    (0x302A, 0x309B),
    (0xA66F, 0xABEE),
    (0xFB1E, 0xFE30),
)
DIACRITICS = "".join(
    character
    for first, end in _BLOCKS_WITH_MARKS
    for character in map(chr, range(first, end))
    if unicodedata.category(character).startswith("M")
)
"""Marks written on, around or beside a letter, as the inside of a character class."""

# Katakana from small a to small ke: hiragana lie as far below.
_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
# Letters of the Arabic script that keyboards exchange: kaf of Persia and of Arabia, the alif that joins, and yaa of both,
# save in Pashto, where those sound otherwise; the stroke that only widens a word is none. In Arabic and Persian also yaa
# without its dots, taa marbuta and the other forms of haa, which in Urdu, Uyghur and Kurdish are letters of their own.
_WITH_TWO_YAA = str.maketrans("کٱ", "كا", "ـ")
_ARABIC_SCRIPT = _WITH_TWO_YAA | str.maketrans("ی", "ي")
_ARABIC_AND_PERSIAN = _ARABIC_SCRIPT | str.maketrans("ىةہھە", "يهههه")
_LETTERS_OF = {"ar": _ARABIC_AND_PERSIAN, "fa": _ARABIC_AND_PERSIAN, "ps": _WITH_TWO_YAA}

# The languages that are written with either set of ideographs. Japanese has a set of its own, and one way to write it.
_CHINESE = ("zh", "yue")


def comparable(keys: Iterable[str], language: str) -> tuple[str, ...]:
    """`keys` in one way of writing, those of scripts without spaces in their smallest parts."""
    found: list[str] = []
    for key in keys:
        if key.isascii():
            found.append(key)
        elif has_unspaced(key):
            found += _parts(key, language)
        elif joined := key.translate(_LETTERS_OF.get(language, _ARABIC_SCRIPT)):
            found.append(joined)
    return tuple(found)


@lru_cache(maxsize=65_536)
def _parts(key: str, language: str) -> tuple[str, ...]:
    parts = parts_of(key.translate(_HIRAGANA))
    # Each alone: what its neighbours are is where the two sides may differ.
    return tuple(map(_syllable, parts)) if language in _CHINESE else tuple(parts)


@lru_cache(maxsize=65_536)
def _syllable(character: str) -> str:
    """The commonest reading of a Chinese character, without its tone: the recogniser writes others that sound so."""
    from pypinyin import lazy_pinyin  # only Chinese needs its tables

    return lazy_pinyin(simplified(character))[0]


@lru_cache(maxsize=65_536)
def simplified(text: str) -> str:
    """`text` in simplified Chinese characters."""
    return _converter()(text)


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC  # only Chinese needs its tables

    return OpenCC("t2s").convert

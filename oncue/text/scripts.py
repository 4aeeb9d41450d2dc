"""The script that a text is written in, and what words of two scripts can be compared by."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

_HAN = {"CJK": "HAN", "HIRAGANA": "HAN", "KATAKANA": "HAN", "HANGUL": "HAN", "BOPOMOFO": "HAN", "KATAKANA-HIRAGANA": "HAN"}

ENOUGH_WORDS = 400
"""The number of words that tell the script of a text."""

_SILENT = re.compile("(?<=.)[aeiouyhw]")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def script_of(text: str) -> str | None:
    """The script of most of its letters; Chinese, Japanese and Korean writing count as one. None without letters."""
    names = [unicodedata.name(c, "").partition(" ")[0] for c in text if c.isalpha() and c not in "ªº"]
    names = [_HAN.get(name, name) for name in names if name not in ("FULLWIDTH", "MODIFIER")]
    return Counter(names).most_common(1)[0][0] if names else None


def main_script(texts: Iterable[str]) -> str | None:
    """The script that most of these words are in; None where none has letters."""
    counted = Counter(script for text in islice(texts, ENOUGH_WORDS) if (script := script_of(text)))
    return counted.most_common(1)[0][0] if counted else None


@lru_cache(maxsize=65536)
def consonants(word: str) -> str:
    """The word in Latin letters, without its vowels but the first, as scripts write vowels differently or not at all."""
    from anyascii import anyascii  # only needed where a text is heard in another script than it is written in

    latin = anyascii(word).lower()
    return _DOUBLE.sub(r"\1", _SILENT.sub("", latin)) or latin or word

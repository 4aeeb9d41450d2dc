"""From a written word to the words a reader says for it, as a pronouncing dictionary would list them."""

from __future__ import annotations

import re
from functools import lru_cache

from alignment.normalize import composed
from alignment.numbers import spoken_number
from alignment.variants import MARKS

_SIGNS = {"&": "and", "+": "plus", "@": "at", "%": "percent", "=": "equals"}
_LETTERS = rf"(?:[^\W_]|[{MARKS}])+"
_PIECE = re.compile(rf"[$£€¥₹]?\d[\d.,:]*(?:st|nd|rd|th|'?s|%|k|m|bn|b|tn)?(?!\w)|{_LETTERS}(?:'{_LETTERS})*'?|[&+@%=]")
_INITIALISM = re.compile(r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W\d_]))?|\b[^\W\d_]\.[^\W\d_]\b")
_LONGEST_ACRONYM = 5


@lru_cache(maxsize=65536)
def spoken_words(text: str, language: str) -> tuple[str, ...]:
    """Lower-case words in the order they are said; contractions stay whole, initialisms come letter by letter.

    Accents are kept, as they are sounds; empty for pure punctuation.
    """
    spaced = _INITIALISM.sub(lambda found: " " + " ".join(found.group().replace(".", "")) + " ", text)
    words: list[str] = []
    for piece in _PIECE.findall(composed(spaced)):
        if piece in _SIGNS:
            words.append(_SIGNS[piece] if language == "en" else piece)
        elif any(character.isdecimal() for character in piece):
            words += spoken_number(piece.rstrip(".,:"), language) or ()
        else:
            words.append(piece if piece.endswith("s'") else piece.rstrip("'"))
    return tuple(word for word in words if word)


def may_be_letters(text: str) -> bool:
    """Whether a written word may be read letter by letter: short and in capitals, such as `NPR`."""
    letters = [character for character in text if character.isalpha()]
    return 2 <= len(letters) <= _LONGEST_ACRONYM and all(character.isupper() for character in letters)

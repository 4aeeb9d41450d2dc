"""From a written word to the words a reader says for it, as a pronouncing dictionary would list them."""

from __future__ import annotations

import re
from functools import lru_cache

from oncue.text.elision import elides, split_elision
from oncue.text.normalize import composed
from oncue.text.numbers import number_readings, roman_readings, sign_words, spoken_number, written_number
from oncue.text.spelling_variants import DIACRITICS

_ENGLISH_SIGNS = {"&": "and", "+": "plus", "@": "at", "=": "equals"}
"""No library has these words in other languages; there they make no sound, as the words around them still match."""

_LETTERS = rf"(?:[^\W_]|[{DIACRITICS}])+"
_PIECE = re.compile(
    r"[$£€¥₹]?\d[\d.,:]*(?:st|nd|rd|th|'?s|%|k|m|bn|b|tn)?(?!\w)"
    rf"|{_LETTERS}(?:'{_LETTERS})*'?|[&+@=%‰°$£€¥₹₽₩₺₴₪₫฿]"
)
_INITIALISM = re.compile(r"(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W\d_]))?|\b[^\W\d_]\.[^\W\d_]\b")
_NUMBER_SIGN = re.compile(r"(?:[Nn][\u00b0\u00ba]|[Nn]\.\u00ba|\u2116|(?P<word>N(?:os?|[rR]s?)\.))(?P<digits>\d{0,6})\.?")
_NUMBER_WORDS = {
    "en": "number", "fr": "numéro", "es": "número", "pt": "número", "it": "numero", "de": "nummer", "nl": "nummer",
    "sv": "nummer", "da": "nummer", "no": "nummer", "pl": "numer", "cs": "číslo", "ru": "номер", "uk": "номер",
    "tr": "numara", "ro": "numărul", "ca": "número", "gl": "número", "fi": "numero", "hu": "szám",
}  # fmt: skip
_LONGEST_ACRONYM = 5

LONGEST_SPOKEN = 200
"""Characters of a written word that anybody says. Two million digits in a row are no number: their sounds, as states of an
acoustic search, took ten minutes and 1.9 GB."""


@lru_cache(maxsize=65536)
def spoken_readings(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    """The ways to say a written word, the likeliest first: of a number there may be several, of all else there is one.

    Each is lower-case words in the order they are said; contractions stay whole, initialisms come letter by letter. Accents
    are kept, as they are sounds, and so is the apostrophe of an elided word that stands alone. Pure punctuation has one
    reading, which is empty, and so has what is longer than `LONGEST_SPOKEN`.
    """
    if len(text) > LONGEST_SPOKEN:
        return ((),)
    if numeral := roman_readings(text, language):
        return numeral
    if (numbered := _NUMBER_SIGN.fullmatch(text)) and (word := _NUMBER_WORDS.get(language)):
        digits = spoken_number(numbered["digits"], language) or ()
        # "No." may also be an answer.
        return (("no", *digits), (word, *digits)) if numbered["word"] else ((word, *digits),)
    spaced = _INITIALISM.sub(lambda found: " " + " ".join(found.group().replace(".", "")) + " ", text)
    plain = composed(spaced)
    if (number := written_number(plain)) is not None:
        return number_readings(number, language) or ((),)
    words: list[str] = []
    for piece in _PIECE.findall(plain):
        if not piece[0].isalnum() and len(piece) == 1:
            sign = _ENGLISH_SIGNS.get(piece) if language == "en" else None
            words += (sign,) if sign else sign_words(piece, language)
        elif any(character.isdecimal() for character in piece):
            words += spoken_number(piece.rstrip(".,:"), language) or ()
        else:
            alone = piece.endswith("'") and not split_elision(piece, language)[1]
            words.append(piece if alone or piece.endswith("s'") else piece.rstrip("'"))
    return (tuple(word for word in words if word),)


def may_be_letters(text: str, language: str) -> bool:
    """True where a written word may be read letter by letter: short and in capitals, such as `NPR`.

    No word is where a language elides: `QU'IL` is read as `qu'il`.
    """
    if roman_readings(text, "en"):
        return False
    if elides(language) and any("'" in word for word in spoken_readings(text, language)[0]):
        return False
    letters = [character for character in text if character.isalpha()]
    return 2 <= len(letters) <= _LONGEST_ACRONYM and all(character.isupper() for character in letters)

"""Arabic by its letters, where the short vowels are written: each sign and letter then has one sound.

Sources: Ryding, A Reference Grammar of Modern Standard Arabic (2005), chapter 2: the article and the sun letters, hamza, taa
marbuta, nunation, and what is left unsaid before a pause.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

_CONSONANTS = {
    "ب": "b",
    "ت": "t",
    "ث": "θ",
    "ج": "dʒ",
    "ح": "ħ",
    "خ": "x",
    "د": "d",
    "ذ": "ð",
    "ر": "r",
    "ز": "z",
    "س": "s",
    "ش": "ʃ",
    "ص": "s",
    "ض": "d",
    "ط": "t",
    "ظ": "ð",
    "ع": "ʕ",
    "غ": "ɣ",
    "ف": "f",
    "ق": "q",
    "ك": "k",
    "ل": "l",
    "م": "m",
    "ن": "n",
    "ه": "h",
    "و": "w",
    "ي": "j",
    "ء": "ʔ",
    "أ": "ʔ",
    "إ": "ʔ",
    "ؤ": "ʔ",
    "ئ": "ʔ",
    "پ": "p",
    "چ": "tʃ",
    "ڤ": "v",
    "گ": "ɡ",
}
_SUN = frozenset("تثدذرزسشصضطظلن")
_LONG = {"ا": "aː", "و": "uː", "ي": "iː", "ى": "aː"}
_SHADDA, _SUKUN, _OVER_ALIF = "\u0651", "\u0652", "\u0670"
_SIGNS = {"\u064b": "an", "\u064c": "un", "\u064d": "in", "\u064e": "a", "\u064f": "u", "\u0650": "i", _SUKUN: "",
          _OVER_ALIF: "aː"}  # fmt: skip
_UNREAD = "ـ\u06d6\u06d7\u06d8\u06d9\u06da\u06db\u06dc"
_ARTICLES = {"ال": "al", "وال": "wal", "فال": "fal", "بال": "bil", "كال": "kal", "لل": "lil"}
_OPEN = "?"
"""Stands in a reading for a short vowel that may be said and is not written."""

_UNSAID_BEFORE_A_PAUSE = frozenset(("a", "i", "u", "in", "un"))


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter, whether it is doubled, and the vowel written on it: none known, or none said."""

    sign: str
    doubled: bool
    vowel: str | None


def by_letters(word: str) -> list[str]:
    """The IPA of an Arabic word with its vowels written: in full, and as before a pause, without its last short vowel.

    None where a vowel within it is not written, or a character is no Arabic letter.
    """
    letters = _letters(word)
    if not letters or all(letter.vowel is None for letter in letters):
        return []
    *before, last = letters
    ways = [letters]
    if before and last.vowel in _UNSAID_BEFORE_A_PAUSE:
        ways.append([*before, replace(last, vowel="")])
    said = ["".join(_said(way)).removesuffix(_OPEN) for way in ways]
    return [] if _OPEN in said[0] else said


def _letters(word: str) -> list[_Letter] | None:
    letters: list[_Letter] = []
    for character in unicodedata.normalize("NFC", word):
        if character in _UNREAD:
            continue
        if character == _SHADDA or character in _SIGNS:
            if letters:
                last = letters[-1]
                vowel = last.vowel if character == _SHADDA else _SIGNS[character]
                letters[-1] = _Letter(last.sign, last.doubled or character == _SHADDA, vowel)
        elif character in _CONSONANTS or character in "اىآةٱ":
            letters.append(_Letter("ا" if character == "ٱ" else character, False, None))
        else:
            return None
    return letters


def _said(letters: list[_Letter]) -> list[str]:
    found: list[str] = []
    at = 0
    for written, article in _ARTICLES.items():
        rest = letters[len(written) :]
        if len(rest) > 1 and "".join(letter.sign for letter in letters[: len(written)]) == written:
            assimilated = rest[0].sign in _SUN
            found.append(article[:-1] if assimilated else article)
            at = len(written)
    while at < len(letters):
        found.append(_one(letters, at))
        at += 1
    return found


def _one(letters: list[_Letter], at: int) -> str:
    letter = letters[at]
    before = letters[at - 1] if at else None
    after = letters[at + 1] if at + 1 < len(letters) else None
    if letter.sign == "آ":
        return "ʔaː"
    if letter.sign == "ة":
        return "a" if letter.vowel in (None, "") else "t" + letter.vowel
    if letter.sign in "اى":
        return _alif(letter, before, after)
    if letter.sign in "وي" and _lengthens(letter, before, after):
        return _LONG[letter.sign]
    vowel = letter.vowel
    if vowel is None:
        vowel = _unwritten(letter, before, after)
    elif after is not None and after.sign in "اىوي" and _LONG[after.sign][0] == vowel and after.vowel is None:
        vowel = "" if not after.doubled else vowel
    elif after is not None and after.sign == "ة":
        vowel = vowel if letters[at + 1].vowel else ""
    return _CONSONANTS[letter.sign] + vowel


def _alif(letter: _Letter, before: _Letter | None, after: _Letter | None) -> str:
    if letter.vowel is not None:
        return letter.vowel
    if before is None:
        return "i"
    # Behind a nunation, and behind the -u: of verbs, it is not said.
    silent = before.vowel == "an" or (before.sign == "و" and after is None and before.vowel is None)
    return "" if silent else "aː"


def _lengthens(letter: _Letter, before: _Letter | None, after: _Letter | None) -> bool:
    """True where this waw or yaa is the length of the vowel before it, and no consonant."""
    if before is None or letter.vowel is not None or letter.doubled:
        return False
    if before.vowel is not None:
        return before.vowel == _LONG[letter.sign][0]
    if before.sign in "اآىوية":
        return False
    return after is None or after.sign not in "اىةآ" or (letter.sign == "و" and after.sign == "ا" and after.vowel is None)


def _unwritten(letter: _Letter, before: _Letter | None, after: _Letter | None) -> str:
    if letter.sign == "إ":
        return "i"
    if after is None:
        return _OPEN
    if after.sign in "اىآة" or (after.sign in "وي" and _lengthens(after, letter, None)):
        return ""
    return "a" if letter.sign == "أ" and before is None else _OPEN

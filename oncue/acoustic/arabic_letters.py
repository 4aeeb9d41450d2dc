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
_BY_ITSELF = "اىآ"
"""Letters that say their vowel without a sign."""

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

    Empty where a sign within it is not written, so that it has several readings, or a character is no Arabic letter.
    """
    letters = _letters(word)
    if not letters or not _is_vowelled(letters):
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


def _is_vowelled(letters: list[_Letter]) -> bool:
    """True where each letter but the last, and those of the article, has its sign or is the length of one before it."""
    body = letters[len(_article(letters)) :]
    if all(letter.vowel is None for letter in body):
        return False
    return all(
        letter.vowel is not None
        or letter.sign in _BY_ITSELF
        or after.sign in "اى"
        or (letter.sign in "وي" and before is not None and before.vowel is not None)
        for before, letter, after in zip([None, *body], body, body[1:], strict=False)
    )


def _article(letters: list[_Letter]) -> str:
    """The letters of the article and what is joined to it; empty where there is none: those of an article have no vowel."""
    found = ""
    for written in _ARTICLES:
        head, rest = letters[: len(written)], letters[len(written) :]
        own = head[len(written) - 2 :] if written != "لل" else head[1:]
        is_bare = all(letter.vowel in (None, "") and not letter.doubled for letter in own)
        if len(rest) > 1 and "".join(letter.sign for letter in head) == written and is_bare:
            found = written
    return found


def _said(letters: list[_Letter]) -> list[str]:
    found: list[str] = []
    at = 0
    if written := _article(letters):
        at = len(written)
        assimilated = letters[at].sign in _SUN and letters[at - 1].vowel is None
        found.append(_ARTICLES[written][:-1] if assimilated else _ARTICLES[written])
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
        return "ː" if before is not None and letter.vowel == "aː" and before.vowel == "a" else letter.vowel
    if before is None:
        return "a" if after is not None and after.sign == "ل" and after.doubled else "i"
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

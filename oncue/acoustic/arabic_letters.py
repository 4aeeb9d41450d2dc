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
_HAMZAS = frozenset("ءأإؤئ")
_LONG = {"و": "u", "ي": "i"}
_SHADDA, _SUKUN, _OVER_ALIF = "\u0651", "\u0652", "\u0670"
_SIGNS = {"\u064b": "an", "\u064c": "un", "\u064d": "in", "\u064e": "a", "\u064f": "u", "\u0650": "i", _SUKUN: "",
          "\u06e1": "", _OVER_ALIF: "aː"}  # fmt: skip
_UNREAD = frozenset("ـ\u06d6\u06d7\u06d8\u06d9\u06da\u06db\u06dc\u06e2\u06e5\u06e6\u06ed")
_SILENCES = frozenset("\u06df\u06e0")
"""Signs of the Quran on a letter that is not said."""

_PREFIXES = {"و": "a", "ف": "a", "ب": "i", "ك": "a"}
"""What is joined to an article that keeps its alif, each with its vowel."""

_IRREGULAR = "أولئ"
"""Letters of "أُولَئِكَ", whose waw is not said and whose "aː" is not written."""

_NUNATIONS = frozenset(("an", "un", "in"))
_UNSAID_BEFORE_A_PAUSE = frozenset(("a", "i", "u", "in", "un"))


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter, whether it is doubled, and the vowel written on it: none known, or none said."""

    sign: str
    doubled: bool = False
    vowel: str | None = None


class _NotUnderstood(Exception):
    """The word may be read in several ways, or is spelled as nothing here explains."""


def by_letters(word: str) -> list[str]:
    """The IPA of an Arabic word with its vowels written: in full, and as before a pause, without its last short vowel.

    Empty where a sign within it is not written, so that it has several readings, or something in it is not understood.
    """
    try:
        letters = _letters(word)
        if all(letter.vowel is None for letter in letters):
            return []
        # The hamza under an alif says its vowel itself.
        letters = [replace(one, vowel="i") if one.sign == "إ" and one.vowel is None else one for one in letters]
        *before, last = letters
        ways = [letters]
        if before and last.vowel in _UNSAID_BEFORE_A_PAUSE:
            ways.append([*before, replace(last, vowel="")])
        return [_said(way) for way in ways]
    except _NotUnderstood:
        return []


def _letters(word: str) -> list[_Letter]:
    letters: list[_Letter] = []
    for character in unicodedata.normalize("NFC", word):
        if character in _UNREAD:
            continue
        if character in _CONSONANTS or character in "اىآةٱ":
            letters.append(_Letter("ا" if character == "ٱ" else character))
        elif letters and character in _SILENCES and letters[-1].vowel is None:
            letters.pop()
        elif letters:
            letters[-1] = _signed(letters[-1], character)
        else:
            raise _NotUnderstood
    if _IRREGULAR in "".join(letter.sign for letter in letters):
        raise _NotUnderstood
    return letters


def _signed(letter: _Letter, sign: str) -> _Letter:
    if sign == _SHADDA and not letter.doubled and letter.vowel != "":
        return replace(letter, doubled=True)
    # A dagger alif is the length of the fatha before it; no other two vowels are on one letter.
    lengthens = sign == _OVER_ALIF and letter.vowel == "a"
    if sign in _SIGNS and (letter.vowel is None or lengthens):
        return replace(letter, vowel=_SIGNS[sign])
    raise _NotUnderstood


def _said(letters: list[_Letter]) -> str:
    article, length = _article(letters)
    return article + "".join(_one(letters, at) for at in range(length, len(letters)))


def _article(letters: list[_Letter]) -> tuple[str, int]:
    """How the article and what is joined to it are said, and how many letters they are; none where there is no article."""
    signs = "".join(letter.sign for letter in letters[:3])
    if signs.startswith("ال"):
        joined, length = "", 2
    elif signs.startswith("لل") and letters[0].vowel == "i":
        joined, length = "li", 2
    elif signs[1:] == "ال" and signs[0] in _PREFIXES and letters[0].vowel == _PREFIXES[signs[0]]:
        joined, length = _CONSONANTS[signs[0]] + _PREFIXES[signs[0]], 3
    else:
        return "", 0
    lam, rest = letters[length - 1], letters[length:]
    alif_is_bare = signs.startswith("لل") or letters[length - 2].vowel is None
    if len(rest) < 2 or not alif_is_bare or lam.vowel or lam.doubled:
        return "", 0
    assimilates = rest[0].sign in _SUN and rest[0].doubled
    # An alif behind it is one that joins, not the length of anything; a doubled letter has taken the place of an unsaid lam.
    if rest[0].sign in "اى" or (rest[0].doubled and not assimilates) or (assimilates and lam.vowel == ""):
        raise _NotUnderstood
    if rest[0].sign in _SUN and not assimilates:
        # This lam is of the root: "iltizaːm". With no sign on it that cannot be told.
        if lam.vowel is None or length != 2 + bool(joined) or rest[0].sign == "ل":
            raise _NotUnderstood
        return (joined or "i") + "l", length
    vowel = joined or "a"
    return vowel + ("" if assimilates else "l"), length


def _one(letters: list[_Letter], at: int) -> str:
    letter = letters[at]
    before = letters[at - 1] if at else None
    after = letters[at + 1] if at + 1 < len(letters) else None
    if letter.vowel in _NUNATIONS and after is not None and not (letter.vowel == "an" and _ends_in_alif(letters, at)):
        raise _NotUnderstood
    if letter.sign == "ا":
        return _alif(letters, at)
    if letter.sign == "ى":
        return _dotless(letter, before, after)
    if letter.sign == "آ":
        return _madda(letter, before, after)
    if letter.sign == "ة":
        return _taa_marbuta(letter, before, after)
    if letter.sign in "وي" and before is not None and not letter.vowel and not letter.doubled:
        return _waw_or_yaa(letters, at)
    return _CONSONANTS[letter.sign] + _vowel(letters, at)


def _vowel(letters: list[_Letter], at: int) -> str:
    """The short vowel behind a consonant; none where a letter behind it says its long one."""
    letter = letters[at]
    after = letters[at + 1] if at + 1 < len(letters) else None
    vowel = letter.vowel
    if after is None:
        return vowel or ""
    if vowel is None:
        # "شكرا" may end in -an or -aː; the alif of "مائة" is not said.
        hundred = letter.sign == "م" and [one.sign for one in letters[at + 1 : at + 3]] == ["ا", "ئ"]
        if not _ends_in_alif(letters, at, nunated=True) and (after.sign != "ا" or at + 2 == len(letters) or hundred):
            raise _NotUnderstood
        return ""
    if vowel == "" and at == 0:
        raise _NotUnderstood
    return "" if _is_long(letters, at, vowel) else vowel


def _is_long(letters: list[_Letter], at: int, vowel: str) -> bool:
    """True where the letter behind this one says the length of `vowel`, and the vowel with it."""
    after = letters[at + 1]
    if after.sign in "اى" and vowel == "a":
        # One that joins is silent.
        return not _joins(letters, at + 1)
    if after.sign == "ى":
        return vowel == "i"
    bare = not after.vowel and not after.doubled
    return after.sign in _LONG and bare and _LONG[after.sign] == vowel and not _before_a_vowel(letters, at + 1)


def _ends_in_alif(letters: list[_Letter], at: int, *, nunated: bool = False) -> bool:
    """True where only an alif is behind this letter, with the sign of nunation or without one."""
    rest = letters[at + 1 :]
    return len(rest) == 1 and rest[0].sign in "اى" and rest[0].vowel == ("an" if nunated else None) and not rest[0].doubled


def _before_a_vowel(letters: list[_Letter], at: int) -> bool:
    """True where an alif is behind this waw or yaa, which then is a consonant; that behind the -uː of verbs is silent."""
    after = letters[at + 1] if at + 1 < len(letters) else None
    return after is not None and after.sign == "ا" and not (letters[at].sign == "و" and _ends_in_alif(letters, at))


def _joins(letters: list[_Letter], at: int) -> bool:
    """True for the alif of "walaðiːna", which a prefix leaves unsaid."""
    follows = (
        at == 1
        and letters[1].sign == "ا"
        and letters[0].vowel is not None
        and letters[0].vowel == _PREFIXES.get(letters[0].sign)
    )
    return follows and len(letters) > 3 and letters[at + 1].sign == "ل" and letters[at + 1].doubled


def _alif(letters: list[_Letter], at: int) -> str:
    letter = letters[at]
    before = letters[at - 1] if at else None
    after = letters[at + 1] if at + 1 < len(letters) else None
    if letter.doubled or (before is None and after is None):
        raise _NotUnderstood
    if before is None:
        return _first_alif(letters)
    if _joins(letters, at):
        return ""
    if letter.vowel is not None:
        if letter.vowel == "an" and after is None and before.vowel is None and before.sign in _CONSONANTS:
            return "an"
        raise _NotUnderstood
    if after is None and (before.vowel == "an" or (before.sign == "و" and not before.vowel and not before.doubled)):
        return ""
    if before.vowel == "i" and after is not None and after.sign == "ئ":
        return ""  # "مِائَة"
    joining = after is not None and (
        (after.vowel == "" and at + 2 < len(letters)) or (at == 1 and after.doubled and before.sign in "وفبكل")
    )
    if before.vowel not in (None, "a") or before.sign in "اىآة" or joining:
        raise _NotUnderstood
    return "aː"


def _first_alif(letters: list[_Letter]) -> str:
    """The vowel of the alif that begins a word without a hamza; a verb's is "u" before a second "u"."""
    letter, *rest = letters
    if letter.vowel is not None:
        if letter.vowel not in ("a", "i", "u"):
            raise _NotUnderstood
        return "" if _is_long(letters, 0, letter.vowel) else letter.vowel
    first = rest[0]
    second = rest[1] if len(rest) > 1 else None
    if first.sign == "ل" and first.doubled and first.vowel == "a" and second is not None and second.sign not in "اى":
        return "a"  # "الَّذِينَ"
    vowel = first.vowel if first.doubled else second.vowel if first.vowel == "" and second is not None else None
    if vowel in ("a", "i", "aː") and first.sign in _CONSONANTS:
        return "i"
    raise _NotUnderstood


def _dotless(letter: _Letter, before: _Letter | None, after: _Letter | None) -> str:
    """Yaa without dots: "aː", or the "iː" of the spelling of the Quran and of Egypt."""
    if before is None or letter.doubled or before.sign not in _CONSONANTS:
        raise _NotUnderstood
    if before.vowel == "a" and (letter.vowel == "aː" or (letter.vowel is None and after is None)):
        return "aː"
    if after is None and letter.vowel is None and before.vowel in ("an", "i"):
        return "" if before.vowel == "an" else "iː"
    if after is None and letter.vowel == "an" and before.vowel is None:
        return "an"
    raise _NotUnderstood


def _madda(letter: _Letter, before: _Letter | None, after: _Letter | None) -> str:
    """Hamza and "aː"; in the Quran also a mere "aː" before a hamza or a doubled letter, which is not told apart here."""
    if letter.vowel is not None or letter.doubled:
        raise _NotUnderstood
    if before is not None and (before.sign in "اىوي" and before.vowel is None):
        raise _NotUnderstood
    if before is not None and after is not None and (after.doubled or after.sign in _HAMZAS):
        raise _NotUnderstood
    return "ʔaː"


def _taa_marbuta(letter: _Letter, before: _Letter | None, after: _Letter | None) -> str:
    if before is None or after is not None or letter.doubled:
        raise _NotUnderstood
    if before.vowel not in ("a", "aː") and not (before.sign == "ا" and before.vowel is None):
        raise _NotUnderstood
    return "t" + letter.vowel if letter.vowel else ""


def _waw_or_yaa(letters: list[_Letter], at: int) -> str:
    """One without a vowel: the length of the one before it, or a consonant."""
    letter, before = letters[at], letters[at - 1]
    after = letters[at + 1] if at + 1 < len(letters) else None
    vowel = before.vowel
    if vowel == _LONG[letter.sign] and not _before_a_vowel(letters, at):
        if after is not None and after.sign in "ىةآ":
            raise _NotUnderstood
        return vowel + "ː"
    is_consonant = vowel in ("a", "aː") or before.sign in "اآ" or (vowel == "" and before.sign in _CONSONANTS)
    plain_end = after is None and is_consonant
    before_alif = letter.vowel is None and _before_a_vowel(letters, at) and (is_consonant or vowel == _LONG[letter.sign])
    closed = letter.vowel == "" and is_consonant
    if plain_end or before_alif or closed:
        return _CONSONANTS[letter.sign]
    raise _NotUnderstood

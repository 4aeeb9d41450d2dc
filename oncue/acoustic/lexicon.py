"""Pronunciations of written words in the phones of the acoustic model: from its dictionary first, then by G2P."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from itertools import product
from pathlib import Path

from babel.core import get_global

from oncue.acoustic.acoustic_model import model_folder
from oncue.acoustic.phone_map import Phones
from oncue.acoustic.pronouncer import OWN_PRONOUNCER, Pronouncer
from oncue.acoustic.reductions import REDUCING, reduced
from oncue.text.elision import split_elision
from oncue.text.normalize import fold
from oncue.text.spoken_forms import may_be_letters, spoken_readings

MODEL_LANGUAGE = "en"
"""Language code of the speech that the acoustic model was trained on, and of its dictionary."""

MOST_PRONUNCIATIONS = 4
"""Most pronunciations of one written word: each is a branch of the search, and beyond a few unstressed vowels differ."""

MOST_REDUCED_WORDS = 2
"""Most spoken words of one written word ("est-ce") that are reduced: a number is read in full."""

_LATIN = re.compile("[a-z]")
_VOICELESS = frozenset(["P", "T", "K", "F", "TH"])
_SIBILANTS = frozenset(["S", "Z", "SH", "ZH", "CH", "JH"])


def can_pronounce(language: str, pronouncer: Pronouncer = OWN_PRONOUNCER) -> bool:
    """True where words of `language` can be turned into phones here."""
    return language == MODEL_LANGUAGE or pronouncer.knows(language)


class Lexicon:
    """Pronunciations for one language. Reads its dictionary once; answers are cached.

    `pronouncer` is asked for words that are in no dictionary.
    """

    def __init__(self, language: str, pronouncer: Pronouncer = OWN_PRONOUNCER) -> None:
        self.language = language
        self._pronouncer = pronouncer
        self._entries = _dictionary() if language == MODEL_LANGUAGE else None
        self._ipa_cache: dict[str, tuple[str, ...]] = {}
        self._reduced_cache: dict[str, tuple[Phones, ...]] = {}
        self._cache: dict[str, tuple[Phones, ...]] = {}

    def pronunciations(self, text: str) -> tuple[Phones, ...]:
        """Up to `MOST_PRONUNCIATIONS` ways to say a written word; empty when it has no sound."""
        if text not in self._cache:
            self._cache[text] = self._find(text)
        return self._cache[text]

    def reduced_pronunciations(self, text: str) -> tuple[Phones, ...]:
        """More ways to say a written word, as in fast and free speech; none where it is known in full only."""
        if self.language not in REDUCING:
            return ()
        if text not in self._reduced_cache:
            self._reduced_cache[text] = self._reduced(text)
        return self._reduced_cache[text]

    def _find(self, text: str) -> tuple[Phones, ...]:
        words, *others = spoken_readings(text, self.language)
        found = _combine([self._word(word) for word in words])
        if len(words) == 1 and may_be_letters(text, self.language):
            letters = _combine([self._word(letter) for letter in words[0] if letter.isalpha()])
            known = bool(self._entries and self._entries.get(words[0]))
            found = (*found[:2], *letters) if known else (*letters[:2], *found)
        if others:
            said = [
                way
                for words in others[: MOST_PRONUNCIATIONS - 1]
                for way in _combine([self._word(word) for word in words])[:1]
            ]
            found = (*found[: MOST_PRONUNCIATIONS - len(said)], *said)
        return tuple(dict.fromkeys(phones for phones in found if phones))[:MOST_PRONUNCIATIONS]

    def _reduced(self, text: str) -> tuple[Phones, ...]:
        words, *others = spoken_readings(text, self.language)
        if others or len(words) > MOST_REDUCED_WORDS:
            return ()
        full = [_alike(self._word(word)) for word in words]
        pieces = [full[:at] + [self._reduced_word(word)] + full[at + 1 :] for at, word in enumerate(words)]
        found = [sum(way, ()) for piece in pieces for way in product(*(*(ways[:1] for ways in piece[:-1]), piece[-1]))]
        known = self.pronunciations(text)
        return tuple(dict.fromkeys(way for way in found if way and way not in known))

    def _reduced_word(self, word: str) -> tuple[Phones, ...]:
        elided, rest = split_elision(word, self.language)
        plain = rest.replace("'", "")
        readings = self._ipa(plain)[:1] if plain else ()
        found = [elided + ipa for reading in readings for ipa in reduced(plain, reading, self.language)]
        return tuple(way for ipa in found for way in _alike(self._pronouncer.phones(ipa)))

    def _word(self, word: str) -> tuple[Phones, ...]:
        if self._entries and (known := self._entries.get(fold(word))):
            return known
        if self.language == MODEL_LANGUAGE and word.endswith(("'s", "s'")):
            stem = self._word(word[:-2])
            return tuple(phones + _genitive(phones) for phones in stem if phones)
        if _LATIN.search(word) and not _writes_latin(self.language):
            return lexicon(MODEL_LANGUAGE, self._pronouncer)._word(word)
        elided, rest = split_elision(word, self.language)
        readings = self._ipa(rest.replace("'", "")) if rest else ("",)
        found = [way for ipa in readings for way in self._pronouncer.phones(elided + ipa)]
        return tuple(dict.fromkeys(found))[:MOST_PRONUNCIATIONS]

    def _ipa(self, word: str) -> tuple[str, ...]:
        if word not in self._ipa_cache:
            self._ipa_cache[word] = self._pronouncer.ipa(word, self.language)
        return self._ipa_cache[word]


def _alike(ways: tuple[Phones, ...]) -> tuple[Phones, ...]:
    """The likeliest of the ways to say a word, and those that differ from it in the last phone."""
    return tuple(way for way in ways if way[:-1] == ways[0][:-1])


def _combine(pieces: list[tuple[Phones, ...]]) -> tuple[Phones, ...]:
    pieces = [piece for piece in pieces if piece]
    if not pieces:
        return ()
    if len(pieces) > 2:
        pieces = [piece[:1] for piece in pieces]
    return tuple(sum(choice, ()) for choice in product(*pieces))[:MOST_PRONUNCIATIONS]


def _genitive(stem: Phones) -> Phones:
    if stem[-1] in _SIBILANTS:
        return ("IH", "Z")
    return ("S",) if stem[-1] in _VOICELESS else ("Z",)


class _Dictionary:
    """A pronouncing dictionary, as lines of `word phones` or `word(2) phones`, looked up one by one: a text has few of the
    130,000."""

    def __init__(self, path: Path) -> None:
        self._lines = sorted(path.read_bytes().splitlines())

    def get(self, word: str) -> tuple[Phones, ...]:
        """The pronunciations of a word in the order of the dictionary; none where the word is not in it."""
        found: list[Phones] = []
        for key in (word.encode(), *(b"%s(%d)" % (word.encode(), number) for number in range(2, MOST_PRONUNCIATIONS + 1))):
            at = bisect_left(self._lines, key + b" ")
            if at == len(self._lines) or not self._lines[at].startswith(key + b" "):
                break
            found.append(tuple(self._lines[at].decode().split()[1:]))
        return tuple(found)


@cache
def lexicon(language: str, pronouncer: Pronouncer = OWN_PRONOUNCER) -> Lexicon:
    """The shared lexicon of `language`, for its words in texts of others: quotations, Latin letters in other scripts."""
    return Lexicon(language, pronouncer)


@cache
def _writes_latin(language: str) -> bool:
    return "_Latn" in get_global("likely_subtags").get(language, "_Latn")


@cache
def _dictionary() -> _Dictionary:
    return _Dictionary(model_folder() / "cmudict-en-us.dict")

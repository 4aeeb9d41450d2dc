"""Elided words (`c'` in "c'est") read as what they are: a consonant before the next word, which is read by itself.

A G2P that is given "cest" for "c'est" reads a word that there is not, with the t of "est" in it.
"""

from __future__ import annotations

_FRENCH = {
    "c": "s", "ç": "s", "d": "d", "j": "ʒ", "l": "l", "m": "m", "n": "n", "s": "s", "t": "t", "qu": "k", "jusqu": "ʒysk",
    "lorsqu": "lɔʁsk", "puisqu": "pɥisk", "quoiqu": "kwak", "quelqu": "kɛlk",
}  # fmt: skip
_ELIDED = {
    "fr": _FRENCH,
    "ca": {"d": "d", "l": "l", "m": "m", "n": "n", "s": "s", "t": "t"},
    "it": {"c": "tʃ"},
    "oc": {"d": "d", "l": "l", "m": "m", "n": "n", "s": "s", "t": "t", "qu": "k"},
}


def split_elision(word: str, language: str) -> tuple[str, str]:
    """The IPA of the elided words that a lower-case word begins with, and the rest of it: ("s", "est") of "c'est".

    The IPA is empty where it begins with none, and the rest where one stands alone ("j'", written apart from what follows).
    """
    ipa, elided = "", _ELIDED.get(language, {})
    while "'" in word:
        head, _, rest = word.partition("'")
        if head not in elided:
            break
        ipa, word = ipa + elided[head], rest
    return ipa, word

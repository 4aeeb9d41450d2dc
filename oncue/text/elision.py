"""Elided words (`c'` in "c'est") read as what they are: a consonant before the next word, which is read by itself.

A G2P that is given "cest" for "c'est" reads a word that there is not, with the t of "est" in it.
"""

from __future__ import annotations

MOST_ELISIONS = 3
"""Most elided words before one word ("j'n't'ai"): a longer row of them is no speech."""

_FRENCH = {
    "c": "s", "ç": "s", "d": "d", "j": "ʒ", "l": "l", "m": "m", "n": "n", "s": "s", "t": "t", "qu": "k", "jusqu": "ʒysk",
    "lorsqu": "lɔʁsk", "puisqu": "pɥisk", "quoiqu": "kwak", "quelqu": "kɛlk", "presqu": "pʁɛsk",
}  # fmt: skip
_ELIDED = {
    "fr": _FRENCH,
    "ca": {"d": "d", "l": "l", "m": "m", "n": "n", "s": "s", "t": "t"},
    "it": {"c": "tʃ"},
    "oc": {"d": "d", "l": "l", "m": "m", "n": "n", "s": "s", "t": "t", "qu": "k"},
}


def elides(language: str) -> bool:
    """True where words of `language` are elided before others."""
    return language in _ELIDED


def split_elision(word: str, language: str) -> tuple[str, str]:
    """The IPA of the elided words that a lower-case word begins with, and the rest of it: ("s", "est") of "c'est".

    The IPA is empty where it begins with none, and the rest where one stands alone ("j'", written apart from what follows).
    At most `MOST_ELISIONS` are split off.
    """
    ipa, elided = "", _ELIDED.get(language, {})
    for _ in range(MOST_ELISIONS):
        head, apostrophe, rest = word.partition("'")
        if not apostrophe or head not in elided:
            break
        ipa, word = ipa + elided[head], rest
    return ipa, word

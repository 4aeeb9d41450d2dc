"""The map from IPA, as G2P libraries write it, to the 39 phones of the English acoustic model (ARPABET).

The table is by ear of the model, not by the name of the sound: which of its phones fits best where speakers of Spanish and
French say a sound (docs/languages.md). Its AA and L are the back vowel and the dark consonant of America; the `a` and the
clear `l` of most languages are nearer to its AE and D, and a uvular `r` is anything but its R.
"""

from __future__ import annotations

import unicodedata

Phones = tuple[str, ...]

# Several phones in a row are parted by spaces, a choice of them by strokes, the likeliest first.
_IPA = {
    # Vowels.
    "i": "IY", "y": "UW", "ɨ": "IH", "ʉ": "UW", "ɯ": "UW", "u": "UW", "ɪ": "IH", "ʏ": "UH", "ʊ": "UH", "ᵻ": "IH",
    "e": "EY", "ø": "IH|UW", "ɘ": "AH", "ɵ": "UH", "ɤ": "AH", "o": "OW", "ə": "AH", "ɛ": "EH", "œ": "AH|EH", "ɜ": "ER",
    "ɞ": "ER", "ʌ": "AH", "ɔ": "OW|AO", "æ": "AE", "ɐ": "AH", "a": "AE|AH|AA", "ɶ": "AE", "ɑ": "AA", "ɒ": "AA", "ɚ": "ER",
    "ɝ": "ER",
    # Plosives.
    "p": "P", "b": "B", "t": "T", "d": "D", "ʈ": "T", "ɖ": "D", "c": "K", "ɟ": "G", "k": "K", "ɡ": "G", "g": "G", "q": "K",
    "ɢ": "G", "ʔ": "", "ɓ": "B", "ɗ": "D", "ɠ": "G",
    # Nasals, taps, trills, approximants.
    "m": "M", "ɱ": "M", "n": "N", "ɳ": "N", "ɲ": "N Y", "ŋ": "NG", "ɴ": "NG", "ʙ": "B", "r": "R", "ʀ": "HH|AH|R", "ɾ": "D",
    "ɽ": "R", "ɹ": "R", "ɻ": "R", "ʁ": "HH|AH|R", "j": "Y|IY", "ɥ": "Y", "w": "W", "ʍ": "W", "ɰ": "W", "l": "L|D", "ɭ": "L",
    "ʎ": "L Y", "ʟ": "L", "ɫ": "L", "ʋ": "V", "ɺ": "D",
    # Fricatives.
    "ɸ": "F", "β": "V", "f": "F", "v": "V", "θ": "TH", "ð": "DH", "s": "S", "z": "Z", "ʃ": "SH", "ʒ": "ZH", "ʂ": "SH",
    "ʐ": "ZH", "ɕ": "SH", "ʑ": "ZH", "ç": "HH|SH|K", "ʝ": "Y", "x": "HH", "ɣ": "G", "χ": "HH", "ħ": "HH", "ʕ": "", "h": "HH",
    "ɦ": "HH", "ɬ": "L", "ɮ": "L", "ɧ": "SH",
}  # fmt: skip
_PAIRS = {
    "tʃ": "CH", "dʒ": "JH", "tɕ": "CH", "dʑ": "JH", "ʈʂ": "CH", "ɖʐ": "JH", "ʧ": "CH", "ʤ": "JH", "ts": "T S", "dz": "D Z",
    "aɪ": "AY", "aj": "AY", "ai": "AY", "aʊ": "AW", "aw": "AW", "au": "AW", "ɔɪ": "OY", "oɪ": "OY", "ɔj": "OY", "oj": "OY",
    "eɪ": "EY", "ej": "EY", "oʊ": "OW", "əʊ": "OW", "ow": "OW", "ɑɹ": "AA R", "ɜɹ": "ER", "əɹ": "ER", "ɪɹ": "IH R",
    # Consonants that are a syllable by themselves, as in Mandarin `shi` and `si`.
    "ɻ̩": "ER|IH", "ʐ̩": "ER|IH", "ɹ̩": "IH|Z", "z̩": "IH|Z", "r̩": "ER",
}  # fmt: skip
_NASAL, _SYLLABIC = "\u0303", "\u0329"
_NASALS = frozenset("mɱnɳɲŋɴ")


def arpabet(ipa: str) -> tuple[Phones, ...]:
    """The ways to say an IPA word in the model's phones, the likeliest first; none for a word without a sound.

    Stress, tone and length marks and unknown symbols leave no trace. Where a sound has several phones, the last sound of a
    word chooses for itself, as it is often said with less force than the others, and these choose all alike.
    """
    sounds = _sounds(ipa)
    if not sounds:
        return ()
    *before, last = sounds
    likeliest = tuple(choice[0] for choice in before)
    ways = [(*likeliest, phone) for phone in last]
    ways += [tuple(choice[min(k, len(choice) - 1)] for choice in sounds) for k in range(1, max(map(len, sounds)))]
    return tuple(dict.fromkeys(ways))


def _sounds(ipa: str) -> list[Phones]:
    """The phones that each sound may be, in order."""
    # A cedilla is no mark on the sound of c.
    decomposed = unicodedata.normalize("NFD", ipa).replace("c\u0327", "ç")
    symbols = [c for c in decomposed if c in _IPA or c in _PAIRS or c in (_NASAL, _SYLLABIC)]
    sounds: list[Phones] = []
    index = 0
    while index < len(symbols):
        pair, symbol = "".join(symbols[index : index + 2]), symbols[index]
        known = _PAIRS.get(pair)
        index += 1 if known is None else 2
        if symbol == _NASAL:
            # A nasal vowel is heard as vowel and nasal by a model that has none; not twice where a nasal follows.
            if not _NASALS.intersection(symbols[index : index + 1]) and _NASAL not in symbols[index : index + 2]:
                sounds.append(("N",))
        else:
            known = _IPA.get(symbol, _PAIRS.get(symbol, "")) if known is None else known
            sounds += [tuple(phone.split("|")) for phone in known.split()]
    return sounds

"""IPA, as grapheme-to-phoneme libraries write it, to the 39 phones of the English acoustic model (ARPABET)."""

from __future__ import annotations

import unicodedata

_IPA = {
    # Vowels: the nearest of the model's fifteen.
    "i": "IY", "y": "UW", "ɨ": "IH", "ʉ": "UW", "ɯ": "UW", "u": "UW", "ɪ": "IH", "ʏ": "UH", "ʊ": "UH", "ᵻ": "IH",
    "e": "EY", "ø": "ER", "ɘ": "AH", "ɵ": "UH", "ɤ": "AH", "o": "OW", "ə": "AH", "ɛ": "EH", "œ": "ER", "ɜ": "ER",
    "ɞ": "ER", "ʌ": "AH", "ɔ": "AO", "æ": "AE", "ɐ": "AH", "a": "AA", "ɶ": "AE", "ɑ": "AA", "ɒ": "AA", "ɚ": "ER", "ɝ": "ER",
    # Plosives.
    "p": "P", "b": "B", "t": "T", "d": "D", "ʈ": "T", "ɖ": "D", "c": "K", "ɟ": "G", "k": "K", "ɡ": "G", "g": "G", "q": "K",
    "ɢ": "G", "ʔ": "", "ɓ": "B", "ɗ": "D", "ɠ": "G",
    # Nasals, taps, trills, approximants.
    "m": "M", "ɱ": "M", "n": "N", "ɳ": "N", "ɲ": "N Y", "ŋ": "NG", "ɴ": "NG", "ʙ": "B", "r": "R", "ʀ": "R", "ɾ": "D",
    "ɽ": "R", "ɹ": "R", "ɻ": "R", "ʁ": "R", "j": "Y", "ɥ": "Y", "w": "W", "ʍ": "W", "ɰ": "W", "l": "L", "ɭ": "L", "ʎ": "L Y",
    "ʟ": "L", "ɫ": "L", "ʋ": "V",
    # Fricatives.
    "ɸ": "F", "β": "V", "f": "F", "v": "V", "θ": "TH", "ð": "DH", "s": "S", "z": "Z", "ʃ": "SH", "ʒ": "ZH", "ʂ": "SH",
    "ʐ": "ZH", "ɕ": "SH", "ʑ": "ZH", "ç": "HH", "ʝ": "Y", "x": "HH", "ɣ": "G", "χ": "HH", "ħ": "HH", "ʕ": "", "h": "HH",
    "ɦ": "HH", "ɬ": "L", "ɮ": "L", "ɧ": "SH",
}  # fmt: skip
_PAIRS = {
    "tʃ": "CH", "dʒ": "JH", "tɕ": "CH", "dʑ": "JH", "ʈʂ": "CH", "ɖʐ": "JH", "ʧ": "CH", "ʤ": "JH", "ts": "T S", "dz": "D Z",
    "aɪ": "AY", "aj": "AY", "ai": "AY", "aʊ": "AW", "aw": "AW", "au": "AW", "ɔɪ": "OY", "oɪ": "OY", "ɔj": "OY", "oj": "OY",
    "eɪ": "EY", "ej": "EY", "oʊ": "OW", "əʊ": "OW", "ow": "OW", "ɑɹ": "AA R", "ɜɹ": "ER", "əɹ": "ER", "ɪɹ": "IH R",
}  # fmt: skip
_NASAL = "\u0303"


def arpabet(ipa: str) -> tuple[str, ...]:
    """The model's phones for an IPA word, in order; stress, tone and length marks and unknown symbols leave no trace."""
    symbols = [c for c in unicodedata.normalize("NFD", ipa) if c in _IPA or c == _NASAL or c in "ʧʤ"]
    phones: list[str] = []
    index = 0
    while index < len(symbols):
        pair = "".join(symbols[index : index + 2])
        if pair in _PAIRS:
            phones += _PAIRS[pair].split()
            index += 2
        elif symbols[index] == _NASAL:
            phones.append("N")  # a nasal vowel is heard as vowel and nasal by a model that has none
            index += 1
        else:
            phones += _PAIRS.get(symbols[index], _IPA.get(symbols[index], "")).split()
            index += 1
    return tuple(phones)

"""Grapheme-to-phoneme conversion into IPA: by g2p2's models, in Japanese and Chinese by how their characters are read."""

from __future__ import annotations

import importlib.util
import lzma
from functools import cache
from pathlib import Path
from typing import Any

from oncue.acoustic.arabic_letters import by_letters
from oncue.acoustic.misread_words import corrected
from oncue.system.loaded_once import loaded_once
from oncue.text.spelling_variants import simplified

_G2P_GROUPS = ("germanic", "romance", "slavic", "indic", "semitic", "cjk", "turkic", "celtic", "iranian", "african", "sea",
               "pacific", "other_euro", "other")  # fmt: skip

# What Hepburn's romanisation writes otherwise than IPA does; longer ones first.
_HEPBURN = (("sh", "ʃ"), ("ch", "tʃ"), ("j", "dʒ"), ("y", "j"), ("r", "ɾ"), ("f", "ɸ"), ("u", "ɯ"), ("-", "ː"), ("'", ""))
_LEAST_JAPANESE = 0x3000

# Its model has no sound for any character.
_SILENT = frozenset({"yue"})


def has_phonemes(language: str) -> bool:
    """True where words of `language` can be turned into phonemes here."""
    return language in _READ or (language not in _SILENT and _g2p_file(language) is not None)


def phonemes(word: str, language: str) -> tuple[str, ...]:
    """IPA of one lower-case word, each way to read it that the sources know; none where they know none.

    The first word of a language loads its model or dictionary, where `load_phonemes` has not.
    """
    read = _READ.get(language, _by_model)
    # The model of Arabic leaves sounds out of words that have their vowel signs.
    vowelled = by_letters(word) if language == "ar" else []
    found = corrected(word, language) or vowelled or read(word, language)
    return tuple(dict.fromkeys(ipa for ipa in found if ipa))


def load_phonemes(language: str) -> None:
    """Loads what `phonemes` needs for `language`, so that the first word does not wait for it; up to two seconds."""
    if language not in _READ:
        _g2p_model(language)


def _by_model(word: str, language: str) -> list[str]:
    model = _g2p_model(language)
    return [str(model.phonemize(word))] if model is not None else []


def _japanese(word: str, language: str) -> list[str]:
    import jaconv

    if all(ord(character) < _LEAST_JAPANESE for character in word):
        return []
    morphemes = _tokenizer().tokenize(word)
    # A word that is not in the dictionary has no reading; kana read themselves.
    kana = "".join(one.surface if one.phonetic == "*" else one.phonetic for one in morphemes)
    ipa = str(jaconv.kata2alphabet(jaconv.hira2kata(kana)))
    for written, sound in _HEPBURN:
        ipa = ipa.replace(written, sound)
    return [ipa]


def _chinese(word: str, language: str) -> list[str]:
    from pinyin_to_ipa import pinyin_to_ipa
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(simplified(word), style=Style.TONE3, neutral_tone_with_five=True, errors="ignore")
    try:
        readings = [[_unaspirated("".join(sounds)) for sounds in pinyin_to_ipa(syllable)] for syllable in syllables]
    except ValueError:  # a syllable of a dialect, or an interjection
        return []
    return ["".join(ways[0] for ways in readings), "".join(ways[-1] for ways in readings)]


# Mandarin b, d, g, z, zh, j: as voiceless as the English ones at the beginning of a word, and as little aspirated.
_LENIS = {"ʈʂ": "ɖʐ", "tɕ": "dʑ", "p": "b", "t": "d", "k": "ɡ"}


def _unaspirated(ipa: str) -> str:
    for fortis, lenis in _LENIS.items():
        if ipa.startswith(fortis) and "ʰ" not in ipa:
            return lenis + ipa.removeprefix(fortis)
    return ipa


_READ = {"ja": _japanese, "zh": _chinese}


@cache
def _tokenizer() -> Any:
    from janome.tokenizer import Tokenizer

    return Tokenizer()


def _g2p_file(language: str) -> Path | None:
    for group in _G2P_GROUPS:
        spec = importlib.util.find_spec(f"g2p2_group_{group}")
        if spec is not None and spec.origin is not None:
            file = Path(spec.origin).parent / f"{language}.g2p.xz"
            if file.is_file():
                return file
    return None


@loaded_once
def _g2p_model(language: str) -> Any:
    file = _g2p_file(language)
    if file is None:
        return None
    from g2p2 import Model  # its native library is only worth loading for a word no dictionary has

    return Model.from_bytes(lzma.decompress(file.read_bytes()))

"""Where the sounds of words come from, and which of the model's phones they become: the product's way and others to compare.

Each is a context in which the product's lexicon asks this source instead of its own.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from oncue.acoustic import lexicon
from oncue.acoustic.phone_map import Phones

OWN, ESPEAK, PANPHON = "oncue", "espeak-ng", "panphon"

ARPABET = {
    "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "aʊ", "AY": "aɪ", "B": "b", "CH": "t͡ʃ", "D": "d", "DH": "ð", "EH": "ɛ",
    "ER": "ɹ̩", "EY": "eɪ", "F": "f", "G": "ɡ", "HH": "h", "IH": "ɪ", "IY": "i", "JH": "d͡ʒ", "K": "k", "L": "l", "M": "m",
    "N": "n", "NG": "ŋ", "OW": "oʊ", "OY": "ɔɪ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "UH": "ʊ",
    "UW": "u", "V": "v", "W": "w", "Y": "j", "Z": "z", "ZH": "ʒ",
}  # fmt: skip
"""The model's phones in IPA, affricates tied."""

_TIED = {"tʃ": "t͡ʃ", "dʒ": "d͡ʒ", "tɕ": "t͡ɕ", "dʑ": "d͡ʑ", "ʈʂ": "ʈ͡ʂ", "ɖʐ": "ɖ͡ʐ"}

_ESPEAK_VOICES = {"zh": "cmn-latn-pinyin", "no": "nb", "en": "en-us"}


@contextmanager
def _espeak() -> Iterator[None]:
    with (
        patch.object(lexicon, "phonemes", lambda word, language: _espeak_ipa(word, language)),
        patch.object(lexicon, "has_phonemes", lambda language: True),
    ):
        yield


@cache
def _espeak_ipa(word: str, language: str) -> tuple[str, ...]:
    command = ["espeak-ng", "-q", "--ipa", "-b", "1", "-v", _ESPEAK_VOICES.get(language, language), "--stdin"]
    run = subprocess.run(command, input=word, capture_output=True, text=True, check=True)
    ipa = "".join(run.stdout.split())
    return (ipa,) if ipa else ()


@contextmanager
def _panphon() -> Iterator[None]:
    with patch.object(lexicon, "arpabet", nearest_phones):
        yield


@cache
def nearest_phones(ipa: str) -> tuple[Phones, ...]:
    """For each segment of the IPA the phone whose features differ least, as panphon weighs them; needs panphon."""
    for parted, tied in _TIED.items():
        ipa = ipa.replace(parted, tied)
    phones = tuple(_nearest(segment) for segment in _distances().fm.ipa_segs(ipa))
    return (phones,) if phones else ()


@cache
def _nearest(segment: str) -> str:
    def distance(phone: str) -> float:
        return float(_distances().weighted_feature_edit_distance(segment, ARPABET[phone]))

    return min(ARPABET, key=distance)


@cache
def _distances() -> Any:
    from panphon.distance import Distance

    return Distance()


SOURCES: Mapping[str, Callable[[], AbstractContextManager[None]]] = MappingProxyType(
    {OWN: nullcontext, ESPEAK: _espeak, PANPHON: _panphon}
)

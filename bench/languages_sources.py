"""Sources of pronunciations, and the model's phones that they become: the product's way and others to compare.

Each is a pronouncer that an alignment is given.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from oncue.acoustic.phone_map import Phones
from oncue.acoustic.pronouncer import OWN_PRONOUNCER, Pronouncer

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


@cache
def _espeak_ipa(word: str, language: str) -> tuple[str, ...]:
    command = ["espeak-ng", "-q", "--ipa", "-b", "1", "-v", _ESPEAK_VOICES.get(language, language), "--stdin"]
    run = subprocess.run(command, input=word, capture_output=True, text=True, check=True)
    ipa = "".join(run.stdout.split())
    return (ipa,) if ipa else ()


@cache
def nearest_phones(ipa: str) -> tuple[Phones, ...]:
    """The phone for each segment of the IPA whose features differ least, as panphon weighs them; needs panphon."""
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


SOURCES: Mapping[str, Pronouncer] = MappingProxyType(
    {
        OWN: OWN_PRONOUNCER,
        ESPEAK: Pronouncer(knows=lambda language: True, load=lambda language: None, ipa=_espeak_ipa),
        PANPHON: Pronouncer(phones=nearest_phones),
    }
)

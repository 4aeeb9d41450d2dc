"""How phones of the acoustic model are made: their manner of articulation."""

from __future__ import annotations

PAUSE = "pause"
"""The manner of silence, and of everything that is no phone."""

_MANNERS = {
    "vowel": "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW",
    "stop": "P B T D K G",
    "affricate": "CH JH",
    "fricative": "F V TH DH S Z SH ZH HH",
    "nasal": "M N NG",
    "liquid": "L R",
    "glide": "W Y",
}
_MANNER_OF = {phone: name for name, phones in _MANNERS.items() for phone in phones.split()}
VOICELESS = frozenset({"P", "T", "K", "CH", "F", "TH", "S", "SH", "HH"})


def manner(phone: str) -> str:
    """The manner of a phone: vowel, stop, affricate, fricative, nasal, liquid or glide; `PAUSE` of what is none."""
    return _MANNER_OF.get(phone, PAUSE)

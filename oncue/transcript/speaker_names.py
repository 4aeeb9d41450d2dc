"""Telling a person's name from any other phrase, and one person from another."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from oncue.transcript.role_words import CODES, ROLES
from oncue.transcript.vocabulary import (
    FUNCTION_WORDS,
    HONORIFICS,
    NAME_SUFFIXES,
    NOT_NAMES,
    PART_WORDS,
    PARTICLES,
    SALUTATIONS,
    SAYING,
    SAYING_ENDINGS,
)

LONGEST_LABEL = 100
_MOST_WORDS = 8

_ASIDE = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]|\uff08[^\uff08\uff09]{0,80}\uff09|\u3010[^\u3010\u3011]{0,80}\u3011")
_DECORATION = ' \t\u00a0*_#"\u201c\u201d\u00ab\u00bb<>|\u2022'
_IN_NAMES = ".'\u2019\u2018`\u00b7\u30fb\u2010\u2011/&+-_#"
_OPENING_QUOTES = {
    '"': '"',
    "\u201c": "\u201d",
    "\u201e": "\u201c",
    "\u00ab": "\u00bb",
    "\u2018": "\u2019",
    "'": "'",
    "\u300c": "\u300d",
}
_HANDLE = re.compile(r"@[\w.-]{1,40}|[\w.+-]{1,40}@[\w-]{1,40}(?:\.[\w-]{1,20}){1,4}")
_ADDRESS_BESIDE = re.compile(r"\s<[^<>\s]{1,60}@[^<>\s]{1,60}>")
_BETWEEN_PARTS = re.compile(r"[_\d#.-]+")
_NUMBERED = re.compile(r"\D*[^\W\d](?:\.?[ _#-]{0,2}|\s?n[.\u00b0\u00ba]\s?)\d{1,3}")
_PREFIXED = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Van|O['\u2019]|D['\u2019])(?=[^\W\d_]{2})")
_MAY_END_IN_A_STOP = HONORIFICS | NAME_SUFFIXES
_BESIDE_NAMES = HONORIFICS | PARTICLES | NAME_SUFFIXES
_INITIAL = re.compile(r"(?:[^\W\d_]\.?-?){1,3}")


class Shape(IntEnum):
    """How a phrase is written, in rising order of how surely it is a label."""

    NO_CASE = 1
    LOWER = 2
    TITLE = 3
    CAPITALS = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A phrase that may name a speaker. `text` is the name as published, without the role after it.

    `has_role` is True when something beside the name says that it is a person: ", BYLINE", "(host)", "Dr.", "Speaker 1".
    `only_labels`: only labels are written so: a role with a number, an address.
    """

    text: str
    shape: Shape
    words: int
    has_role: bool
    only_labels: bool = False
    key: str = field(init=False)
    """The name without what differs from one label to the next: case."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self.text.casefold())


def read_name(phrase: str) -> Name | None:
    """Return the speaker that `phrase` names when it is all that stands before a colon, or None if it cannot be a name."""
    return None if len(phrase) > LONGEST_LABEL else _read_name(phrase)


@lru_cache(maxsize=16384)  # a page asks for the same few names again and again
def _read_name(phrase: str) -> Name | None:
    phrase = "".join(character for character in phrase if not _is_picture(character)).strip()
    closing = _OPENING_QUOTES.get(phrase[:1])
    if closing and closing not in phrase[1:]:
        return None  # somebody is quoted: the colon is within what is said
    if _HANDLE.fullmatch(phrase):
        return Name(phrase, Shape.LOWER, 1, True, True)
    without_asides = _ASIDE.sub(" ", _ADDRESS_BESIDE.sub(" ", phrase))
    head, role = _split_role(" ".join(without_asides.strip(_DECORATION).split()))
    words = head.split()
    if not words or len(words) > _MOST_WORDS or len(head) > 70 or not all(map(_is_written, "".join(words).replace(",", ""))):
        return None
    if not any(character.isalpha() for character in head) or _is_other(head, words):
        return None
    if role and role.split()[0].casefold() in PART_WORDS:
        return None  # "For instance, chapter 2:"
    shape = _shape_of(words)
    if shape is None or (shape < Shape.CAPITALS and _reports_speech(words, role)):
        return None
    role_named = _names_role(words)
    numbered = role_named and bool(_NUMBERED.fullmatch(head))
    # Bold type in Markdown marks a label as surely as a role does.
    has_role = bool(role) or without_asides != phrase or phrase.startswith(("**", "__")) or role_named
    return Name(head, shape, len(words), has_role, numbered)


def _is_picture(character: str) -> bool:
    """Emoji, what joins and colours them, and invisible signs."""
    return unicodedata.category(character) in ("Cf", "So", "Sk") or character == "\ufe0f"


def _split_role(text: str) -> tuple[str, str]:
    """Cut ", HOST" off a name, but not ", JR."."""
    head, *rest = (part.strip() for part in text.split(","))
    while rest and rest[0].casefold() in NAME_SUFFIXES:
        head += ", " + rest.pop(0)
    return head, ", ".join(rest)


def _is_other(head: str, words: list[str]) -> bool:
    folded = head.casefold()
    first = words[0].casefold()
    if folded in NOT_NAMES or (first in PART_WORDS and len(words) > 1) or (first in SALUTATIONS and len(words) > 1):
        return True
    # "HE SAID" holds a function word; so does "Bank of America", but not in capitals of a role: "MAN IN CROWD" is a label.
    return any(word.casefold() in FUNCTION_WORDS for word in words) and not any(word.casefold() in ROLES for word in words)


def _is_written(character: str) -> bool:
    """Whether a character may stand in a name: letters and digits, the vowel signs of Hindi or Thai, a few joiners."""
    return character.isalnum() or character in _IN_NAMES or unicodedata.category(character)[0] == "M"


def _reports_speech(words: list[str], role: str) -> bool:
    """ "The minister, Jane Doe, said" stands before a colon too, and so does the Chinese "he said"."""
    spoken_of = [word.casefold().strip(",.") for word in [*words, *role.split()]]
    return any(word in SAYING for word in spoken_of) or words[-1].endswith(SAYING_ENDINGS)


def _names_role(words: list[str]) -> bool:
    # "SPEAKER_00" is how diarisation programs name people, "speaker#1" and "F1" how transcribers do.
    folded = [word.casefold().rstrip(".") for word in words]
    parts = [part for word in folded for part in _BETWEEN_PARTS.split(word)]
    if any(word in ROLES for word in (*folded, *parts)) or words[0].casefold() in HONORIFICS:
        return True
    whole = "".join(folded)
    return whole[-1:].isdigit() and _BETWEEN_PARTS.sub("", whole) in CODES and not whole[0].isdigit()


def _shape_of(words: list[str]) -> Shape | None:
    spelled = [word for word in words if any(character.isalpha() for character in word)]
    if not any(character.isupper() or character.islower() for word in spelled for character in word):
        short = sum(map(len, words)) <= (12 if len(words) == 1 else 30)
        return Shape.NO_CASE if len(words) <= 4 and short else None
    for word in words[:-1]:
        # A full stop inside the phrase ends a sentence, unless it belongs to a title, an initial or a suffix.
        if word.endswith(".") and not (word.casefold() in _MAY_END_IN_A_STOP or _INITIAL.fullmatch(word)):
            return None
    numbered = [word for word in words if word not in spelled and any(character.isdigit() for character in word)]
    if numbered and not (words[-1] in numbered and len(numbered) == 1):
        return None
    if not any(character.isupper() for word in spelled for character in word):
        return _lower(words, spelled)
    plain = [word for word in spelled if word.casefold() not in _BESIDE_NAMES] or spelled
    if all(_in_capitals(word) for word in plain):
        # Initials alone ("A. B.") are capitals too; one letter with a lower-case title ("Mr. T") is as well.
        return Shape.CAPITALS
    lower = [word for word in spelled if not word.lstrip("'\u2019(#")[:1].isupper() and not _is_joined_capital(word)]
    if any(word.casefold() not in PARTICLES for word in lower) or words[0] in lower:
        return None
    if numbered and not _names_role(words):
        return None
    return Shape.TITLE


def _lower(words: list[str], spelled: list[str]) -> Shape | None:
    """Of a phrase without capitals: a role, or one word, which is a name if it comes back."""
    if _names_role(words):
        return Shape.LOWER if len(words) <= 3 and all(word in PARTICLES or _names_role([word]) for word in spelled) else None
    return Shape.LOWER if len(words) == 1 and 2 <= len(words[0]) <= 20 else None


def _in_capitals(word: str) -> bool:
    bare = _PREFIXED.sub("", word)
    return any(character.isupper() for character in bare) and not any(character.islower() for character in bare)


def _is_joined_capital(word: str) -> bool:
    """d'Artagnan, al-Assad, O'Neill."""
    return any(part[:1].isupper() for part in re.split("['\u2019-]", word)[1:])

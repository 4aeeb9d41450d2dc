"""How much a reader is disturbed when a line or a caption breaks between two words.

The order of preference is that of the Netflix guide (General Requirements, "Line Treatment") and of BBC 3.4: after
punctuation, before conjunctions, before prepositions; never between article and noun, first and last name, verb and
subject pronoun, auxiliary or negation, nor inside a figure. The figures were set by eye, on
the captions of one speech and one interview; they rank places and are no measurement.
"""

from __future__ import annotations

import re
from functools import lru_cache

from alignment.segment.english import (
    ABBREVIATIONS,
    ADVERBS,
    AUXILIARIES,
    COORDINATORS,
    DETERMINERS,
    OPENERS_OF_SENTENCES,
    PREPOSITIONS,
    SUBJECTS,
    SUBORDINATORS,
)

SENTENCE = 0
CLAUSE = 6
COMMA = 10
LIST_COMMA = 24
BEFORE_CONJUNCTION = 15
BEFORE_AND = 22
BEFORE_PREPOSITION = 26
BEFORE_VERB = 30
INSIDE_PAIR = 38
ANYWHERE = 40
# Added to the place's own cost when the word before it asks for the word after it.
AFTER_WEAK = 25
AFTER_STRONG = 65
INSIDE_NAME = 45
INSIDE_FIGURE = 60
INSIDE_WORD = 70

_CLOSERS = "\"'”’»)]}›"
_OPENERS = "\"'“‘«([{‹¿¡"
_SENTENCE_END = re.compile(r"(?:[.!?…]+|[。！？؟۔।॥])$")
_CLAUSE_END = re.compile(r"(?:[;:—–]|--|[；：؛])$|^[-—–]$| [-—–]$")
_COMMA_END = re.compile(r"[,،、，]$")
_INITIALS = re.compile(r"^(?:[^\W\d_]\.)+$")
_SPACELESS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@lru_cache(maxsize=65_536)
def ends_sentence(text: str, following: str) -> bool:
    """Whether a sentence ends with the word `text` when `following` is the next one ("" for none)."""
    core = text.rstrip(_CLOSERS)
    if not _SENTENCE_END.search(core):
        return False
    if not following:
        return True
    begins = following.lstrip(_OPENERS)[:1]
    if core.endswith(("...", "…")):
        return not begins.islower()
    if not core.endswith("."):
        return True
    if begins.islower():
        return False
    bare = core.lstrip(_OPENERS)[:-1].lower()
    if bare == "no":
        return not begins.isdigit()
    if _INITIALS.match(core.lstrip(_OPENERS)):
        # "J. Smith" and "the U.S. Department" go on; "in the U.S. He said" does not.
        return len(bare) > 1 and _bare(following) in OPENERS_OF_SENTENCES
    return bare not in ABBREVIATIONS


def break_cost(before: str, after: str, then: str, touching: bool, english: bool) -> int:
    """The cost of breaking between the words `before` and `after`, with `then` behind them; 0 is the best place.

    `touching` says that no space lies between the first two. Without English word lists, short words in small letters
    are taken for articles, prepositions and conjunctions, as they are in most languages of Europe.
    """
    if touching:
        if _SPACELESS.search(before[-1:]) or _SPACELESS.search(after[:1]):
            return SENTENCE if _SENTENCE_END.search(before) else COMMA if _COMMA_END.search(before) else ANYWHERE
        return BEFORE_CONJUNCTION if before[-1:] in "—–" else INSIDE_WORD
    return _break_cost(before, after, then, english)


@lru_cache(maxsize=65_536)
def _break_cost(before: str, after: str, then: str, english: bool) -> int:
    if ends_sentence(before, after):
        return SENTENCE
    core = before.rstrip(_CLOSERS)
    if _CLAUSE_END.search(core):
        return CLAUSE
    if _COMMA_END.search(core):
        # "Republicans, Democrats, and independents" is one thing; "the campaigns come to a close, and" is two.
        return LIST_COMMA if _COMMA_END.search(after) and _bare(after) not in ADVERBS else COMMA
    if core != before and after[:1] not in _OPENERS:
        return BEFORE_CONJUNCTION  # a closed quotation or bracket
    return _place(before, after, then, english) + _bond(before, after, english)


def _place(before: str, after: str, then: str, english: bool) -> int:
    """What the words that would begin the next line say about the place."""
    if after[:1] in '"“‘«([{‹':
        return BEFORE_CONJUNCTION
    if not english:
        return BEFORE_PREPOSITION if _looks_functional(after) else ANYWHERE
    word = _bare(after)
    if word in ("and", "or"):
        # "Georgia and Ukraine", "alive and well.": a pair, not a new clause.
        pair = (before[:1].isupper() and then[:1].isupper()) or (then != _bare(then) and _bare(then) not in ADVERBS)
        return INSIDE_PAIR if pair else BEFORE_AND
    if word in COORDINATORS or word in SUBORDINATORS:
        return BEFORE_CONJUNCTION
    if word == "of":
        # "Secretary of State" is a name.
        return BEFORE_PREPOSITION + (INSIDE_NAME if before[:1].isupper() and then[:1].isupper() else 8)
    if word in PREPOSITIONS or word == "to":
        return BEFORE_PREPOSITION
    if (word in SUBJECTS or word in AUXILIARIES) and _bare(before) not in AUXILIARIES:
        return BEFORE_VERB  # most often a new clause; the seam between subject and predicate
    return ANYWHERE


def _bond(before: str, after: str, english: bool) -> int:
    """How strongly the word before the place asks for the one after it."""
    word = _bare(before)
    if before[-1:].isdigit() and after[:1].isdigit():
        return INSIDE_FIGURE
    bond = 0
    if english:
        if word in DETERMINERS or word in COORDINATORS or word in SUBORDINATORS or word == "to":
            bond = AFTER_STRONG
        elif word in PREPOSITIONS or word in SUBJECTS or word in AUXILIARIES:
            bond = AFTER_STRONG - 25
        elif word in ADVERBS or word.endswith(("'s", "s'")):
            bond = AFTER_WEAK
    elif _looks_functional(before):
        bond = AFTER_STRONG - 25
    if before[:1].isupper() and after[:1].isupper() and not {word, _bare(after)} & SUBJECTS:
        bond = max(bond, INSIDE_NAME)
    elif before[:1].isdigit() or before[:1] in "$€£":
        bond = max(bond, AFTER_WEAK)
    return bond


def _bare(text: str) -> str:
    return text.strip(_OPENERS + _CLOSERS + ".,;:!?…—–- ").lower().replace("’", "'")


def _looks_functional(text: str) -> bool:
    return len(text) <= 3 and text.isalpha() and text.islower()

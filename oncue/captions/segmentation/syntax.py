"""The cost of breaking a line or a caption between two words: how much it disturbs a reader.

The order of preference is that of the Netflix guide (General Requirements, "Line Treatment") and of BBC 3.4: after
punctuation, before conjunctions, before prepositions; never between article and noun, first and last name, verb and
subject pronoun, auxiliary or negation, nor inside a figure. The figures were set by eye, on
the captions of one speech and one interview; they rank places and are no measurement.
"""

from __future__ import annotations

from functools import lru_cache

from oncue.text.function_words import (
    ADVERBS,
    AUXILIARIES,
    COORDINATORS,
    DETERMINERS,
    PREPOSITIONS,
    SMALL_WORDS,
    SUBJECTS,
    SUBORDINATORS,
    SmallWords,
)
from oncue.text.sentence_ends import CLOSERS, OPENERS, ends_clause, ends_in_comma, ends_sentence
from oncue.text.word_breaks import has_unspaced

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
# In text without spaces, and only where a line is too narrow for anything else.
INSIDE_PHRASE = 150

_WIDE_OPENERS = "「『（【〔《〈"


def break_cost(before: str, after: str, then: str, touching: bool, language: str) -> int:
    """The cost of breaking between the words `before` and `after`, with `then` behind them; 0 is the best place.

    `touching` says that no space lies between the first two. In a language without word lists, short words in small letters
    are taken for articles, prepositions and conjunctions, as they are in most languages of Europe.
    """
    unspaced = has_unspaced(before) and has_unspaced(after)
    if touching and not unspaced and not has_unspaced(before[-1:]) and not has_unspaced(after[:1]):
        return BEFORE_CONJUNCTION if before[-1:] in "—–" else INSIDE_WORD
    if unspaced and not touching and _bare(after) not in _words(language).enclitics:
        # A space is the comma of Thai, and more than one in Chinese or Japanese.
        return min(COMMA, _break_cost(before, after, then, language))
    return _break_cost(before, after, then, language)


@lru_cache(maxsize=65_536)
def _break_cost(before: str, after: str, then: str, language: str) -> int:
    if ends_sentence(before, after):
        return SENTENCE
    core = before.rstrip(CLOSERS)
    if ends_clause(core):
        return CLAUSE
    if ends_in_comma(core):
        # "Republicans, Democrats, and independents" is one thing; "the campaigns come to a close, and" is two.
        return LIST_COMMA if ends_in_comma(after) and _bare(after) not in ADVERBS else COMMA
    if core != before and after[:1] not in OPENERS:
        return BEFORE_CONJUNCTION  # a closed quotation or bracket
    return _place(before, after, then, language) + _bond(before, after, language)


def _place(before: str, after: str, then: str, language: str) -> int:
    """The cost of the place by the words that would begin the next line."""
    if after[:1] in '"“‘«([{‹' + _WIDE_OPENERS:
        return BEFORE_CONJUNCTION
    word = _bare(after)
    if language != "en":
        small = SMALL_WORDS.get(language)
        if small is None:
            return BEFORE_PREPOSITION if _looks_functional(after) else ANYWHERE
        if word in small.enclitics:
            return ANYWHERE + AFTER_WEAK
        return (
            BEFORE_CONJUNCTION
            if word in small.conjunctions
            else BEFORE_PREPOSITION
            if word in small.prepositions
            else ANYWHERE
        )
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


def _bond(before: str, after: str, language: str) -> int:
    """The cost by how strongly the word before the place asks for the one after it."""
    word = _bare(before)
    if before[-1:].isdigit() and after[:1].isdigit():
        return INSIDE_FIGURE
    bond = 0
    small = SMALL_WORDS.get(language)
    if language == "en":
        if word in DETERMINERS or word in COORDINATORS or word in SUBORDINATORS or word == "to":
            bond = AFTER_STRONG
        elif word in PREPOSITIONS or word in SUBJECTS or word in AUXILIARIES:
            bond = AFTER_STRONG - 25
        elif word in ADVERBS or word.endswith(("'s", "s'")):
            bond = AFTER_WEAK
    elif small is None:
        bond = AFTER_STRONG - 25 if _looks_functional(before) else 0
    elif word in small.closed or word in small.conjunctions:
        bond = AFTER_STRONG
    elif word in small.prepositions:
        bond = AFTER_STRONG - 25
    # In German every noun has a capital.
    if language != "de" and before[:1].isupper() and after[:1].isupper() and not {word, _bare(after)} & SUBJECTS:
        bond = max(bond, INSIDE_NAME)
    elif before[:1].isdigit() or before[:1] in "$€£":
        bond = max(bond, AFTER_WEAK)
    return bond


def _bare(text: str) -> str:
    return text.strip(OPENERS + CLOSERS + ".,;:!?…—–- ").lower().replace("’", "'")


def _words(language: str) -> SmallWords:
    return SMALL_WORDS.get(language, SmallWords())


def _looks_functional(text: str) -> bool:
    return len(text) <= 3 and text.isalpha() and text.islower()

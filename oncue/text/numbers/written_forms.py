"""The forms in which numbers are written in languages other than English, each with what is said for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from oncue.text.numbers.fractions import fraction_readings
from oncue.text.numbers.locale import (
    CURRENCY_SIGNS,
    UNIT_SIGNS,
    day_comes_first,
    decimal_mark,
    hour_words,
    month_words,
    unit_words,
)
from oncue.text.numbers.spell_out import Words, cardinal, decimal, one_by_one, ordinal, year

_SIGNS_BY_LENGTH = sorted((*CURRENCY_SIGNS, *UNIT_SIGNS), key=len, reverse=True)
_SIGN = "|".join(re.escape(sign) for sign in _SIGNS_BY_LENGTH)
_MEASURED = re.compile(rf"(?P<minus>-)?(?P<before>{_SIGN})?(?P<number>\d[\d.,' ]*\d|\d)(?P<after>{_SIGN})?")
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*|\d{1,2}(?:,\d{2})+,\d{3}")
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?P<mark>[:.h])(?P<minute>\d{2})?")
_DATE = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})")
_RANGE = re.compile(r"(?P<first>[\d.,]+)[-–—/](?P<second>[\d.,]+(?:[^\W\d_]{1,2}|%)?)")
_RANK = re.compile(r"(?P<number>\d{1,4})(?P<dot>\.)?(?:[-:']?(?P<ending>[^\W\d_]{1,4}))?")
_PIECE = re.compile(r"\d+|(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\u0e31-\u0e4e])+(?:'[^\W\d_]+)*")

# Endings that make a number a rank, as written behind it. After width and form are made one, º and ª are o and a.
_RANK_ENDINGS = {
    "fr": "er re ère e è eme ème nd nde", "es": "o a er ro ra do da to ta", "pt": "o a", "it": "o a", "gl": "o a",
    "ca": "r n t è a", "nl": "e ste de", "sv": "e a", "ru": "й я е го му м ый ая ое ых", "uk": "й я е го му а ий",
    "be": "ы я е га", "fi": "s nen", "ro": "lea a", "tr": "inci ıncı uncu üncü nci ncı ncu ncü",
}  # fmt: skip
_RANKS = {language: frozenset(endings.split()) for language, endings in _RANK_ENDINGS.items()}
_BY_DOT = "az bs cs da de et fi fo hr hu is lb lv nn no pl sk sl sr tr"
RANK_BY_DOT = frozenset(_BY_DOT.split())
"""Languages in which a full stop behind a number makes a rank of it."""
# "1990er" is one word, and so is "90-talet".
_DECADE = {"de": re.compile(r"(\d0|\d{3}0)-?(ern?)"), "sv": re.compile(r"(\d0|\d{3}0)-?(tal(?:et|ets)?)")}
_HOURS_WITH_H = frozenset({"ca", "es", "fr", "gl", "it", "oc", "pt", "ro"})


def readings(text: str, language: str) -> Iterator[Words]:
    """Every way to say `text`, lower case with ASCII digits, in order of likelihood; may repeat itself."""
    for form in _FORMS:
        if found := form(text, language):
            yield from found
            return
    yield mixed(text, language)


def _fractions(text: str, language: str) -> list[Words]:
    found = fraction_readings(text, language)
    return [*found, *_ranges(text, language)] if found else []


def _decades(text: str, language: str) -> list[Words]:
    found = _DECADE[language].fullmatch(text) if language in _DECADE else None
    if found is None:
        return []
    number = year(found[1], language) if len(found[1]) == 4 else cardinal(found[1], language)
    return [(*number[:-1], number[-1] + found[2])]


def _ranges(text: str, language: str) -> list[Words]:
    found = _RANGE.fullmatch(text)
    if found is None or _DATE.fullmatch(text):
        return []
    first, second = (next(readings(part, language)) for part in (found["first"], found["second"]))
    return [first + second]


def _dates(text: str, language: str) -> list[Words]:
    found = _DATE.fullmatch(text)
    if found is None:
        return []
    parts = [found[1], found[3], found[4]]
    if len(parts[0]) == 4:
        full_year, month, day = parts
    else:
        day, month, full_year = parts
        if (found[2] != "." and not day_comes_first(language)) or int(month) > 12:
            day, month = month, day
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31 and len(full_year) in (2, 4)):
        return [tuple(word for part in parts for word in cardinal(part, language))]
    day, month = day.lstrip("0"), month.lstrip("0")
    of_year = year(full_year, language)
    named = [said + month_words(int(month), language) + of_year for said in _days(day, language)]
    return [*named, cardinal(day, language) + cardinal(month, language) + of_year]


def _days(day: str, language: str) -> list[Words]:
    quantity, rank = cardinal(day, language), ordinal(day, language)
    return [rank, quantity] if language in RANK_BY_DOT else [quantity]


def _clocks(text: str, language: str) -> list[Words]:
    found = _CLOCK.fullmatch(text)
    if found is None or int(found["hour"]) > 24 or int(found["minute"] or 0) > 59:
        return []
    hour, minute = found["hour"].lstrip("0") or "0", (found["minute"] or "").lstrip("0")
    if found["mark"] == "." and (decimal_mark(language) == "." or not found["minute"]):
        return []
    if found["mark"] == ":" and not found["minute"]:
        return []
    rest = cardinal(minute, language) if minute else ()
    plain, named = cardinal(hour, language) + rest, cardinal(hour, language) + hour_words(hour, language) + rest
    if found["mark"] == "h":
        return [named, plain] if language in _HOURS_WITH_H else []
    return [plain, named] if language in _HOURS_WITH_H else [plain]


def _ranks(text: str, language: str) -> list[Words]:
    found = _RANK.fullmatch(text)
    if found is None:
        return []
    if found["ending"] and is_rank_ending(found["ending"], language):
        return [agreeing_rank(ordinal(found["number"], language), found["ending"] or "", language)]
    if found["dot"] and not found["ending"] and language in RANK_BY_DOT:
        return [*_measures(found["number"], language), ordinal(found["number"], language)]
    return []


def is_rank_ending(ending: str, language: str) -> bool:
    """Whether a number with `ending` behind it is a rank."""
    return ending in _RANKS.get(language, ())


def agreeing_rank(rank: Words, ending: str, language: str) -> Words:
    """The feminine, where the ending says so and a rule of one letter makes it."""
    if language in ("es", "pt", "it", "gl") and ending.endswith("a"):
        return tuple(word[:-1] + "a" if word.endswith("o") else word for word in rank)
    if language == "es" and ending == "er":
        return (*rank[:-1], rank[-1].removesuffix("o"))
    if language == "fr" and ending in ("re", "ère") and rank == ("premier",):
        return ("première",)
    return rank


def _measures(text: str, language: str) -> list[Words]:
    found = _MEASURED.fullmatch(text)
    if found is None or (found["before"] and found["after"]):
        return []
    sign = found["before"] or found["after"]
    split = _split(found["number"], language)
    if split is None:
        return []
    whole, fraction, grouped = split
    if sign is None:
        said = _plain(whole, fraction, language, grouped=grouped)
    elif fraction and sign in CURRENCY_SIGNS and len(fraction) == 2:
        cents = cardinal(fraction.lstrip("0"), language) if fraction != "00" else ()
        said = [cardinal(whole, language) + unit_words(sign, whole, language)[1] + cents]
    else:
        before, after = unit_words(sign, f"{whole}.{fraction}" if fraction else whole, language)
        number = decimal(whole, fraction, language) if fraction else cardinal(whole, language)
        said = [before + number + after]
    # CLDR has no word for the sign of a temperature below zero or a loss; it is rarely spoken as written, either.
    return said


def _plain(whole: str, fraction: str, language: str, *, grouped: bool) -> list[Words]:
    if fraction:
        return [decimal(whole, fraction, language)]
    quantity = cardinal(whole, language)
    if grouped or len(whole) < 3:
        return [quantity]
    if len(whole) == 4 and "1100" <= whole <= "2099":
        return [year(whole, language), quantity]
    return [quantity, one_by_one(whole, language)]


def _split(number: str, language: str) -> tuple[str, str, bool] | None:
    """Whole part, decimals, and whether thousands were set apart; None for what is no number, such as 1.2.3."""
    mark = decimal_mark(language)
    whole, found, fraction = number.rpartition(mark)
    if not found or not fraction.isdecimal() or (mark in whole):
        whole, fraction = number, ""
    if whole.isdecimal():
        return whole, fraction, False
    if (grouping := _GROUPED.fullmatch(whole)) and grouping[1] != mark:
        return re.sub(r"\D", "", whole), fraction, True
    if grouping and whole.count(mark) > 1:
        return re.sub(r"\D", "", whole), "", True
    # The other mark before one or two digits: decimals as English writes them.
    other = re.fullmatch(r"(\d+)[.,](\d+)", number)
    return (other[1], other[2], False) if other else None


def mixed(text: str, language: str) -> Words:
    """`f-16`, `g20`, `5km`: runs of digits read as numbers, the rest left as words."""
    words: list[str] = []
    for piece in _PIECE.findall(text):
        words += cardinal(piece, language) if piece.isdecimal() else [piece]
    return tuple(words)


_FORMS: tuple[Callable[[str, str], list[Words]], ...] = (
    _fractions, _dates, _decades, _clocks, _ranks, _measures, _ranges,
)  # fmt: skip

"""Forms in which English writes numbers together with something else: dates, times, heights, scores, units."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from oncue.text.numbers.fractions import fraction_readings
from oncue.text.numbers.locale import month_words
from oncue.text.numbers.spell_out import Words, cardinal, one_by_one, ordinal, year

_DATE = re.compile(r"(\d{1,4})([./-])(\d{1,2})(?:\2(\d{1,4}))?")
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?: ?(?P<half>[ap])\.?m)?")
_HEIGHT = re.compile(r"(?P<feet>\d{1,2})'(?: ?(?P<inches>\d{1,2})(?:''|\")?)?")
_PAIR = re.compile(r"(\d{1,4})[-\u2013](\d{1,4})")
_NUMBERED = re.compile(r"(?:no\.? ?|nr\.? ?|#)(\d{1,4})")
_MEASURED = re.compile(r"(\d{1,6}(?:,\d{3})*)(?:\.(\d{1,4}))?([a-z]{1,3})")
_TIMES = re.compile(r"(\d{1,3})x(\d{1,3})")
_LATEST_YEAR = 2099

_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "x": "times", "km": "kilometers", "cm": "centimeters", "mm": "millimeters", "kg": "kilograms", "mg": "milligrams",
        "mph": "miles an hour", "kph": "kilometers an hour", "kmh": "kilometers an hour", "ft": "feet", "in": "inches",
        "lb": "pounds", "lbs": "pounds", "oz": "ounces", "mi": "miles", "yd": "yards", "ml": "milliliters", "hz": "hertz",
        "gb": "gigabytes", "mb": "megabytes", "tb": "terabytes", "kb": "kilobytes", "kw": "kilowatts", "mw": "megawatts",
        "hr": "hours", "hrs": "hours", "min": "minutes", "sec": "seconds", "ms": "milliseconds", "g": "grams",
        "khz": "kilohertz", "mhz": "megahertz", "ghz": "gigahertz", "w": "watts", "v": "volts", "p": "pence",
    }
)  # fmt: skip


def composite_readings(text: str) -> list[Words]:
    """The ways to say `text`, lower case with ASCII digits, likeliest first; none where it is a number alone."""
    for form in _FORMS:
        if found := form(text):
            return found
    return []


def bare_readings(digits: str) -> list[Words]:
    """Other ways to say a whole number: the day of a month, hundreds, a flight, a telephone number."""
    value, found = int(digits), list[Words]()
    if digits[0] == "0":
        return [tuple("oh" if digit == "zero" else digit for digit in one_by_one(digits, "en"))]
    if 1 <= value <= 31:
        found.append(_said(ordinal(digits, "en")))
    elif len(digits) == 3 and digits[1:] != "00":
        found += [_said(cardinal(digits[0], "en")) + _two(digits[1:]), _one_by_one(digits)]
    elif len(digits) == 4 and value > _LATEST_YEAR and digits[1] != "0":
        rest = ("hundred",) if digits[2:] == "00" else _two(digits[2:])
        found.append(_said(cardinal(digits[:2], "en")) + rest)
    elif len(digits) > 4:
        found.append(_one_by_one(digits))
    return found


def _fractions(text: str) -> list[Words]:
    found = fraction_readings(text, "en")
    dated = _dates(text)[1:]
    return [*found[: 2 if dated else 3], _plain(text), *dated] if found else []


def _dates(text: str) -> list[Words]:
    found = _DATE.fullmatch(text)
    if found is None or (found[4] is None and found[2] != "/"):
        return []
    parts = [found[1], found[3], found[4]]
    if len(found[1]) == 4:
        parts = [found[3], found[4], found[1]]
    month, day, of_year = parts
    if month is None or day is None or len(month) > 2 or len(day) > 2 or len(of_year or "20") not in (2, 4):
        return []
    if int(month) > 12:
        month, day = day, month
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return []
    rank, name = _said(ordinal(day.lstrip("0"), "en")), month_words(int(month), "en")
    if of_year is None:
        return [_plain(text), name + rank]
    said = year(of_year, "en") if len(of_year) == 4 else _two(of_year)
    readings = [name + rank + _said(said), ("the", *rank, "of", *name, *_said(said)), _plain(text)]
    if len(of_year) == 2 and of_year < "30":
        readings.insert(1, (*name, *rank, "twenty", *_two(of_year)))
    return readings


def _clocks(text: str) -> list[Words]:
    found = _CLOCK.fullmatch(text)
    if found is None or not (found["half"] or (found["minute"] and ":" in text)) or int(found["minute"] or 0) > 59:
        return []
    hour = _said(cardinal(found["hour"].lstrip("0") or "0", "en"))
    minute, half = found["minute"] or "00", found["half"]
    spoken: Words = () if minute == "00" else _two(minute)
    if half:
        return [(*hour, *spoken, f"{half}m"), (*hour, *spoken, half, "m"), (*hour, *spoken)]
    after = _said(cardinal(str(int(found["hour"]) % 12 + 1), "en"))
    others = {
        "00": (*hour, "o'clock"),
        "15": ("quarter", "past", *hour),
        "30": ("half", "past", *hour),
        "45": ("quarter", "to", *after),
    }
    return [hour + spoken, *([others[minute]] if minute in others else [])]


def _heights(text: str) -> list[Words]:
    found = _HEIGHT.fullmatch(text)
    if found is None:
        return []
    feet = _said(cardinal(found["feet"], "en"))
    if not found["inches"]:
        return [(*feet, "feet"), (*feet, "foot")]
    inches = _said(cardinal(found["inches"], "en"))
    return [feet + inches, (*feet, "foot", *inches), (*feet, "feet", *inches, "inches")]


def _pairs(text: str) -> list[Words]:
    found = _PAIR.fullmatch(text)
    if found is None:
        return []
    first, second = (_number(part) for part in found.groups())
    readings = [first + second, (*first, "to", *second)]
    if found[2] == "0":
        readings.append((*first, "nil"))
    telephone = (len(found[1]), len(found[2])) == (3, 4)
    return [*readings, _one_by_one(found[1] + found[2])] if telephone else readings


def _numbered(text: str) -> list[Words]:
    found = _NUMBERED.fullmatch(text)
    if found is None:
        return []
    number = _number(found[1])
    return [number, ("number", *number), ("hashtag", *number)] if text[0] == "#" else [("number", *number), ("no", *number)]


def _measures(text: str) -> list[Words]:
    found = _MEASURED.fullmatch(text)
    if found is None or found[3] not in _UNITS:
        return []
    number = _said(cardinal(found[1].replace(",", ""), "en"))
    if found[2]:
        number += ("point", *one_by_one(found[2], "en"))
    return [(*number, found[3]), (*number, *_UNITS[found[3]].split())]


def _by(text: str) -> list[Words]:
    found = _TIMES.fullmatch(text)
    if found is None:
        return []
    first, second = (_number(part) for part in found.groups())
    return [(*first, "x", *second), (*first, "by", *second)]


def _number(digits: str) -> Words:
    return _said(year(digits, "en") if len(digits) == 4 and "1100" <= digits <= "2099" else cardinal(digits, "en"))


def _two(digits: str) -> Words:
    """Two digits as in a year or a time: `oh five`, `thirty`."""
    if digits[0] == "0":
        return ("oh", *_said(cardinal(digits[1], "en")))
    return _said(cardinal(digits, "en"))


def _one_by_one(digits: str) -> Words:
    return tuple("oh" if word == "zero" else word for word in one_by_one(digits, "en"))


def _plain(text: str) -> Words:
    return tuple(word for piece in re.findall(r"\d+", text) for word in _number(piece))


def _said(words: Words) -> Words:
    return tuple(word for word in words if word != "and")


_FORMS: tuple[Callable[[str], list[Words]], ...] = (
    _fractions, _dates, _clocks, _heights, _pairs, _numbered, _measures, _by,
)  # fmt: skip

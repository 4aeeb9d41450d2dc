"""Which of Whisper's languages a person means by a code, a tag or a name: by CLDR's aliases and names, through Babel.

langcodes is not used: of all codes of two and three letters it differs in three, which CLDR knows better (`cls`, Sanskrit).
The names would be Babel's still.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from oncue.errors import LanguageUnknown, UsageError
from oncue.text.languages import LANGUAGES

WHISPER_LANGUAGES = frozenset(code for code, known in LANGUAGES.items() if known.told)
"""Codes of the languages that a text may be found to be in."""

# Varieties that have a code of their own but are written as the standard language, and are no part of it in ISO 639-3.
_VARIETIES = {"gsw": "de"} | dict.fromkeys(("arz", "ary", "apc", "ajp", "acm", "afb", "ars", "aeb", "arq"), "ar")
_BY_CLDR_CODE = {known.cldr: code for code, known in LANGUAGES.items() if known.cldr}
# Names that are neither CLDR's English ones nor the language's own; most are Whisper's aliases.
_NAMES = {
    "valencian": "ca", "flemish": "nl", "castilian": "es", "mandarin": "zh", "farsi": "fa", "moldavian": "ro",
    "moldovan": "ro", "pushto": "ps", "panjabi": "pa", "sinhalese": "si", "haitian": "ht", "letzeburgesch": "lb",
    "myanmar": "my", "tagalog": "tl", "bokmal": "no", "norsk bokmal": "no", "norwegian bokmal": "no", "nynorsk": "nn",
}  # fmt: skip
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")


def language_code(given: str) -> str:
    """Whisper's code for a tag of BCP 47, an older or three-letter code, or a language's English or own name.

    `en-GB` is `en`, `nb` `no`, `iw` `he`, `zh-Hans` `zh`, `zh-yue` `yue`, `German` and `Deutsch` `de`. Raises
    `LanguageUnknown` for anything else.
    """
    tag = _plain(given).replace("_", "-")
    found = _code_of_tag(tag) if _TAG.fullmatch(tag) else None
    found = found or _codes_by_name().get(tag.replace("-", " "))
    if found is None:
        raise LanguageUnknown(
            f"Whisper does not know the language {given.strip()[:60]!r}{_named(tag)}. Give one of "
            f"{', '.join(sorted(LANGUAGES))}, or none: it is then told from the transcript.",
            language=given.strip()[:60],
        )
    return found


def ensure_model_speaks(model: str, code: str, *, multilingual: bool) -> None:
    """Checks that `model` can hear the language `code`.

    Raises `UsageError` for an English-only model with another language.
    """
    if not multilingual and code != "en":
        other = model.removesuffix(".en") if model.endswith(".en") else "one without .en"
        raise UsageError(
            f"model {model} knows English only, and the language is {language_name(code)} ({code}): choose {other}"
        )


def cldr_code(code: str) -> str:
    """CLDR's code, and Babel's, for a language by Whisper's code."""
    known = LANGUAGES.get(code)
    return (known and known.cldr) or code


@functools.cache
def language_name(code: str) -> str:
    """The English name of a language by Whisper's code or ISO 639's; the code itself where it has none."""
    name = Locale("en").languages.get(cldr_code(code))
    return str(name or code)


def _code_of_tag(tag: str) -> str | None:
    primary, *rest = tag.split("-")
    if primary == "zh" and rest[:1] == ["yue"]:
        primary = "yue"
    if primary in LANGUAGES:
        return primary
    primary = str(get_global("language_aliases").get(primary, primary)).partition("_")[0]
    code = _BY_CLDR_CODE.get(primary) or _VARIETIES.get(primary, primary)
    return code if code in LANGUAGES else None


def _named(tag: str) -> str:
    """In brackets, what CLDR calls a tag that Whisper has nothing for."""
    name = language_name(tag.partition("-")[0])
    return f" ({name})" if name != tag.partition("-")[0] else ""


@functools.cache
def _codes_by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    english = Locale("en").languages
    for code in sorted(LANGUAGES):
        ours = cldr_code(code)
        try:
            own = Locale(ours).languages.get(ours)
        except UnknownLocaleError:
            own = None
        for name in (english.get(ours), own):
            if name:
                names.setdefault(_plain(name), code)
    return names | _NAMES


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.strip().casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())

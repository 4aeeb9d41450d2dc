"""Which of Whisper's languages a person means by a code, a tag or a name."""

from __future__ import annotations

import functools
import re
import unicodedata

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from oncue.errors import LanguageUnknown, UsageError

# openai-whisper's `tokenizer.LANGUAGES` without "haw" and "yue", which are not ISO 639-1. Kept here because this package
# must not need torch; a test compares the two. "jw" is Whisper's old code for Javanese.
_WHISPER = (
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha he hi hr ht hu hy id is it ja "
    "jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so "
    "sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh"
)
WHISPER_LANGUAGES = frozenset(_WHISPER.split())
"""What the language of a text may be found to be."""

_GIVEN_ONLY = frozenset({"haw", "yue"})

# What CLDR calls otherwise, and varieties that have a code of their own but are written as the standard language.
_WHISPER_CODES = {"nb": "no", "jv": "jw", "fil": "tl", "gsw": "de"} | dict.fromkeys(
    ("arz", "ary", "apc", "ajp", "acm", "afb", "ars", "aeb", "arq"), "ar"
)
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
            f"{', '.join(sorted(WHISPER_LANGUAGES | _GIVEN_ONLY))}, or none: it is then told from the transcript.",
            language=given.strip()[:60],
        )
    return found


def ensure_model_speaks(model: str, code: str, *, multilingual: bool) -> None:
    """Raises `UsageError` for an English-only model with another language."""
    if not multilingual and code != "en":
        other = model.removesuffix(".en") if model.endswith(".en") else "one without .en"
        raise UsageError(
            f"model {model} knows English only, and the language is {language_name(code)} ({code}): choose {other}"
        )


@functools.cache
def language_name(code: str) -> str:
    """The English name of a language by Whisper's code or ISO 639's; the code itself where it has none."""
    name = Locale("en").languages.get({"jw": "jv", "tl": "fil"}.get(code, code))
    return str(name or code)


def _code_of_tag(tag: str) -> str | None:
    primary, *rest = tag.split("-")
    if primary == "zh" and rest and rest[0] == "yue":
        primary = "yue"
    if _known(primary):
        return primary
    primary = str(get_global("language_aliases").get(primary, primary)).partition("_")[0]
    primary = _WHISPER_CODES.get(primary, primary)
    return primary if _known(primary) else None


def _known(code: str) -> bool:
    return code in WHISPER_LANGUAGES or code in _GIVEN_ONLY


def _named(tag: str) -> str:
    """In brackets, what CLDR calls a tag that Whisper has nothing for."""
    name = language_name(tag.partition("-")[0])
    return f" ({name})" if name != tag.partition("-")[0] else ""


@functools.cache
def _codes_by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    english = Locale("en").languages
    for code in sorted(WHISPER_LANGUAGES | _GIVEN_ONLY):
        ours = {"jw": "jv", "tl": "fil"}.get(code, code)
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

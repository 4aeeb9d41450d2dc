"""Characters for formats that have few: the nearest one that is there, and an account of what was replaced."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable

# What looks alike comes before what Unicode takes for the same, and before a transliteration, which knows only sounds.
_ALIKE = {
    **dict.fromkeys("“”„‟«»″❝❞〝〞「」『』", '"'),
    **dict.fromkeys("‘’‚‛‹›′ʼʻ´`", "'"),
    **dict.fromkeys("‐‑‒–—―−⸺─━", "-"),
    **dict.fromkeys("•‣◦∙·●", "*"),
    **dict.fromkeys("♫♬♩", "♪"),
    **dict.fromkeys("{[", "("),
    **dict.fromkeys("}]", ")"),
    **dict.fromkeys("|¦\\⁄∕", "/"),
    **dict.fromkeys("¿", "?"),
    **dict.fromkeys("¡", "!"),
    "_": "-",
    "*": "x",
    "~": "-",
    "^": "'",
    "€": "EUR",
    "Ґ": "Г",
    "ґ": "г",
    "ک": "ك",
    "ی": "ي",
    "ے": "ي",
    "ہ": "ه",
    "ھ": "ه",
    "ۀ": "ه",
    "،": ",",
}
_VARIATIONS = frozenset([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), 0x034F])
_MARKS = ("Mn", "Me")
_MOST_TOLD = 5


class NearestCharacters:
    """Gives a text in the characters for which `holds` is true, composed (NFC); `replaced` counts what it could not keep.

    A letter loses its accent before it is transliterated, and what has no likeness at all becomes a question mark. Marks
    of direction and joiners, which have no ink, go without being counted.
    """

    def __init__(self, holds: Callable[[str], bool]) -> None:
        self._holds = holds
        self._known: dict[str, str | None] = {}
        self.replaced: Counter[tuple[str, str]] = Counter()

    def __call__(self, text: str) -> str:
        written = []
        for char in unicodedata.normalize("NFC", text):
            if char not in self._known:
                self._known[char] = None if self._holds(char) else self._nearest(char)
            near = self._known[char]
            if near is not None and not _is_without_ink(char):
                self.replaced[char, near] += 1
            written.append(char if near is None else near)
        return "".join(written)

    def lost(self, what: str) -> tuple[str, ...]:
        """The sentence on what was replaced because `what` has it not; none where nothing was."""
        if not self.replaced:
            return ()
        told = ", ".join(
            f"{_named(char)} as {near or 'nothing'}" for (char, near), _ in self.replaced.most_common(_MOST_TOLD)
        )
        more = ", and others" if len(self.replaced) > _MOST_TOLD else ""
        return (f"characters: {self.replaced.total()} characters are not in {what}: {told}{more}.",)

    def _nearest(self, char: str) -> str:
        if _is_without_ink(char):
            return ""
        for candidate in _candidates(char):
            if candidate and all(map(self._holds, candidate)):
                return candidate
        return "" if unicodedata.category(char) in _MARKS else "?"


def _candidates(char: str) -> list[str]:
    from anyascii import anyascii  # 300 KB of tables, for texts that need them

    found = [_ALIKE.get(char, "")]
    parts = unicodedata.normalize("NFKD", char)
    while parts:
        found.append(unicodedata.normalize("NFC", "".join(_ALIKE.get(part, part) for part in parts)).strip())
        if unicodedata.category(parts[-1]) not in _MARKS:
            break
        parts = parts[:-1]
    return [*found, anyascii(char).strip()]


def _is_without_ink(char: str) -> bool:
    return unicodedata.category(char) in ("Cf", "Cc") or ord(char) in _VARIATIONS


def _named(char: str) -> str:
    is_alone = char.isprintable() and unicodedata.category(char) not in _MARKS
    return char if is_alone else f"U+{ord(char):04X}"

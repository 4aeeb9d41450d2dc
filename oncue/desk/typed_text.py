"""Text that a person typed: checked, and cut into words as a published text is."""

from __future__ import annotations

from collections.abc import Iterator

from oncue.desk.refused import DeskRefused
from oncue.text.display_text import is_seen, is_unshowable
from oncue.transcript.tokenize import words_of

MOST_WORD_CHARS = 200
"""No word of any language is so long; an address may be."""
MOST_TEXT_CHARS = 10_000
"""Of one op: a long paragraph."""
MOST_NOTE_CHARS = 2_000
MOST_NAME_CHARS = 100
MOST_SOUND_CHARS = 200

_OPENS = "\u2066\u2067\u2068"
_CLOSES = "\u2069"


def typed_words(text: str) -> list[tuple[bool, str]]:
    """The words of `text`, each with whether a space comes before it. [] where there is none."""
    words: list[tuple[bool, str]] = []
    behind = 0
    for start, end in words_of(text, bytes(len(text))):
        words.append((start > behind or not words, text[start:end]))
        behind = end
    return words


def ensure_text(text: str, most: int, what: str) -> None:
    """Raises `DeskRefused` for a text that is too long, has a word that is, or characters that no caption may carry.

    Right-to-left text keeps the marks that it needs (LRM, RLM, ALM, and isolates in pairs); embeddings and overrides turn
    around what stands beside them.
    """
    if len(text) > most:
        raise DeskRefused("edit_too_large", f"{what} has {len(text)} characters; {most} are taken at once.")
    _ensure_showable(text, what)
    for word in text.split():
        if len(word) > MOST_WORD_CHARS:
            raise DeskRefused("word_too_long", f"{what} has a word of {len(word)} characters; {MOST_WORD_CHARS} are taken.")
        if not is_seen(word):
            raise DeskRefused("text_not_allowed", f"{what} has a word of which nothing can be seen.")


def _ensure_showable(text: str, what: str) -> None:
    depth = 0
    for place, char in enumerate(text):
        # What Python takes for a space besides, such as U+001F, is a control character still.
        if is_unshowable(char) or (char < " " and char not in "\t\n\r") or char == "\x85":
            raise DeskRefused(
                "text_not_allowed", f"{what} has the character U+{ord(char):04X}, which no caption can show, at {place}."
            )
        depth += (char in _OPENS) - (char in _CLOSES)
        if depth < 0:
            break
    if depth:
        raise DeskRefused("text_not_allowed", f"{what} has direction isolates (U+2066 to U+2069) that are not in pairs.")


def ensure_name(name: str, what: str) -> str:
    """The name on one line. Raises `DeskRefused` as `ensure_text` does, and for a name of nothing."""
    ensure_text(name, MOST_NAME_CHARS, what)
    plain = " ".join(name.split())
    if not plain:
        raise DeskRefused("text_empty", f"{what} is empty: give a name, or null for somebody without one.")
    return plain


def ensure_words(text: str, what: str) -> list[tuple[bool, str]]:
    """The words of a text that needs some. Raises `DeskRefused` where it has none."""
    words = typed_words(text)
    if not words:
        raise DeskRefused("text_empty", f"{what} is empty: give at least one word.")
    return words


def runs_of(words: list[tuple[bool, str]]) -> Iterator[str]:
    """The spaces and words of a text, to be joined."""
    for index, (spaced, word) in enumerate(words):
        yield " " + word if spaced and index else word

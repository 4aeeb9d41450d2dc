"""Words that a recogniser gives one by one, put together into what each person says."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from oncue.text.word_breaks import has_unspaced
from oncue.transcript.json_values import Names, folded, start_of, text_of

_OPENING = frozenset(("Ps", "Pi"))
_CLOSING = frozenset(("Po", "Pe", "Pf"))
_ATTACHED_TYPES = frozenset(("punctuation", "punct", "spacing", "space"))
_NOT_SPEECH = frozenset(("audio_event", "event", "silence", "entity"))


@dataclass(frozen=True, slots=True)
class SpokenPiece:
    """What is said in one go by `speaker` (None: nobody is named), from `start` on, in the unit of its file."""

    start: float | None
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word as its file has it. `attached`: no space stands before it, as before a full stop."""

    start: float | None
    speaker: str | None
    text: str
    attached: bool = False


def words_of(items: Iterable[Any], names: Names) -> list[Word]:
    """The words of a list of objects, or of lists of a word and its times; what is not one is passed over."""
    words: list[Word] = []
    for item in items:
        if isinstance(item, dict):
            word = _word(folded(item), names)
            if word is not None:
                words.append(word)
        elif isinstance(item, list) and item and isinstance(item[0], str):
            start = item[1] if len(item) > 1 and isinstance(item[1], (int, float)) else None
            words.append(Word(start, None, item[0]))
    return words


def _word(item: Mapping[str, Any], names: Names) -> Word | None:
    kind = str(item.get("type", "")).casefold()
    text = text_of(item)
    alternatives = item.get("alternatives")
    speaker = names.of({key: value for key, value in item.items() if key != "name"})
    if text is None and isinstance(alternatives, list) and alternatives and isinstance(alternatives[0], dict):
        best = folded(alternatives[0])
        text, speaker = text_of(best), speaker or names.of(best)
    if text is None and isinstance(item.get("name"), str):
        text = item["name"]
    if not text or kind in _NOT_SPEECH:
        return None
    attached = kind in _ATTACHED_TYPES or item.get("attachesto") == "previous" or _is_closing(text)
    return Word(start_of(item), speaker, text, attached)


def _is_closing(text: str) -> bool:
    return (
        len(text) < 4 and all(unicodedata.category(sign) in _CLOSING for sign in text) and text not in ("&", "#", "@", "%")
    )


def with_speakers(words: Sequence[Word], spans: Sequence[tuple[float, str | None]]) -> list[Word]:
    """The words, each by whom the last of the `spans` (start and speaker, in order) names that begins before it does."""
    starts = [start for start, _ in spans]
    made: list[Word] = []
    speaker: str | None = None
    for word in words:
        if word.start is not None:
            before = bisect_right(starts, word.start + 1e-3) - 1
            speaker = spans[before][1] if before >= 0 else None
        made.append(Word(word.start, speaker, word.text, word.attached))
    return made


def pieces_of(words: Sequence[Word]) -> list[SpokenPiece]:
    """What each person says without a break, with the spaces that belong between the words."""
    spaced = _carry_their_spaces(words)
    made: list[SpokenPiece] = []
    for speaker, group in groupby(_with_punctuation(words), key=lambda word: word.speaker):
        own = list(group)
        text = "".join(word.text for word in own) if spaced else _joined(own)
        start = next((word.start for word in own if word.start is not None), None)
        made.append(SpokenPiece(start, speaker, text.strip()))
    return made


def _with_punctuation(words: Sequence[Word]) -> Iterable[Word]:
    """A sign belongs to whom the word before it does."""
    speaker: str | None = None
    for word in words:
        if word.attached and word.speaker is None:
            yield Word(word.start, speaker, word.text, attached=True)
        else:
            speaker = word.speaker
            yield word


def _carry_their_spaces(words: Sequence[Word]) -> bool:
    """Whether the words themselves have the spaces around them, or the file has these as words."""
    spaced = sum(word.text[:1].isspace() or word.text[-1:].isspace() for word in words)
    return spaced * 3 > len(words)


def _joined(words: Sequence[Word]) -> str:
    made: list[str] = []
    before = ""
    for word in words:
        text = word.text.strip()
        if not text:
            continue
        unspaced = before and has_unspaced(before[-1]) and has_unspaced(text[0])
        opened = before and unicodedata.category(before[-1]) in _OPENING
        if before and not (word.attached or unspaced or opened):
            made.append(" ")
        made.append(text)
        before = text
    return "".join(made)

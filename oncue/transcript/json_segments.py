"""Lists of what is said in one go, under whichever name a file keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from oncue.text.word_breaks import has_unspaced
from oncue.transcript.json_values import SPEAKER_KEYS, START_KEYS, WORD_KEYS, Names, folded, start_of, text_of
from oncue.transcript.json_words import SpokenPiece, Word, pieces_of, words_of

LISTS = (
    "utterances", "monologues", "paragraphs", "segments", "phrases", "recognizedphrases", "transcripts", "transcription",
    "transcript", "captions", "cues", "subtitles", "chunks", "entries", "turns", "sentences", "dialogue", "dialog",
    "messages", "results", "blocks", "lines", "items", "events", "text", "data", "body", "output",
)  # fmt: skip
"""What such lists are called, in the order in which they are taken."""

_OF_ANYTHING = frozenset(("results", "items", "events", "text", "data", "body", "output"))
_DEEPEST = 4
_LONGEST_SEARCH = 2_000


def spoken_list(document: Any) -> list[Any] | None:
    """The list of a file that holds what is said in one go: the one nearest to the top, of several the first of `LISTS`."""
    level = [document]
    looked_at = 0
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for value in level:
            looked_at += 1
            if looked_at > _LONGEST_SEARCH:
                return None
            if isinstance(value, list):
                if _is_spoken(value, named=False):
                    return value
                below += value[:1]
            elif isinstance(value, dict):
                inner = folded(value)
                for name in LISTS:
                    listed = inner.get(name)
                    if isinstance(listed, list) and _is_spoken(listed, named=name not in _OF_ANYTHING):
                        return listed
                below += [each for each in inner.values() if isinstance(each, (dict, list))]
        level = below
    return None


def _is_spoken(items: list[Any], *, named: bool) -> bool:
    """Whether most of the items hold a text or words, and a time or a speaker, and are more than words or in a list that is
    `named` for that."""
    sample = [folded(item) for item in items[:200] if isinstance(item, dict)]
    if not sample or len(sample) * 10 < 9 * min(len(items), 200):
        return False
    texts = [text if (text := text_of(item)) is not None else _joined_words(item) for item in sample]
    told = sum(any(key in item for key in (*START_KEYS, *SPEAKER_KEYS, "data")) for item in sample)
    held = [text for text in texts if text is not None]
    phrases = named or any(" " in text.strip() or len(text) > 25 or has_unspaced(text) for text in held)
    return len(held) * 2 > len(sample) and told * 5 >= 4 * len(sample) and (phrases or len(sample) < 3)


def _joined_words(item: Mapping[str, Any]) -> str | None:
    words = _words_in(item)
    return " ".join(piece.text for piece in pieces_of(words_of(words, Names()))) if words else None


def _words_in(item: Mapping[str, Any]) -> list[Any] | None:
    best = item.get("nbest")
    if isinstance(best, list) and best and isinstance(best[0], dict):
        return [best[0]]
    paragraph = item.get("paragraph")
    if isinstance(paragraph, list):
        return [word for part in paragraph if isinstance(part, dict) for word in _words_in(folded(part)) or ()]
    for key in (*WORD_KEYS, "sentences"):
        if isinstance(item.get(key), list):
            return list(item[key])
    alternatives = item.get("alternatives")
    return alternatives[:1] if isinstance(alternatives, list) else None


def pieces_in(items: list[Any], names: Names) -> Iterator[SpokenPiece]:
    """What each item of such a list says, and who: where only its words name people, what each of them says."""
    for each in items:
        if not isinstance(each, dict):
            continue
        item = folded(each)
        data = item.get("data")
        speaker = names.of(item) or (names.of(folded(data)) if isinstance(data, dict) else None)
        inner = _words_in(item)
        own = pieces_of(_each_with_speaker(words_of(inner, names))) if inner else []
        text = text_of(item)
        several = len({piece.speaker for piece in own}) > 1
        if own and (text is None or (several and _same_words(text, own))):
            for piece in own:
                start = start_of(item) if piece.start is None else piece.start
                yield SpokenPiece(start, piece.speaker or speaker, piece.text)
        elif text is not None:
            yield SpokenPiece(start_of(item), speaker or (own[0].speaker if own else None), text)


def _each_with_speaker(words: list[Word]) -> list[Word]:
    """A word without a speaker, as a figure that had no times, is that of who said the one before it."""
    speaker: str | None = None
    made: list[Word] = []
    for word in words:
        speaker = word.speaker or speaker
        made.append(replace(word, speaker=speaker))
    return made


def _same_words(text: str, pieces: list[SpokenPiece]) -> bool:
    """Whether the words of a segment are all of its text, so that they can stand in its place."""
    return "".join(text.split()) == "".join("".join(piece.text.split()) for piece in pieces)

"""Reads JSON transcripts of the Podcasting 2.0 namespace, whose segments are words or whole paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from oncue.caption_readers.cues import WrittenWord
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats.json_fields import JsonFields, json_document
from oncue.captions.formats.written import WrittenCue, ordered_times, storable
from oncue.text.sentence_ends import ends_in_pause, ends_sentence
from oncue.text.word_breaks import has_unspaced, needs_no_space

_MOST_LETTERS, _MOST_UNSPACED = 40, 8
"""Of a word; longer ones without a space are texts in a script without spaces."""

_WORDS_IN_TEN = 8
"""A file is of words where so many segments of ten are one, be there a name or a number of two words among them."""

_PAUSE_MS = 2000
_LONG, _TOO_LONG = 120, 240
"""Letters after which a sentence is divided at the next comma, and wherever it is."""


def read(data: bytes) -> tuple[WrittenCue, ...]:
    """A cue for each segment; of a file that has a segment for each word, a cue for each sentence, in one line.

    A segment without an end lasts until the next begins. Sentences end where another speaks or nobody does, too, and long
    ones are divided. Raises `UsageError`, naming the place, for any other JSON and for times that run backwards.
    """
    root = JsonFields(json_document(data, "podcast transcript"), "podcast transcript")
    nodes = root.children("segments")
    starts = [node.milliseconds("startTime") for node in nodes]
    followed = [max(first, second) for first, second in pairwise(starts)] + starts[-1:]
    cues = []
    for number, (node, start_ms, until_ms) in enumerate(zip(nodes, starts, followed, strict=True), 1):
        end_ms = until_ms if node.value.get("endTime") is None else node.milliseconds("endTime")
        ordered_times(start_ms, end_ms, number, "podcast transcript")
        lines = tuple(unmarked(line).strip() for line in storable(node.string("body")).strip().splitlines())
        speaker = unmarked(storable(node.optional_string("speaker") or "")).strip() or None
        if lines:
            cues.append(WrittenCue(start_ms, end_ms, lines, (speaker,) * len(lines)))
    return tuple(map(_sentence, _sentences(cues))) if _is_of_words(cues) else tuple(cues)


def _is_of_words(cues: Sequence[WrittenCue]) -> bool:
    words = sum(len(cue.lines) == 1 and _is_word(cue.lines[0]) for cue in cues)
    return len(cues) > 2 and 10 * words >= _WORDS_IN_TEN * len(cues)


def _is_word(text: str) -> bool:
    most = _MOST_UNSPACED if has_unspaced(text) else _MOST_LETTERS
    return len(text) <= most and not any(letter.isspace() for letter in text)


def _sentences(words: Sequence[WrittenCue]) -> Iterator[list[WrittenCue]]:
    sentence: list[WrittenCue] = []
    length = 0
    for word, following in pairwise([*words, None]):
        assert word is not None
        text = " ".join(word.lines)
        sentence.append(word)
        length += len(text) + 1
        if (
            following is None
            or following.speakers[0] != word.speakers[0]
            or following.start_ms - word.end_ms >= _PAUSE_MS
            or ends_sentence(text, following.lines[0])
            or length >= (_LONG if ends_in_pause(text) else _TOO_LONG)
        ):
            yield sentence
            sentence, length = [], 0


def _sentence(words: Sequence[WrittenCue]) -> WrittenCue:
    texts = [" ".join(word.lines) for word in words]
    line = texts[0]
    for before, text in pairwise(texts):
        touches = before and text and needs_no_space(before[-1]) and needs_no_space(text[0])
        line += text if touches else f" {text}"
    timed = tuple(WrittenWord(text, word.start_ms, word.end_ms) for text, word in zip(texts, words, strict=True))
    end_ms = max(word.end_ms for word in words)
    return WrittenCue(min(word.start_ms for word in words), end_ms, (line,), (words[0].speakers[0],), timed)

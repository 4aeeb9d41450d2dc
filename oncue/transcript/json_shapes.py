"""The shapes of JSON in which recognisers and podcasts give a transcript, each with how it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from oncue.transcript.json_segments import pieces_in, spoken_list
from oncue.transcript.json_values import Names, folded, names_in, start_of
from oncue.transcript.json_words import SpokenPiece, Word, pieces_of, with_speakers, words_of
from oncue.transcript.turn_order import by_time

Read = Callable[[Any, Names], "list[SpokenPiece] | None"]


@dataclass(frozen=True, slots=True)
class JsonShape:
    """`name` as a person calls the files, and what is said in one; `read` returns None for a file of another shape."""

    name: str
    read: Read


def _at(value: Any, *path: str) -> Any:
    """What stands under keys within each other, of lists the first; None where nothing does."""
    for key in path:
        if isinstance(value, list):
            value = value[0] if value else None
        value = folded(value).get(key) if isinstance(value, dict) else None
    return value


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [folded(each) for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _alignment(document: Any, names: Names) -> list[SpokenPiece] | None:
    words = _objects(_at(document, "words"))
    if not words or not all("charstart" in word and "charend" in word for word in words):
        return None
    made: list[Word] = []
    end = None
    for word in words:
        attached = word["charstart"] == end
        made.append(Word(None, names.of(word), str(word.get("text", "")), attached))
        end = word["charend"]
    return pieces_of(made)


def _amazon(document: Any, names: Names) -> list[SpokenPiece] | None:
    results = _at(document, "results")
    items = _objects(_at(results, "items"))
    if not items or not any("alternatives" in item for item in items):
        return None
    channels = _objects(_at(results, "channellabels", "channels"))
    if channels:
        parts = [
            SpokenPiece(piece.start, names.person(channel.get("channellabel")), piece.text)
            for channel in channels
            for piece in _sentences(words_of(channel.get("items") or (), names))
        ]
        return sorted(parts, key=lambda piece: piece.start or 0.0)
    words = words_of(items, names)
    spans = []
    for segment in _objects(_at(results, "speakerlabels", "segments")):
        start = start_of(segment)
        if start is not None:
            spans.append((start, names.person(segment.get("speakerlabel"))))
    if spans and not any(word.speaker for word in words):
        words = with_speakers(words, sorted(spans, key=lambda span: span[0]))
    return pieces_of(words)


def _sentences(words: list[Word]) -> list[SpokenPiece]:
    """Words of one channel, cut where a sentence ends, so that two channels can be laid into each other."""
    made: list[SpokenPiece] = []
    own: list[Word] = []
    for word in words:
        own.append(word)
        if word.text[-1:] in ".?!\u3002\uff1f\uff01":
            made += pieces_of(own)
            own = []
    return made + pieces_of(own)


def _speechmatics(document: Any, names: Names) -> list[SpokenPiece] | None:
    results = _objects(_at(document, "results"))
    if not results or not all("alternatives" in item and "type" in item for item in results):
        return None
    return pieces_of(words_of(_at(document, "results"), names))


def _words_and_spans(document: Any, names: Names) -> list[SpokenPiece] | None:
    """A list of words, and beside it one of who speaks from when on."""
    listed = next(
        (found for path in (("words",), ("retval", "words")) if isinstance(found := _at(document, *path), list)), None
    )
    if not listed:
        return None
    words = words_of(_objects(listed), names)
    paths = (("paragraphs",), ("segmentation", "segments"), ("speakers",), ("speakerlabels",), ("speakersegments",))
    for path in paths:
        spans = [(start, names.of(span)) for span in _objects(_at(document, *path)) if (start := start_of(span)) is not None]
        if spans and any(speaker for _, speaker in spans):
            return pieces_of(with_speakers(words, sorted(spans, key=lambda span: span[0])))
    return None


def _google(document: Any, names: Names) -> list[SpokenPiece] | None:
    results = _objects(_at(document, "results") or _at(document, "response", "results"))
    if not results or not any("alternatives" in result for result in results):
        return None
    best = [alternatives[0] for result in results if (alternatives := _objects(result.get("alternatives")))]
    listed = [words_of(each.get("words") or each.get("timestamps") or (), names) for each in best]
    whole = listed[-1] if listed else []
    if any(word.speaker for word in whole) and len(whole) >= sum(map(len, listed[:-1])):
        return pieces_of(whole)  # the last result says all the words again, with who says them
    spans = [
        (start, names.of(span)) for span in _objects(_at(document, "speakerlabels")) if (start := start_of(span)) is not None
    ]
    if spans:
        return pieces_of(with_speakers([word for words in listed for word in words], spans))
    channels = {_mark(result) for result in results} - {None}
    made: list[SpokenPiece] = []
    for result, each, words in zip(results, best, listed, strict=False):
        if any(word.speaker for word in words):
            made += pieces_of(words)
        elif isinstance(each.get("transcript"), str):
            speaker = f"Channel {_mark(result)}" if len(channels) > 1 else None
            made.append(SpokenPiece(words[0].start if words else None, speaker, each["transcript"]))
    return made


def _mark(result: Mapping[str, Any]) -> str | None:
    tag = result.get("channeltag")
    return None if tag is None else str(tag).removesuffix(".0")


def _deepgram(document: Any, names: Names) -> list[SpokenPiece] | None:
    channels = _objects(_at(document, "results", "channels"))
    if not channels:
        return None
    utterances = _at(document, "results", "utterances")
    if isinstance(utterances, list) and utterances:
        return list(pieces_in(utterances, names))
    made: list[SpokenPiece] = []
    for number, channel in enumerate(channels):
        best = next(iter(_objects(channel.get("alternatives"))), {})
        words = words_of(best.get("words") or (), names)
        paragraphs = _at(best.get("paragraphs"), "paragraphs")
        if isinstance(paragraphs, list) and paragraphs:
            own = list(pieces_in(paragraphs, names))
        elif any(word.speaker for word in words):
            own = pieces_of(words)
        else:
            own = [SpokenPiece(words[0].start if words else None, None, str(best.get("transcript") or ""))]
            own = _sentences(words) if len(channels) > 1 and words else own
        alone = len(channels) == 1 or any(piece.speaker for piece in own)
        made += [piece if alone else SpokenPiece(piece.start, f"Channel {number}", piece.text) for piece in own]
    return sorted(made, key=lambda piece: piece.start or 0.0) if len(channels) > 1 else made


def _listed(document: Any, names: Names) -> list[SpokenPiece] | None:
    items = spoken_list(document)
    return None if items is None else list(pieces_in(items, names))


_WHOLE_TEXTS = ("text", "transcript", "transcription", "fulltranscript", "displaytext", "fulltext")


def _whole_text(document: Any) -> str | None:
    if not isinstance(document, dict):
        return None
    for path in _TEXTS_WITHIN:
        within = _at(document, *path)
        for key in _WHOLE_TEXTS:
            texts = [_at(each, key) for each in (within if isinstance(within, list) else [within])]
            if texts and all(isinstance(text, str) for text in texts) and any(text.strip() for text in texts):
                return "\n".join(texts)
    return None


def _text_or_words(document: Any, names: Names) -> list[SpokenPiece] | None:
    """A text alone, or words alone: the words where they say who speaks or there is no text."""
    listed: Any = document
    if not isinstance(document, list):
        listed = next((found for path in _WORD_LISTS if isinstance(found := _at(document, *path), list) and found), None)
    words = words_of(listed, names) if listed else []
    timed = sum(word.start is not None for word in words) * 2 > len(words)
    text = _whole_text(document)
    if words and timed and (text is None or any(word.speaker for word in words)):
        return pieces_of(words)
    return None if text is None else [SpokenPiece(None, None, text)]


_TEXTS_WITHIN = (
    (), ("result",), ("results",), ("transcription",), ("transcript",), ("result", "transcription"), ("combinedphrases",),
    ("results", "transcripts"),
)  # fmt: skip
_WORD_LISTS = (("words",), ("wordsegments",), ("tokens",), ("result",), ("result", "words"), ("transcript", "words"))


def _key_of(item: Any) -> str | None:
    inner = folded(item) if isinstance(item, dict) else {}
    return next((key for key in ("word", "punctuatedword", "text") if key in inner and start_of(inner) is not None), None)


SHAPES: tuple[JsonShape, ...] = (
    JsonShape("Oncue", _alignment),
    JsonShape("Amazon Transcribe", _amazon),
    JsonShape("Speechmatics", _speechmatics),
    JsonShape("Google Speech-to-Text", _google),
    JsonShape("Deepgram", _deepgram),
    JsonShape("the BBC's editors", _words_and_spans),
    JsonShape("Whisper, AssemblyAI, Rev, Otter, Azure, Podcasting 2.0", _listed),
    JsonShape("those that give one text or a list of words", _text_or_words),
)
"""In the order in which they are tried: those that only one program writes come first."""


def pieces_of_json(document: Any) -> list[SpokenPiece] | None:
    """What is said in a file, in its order; None where it is of no shape that is known.

    A list, as JSON Lines are, is one of pieces of speech or of words, or else of files, each of which must be known.
    """
    if not isinstance(document, list):
        return _pieces_of_one(document)
    names = names_in(document)
    if spoken_list(document) is document:
        return _listed(document, names)
    if document and all(map(_key_of, document[:50])):
        return _text_or_words(document, names)
    parts = [_pieces_of_one(each) for each in document]
    if not parts or not all(parts):
        return None
    # The clock of each file is its own: within it the times tell the order, beyond it the files do.
    ordered = [by_time(part, [piece.start for piece in part]) for part in parts if part]
    return [replace(piece, start=None) for part in ordered for piece in part]


def _pieces_of_one(document: Any) -> list[SpokenPiece] | None:
    names = names_in(document)
    for shape in SHAPES:
        pieces = shape.read(document, names)
        if pieces and any(piece.text.strip() for piece in pieces):
            return pieces
    return None

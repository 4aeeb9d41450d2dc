"""JSON as recognisers and podcast hosts write it."""

from __future__ import annotations

import json
from typing import Any

from bench.pages.page import File, Page, Writer
from bench.pages.programme import SENTENCE_MS, Block, Piece


def _words(block: Block) -> list[tuple[str, float, float]]:
    words = block.text.split()
    each = (block.end_ms - block.start_ms) / 1000 / len(words)
    return [(word, block.start_ms / 1000 + n * each, block.start_ms / 1000 + (n + 1) * each) for n, word in enumerate(words)]


def _file(document: Any, pieces: tuple[Piece, ...]) -> File:
    return File("page.json", json.dumps(document, ensure_ascii=False, indent=1).encode(), pieces)


def _said(page: Page) -> tuple[Piece, ...]:
    return tuple(piece for block in page.turns for piece in block.speech)


def _nobody(page: Page) -> tuple[Piece, ...]:
    return tuple(Piece(piece.text, True, None) for piece in _said(page))


def _number(page: Page, block: Block) -> int:
    return sorted({turn.speaker or "" for turn in page.turns}).index(block.speaker or "")


def _whisper(page: Page) -> File:
    segments = [
        {
            "id": n,
            "start": block.start_ms / 1000,
            "end": block.end_ms / 1000,
            "text": " " + block.text,
            "words": [
                {"word": " " + word, "start": start, "end": end, "probability": 0.9} for word, start, end in _words(block)
            ],
        }
        for n, block in enumerate(page.turns)
    ]
    text = "".join(str(segment["text"]) for segment in segments)
    return _file({"text": text, "segments": segments, "language": page.programme.language}, _nobody(page))


def _whisper_cpp(page: Page) -> File:
    lines = [
        {"offsets": {"from": block.start_ms, "to": block.end_ms}, "text": " " + block.text, "timestamps": {}}
        for block in page.turns
    ]
    return _file({"systeminfo": "", "result": {"language": page.programme.language}, "transcription": lines}, _nobody(page))


def _whisperx(page: Page) -> File:
    segments = [
        {"start": block.start_ms / 1000, "end": block.end_ms / 1000, "text": block.text, "speaker": block.speaker}
        for block in page.turns
    ]
    return _file({"segments": segments, "word_segments": []}, _said(page))


def _assemblyai(page: Page) -> File:
    utterances = [
        {
            "speaker": block.speaker,
            "text": block.text,
            "start": block.start_ms,
            "end": block.end_ms,
            "confidence": 0.9,
            "words": [{"text": word, "start": int(1000 * a), "end": int(1000 * b)} for word, a, b in _words(block)],
        }
        for block in page.turns
    ]
    text = " ".join(block.text for block in page.turns)
    return _file({"id": "x", "status": "completed", "text": text, "utterances": utterances}, _said(page))


def _deepgram(page: Page) -> File:
    words = [
        {"word": word.lower(), "punctuated_word": word, "start": a, "end": b, "speaker": _number(page, block)}
        for block in page.turns
        for word, a, b in _words(block)
    ]
    transcript = " ".join(block.text for block in page.turns)
    channels = [{"alternatives": [{"transcript": transcript, "confidence": 0.9, "words": words}]}]
    pieces = tuple(
        Piece(piece.text, True, f"Speaker {_number(page, block)}") for block in page.turns for piece in block.speech
    )
    return _file({"metadata": {"request_id": "x"}, "results": {"channels": channels}}, pieces)


def _rev(page: Page) -> File:
    monologues = []
    for block in page.turns:
        elements: list[dict[str, Any]] = []
        for word, a, b in _words(block):
            elements += [{"type": "text", "value": word, "ts": a, "end_ts": b}, {"type": "punct", "value": " "}]
        monologues.append({"speaker": _number(page, block), "elements": elements})
    speakers = [{"id": _number(page, block), "name": block.speaker} for block in page.turns]
    return _file({"speakers": speakers, "monologues": monologues}, _said(page))


def _podcast(page: Page) -> File:
    segments = []
    for block in page.turns:
        for n, piece in enumerate(block.speech):
            start = (block.start_ms + n * SENTENCE_MS) / 1000
            segments.append({"speaker": block.speaker, "startTime": start, "endTime": start + 3.6, "body": piece.text})
    return _file({"version": "1.0.0", "segments": segments}, _said(page))


WRITERS = (
    Writer("JSON of Whisper", _whisper, labels=False),
    Writer("JSON of whisper.cpp", _whisper_cpp, labels=False),
    Writer("JSON of WhisperX", _whisperx, labels=False),
    Writer("JSON of AssemblyAI", _assemblyai, labels=False),
    Writer("JSON of Deepgram", _deepgram, labels=False),
    Writer("JSON of Rev", _rev, labels=False),
    Writer("JSON of Podcasting 2.0", _podcast, labels=False),
)

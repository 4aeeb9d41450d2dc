"""What was heard in a recording, kept: a corrected transcript is aligned without listening again."""

from __future__ import annotations

import hashlib
import json
import logging
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oncue.audio.windows import Window
from oncue.model import RecognisedWord
from oncue.pipeline.whisper_passes import Heard

PIPELINE_VERSION = 4
"""Raise it whenever the same recording would be heard differently: windows, recognisers, their times."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a recording is to be heard; `prompt` biases the decoder towards the transcript's names."""

    engine: str
    model: str
    language: str
    prompt: str | None


@dataclass(frozen=True, slots=True)
class HeardRecording:
    """What was heard, the recording's pauses and stretches of speech as intervals in milliseconds, each in order, and the
    engine and model that listened."""

    heard: Heard
    pauses: list[tuple[int, int]]
    speech: list[tuple[int, int]]
    engine: str
    model: str


class Recognitions:
    """The recognition kept for one recording: `find` it or `keep` a new one; afterwards `key` names the one that was used.

    `stored` is what the same job heard before: it serves a corrected transcript, whose names may be others, as those do not
    make it listen to everything again. `candidates` are of other jobs, and must be exactly what is wanted.
    """

    def __init__(
        self,
        *,
        audio_sha256: str,
        stored: Path | None = None,
        candidates: Sequence[Path] = (),
        save_to: Path | None = None,
    ) -> None:
        self._audio_sha256 = audio_sha256
        self._stored = stored
        self._candidates = candidates
        self._save_to = save_to
        self.key: str | None = None
        self.reused = False

    def find(self, wanted: Wanted, duration_ms: int) -> HeardRecording | None:
        """The stored one, if it is of this recording, engine, model and language; else the candidate that is also of this
        prompt. A file that cannot be read is none.

        Its encodings are not kept: the caller replaces them.
        """
        facts, key = self._facts(wanted, duration_ms), self._key(wanted, duration_ms)
        for path in self._candidates if self._stored is None else (self._stored, *self._candidates):
            try:
                kept = json.loads(zlib.decompress(path.read_bytes()))
                same = {name: kept["facts"][name] for name in facts} == facts
                if not same or (path != self._stored and kept["key"] != key):
                    continue
                found = _from_json(kept)
            except (OSError, zlib.error, ValueError, KeyError, TypeError) as error:
                _log.warning("a kept recognition cannot be used: %s", error)
                continue
            self.key, self.reused = kept["key"], True
            return found
        return None

    def keep(self, wanted: Wanted, duration_ms: int, recording: HeardRecording) -> None:
        """Writes down what was heard. A disk too full for it costs nothing but the listening, another time."""
        if self._save_to is None:
            return
        key = self._key(wanted, duration_ms)
        try:
            kept = {"facts": self._facts(wanted, duration_ms), "key": key, **_to_json(recording)}
            self._save_to.write_bytes(zlib.compress(json.dumps(kept).encode(), 6))
        except OSError as error:
            self._save_to.unlink(missing_ok=True)
            _log.warning("the recognition is not kept: %s", error)
            return
        self.key = key

    def _key(self, wanted: Wanted, duration_ms: int) -> str:
        told = {**self._facts(wanted, duration_ms), "prompt": wanted.prompt}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def _facts(self, wanted: Wanted, duration_ms: int) -> dict[str, Any]:
        return {
            "pipeline": PIPELINE_VERSION,
            "audio_sha256": self._audio_sha256,
            "duration_ms": duration_ms,
            "engine": wanted.engine,
            "model": wanted.model,
            "language": wanted.language,
        }


class _NotKept:
    def __getitem__(self, index: int) -> Any:
        raise OSError("encodings are not kept with a recognition")


def _to_json(recording: HeardRecording) -> dict[str, Any]:
    heard = recording.heard
    return {
        "words": [[word.text, word.start_ms, word.end_ms, word.probability, word.fit] for word in heard.words],
        "window_of_word": list(heard.window_of_word),
        "windows": [[window.start_ms, window.end_ms, window.speech] for window in heard.windows],
        "listened": heard.listened,
        "pauses": recording.pauses,
        "speech": recording.speech,
        "engine": recording.engine,
        "model": recording.model,
    }


def _from_json(kept: dict[str, Any]) -> HeardRecording:
    windows = tuple(Window(start, end, tuple((a, b) for a, b in speech)) for start, end, speech in kept["windows"])
    words = tuple(RecognisedWord(*word) for word in kept["words"])
    heard = Heard(words, tuple(kept["window_of_word"]), windows, _NotKept(), kept.get("listened"))
    pauses, speech = ([(a, b) for a, b in kept[name]] for name in ("pauses", "speech"))
    return HeardRecording(heard, pauses, speech, kept["engine"], kept["model"])

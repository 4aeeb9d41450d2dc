"""The cache of a recording's recognitions: a corrected transcript is aligned without recognising it again."""

from __future__ import annotations

import hashlib
import json
import logging
import zlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from oncue.acoustic.network_windows import HeardPhones
from oncue.alignment.differences import Weights
from oncue.audio.windows import Window
from oncue.model import Interval, RecognisedWord
from oncue.options.recognition import LISTEN_ALL, Listen
from oncue.pipeline.kept_phones import KeptPhones, packed_phones
from oncue.pipeline.whisper_passes import Recognition, SecondHearing

PIPELINE_VERSION = 10
"""The number of this way to recognise: raise it whenever the same recording would be recognised differently."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RecognitionKey:
    """The way to recognise a recording; `prompt` biases the decoder towards the transcript's names."""

    engine: str
    model: str
    language: str
    prompt: str | None
    sound: str = ""
    """Which track and channel of the recording, such as `track=2,channel=left`; "" is the mix of the first."""
    listen: Listen = LISTEN_ALL
    second: bool = False
    """Whether a larger model may hear once more what this one hardly hears."""


@dataclass(frozen=True, slots=True)
class RecognitionResult:
    """The recognition of a recording: its words, its pauses and its speech as intervals in milliseconds, each in order.

    `engine` and `model` name what recognised it. `weights` are of the differences between what was heard and the first text.
    `phones` is what the phone network heard where noise masks the sound; None where it was not asked.
    """

    recognition: Recognition
    pauses: list[Interval]
    speech: list[Interval]
    engine: str
    model: str
    weights: Weights = field(default_factory=dict)
    phones: HeardPhones | None = None


class RecognitionCache(Protocol):
    """Recognitions of one recording that were kept before, and room for a new one."""

    @property
    def is_empty(self) -> bool:
        """True where `find` will find nothing, so that nobody need wait to ask."""

    def find(self, wanted: RecognitionKey, duration_ms: int) -> RecognitionResult | None:
        """A recognition that serves `wanted`, for a recording of `duration_ms`; None where there is none. Raises nothing.

        Its encodings are not kept: the caller replaces them.
        """

    def store(self, wanted: RecognitionKey, duration_ms: int, result: RecognitionResult) -> None:
        """Keeps a new one, or what is known of it by now, if there is room for it. Raises nothing."""


class NoRecognitionCache:
    """A `RecognitionCache` that keeps nothing."""

    is_empty = True

    def find(self, wanted: RecognitionKey, duration_ms: int) -> RecognitionResult | None:
        """None, always."""
        return None

    def store(self, wanted: RecognitionKey, duration_ms: int, result: RecognitionResult) -> None:
        """Keeps nothing."""


NO_RECOGNITIONS = NoRecognitionCache()


class StoredRecognitions:
    """A `RecognitionCache` in files, for one recording; afterwards `key` names the recognition that was used.

    `stored` is the file of what the same job recognised before: it serves a corrected transcript, whose names may be others,
    as those do not call for a new recognition. `candidates` are files of other jobs, and must be exactly what is wanted.
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

    @property
    def is_empty(self) -> bool:
        """True where there is no file to look into."""
        return self._stored is None and not self._candidates

    def find(self, wanted: RecognitionKey, duration_ms: int) -> RecognitionResult | None:
        """The stored one, if it is of this recording, engine, model and language; else the candidate that is also of this
        prompt. A file that cannot be read is none.
        """
        facts, key = self._facts(wanted, duration_ms), self._key(wanted, duration_ms)
        for path in self._candidates if self._stored is None else (self._stored, *self._candidates):
            try:
                kept, behind = _parted(path.read_bytes())
                same = {name: kept["facts"][name] for name in facts} == facts
                if not same or (path != self._stored and kept["key"] != key):
                    continue
                found = _from_json(kept, behind)
            except (OSError, zlib.error, ValueError, KeyError, TypeError) as error:
                _log.warning("a kept recognition cannot be used: %s", error)
                continue
            self.key, self.reused = kept["key"], True
            return found
        return None

    def store(self, wanted: RecognitionKey, duration_ms: int, result: RecognitionResult) -> None:
        """Writes it to `save_to`. A disk too full for it costs nothing but the recognition, another time."""
        if self._save_to is None:
            return
        key = self._key(wanted, duration_ms)
        try:
            kept = {"facts": self._facts(wanted, duration_ms), "key": key, **_to_json(result)}
            behind = b""
            if result.phones is not None:
                kept["phones"], behind = packed_phones(result.phones)
            self._save_to.write_bytes(zlib.compress(json.dumps(kept).encode(), 6) + behind)
        except OSError as error:
            self._save_to.unlink(missing_ok=True)
            self.key = None
            _log.warning("the recognition is not kept: %s", error)
            return
        self.key = key

    def _key(self, wanted: RecognitionKey, duration_ms: int) -> str:
        told = {**self._facts(wanted, duration_ms), "prompt": wanted.prompt}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def _facts(self, wanted: RecognitionKey, duration_ms: int) -> dict[str, Any]:
        return {
            "pipeline": PIPELINE_VERSION,
            # Another track or channel is another recording, also for whoever does not know of them yet.
            "audio_sha256": f"{self._audio_sha256}#{wanted.sound}" if wanted.sound else self._audio_sha256,
            "duration_ms": duration_ms,
            "engine": wanted.engine,
            "model": wanted.model,
            "language": wanted.language,
            "listen": wanted.listen,
            "second": wanted.second,
        }


@dataclass(frozen=True, slots=True)
class KeptRecognition:
    """A recognition as it was kept, with what it is of: the language, and which sound of the recording."""

    result: RecognitionResult
    language: str
    track: int
    channel: str | None
    """The channel's name; None: the mix of the track."""


def read_kept(data: bytes) -> KeptRecognition:
    """The recognition in the content of a file that `StoredRecognitions` has written. Raises `ValueError`."""
    try:
        told, behind = _parted(data)
        kept = {"weights": {}, **told}  # older ones have none
        _, _, sound = kept["facts"]["audio_sha256"].partition("#")
        chosen = dict(part.split("=", 1) for part in sound.split(",") if part)
        track = int(chosen.get("track", 1))
        return KeptRecognition(_from_json(kept, behind), str(kept["facts"]["language"]), track, chosen.get("channel"))
    except (zlib.error, KeyError, TypeError, AttributeError) as error:
        raise ValueError("no recognition") from error


def _parted(data: bytes) -> tuple[dict[str, Any], bytes]:
    """A kept recognition, and what lies behind it in its file. Raises `ValueError` and `zlib.error`."""
    packed = zlib.decompressobj()
    kept: dict[str, Any] = json.loads(packed.decompress(data))
    if not packed.eof:
        raise ValueError("cut off")
    return kept, packed.unused_data


def _phones(kept: Any, behind: bytes) -> HeardPhones | None:
    """What the phone network heard; None where it was not asked, or what it heard is damaged: all else is as good then."""
    if kept is None:
        return None
    try:
        return KeptPhones(kept, lambda start, end: behind[start:end]).heard()
    except ValueError as error:
        _log.warning("what the phone network heard is not used: %s", error)
        return None


def _second(kept: Any) -> SecondHearing | None:
    if not kept:
        return None
    model, windows_heard, windows, asked = (*kept, kept[2])[:4]  # older ones do not tell which windows it was asked for
    return SecondHearing(model, windows_heard, frozenset(windows), _NoEncodings(), frozenset(asked))


def _window(window: Window) -> list[Any]:
    return [window.start_ms, window.end_ms, window.speech]


def _windows(kept: Any) -> tuple[Window, ...]:
    return tuple(Window(start, end, tuple((a, b) for a, b in speech)) for start, end, speech in kept)


class _NoEncodings:
    def __getitem__(self, index: int) -> Any:
        raise OSError("encodings are not kept with a recognition")


def _to_json(result: RecognitionResult) -> dict[str, Any]:
    heard = result.recognition
    return {
        "words": [astuple(word) for word in heard.words],
        "window_of_word": list(heard.window_of_word),
        "windows": [_window(window) for window in heard.windows],
        "heard": sorted(heard.heard),
        "perhaps": [_window(window) for window in heard.perhaps],
        "dropped": [[index, [astuple(word) for word in words]] for index, words in heard.dropped.items()],
        "pauses": result.pauses,
        "speech": result.speech,
        "engine": result.engine,
        "model": result.model,
        "second": _second_to_json(heard.second),
        "weights": {name: list(weights) for name, weights in result.weights.items()},
    }


def _second_to_json(second: SecondHearing | None) -> list[Any] | None:
    if second is None:
        return None
    return [second.model, second.windows_heard, sorted(second.windows), sorted(second.asked)]


def _from_json(kept: dict[str, Any], behind: bytes) -> RecognitionResult:
    words = tuple(RecognisedWord(*word) for word in kept["words"])
    heard = Recognition(
        words,
        tuple(kept["window_of_word"]),
        _windows(kept["windows"]),
        _NoEncodings(),
        frozenset(kept["heard"]),
        # Older ones have none of these.
        second=_second(kept.get("second")),
        perhaps=_windows(kept.get("perhaps", ())),
        dropped={int(k): tuple(RecognisedWord(*word) for word in dropped) for k, dropped in kept.get("dropped", ())},
    )
    pauses, speech = ([(a, b) for a, b in kept[name]] for name in ("pauses", "speech"))
    weights = {str(name): tuple(map(float, each)) for name, each in kept["weights"].items()}
    phones = _phones(kept.get("phones"), behind)
    return RecognitionResult(heard, pauses, speech, kept["engine"], kept["model"], weights, phones)

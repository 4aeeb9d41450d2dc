"""The recognisers of one alignment, each loaded once, whoever asks for it first."""

from __future__ import annotations

from threading import Lock

from oncue.asr.protocol import Recognizer
from oncue.errors import EngineUnavailable, ModelUnavailable, UsageError
from oncue.options.hardware import AS_FOUND, Hardware
from oncue.pipeline.components import Components

CANNOT_HEAR = (EngineUnavailable, ModelUnavailable, UsageError)
"""What loading a recogniser raises, and asking it where the memory does not hold it at work: nothing can be heard by it."""


class Recognizers:
    """Loads recognisers as `components` say, with so many threads (0: one for each core) on
    `hardware`, and keeps them.

    Any thread may ask: loading takes half a second and more, in which the recording is decoded and its speech detected.
    """

    def __init__(self, components: Components, threads: int, hardware: Hardware = AS_FOUND) -> None:
        self._components = components
        self._threads = threads
        self._hardware = hardware
        self._lock = Lock()
        self._loaded: dict[tuple[str, str], Recognizer] = {}

    def get(self, engine: str, model: str, language: str) -> Recognizer:
        """The one that was given in, else the engine's with this model. Raises what loading it raises, each time anew."""
        if self._components.recognizer is not None:
            return self._components.recognizer
        with self._lock:
            if (engine, model) not in self._loaded:
                loaded = self._components.load(
                    engine, model, language=language, threads=self._threads, hardware=self._hardware
                )
                self._loaded[engine, model] = loaded
            return self._loaded[engine, model]

"""Models kept in memory from one job to the next."""

from __future__ import annotations

import gc

from oncue.asr.factory import engine_for, load_recognizer, model_for
from oncue.asr.whisper import WhisperRecognizer
from oncue.options.hardware import AS_FOUND, Hardware


class WarmModels:
    """The recogniser of the last job, kept for the next; only one, as two large models would not fit."""

    def __init__(self) -> None:
        self._key: tuple[str, str, int, Hardware] | None = None
        self._recognizer: WhisperRecognizer | None = None

    def load(
        self, engine: str, model: str, *, language: str, threads: int = 0, hardware: Hardware = AS_FOUND
    ) -> WhisperRecognizer:
        """The recogniser, at once where the last job used the same. Raises the errors of `load_recognizer`."""
        key = (engine_for(engine), model_for(model, language), threads, hardware)
        if self._recognizer is None or key != self._key:
            self._recognizer, self._key = None, None
            gc.collect()  # a network and its cached tokenizers hold each other, and with them the weights
            self._recognizer = load_recognizer(key[0], key[1], language=language, threads=threads, hardware=hardware)
            self._key = key
        self._recognizer.check_language(language)
        return self._recognizer

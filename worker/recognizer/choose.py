"""Choosing and loading a recogniser by name."""

from __future__ import annotations

import importlib.util

from alignment.errors import UsageError
from alignment.language_tags import ensure_model_speaks, language_code
from worker.cores import usable_cores
from worker.recognizer.hearing import WhisperRecognizer
from worker.weights.catalogue import MODEL_NAMES
from worker.weights.find import ctranslate2_folder, model_label

ENGINES: tuple[str, ...] = ("auto", "faster-whisper", "openai-whisper")
"""What `engine` may be."""

MODELS: tuple[str, ...] = ("auto", *MODEL_NAMES)
"""What `model` may be, beside a path."""

DEVICES: tuple[str, ...] = ("auto", "cpu", "cuda")


def model_for(model: str, language: str) -> str:
    """What `auto` means for a language: tiny.en for English, the multilingual base otherwise; other models stay.

    Raises `UsageError` for an English-only model with another language, and for a language that nobody knows.
    """
    code = language_code(language)
    if model == "auto":
        return "tiny.en" if code == "en" else "base"
    ensure_model_speaks(model, code, multilingual=not model.endswith(".en"))
    return model


def engine_for(engine: str) -> str:
    """What `auto` means here: faster-whisper where it is installed (on two cores 1.5 to 2 times as fast, same words).

    Raises `UsageError` for a name that is not in `ENGINES`.
    """
    if engine not in ENGINES:
        raise UsageError(f"there is no engine {engine!r}: choose one of {', '.join(ENGINES)}")
    if engine != "auto":
        return engine
    return "faster-whisper" if importlib.util.find_spec("faster_whisper") else "openai-whisper"


def load_recognizer(
    engine: str = "auto", model: str = "auto", *, language: str, device: str = "auto", threads: int = 0
) -> WhisperRecognizer:
    """Finds, verifies and loads a Whisper model, ready for `language`. Only the chosen engine's library is imported.

    `threads` 0 means every core this process may use. Raises `UsageError` for a combination that cannot be, and
    `ModelUnavailable` where the weights cannot be found, verified or loaded or do not know the language.
    """
    engine = engine_for(engine)
    if device not in DEVICES:
        raise UsageError(f"there is no device {device!r}: choose one of {', '.join(DEVICES)}")
    model = model_for(model, language)
    threads = threads or usable_cores()
    if engine == "faster-whisper":
        from worker.recognizer import ctranslate2_engine

        recognizer = ctranslate2_engine.load(ctranslate2_folder(model), model_label(model), device=device, threads=threads)
    else:
        from worker.recognizer import openai_engine
        from worker.weights.checkpoint import openai_checkpoint

        recognizer = openai_engine.load(openai_checkpoint(model), model_label(model), device=device, threads=threads)
    recognizer.check_language(language)
    return recognizer

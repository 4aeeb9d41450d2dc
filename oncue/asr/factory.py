"""The choice of a recogniser by engine and model, and its loading."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType

from oncue.asr.device_fallback import load_where_it_computes
from oncue.asr.weights.locate import ctranslate2_folder, ensure_exists, is_path, model_label
from oncue.asr.whisper import WhisperRecognizer
from oncue.errors import EngineUnavailable, UsageError
from oncue.options.hardware import AS_FOUND, COMPUTE_TYPES, DEVICES, MOST_IN_BATCH, Hardware
from oncue.options.option import ensure_number
from oncue.options.recognition import AUTO, ENGINES, ENGLISH_MODEL, MULTILINGUAL_MODEL
from oncue.system.cache_folder import cache_folder
from oncue.system.cpus import usable_cores
from oncue.text.language_tags import ensure_model_speaks, language_code

_LIBRARIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"faster-whisper": ("ctranslate2", "faster_whisper"), "openai-whisper": ("torch", "whisper")}
)


def model_for(model: str, language: str) -> str:
    """The model that `model` means for a language: of `auto`, `ENGLISH_MODEL` or `MULTILINGUAL_MODEL`; others stay.

    Raises `UsageError` for an English-only model with another language, and for a language that nobody knows.
    """
    code = language_code(language)
    if model == AUTO:
        return ENGLISH_MODEL if code == "en" else MULTILINGUAL_MODEL
    ensure_model_speaks(model, code, multilingual=not model.endswith(".en"))
    return model


def engine_for(engine: str) -> str:
    """The engine that `engine` means here: of `auto`, faster-whisper where it is installed.

    Loads nothing. Raises `UsageError` for a name that is not in `ENGINES`, and `EngineUnavailable` where the engine, or for
    `auto` any engine, is not installed. Measured: on two cores faster-whisper is 1.5 to 2 times as fast, with the same
    words.
    """
    if engine not in ENGINES:
        raise UsageError(f"there is no engine {engine!r}: choose one of {', '.join(ENGINES)}")
    candidates = [each for each in ENGINES if each != AUTO] if engine == AUTO else [engine]
    for candidate in candidates:
        if all(_is_found(library) for library in _LIBRARIES[candidate]):
            return candidate
    raise _not_installed(candidates[0])


def import_libraries(engine: str) -> None:
    """Imports what `engine` runs on, where it is there; what is not there is told to whoever loads a model."""
    with suppress(EngineUnavailable, UsageError, ImportError, OSError):
        for library in _LIBRARIES[engine_for(engine)]:
            importlib.import_module(library)


def _is_found(library: str) -> bool:
    """True where the library is installed. Something that blocks an import may raise as early as it is looked for."""
    try:
        return importlib.util.find_spec(library) is not None
    except (ImportError, ValueError):
        return False


def ensure_asked_for(engine: str, model: str, *, chosen_engine: str, chosen_model: str) -> None:
    """Raises an error where an engine or model that was asked for by name is not there, whether or not it turns out to be
    needed.

    Another one in its place would be one that nobody chose. An engine or model that `auto` stands for is looked for when it
    is needed. `engine` and `model` are as asked for, the others what they mean here. Raises `EngineUnavailable` where the
    engine cannot be imported, and `ModelUnavailable` where the weights cannot be found or verified.
    """
    if engine != AUTO:
        try:
            for library in _LIBRARIES[chosen_engine]:
                importlib.import_module(library)
        except (ImportError, OSError) as error:  # OSError: a shared library of torch that this machine lacks
            raise _not_installed(chosen_engine) from error
    if model != AUTO:
        ensure_exists(chosen_model)
        if is_path(chosen_model):
            _weights(chosen_engine, chosen_model)
        else:
            _known_weights(chosen_engine, chosen_model, cache_folder())


@lru_cache(maxsize=16)
def _known_weights(engine: str, model: str, cache: Path) -> None:
    """Verifies the weights, once a process: three gigabytes take some seconds."""
    _weights(engine, model)


def _weights(engine: str, model: str) -> Path:
    if engine == "faster-whisper":
        return ctranslate2_folder(model)
    from oncue.asr.weights.checkpoint import openai_checkpoint

    return openai_checkpoint(model).path


def ensure_hardware(engine: str, hardware: Hardware) -> None:
    """Raises `UsageError` for a device or compute type that nobody knows, and `DeviceUnavailable` for one that is not here.

    `engine` is one that `engine_for` gave. Loads nothing, and asks no library about what `auto` stands for.
    """
    if hardware.device not in DEVICES:
        raise UsageError(f"there is no device {hardware.device!r}: choose one of {', '.join(DEVICES)}")
    if hardware.compute_type not in COMPUTE_TYPES:
        raise UsageError(f"there is no compute type {hardware.compute_type!r}: choose one of {', '.join(COMPUTE_TYPES)}")
    ensure_number("batch_windows", hardware.batch_windows, 1, MOST_IN_BATCH, whole=True)
    if (hardware.device, hardware.compute_type) == (AUTO, AUTO):
        return
    from oncue.asr import faster_whisper_backend, openai_whisper_backend

    if engine == faster_whisper_backend.NAME:
        faster_whisper_backend.ensure_hardware(hardware)
    else:
        openai_whisper_backend.ensure_hardware(hardware)


def _not_installed(engine: str) -> EngineUnavailable:
    from oncue.asr import faster_whisper_backend, openai_whisper_backend

    hint = (
        faster_whisper_backend.NOT_INSTALLED
        if engine == faster_whisper_backend.NAME
        else openai_whisper_backend.NOT_INSTALLED
    )
    return EngineUnavailable(hint, engine=engine)


def load_recognizer(
    engine: str = AUTO, model: str = AUTO, *, language: str, threads: int = 0, hardware: Hardware = AS_FOUND
) -> WhisperRecognizer:
    """Finds, verifies and loads a Whisper model, ready for `language`. Only the chosen engine's library is imported.

    `threads` 0 means every core this process may use. Raises `UsageError` for a combination that cannot be,
    `EngineUnavailable` for an engine that is not installed, `DeviceUnavailable` and `DeviceMemoryFull` for hardware that is
    not there or too small, and `ModelUnavailable` where the weights cannot be found, verified or loaded or do not know the
    language.
    """
    engine = engine_for(engine)
    ensure_hardware(engine, hardware)
    model = model_for(model, language)
    threads = threads or usable_cores()
    if engine == "faster-whisper":
        from oncue.asr import faster_whisper_backend

        folder = ctranslate2_folder(model)
        load = partial(faster_whisper_backend.load, folder, model_label(model), threads=threads)
    else:
        from oncue.asr import openai_whisper_backend
        from oncue.asr.weights.checkpoint import openai_checkpoint

        checkpoint = openai_checkpoint(model)
        load = partial(openai_whisper_backend.load, checkpoint, model_label(model), threads=threads)
    recognizer = load_where_it_computes(hardware, lambda chosen: load(hardware=chosen))
    recognizer.check_language(language)
    return recognizer

"""The plan for recognising a recording, made from its transcript while the recording is decoded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from oncue.asr.factory import engine_for, ensure_asked_for, ensure_hardware, model_for
from oncue.asr.protocol import Recognizer
from oncue.asr.weights.locate import ensure_exists
from oncue.errors import UsageError
from oncue.model import Token
from oncue.options.recognition import AUTO, LISTEN_ALL, MULTILINGUAL_MODEL
from oncue.pipeline.options import AlignOptions
from oncue.pipeline.recognition_cache import RecognitionKey
from oncue.text.language_id import Detected, language_of
from oncue.text.proper_names import names_in


@dataclass(frozen=True, slots=True)
class Plan:
    """The way to recognise a recording, the transcript's language as it was detected, and the names in it."""

    key: RecognitionKey
    detected: Detected
    names: Sequence[str]


def ensure_choice(options: AlignOptions, recognizer: Recognizer | None) -> None:
    """Raises `UsageError`, `EngineUnavailable`, `DeviceUnavailable` or `ModelUnavailable` for an engine, a device or a model
    path that is not there.

    It is a `UsageError`, too, to ask for an engine or a model by name where a `recognizer` is given. Loads nothing.
    """
    if recognizer is not None:
        if (options.engine, options.model) != (AUTO, AUTO):
            raise UsageError(
                f"engine {options.engine} and model {options.model} were asked for beside a recogniser that was given in "
                f"({recognizer.name}): leave both at auto, or give no recogniser"
            )
        return
    ensure_hardware(engine_for(options.engine), options.hardware)
    if options.model != AUTO:
        ensure_exists(options.model)


def plan_recognition(
    tokens: Sequence[Token], options: AlignOptions, recognizer: Recognizer | None, detected: Detected | None
) -> Plan:
    """The plan for a transcript; an option `language` goes before `detected`. It takes half a second.

    With a `recognizer` the plan is for that one; without, for the engine and model of the options. Raises what `language_of`
    raises, `UsageError` for a model that does not know the language, and `EngineUnavailable` and `ModelUnavailable` for what
    is asked for by name and not there, even where it would not be needed.
    """
    found = detected if detected and not options.language else language_of(tokens, options.language)
    language = found.language
    if recognizer is None:
        engine, model = engine_for(options.engine), model_for(options.model, language)
        ensure_asked_for(options.engine, options.model, chosen_engine=engine, chosen_model=model)
    else:
        engine, model = recognizer.name, recognizer.model
    names = names_in(tokens)
    prompt = ", ".join(names) + "." if names else None
    # Of a model that was asked for by name, another one in its place would be one that nobody chose.
    second = recognizer is None and options.model == AUTO and model != MULTILINGUAL_MODEL and options.listen == LISTEN_ALL
    return Plan(RecognitionKey(engine, model, language, prompt, listen=options.listen, second=second), found, names)


def unless_failed(planning: Future[Plan | None], on_progress: Callable[[float], None]) -> Callable[[float], None]:
    """A progress callback that ends the decoding of hours where the planning beside it has found that they are of no use."""

    def told(share: float) -> None:
        if planning.done():
            planning.result()
        on_progress(share)

    return told

"""The language that is taken of a transcript in several: the one that is heard."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from oncue.asr.factory import engine_for
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.errors import ModelUnavailable, UsageError
from oncue.model import Transcript
from oncue.options.recognition import AUTO, MULTILINGUAL_MODEL
from oncue.pipeline.components import Components
from oncue.pipeline.options import AlignOptions
from oncue.pipeline.spoken_language import spoken_language
from oncue.text.language_id import near_languages
from oncue.text.language_tags import language_code
from oncue.text.parallel_languages import in_one_language, parallel_languages


def readings(
    transcript: Transcript, pcm: Pcm, windows: Sequence[Window], options: AlignOptions, components: Components
) -> list[tuple[str, Transcript]]:
    """The languages that a transcript in several may be taken in, with what is then left of it, the likeliest first.

    A language that was given is the only one; else the one that is heard comes first, and the others follow for the case
    that the recording was taken for another language.
    """
    languages = parallel_languages(transcript)
    if options.language:
        given = language_code(options.language)
        return [(given, in_one_language(transcript, given) if _near(given, languages) else transcript)]
    if _only_english(options, components) and "en" in languages:
        return [("en", in_one_language(transcript, "en"))]
    heard = _near(_heard(pcm, windows, options, components), languages)
    ordered = sorted(languages, key=lambda language: language != heard)
    return [(language, in_one_language(transcript, language)) for language in ordered]


def _only_english(options: AlignOptions, components: Components) -> bool:
    given = components.recognizer
    return options.model.endswith(".en") if given is None else not given.multilingual


def _near(language: str | None, languages: Sequence[str]) -> str | None:
    return next((one for one in languages if language and one in near_languages(language)), None)


def _heard(pcm: Pcm, windows: Sequence[Window], options: AlignOptions, components: Components) -> str | None:
    given = components.recognizer
    if given is not None:
        return spoken_language(pcm, windows, [lambda: given])
    try:
        engine = engine_for(options.engine)
    except (ModelUnavailable, UsageError):
        return None
    model = MULTILINGUAL_MODEL if options.model == AUTO or options.model.endswith(".en") else options.model
    load = partial(components.load, engine, model, language="en", threads=options.threads, hardware=options.hardware)
    return spoken_language(pcm, windows, [load])

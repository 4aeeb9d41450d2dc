"""The parts that an alignment is made with: the recogniser, the G2P, the forced aligner and the cache, each given in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, partial
from typing import Protocol

from oncue.acoustic.forced_aligner import Search, SegmentSearch
from oncue.acoustic.frame_features import gather
from oncue.acoustic.lexicon import can_pronounce
from oncue.acoustic.pronouncer import OWN_PRONOUNCER, Pronouncer
from oncue.asr.factory import load_recognizer
from oncue.asr.protocol import Recognizer
from oncue.audio.pcm import Pcm
from oncue.model import Interval, Token
from oncue.options.recognition import MULTILINGUAL_MODEL
from oncue.pipeline.recognition_cache import NO_RECOGNITIONS, RecognitionCache, RecognitionKey
from oncue.text.code_switches import find_code_switches


class RecognizerLoader(Protocol):
    """The way a recogniser is loaded by name; `load_recognizer`, unless the caller keeps models."""

    def __call__(self, engine: str, model: str, *, language: str, threads: int) -> Recognizer:
        """A loaded recogniser. Raises the errors of `load_recognizer`."""


ForcedAlignerOpener = Callable[[Pcm, Sequence[Interval], str, Mapping[int, str], Pronouncer, int], Search]
"""The way a recording is made ready for forced alignment; see `open_forced_aligner`, whose arguments it takes."""


def open_forced_aligner(
    pcm: Pcm,
    speech: Sequence[Interval],
    language: str,
    token_language: Mapping[int, str],
    pronouncer: Pronouncer,
    threads: int,
) -> Search:
    """The product's own forced aligner of one recording: GMM scores of phones, searched by Viterbi.

    `speech` are the recording's segments of speech in milliseconds, in order. `token_language` is the language of each
    token that is in another one than `language`. `threads` 0 means one for each core.
    """
    return SegmentSearch(language, gather(pcm, speech, threads), threads, token_language, pronouncer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """The parts that an alignment is made with, each of which may be given in; the defaults are the product's own.

    With a `recognizer`, that one is used and none is loaded by name; without, `load` loads the engine and model of the
    options. `recognitions` is of the recording that is aligned.
    """

    recognizer: Recognizer | None = None
    load: RecognizerLoader = load_recognizer
    pronouncer: Pronouncer = OWN_PRONOUNCER
    forced_aligner: ForcedAlignerOpener = open_forced_aligner
    recognitions: RecognitionCache = NO_RECOGNITIONS


OWN_COMPONENTS = Components()


class OpenedComponents:
    """The components at work on one recording, each made when it is first needed.

    `threads` 0 means one for each core.
    """

    def __init__(self, components: Components, key: RecognitionKey, pcm: Pcm, tokens: Sequence[Token], threads: int) -> None:
        self._components = components
        self._language = key.language
        self._pcm = pcm
        self._tokens = tokens
        self._threads = threads
        self._aligner: Search | None = None
        given = components.recognizer
        load = partial(components.load, key.engine, language=key.language, threads=threads)
        self.recognizer: Callable[[], Recognizer] = cache(partial(load, key.model)) if given is None else lambda: given
        """The recogniser. Raises what loading it raises."""
        self.language_identifiers: Sequence[Callable[[], Recognizer]] = (
            (self.recognizer, partial(load, MULTILINGUAL_MODEL)) if given is None else (self.recognizer,)
        )
        """Recognisers to be asked which language is spoken, the first that is multilingual."""

    def for_sound(self, pcm: Pcm) -> OpenedComponents:
        """The same for another track or channel of the recording; the recogniser is loaded once for all."""
        other = copy(self)
        other._pcm, other._aligner = pcm, None
        return other

    def forced_aligner(self, speech: Sequence[Interval]) -> Search | None:
        """The forced aligner, opened with the first `speech` it is asked for with; None for a language that cannot be
        pronounced."""
        if self._aligner is None and can_pronounce(self._language, self._components.pronouncer):
            token_language = {
                token: passage.language
                for passage in find_code_switches(self._tokens, self._language)
                for token in range(passage.token_start, passage.token_end)
            }
            given = self._components
            self._aligner = given.forced_aligner(
                self._pcm, speech, self._language, token_language, given.pronouncer, self._threads
            )
        return self._aligner

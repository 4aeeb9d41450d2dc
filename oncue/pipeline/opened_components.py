"""The components of an alignment at work on one recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from functools import partial
from threading import Lock

from oncue.acoustic.forced_aligner import Search
from oncue.acoustic.lexicon import can_pronounce
from oncue.asr.protocol import Recognizer
from oncue.audio.pcm import Pcm
from oncue.model import Interval, Token
from oncue.options.recognition import MULTILINGUAL_MODEL
from oncue.pipeline.components import Components
from oncue.pipeline.recognition_cache import RecognitionKey
from oncue.pipeline.recognizers import Recognizers
from oncue.text.code_switches import find_code_switches


class OpenedComponents:
    """The components at work on one recording, each made when it is first needed.

    `threads` 0 means one for each core.
    """

    def __init__(
        self,
        components: Components,
        recognizers: Recognizers,
        key: RecognitionKey,
        pcm: Pcm,
        tokens: Sequence[Token],
        threads: int,
    ) -> None:
        self._components = components
        self._language = key.language
        self._pcm = pcm
        self._tokens = tokens
        self._threads = threads
        self._aligner: Search | None = None
        self._aligned_speech: list[Interval] = []
        self._opening = Lock()
        self.recognizer: Callable[[], Recognizer] = partial(recognizers.get, key.engine, key.model, key.language)
        """The recogniser. Raises what loading it raises."""
        multilingual = partial(recognizers.get, key.engine, MULTILINGUAL_MODEL, key.language)
        self.language_identifiers: Sequence[Callable[[], Recognizer]] = (
            (self.recognizer, multilingual) if components.recognizer is None else (self.recognizer,)
        )
        """Recognisers to be asked which language is spoken, the first that is multilingual."""
        self.second_recognizer: Callable[[], Recognizer] = multilingual
        """The one that hears once more what the first one hardly heard. Raises what loading it raises."""

    def for_sound(self, pcm: Pcm) -> OpenedComponents:
        """The same for another track or channel of the recording; the recogniser is loaded once for all."""
        other = copy(self)
        other._pcm, other._aligner, other._opening = pcm, None, Lock()
        return other

    @property
    def is_pronounced(self) -> bool:
        """True where the words of the language can be pronounced, so that the sound times them."""
        return can_pronounce(self._language, self._components.pronouncer)

    def forced_aligner(self, speech: Sequence[Interval]) -> Search | None:
        """The forced aligner, opened with `speech`: once, unless words were heard meanwhile where no speech was detected.
        None for a language that cannot be pronounced. May be called from any thread."""
        with self._opening:
            if self.is_pronounced and (self._aligner is None or self._aligned_speech != list(speech)):
                token_language = {
                    token: passage.language
                    for passage in find_code_switches(self._tokens, self._language)
                    for token in range(passage.token_start, passage.token_end)
                }
                given, self._aligned_speech = self._components, list(speech)
                self._aligner = given.forced_aligner(
                    self._pcm, speech, self._language, token_language, given.pronouncer, self._threads
                )
            return self._aligner

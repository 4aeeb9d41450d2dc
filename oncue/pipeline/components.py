"""The parts that an alignment is made with: the recogniser, the G2P, the forced aligner and the cache, each given in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from oncue.acoustic.forced_aligner import Search, SegmentSearch
from oncue.acoustic.frame_features import gather
from oncue.acoustic.pronouncer import OWN_PRONOUNCER, Pronouncer
from oncue.asr.factory import load_recognizer
from oncue.asr.protocol import Recognizer
from oncue.audio.pcm import Pcm
from oncue.model import Interval
from oncue.options.hardware import Hardware
from oncue.pipeline.recognition_cache import NO_RECOGNITIONS, RecognitionCache


class RecognizerLoader(Protocol):
    """The way a recogniser is loaded by name; `load_recognizer`, unless the caller keeps models."""

    def __call__(self, engine: str, model: str, *, language: str, threads: int, hardware: Hardware) -> Recognizer:
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

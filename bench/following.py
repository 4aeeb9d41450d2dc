"""What the sound confirms of a text that is not what is said, with words left out, put in or exchanged, by language."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench import sounds
from bench.cases import Case, all_cases
from bench.settings import Settings
from bench.tables import table
from oncue.acoustic.forced_aligner import SegmentSearch
from oncue.acoustic.frame_features import gather
from oncue.alignment.match import match
from oncue.asr.factory import load_recognizer, model_for
from oncue.audio.decode import decode
from oncue.audio.pcm import Pcm
from oncue.audio.vad import speech_probabilities
from oncue.audio.windows import find_windows
from oncue.model import RecognisedWord, Token
from oncue.options.recognition import AUTO
from oncue.pipeline.fit_level import FitLevel, fit_level, is_measured
from oncue.pipeline.text_anchors import TextAnchors
from oncue.pipeline.text_guided import Anchor, TextGuidedAligner, UnalignedSpan
from oncue.pipeline.whisper_passes import DecodeOptions, WindowTranscriber

RECORDINGS = {"radio-address-2008": "en", "prompts-es": "es", "prompts-fr": "fr"}
PLACES = 16
"""Places of each text that are changed, one after the other."""

AROUND = 20
"""Words of the text on each side of a place."""

CHANGES = {
    "as it is": (0, 0),
    "2 missing": (2, 0),
    "3 missing": (3, 0),
    "5 missing": (5, 0),
    "2 added": (0, 2),
    "3 added": (0, 3),
    "5 added": (0, 5),
    "2 others": (2, 2),
    "3 others": (3, 3),
    "5 others": (5, 5),
    "12 others": (12, 12),
}
"""Words of a place that are left out, and words from elsewhere in the text that are printed there instead."""

NOISE_DB = 10


def following(settings: Settings) -> str:
    """One row for each recording, as it is and in noise: of how many places in a hundred the changed text was confirmed."""
    rows: list[tuple[object, ...]] = []
    for case in all_cases(settings):
        for noisy in (False, True) if case.name in RECORDINGS else ():
            print(f"following: {case.name}{' in noise' if noisy else ''}", file=sys.stderr)
            with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
                rows.append(_row(case, RECORDINGS[case.name], Path(folder), noisy=noisy))
    return table(("recording", "noise dB", "mean gop", "limits shifted by", *(f"{name} %" for name in CHANGES)), rows)


def _row(case: Case, language: str, folder: Path, *, noisy: bool) -> tuple[object, ...]:
    recording = _Recording(case, language, folder, noisy=noisy)
    level = recording.level
    shift = level.shift if is_measured(language) else 0.0
    found = [None if shift is None else recording.confirmed(lacking, other, shift) for lacking, other in CHANGES.values()]
    told = "not followed" if shift is None else f"{shift:.1f}"
    shares = (None if count is None else round(100 * count / PLACES) for count in found)
    return (case.name, NOISE_DB if noisy else None, f"{level.gop:.1f}", told, *shares)


class _Recording:
    """A recording that Whisper has heard, and the words of it that are where the text has them."""

    def __init__(self, case: Case, language: str, folder: Path, *, noisy: bool) -> None:
        pcm = _noisy(case, folder) if noisy else decode(case.audio, folder)
        windows = find_windows(pcm, speech_probabilities(pcm))
        recognizer = load_recognizer("faster-whisper", model_for(AUTO, language), language=language)
        transcriber = WindowTranscriber(pcm, windows, lambda: recognizer, DecodeOptions(language), folder)
        transcriber.transcribe(range(len(windows)))
        heard, tokens = transcriber.recognition(), case.read().tokens
        matches = match(tokens, heard.words, language).matches
        self._language = language
        self._speech = [interval for window in windows for interval in window.speech]
        self._search = SegmentSearch(language, gather(pcm, self._speech))
        self._said: Sequence[tuple[Token, RecognisedWord]] = [
            (tokens[one.token_start], heard.words[one.word_start])
            for one in matches
            if one.token_end - one.token_start == one.word_end - one.word_start == 1
        ]
        anchors = TextAnchors(tokens, matches, heard)
        self.level: FitLevel = fit_level((0, len(windows) - 1), anchors, matches, tokens, language, self._search)

    def confirmed(self, lacking: int, other: int, shift: float) -> int:
        """At how many places the text was confirmed, though so many words are left out and so many others printed."""
        chance = random.Random(1)
        last = len(self._said) - AROUND - lacking - 1
        tokens: list[Token] = []
        gaps: list[UnalignedSpan] = []
        for k in range(PLACES):
            at = AROUND + 1 + (last - AROUND - 1) * k // (PLACES - 1)
            first, end = at - AROUND, at + lacking + AROUND
            words = [token.text for token, _ in self._said]
            changed = [*words[first:at], *chance.sample(words, other), *words[at + lacking : end]]
            left = Anchor(self._between_ms(first), len(tokens))
            tokens += [Token(text, 0, len(text)) for text in changed]
            gaps.append(UnalignedSpan(left, Anchor(self._between_ms(end), len(tokens))))
        aligner = TextGuidedAligner(tokens, self._language, self._speech, self._search, shift)
        while any(gap.followed for gap in gaps):
            aligner.advance(gaps, lambda: None)
        return sum(gap.closed for gap in gaps)

    def _between_ms(self, index: int) -> int:
        return (self._said[index - 1][1].end_ms + self._said[index][1].start_ms) // 2


def _noisy(case: Case, folder: Path) -> Pcm:
    samples = sounds.read(case.audio)
    noise = np.random.default_rng(1).standard_normal(len(samples))
    sounds.write(sounds.mixed(samples, noise, NOISE_DB), folder / "noisy.flac")
    return decode(folder / "noisy.flac", folder)

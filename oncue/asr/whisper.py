"""The Whisper recogniser over either engine: encode, decode, decode doubtful windows again, time the words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain, groupby

import numpy as np
from numpy.typing import NDArray

from oncue.asr.believed_text import believed_texts
from oncue.asr.device_errors import explained
from oncue.asr.encoder_input import MOST_FRAMES, input_frames
from oncue.asr.hallucination import is_not_speech, is_silent, without_loops
from oncue.asr.protocol import EncodedTranscript, Encoding, Samples
from oncue.asr.whisper_language import UNSPACED_LANGUAGES, whisper_language
from oncue.asr.whisper_network import DecodedTokens, EncoderOutputs, WhisperNetwork
from oncue.asr.word_times import given_spans, recognised_spans, surprisal, words_in_window
from oncue.audio.pcm import SAMPLE_RATE_HZ
from oncue.errors import DeviceMemoryFull
from oncue.model import RecognisedWord

_TEXT_CONTEXT = 448
_CERTAIN_LANGUAGE = 0.8
_POSITION_MS = 20


class WhisperRecognizer:
    """An `EncoderRecognizer` over a `WhisperNetwork`. `batch_windows` is the most windows that are decoded together: fewer
    from when the device's memory has not held as many.

    `at_once` is how many batches the network can run side by side; of a network for which that is more than one, any number
    of threads may call `encode`, `decode` and `attend`.
    """

    def __init__(self, network: WhisperNetwork, model: str, *, batch_windows: int = 8, at_once: int = 1) -> None:
        self.network = network
        self._model = model
        self._batch_asked = self._batch_windows = batch_windows
        self._at_once = at_once
        self.warnings: tuple[str, ...] = ()
        """What every transcript is to say about how it was recognised, as `WindowTranscript.warnings`."""

    def ensure_computes(self) -> None:
        """Encodes silence where the device is no processor. Raises `DeviceUnavailable` where the device turns out not to be
        usable, and `DeviceMemoryFull`."""
        if self.network.device != "cpu":
            self.encode(np.zeros(SAMPLE_RATE_HZ, np.float32))

    @property
    def name(self) -> str:
        return self.network.name

    @property
    def model(self) -> str:
        return self._model

    @property
    def multilingual(self) -> bool:
        return self.network.multilingual

    @property
    def windows_at_once(self) -> int:
        """See `BatchRecognizer.windows_at_once`: a batch, of which those that run side by side take a part each.

        A whole batch for each would decode a tenth faster, and on four cores take 15 GB for the attention of a large model.
        """
        return max(self._batch_windows, self._at_once)

    def check_language(self, language: str) -> str:
        """Whisper's code for the language. Raises `UsageError` or `ModelUnavailable` where this model cannot do it."""
        return whisper_language(language, model=self.model, multilingual=self.multilingual, known=self.network.languages)

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[EncodedTranscript]:
        """See `Recognizer.recognise`, and `recognise_by_draft`, which this is without a draft."""
        return self.recognise_by_draft(windows, language=language, prompt=prompt, draft="")

    def recognise_by_draft(
        self, windows: Sequence[Samples], *, language: str, prompt: str | None, draft: str
    ) -> list[EncodedTranscript]:
        """See `DraftedRecognizer.recognise_by_draft`.

        Where the memory does not hold a batch, it goes on with half of it, then and later, and the transcripts' warnings say
        so. Raises `DeviceMemoryFull` where it does not hold one window, and `DeviceUnavailable` where the device turns
        out not to be usable.
        """
        code = self.check_language(language)
        batches = self._batches(windows)

        def recognise(batch: Sequence[int]) -> list[EncodedTranscript]:
            return self._recognise_in_memory([windows[index] for index in batch], code, prompt, draft)

        if self._at_once == 1 or len(batches) == 1:
            results = [recognise(batch) for batch in batches]
        else:
            with ThreadPoolExecutor(self._at_once) as pool:
                results = list(pool.map(recognise, batches))
        by_window = dict(zip(chain.from_iterable(batches), chain.from_iterable(results), strict=True))
        found = [by_window[index] for index in range(len(windows))]
        warnings = [*self.warnings, *self._batch_warning()]
        return [replace(result, warnings=(*warnings,)) for result in found] if warnings else found

    def _batch_warning(self) -> Iterator[str]:
        if self._batch_windows == self._batch_asked:
            return
        yield (
            f"batch_reduced: the memory of the device ({self.network.device}) did not hold {self._batch_asked} windows at "
            f"once; they were recognised {self._batch_windows} at a time, which is slower. Ask for no more than that "
            "(ONCUE_BATCH_WINDOWS, --batch-windows), or for a smaller model."
        )

    def _batches(self, windows: Sequence[Samples]) -> list[Sequence[int]]:
        """The windows (indices) that are decoded together, those that take longest first: of one input length, so that a
        window's text does not depend on the others; where the network sees to that, of any."""
        size = max(1, min(self._batch_windows, -(-len(windows) // self._at_once)))
        frames = [self._input_frames(window) for window in windows]
        longest_first = sorted(range(len(windows)), key=lambda index: -frames[index])
        batches: list[Sequence[int]] = []
        for _, alike in groupby(longest_first, key=lambda index: self.network.mixes_lengths or frames[index]):
            indices = list(alike)
            batches += [indices[first : first + size] for first in range(0, len(indices), size)]
        return batches

    def _input_frames(self, window: Samples) -> int:
        """On a GPU all are as long, as many are decoded together there and the encoder takes next to no time."""
        return input_frames(1000 * len(window) // SAMPLE_RATE_HZ) if self.network.device == "cpu" else MOST_FRAMES

    def _encode(self, window: Samples) -> NDArray[np.float32]:
        return self.network.encode(window, self._input_frames(window))

    def encode(self, window: Samples) -> Encoding:
        """See `EncoderRecognizer.encode`."""
        with explained(self.network.device, self.model):
            return self._encode(window).astype(np.float16)

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        """See `Recognizer.spoken_language`. It takes one step of the decoder for each window, beside the encoder's pass."""
        if not self.multilingual:
            return None
        shares = Counter[str]()
        with explained(self.network.device, self.model):
            for window in windows:
                shares.update(self.network.detect([self._encode(window)])[0])
        code, share = max(shares.items(), key=lambda pair: pair[1])
        return code if share >= _CERTAIN_LANGUAGE * len(windows) else None

    def align_words(
        self, encoding: Encoding, words: Sequence[str], *, language: str, duration_ms: int
    ) -> list[RecognisedWord]:
        """See `EncoderRecognizer.align_words`. Words beyond the decoder's 448 tokens rest at the window's end, with
        probability 0."""
        if not words:
            return []
        code = self.check_language(language)
        tokenizer = self.network.tokenizer(code)
        tokens, spans = given_spans(tokenizer, words, spaced=code not in UNSPACED_LANGUAGES)
        tokens = tokens[: _TEXT_CONTEXT - len(tokenizer.sot_sequence) - 2]
        with explained(self.network.device, self.model):
            (times,) = self.network.attend([encoding], code, [tokens], [duration_ms])
        return words_in_window(spans, times, duration_ms)

    def surprisals(
        self, encodings: Sequence[Encoding], texts: Sequence[Sequence[str]], *, language: str
    ) -> list[list[float] | None]:
        """See `WeighingRecognizer.surprisals`."""
        code = self.check_language(language)
        tokenizer = self.network.tokenizer(code)
        most = _TEXT_CONTEXT - len(tokenizer.sot_sequence) - 2

        def weigh(encoding: Encoding, words: Sequence[str]) -> list[float] | None:
            tokens, spans = given_spans(tokenizer, words, spaced=code not in UNSPACED_LANGUAGES)
            if not 0 < len(tokens) <= most:
                return None
            (times,) = self.network.attend([encoding], code, [tokens], [_POSITION_MS * len(encoding)])
            return [surprisal(span, times.probabilities) for span in spans]

        with explained(self.network.device, self.model):
            if self._at_once == 1 or len(texts) == 1:
                return [weigh(encoding, words) for encoding, words in zip(encodings, texts, strict=True)]
            with ThreadPoolExecutor(self._at_once) as pool:
                return list(pool.map(weigh, encodings, texts))

    def _recognise_in_memory(
        self, windows: Sequence[Samples], code: str, prompt: str | None, draft: str
    ) -> list[EncodedTranscript]:
        """A batch, halved until the memory holds its parts."""
        done: list[EncodedTranscript] = []
        while len(done) < len(windows):
            size = min(len(windows) - len(done), self._batch_windows)
            try:
                with explained(self.network.device, self.model):
                    done += self._recognise_batch(windows[len(done) : len(done) + size], code, prompt, draft)
                continue
            except DeviceMemoryFull:
                if size == 1:
                    raise
                self._batch_windows = min(self._batch_windows, size // 2)
            # Only now, as the error holds what was computed before it.
            self.network.free_memory()
        return done

    def _recognise_batch(
        self, windows: Sequence[Samples], code: str, prompt: str | None, draft: str
    ) -> list[EncodedTranscript]:
        # One window at a time: on a CPU a batch of eight is encoded more slowly than eight windows (102x against 127x real
        # time, tiny.en in int8, two cores).
        encodings = [self._encode(window) for window in windows]
        durations_ms = [round(1000 * len(window) / SAMPLE_RATE_HZ) for window in windows]
        heard = believed_texts(self.network, encodings, durations_ms, code, prompt=prompt, draft=draft)
        for i, window in enumerate(windows):
            if is_silent(window) or is_not_speech(heard[i].mean_log_probability, heard[i].no_speech_probability):
                heard[i] = replace(heard[i], tokens=[])
        words = self._time(encodings, code, heard, durations_ms)
        return [EncodedTranscript(tuple(words[i]), encodings[i].astype(np.float16)) for i in range(len(windows))]

    def _time(
        self, encodings: EncoderOutputs, code: str, heard: Sequence[DecodedTokens], durations_ms: Sequence[int]
    ) -> list[list[RecognisedWord]]:
        words: list[list[RecognisedWord]] = [[] for _ in heard]
        spoken = [i for i, one in enumerate(heard) if one.tokens]
        if not spoken:
            return words
        tokens = [heard[i].tokens for i in spoken]
        tokenizer = self.network.tokenizer(code)
        found = self.network.attend([encodings[i] for i in spoken], code, tokens, [durations_ms[i] for i in spoken])
        for i, times in zip(spoken, found, strict=True):
            spans = recognised_spans(tokenizer, heard[i].tokens, spaced=code not in UNSPACED_LANGUAGES)
            words[i] = without_loops(words_in_window(spans, times, durations_ms[i]))
        return words

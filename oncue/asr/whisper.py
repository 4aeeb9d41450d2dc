"""The Whisper recogniser over either engine: encode, decode, decode doubtful windows again, time the words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from oncue.asr.device_errors import explained
from oncue.asr.encoder_input import MOST_FRAMES, input_frames
from oncue.asr.hallucination import echoes_prompt, is_not_speech, is_silent, seems_looped, stopped_early, without_loops
from oncue.asr.protocol import EncodedTranscript, Encoding, Samples
from oncue.asr.whisper_language import UNSPACED_LANGUAGES, whisper_language
from oncue.asr.word_times import TextTokenizer, TokenTimes, given_spans, recognised_spans, surprisal, words_in_window
from oncue.audio.pcm import SAMPLE_RATE_HZ
from oncue.errors import DeviceMemoryFull
from oncue.model import RecognisedWord

WINDOW_SAMPLES = 30 * SAMPLE_RATE_HZ

_TEXT_CONTEXT = 448
# Half of the context is the text's. A hundred tokens are some thirty names; longer prompts have not been measured.
_PROMPT_TOKENS = 100
_CERTAIN_LANGUAGE = 0.8
_POSITION_MS = 20

EncoderOutputs = NDArray[np.float32] | NDArray[np.float16]
"""The encoder's output for several windows of one length, shape (windows, positions, model width), on the CPU."""


@dataclass(frozen=True, slots=True)
class DecodedTokens:
    """The decoder's text for one window, as tokens. `finished` is False where it ran into its limit."""

    tokens: list[int]
    mean_log_probability: float
    no_speech_probability: float
    finished: bool


class WhisperTokenizer(TextTokenizer, Protocol):
    """A tokenizer set to one language."""

    @property
    def sot_sequence(self) -> Sequence[int]: ...

    def decode(self, tokens: list[int]) -> str: ...


class WhisperNetwork(Protocol):
    """Whisper's network on one library, without any judgement of its output. Not thread-safe unless its engine says so."""

    @property
    def name(self) -> str:
        """The engine's name."""

    @property
    def multilingual(self) -> bool:
        """True where the vocabulary has languages other than English."""

    @property
    def languages(self) -> Collection[str]:
        """Whisper's codes of the languages it knows."""

    @property
    def device(self) -> str:
        """The device it runs on: `cpu` or `cuda`."""

    def free_memory(self) -> None:
        """Gives back the device's memory that is kept for later, after a call had too little."""

    def tokenizer(self, code: str) -> WhisperTokenizer:
        """The tokenizer for transcribing a language."""

    def encode(self, window: Samples, frames: int) -> NDArray[np.float32]:
        """The encoder's output for one window of at most 30 s, with silence behind it up to so many frames of 10 ms, shape
        (frames / 2, model width)."""

    def decode(
        self, encodings: EncoderOutputs, code: str, prompt: Sequence[int], *, beam_size: int, strict: bool
    ) -> list[DecodedTokens]:
        """The text of each window of a batch, deterministic.

        `strict` keeps the search from repeating itself where it can.
        """

    def extend(self, encoding: EncoderOutputs, code: str, tokens: list[int]) -> DecodedTokens:
        """The whole text of one window that begins with `tokens`, non-empty, and does not end with them."""

    def detect(self, encodings: EncoderOutputs) -> list[dict[str, float]]:
        """The probability of each language, by Whisper's code, for each window; only of a multilingual network."""

    def attend(
        self, encodings: EncoderOutputs, code: str, tokens: Sequence[list[int]], durations_ms: Sequence[int]
    ) -> list[TokenTimes]:
        """The places of the given tokens, one non-empty list per window, in the audio, by cross-attention."""


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
        """See `Recognizer.recognise`.

        Where the memory does not hold a batch, it goes on with half of it, then and later, and the transcripts' warnings say
        so. Raises `DeviceMemoryFull` where it does not hold one window, and `DeviceUnavailable` where the device turns
        out not to be usable.
        """
        code = self.check_language(language)
        batches = self._batches(windows)

        def recognise(batch: Sequence[int]) -> list[EncodedTranscript]:
            return self._recognise_in_memory([windows[index] for index in batch], code, prompt)

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
        window's text does not depend on the others."""
        size = max(1, min(self._batch_windows, -(-len(windows) // self._at_once)))
        frames = [self._input_frames(window) for window in windows]
        longest_first = sorted(range(len(windows)), key=lambda index: -frames[index])
        batches: list[Sequence[int]] = []
        for _, alike in groupby(longest_first, key=lambda index: frames[index]):
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
                shares.update(self.network.detect(self._encode(window)[np.newaxis])[0])
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
            (times,) = self.network.attend(encoding[np.newaxis], code, [tokens], [duration_ms])
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
            (times,) = self.network.attend(encoding[np.newaxis], code, [tokens], [_POSITION_MS * len(encoding)])
            return [surprisal(span, times.probabilities) for span in spans]

        with explained(self.network.device, self.model):
            if self._at_once == 1 or len(texts) == 1:
                return [weigh(encoding, words) for encoding, words in zip(encodings, texts, strict=True)]
            with ThreadPoolExecutor(self._at_once) as pool:
                return list(pool.map(weigh, encodings, texts))

    def _recognise_in_memory(self, windows: Sequence[Samples], code: str, prompt: str | None) -> list[EncodedTranscript]:
        """A batch, halved until the memory holds its parts."""
        done: list[EncodedTranscript] = []
        while len(done) < len(windows):
            size = min(len(windows) - len(done), self._batch_windows)
            try:
                with explained(self.network.device, self.model):
                    done += self._recognise_batch(windows[len(done) : len(done) + size], code, prompt)
                continue
            except DeviceMemoryFull:
                if size == 1:
                    raise
                self._batch_windows = min(self._batch_windows, size // 2)
            # Only now, as the error holds what was computed before it.
            self.network.free_memory()
        return done

    def _recognise_batch(self, windows: Sequence[Samples], code: str, prompt: str | None) -> list[EncodedTranscript]:
        # One window at a time: on a CPU a batch of eight is encoded more slowly than eight windows (102x against 127x real
        # time, tiny.en in int8, two cores).
        encodings = np.stack([self._encode(window) for window in windows])
        durations_ms = [round(1000 * len(window) / SAMPLE_RATE_HZ) for window in windows]
        heard = self._hear(encodings, code, prompt)
        heard = [self._continue_decoding(one, encodings[i], code, durations_ms[i]) for i, one in enumerate(heard)]
        for i, window in enumerate(windows):
            if is_silent(window) or is_not_speech(heard[i].mean_log_probability, heard[i].no_speech_probability):
                heard[i] = replace(heard[i], tokens=[])
        words = self._time(encodings, code, heard, durations_ms)
        half = encodings.astype(np.float16)
        return [EncodedTranscript(tuple(words[i]), half[i]) for i in range(len(windows))]

    def _hear(self, encodings: EncoderOutputs, code: str, prompt: str | None) -> list[DecodedTokens]:
        """Decodes greedily, and once more, slowly and without the prompt, the windows whose text is not to be believed.

        Measured: a beam of five everywhere hears no more. In 41 windows (16 minutes, tiny.en) its text is of another length
        in four; it is better in one of them, where the greedy text stopped early (see `_continue_decoding`), and worse in
        two.
        """
        heard = self.network.decode(encodings, code, self._prompt_tokens(code, prompt), beam_size=1, strict=False)
        doubtful = [i for i, one in enumerate(heard) if self._doubtful(one, code, prompt)]
        if doubtful:
            again = self.network.decode(encodings[doubtful], code, [], beam_size=5, strict=True)
            for i, one in zip(doubtful, again, strict=True):
                heard[i] = one
        return heard

    def _continue_decoding(
        self, heard: DecodedTokens, encoding: EncoderOutputs, code: str, duration_ms: int
    ) -> DecodedTokens:
        """The text after the decoder was made to go on where it stopped after a few words; believed only if it then fills
        the window.

        Whisper may take the end of a sentence for the end of the speech: five words of 26 s, with no sign of doubt.
        """
        if heard.no_speech_probability > 0.5 or not stopped_early(len(heard.tokens), duration_ms):
            return heard
        whole = self.network.extend(encoding[np.newaxis], code, heard.tokens)
        text = self.network.tokenizer(code).decode(whole.tokens)
        if stopped_early(len(whole.tokens), duration_ms) or seems_looped(text, finished=whole.finished):
            return heard
        return replace(whole, no_speech_probability=heard.no_speech_probability)

    def _doubtful(self, heard: DecodedTokens, code: str, prompt: str | None) -> bool:
        text = self.network.tokenizer(code).decode(heard.tokens)
        return seems_looped(text, finished=heard.finished) or (prompt is not None and echoes_prompt(text, prompt))

    def _time(
        self, encodings: EncoderOutputs, code: str, heard: Sequence[DecodedTokens], durations_ms: Sequence[int]
    ) -> list[list[RecognisedWord]]:
        words: list[list[RecognisedWord]] = [[] for _ in heard]
        spoken = [i for i, one in enumerate(heard) if one.tokens]
        if not spoken:
            return words
        tokens = [heard[i].tokens for i in spoken]
        tokenizer = self.network.tokenizer(code)
        found = self.network.attend(encodings[spoken], code, tokens, [durations_ms[i] for i in spoken])
        for i, times in zip(spoken, found, strict=True):
            spans = recognised_spans(tokenizer, heard[i].tokens, spaced=code not in UNSPACED_LANGUAGES)
            words[i] = without_loops(words_in_window(spans, times, durations_ms[i]))
        return words

    def _prompt_tokens(self, code: str, prompt: str | None) -> list[int]:
        """The tokens of the first names of the prompt, as many as fit: the caller puts the most useful first."""
        if prompt is None or not prompt.strip():
            return []
        tokens: list[int] = []
        tokenizer = self.network.tokenizer(code)
        for name in prompt.split():
            more = tokenizer.encode(f" {name}")
            if len(tokens) + len(more) > _PROMPT_TOKENS:
                break
            tokens += more
        return tokens

"""Whisper's network on CTranslate2, through faster-whisper: the fast engine on a CPU, without torch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from oncue.asr.device_errors import NO_CUDA, explained
from oncue.asr.encoder_input import FRAME_MS, MOST_FRAMES
from oncue.asr.protocol import Samples
from oncue.asr.whisper import WhisperRecognizer
from oncue.asr.whisper_network import DecodedTokens, EncoderOutput, EncoderOutputs, WhisperTokenizer
from oncue.asr.word_times import TokenTimes
from oncue.audio.pcm import SAMPLE_RATE_HZ
from oncue.errors import DeviceMemoryFull, DeviceUnavailable, EngineUnavailable, ModelUnavailable
from oncue.options.hardware import AS_FOUND, Hardware
from oncue.options.recognition import AUTO
from oncue.system.cpus import usable_cores

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

NAME = "faster-whisper"
NOT_INSTALLED = (
    "the engine faster-whisper is not installed here: `make setup` or `pip install faster-whisper` installs it, or choose "
    "the engine openai-whisper or auto"
)

_ATTENTION_MS = 20
# The median filter over the attention is 7 wide; a shorter stretch than this has nothing to align anyway.
_FEWEST_FRAMES = 20
_CONTEXT_TOKENS = 448

# On two cores with AVX-512 VNNI, tiny.en, real time: float32 encodes 86x and decodes eight windows 107x, int8 127x and 138x.
# Both hear the same words of the radio address (2.1 % word errors) and 480 and 481 of 520 on hand-labelled sentences.
_COMPUTE_TYPES = {"cpu": "int8", "cuda": "float16"}

# Two windows side by side on a core each are heard in 3.0 s where one after the other on both cores takes 4.2 s (eight
# windows, tiny.en). Each takes memory of its own: 60 MB for tiny, 110 MB for base.
_MOST_AT_ONCE = 4


def ensure_hardware(hardware: Hardware) -> tuple[str, str]:
    """The device and the compute type that `hardware` means here. Loads no weights.

    Raises `DeviceUnavailable` for one that is not there, and `EngineUnavailable` where the library is missing.
    """
    try:
        import ctranslate2
    except ImportError as error:
        raise EngineUnavailable(NOT_INSTALLED, engine=NAME) from error
    device = hardware.device
    with explained("cuda", "any"):
        if device == AUTO:
            device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
        elif device == "cuda" and not ctranslate2.get_cuda_device_count():
            raise DeviceUnavailable(NO_CUDA, device=device)
        known = ctranslate2.get_supported_compute_types(device)
    if hardware.compute_type == AUTO:
        best = _COMPUTE_TYPES[device]
        return device, best if best in known else "float32"
    if hardware.compute_type not in known:
        raise DeviceUnavailable(
            f"the device {device} cannot compute in {hardware.compute_type}: choose one of {', '.join(sorted(known))}, or "
            "auto (ONCUE_COMPUTE_TYPE, --compute-type)",
            compute_type=hardware.compute_type,
            device=device,
        )
    return device, hardware.compute_type


def load(folder: Path, label: str, *, hardware: Hardware = AS_FOUND, threads: int) -> WhisperRecognizer:
    """A recogniser from a verified CTranslate2 folder.

    Raises `EngineUnavailable` where the library is missing, `DeviceUnavailable` and `DeviceMemoryFull` for hardware that is
    not there or too small, and `ModelUnavailable` where the library refuses the folder.
    """
    device, compute_type = ensure_hardware(hardware)
    try:
        from faster_whisper import WhisperModel

        at_once = max(1, min(_MOST_AT_ONCE, threads or usable_cores())) if device == "cpu" else 1
        with explained(device, label):
            whisper = WhisperModel(
                str(folder),
                device=device,
                compute_type=compute_type,
                cpu_threads=max(1, (threads or usable_cores()) // at_once),
                num_workers=at_once,
                local_files_only=True,
            )
    except ImportError as error:
        raise EngineUnavailable(NOT_INSTALLED, engine=NAME) from error
    except (DeviceUnavailable, DeviceMemoryFull):
        raise
    except Exception as error:  # CTranslate2 raises RuntimeError and ValueError, tokenizers bare Exceptions
        raise ModelUnavailable(f"faster-whisper cannot load {folder} on {device}: {error}") from error
    return WhisperRecognizer(CTranslate2Network(whisper), label, batch_windows=hardware.batch_windows, at_once=at_once)


class CTranslate2Network:
    """Implements `WhisperNetwork` over a loaded `faster_whisper.WhisperModel`."""

    def __init__(self, whisper: WhisperModel) -> None:
        self._whisper = whisper
        self.tokenizer = lru_cache(maxsize=4)(self._tokenizer)

    @property
    def model(self) -> Any:
        """CTranslate2's model, for those who measure it."""
        return self._whisper.model

    @property
    def name(self) -> str:
        return NAME

    @property
    def multilingual(self) -> bool:
        return bool(self._whisper.model.is_multilingual)

    @property
    def languages(self) -> Collection[str]:
        # The last of them, Cantonese, came with large-v3; tokenizers published since name it for every model.
        return cast(Collection[str], self._whisper.supported_languages[: self._whisper.model.num_languages])

    @property
    def device(self) -> str:
        return str(self._whisper.model.device)

    @property
    def mixes_lengths(self) -> bool:
        """See `WhisperNetwork.mixes_lengths`."""
        return False

    def free_memory(self) -> None:
        """See `WhisperNetwork.free_memory`. CTranslate2 keeps what it has for the next call, and offers no way to ask it."""

    def _tokenizer(self, code: str) -> WhisperTokenizer:
        from faster_whisper.tokenizer import Tokenizer

        return cast(WhisperTokenizer, Tokenizer(self._whisper.hf_tokenizer, self.multilingual, "transcribe", code))

    def encode(self, window: Samples, frames: int) -> NDArray[np.float32]:
        """See `WhisperNetwork.encode`."""
        encoding: NDArray[np.float32] = _array(self._whisper.encode(self.features(window, frames)))[0]
        return encoding

    def features(self, window: Samples, frames: int) -> NDArray[np.float32]:
        """The log-mel spectrogram that the encoder is given, shape (mel bands, frames)."""
        samples = window if window.size >= SAMPLE_RATE_HZ // 10 else np.pad(window, (0, SAMPLE_RATE_HZ // 10 - window.size))
        features: NDArray[np.float32] = self._whisper.feature_extractor(samples)[:, :frames]
        # Padding the features with zeros, as Whisper's own transcribe() does, saves the transform of silence.
        return np.pad(features, ((0, 0), (0, frames - features.shape[1])))

    def decode(
        self, encodings: EncoderOutputs, code: str, prompt: Sequence[int], *, beam_size: int, strict: bool, draft: str = ""
    ) -> list[DecodedTokens]:
        """See `WhisperNetwork.decode`. CTranslate2 takes given tokens one by one, so that a draft spares nothing."""
        tokenizer = cast(Any, self.tokenizer(code))
        start = [*([tokenizer.sot_prev, *prompt] if prompt else []), *self.start(code)]
        return self._generate(encodings, tokenizer, start, beam_size=beam_size, strict=strict)

    def start(self, code: str) -> list[int]:
        """The tokens before a text without timestamps, where there is no prompt."""
        tokenizer = cast(Any, self.tokenizer(code))
        return [*tokenizer.sot_sequence, tokenizer.no_timestamps]

    def extend(self, encoding: EncoderOutput, code: str, tokens: list[int]) -> DecodedTokens:
        """See `WhisperNetwork.extend`. The token after the given ones is never the end: `suppress_blank` forbids it."""
        tokenizer = cast(Any, self.tokenizer(code))
        start = [*self.start(code), *tokens]
        return self._generate([encoding], tokenizer, start, beam_size=5, strict=False)[0]

    def _generate(
        self, encodings: EncoderOutputs, tokenizer: Any, start: list[int], *, beam_size: int, strict: bool
    ) -> list[DecodedTokens]:
        results = self._whisper.model.generate(
            encoder_outputs(encodings),
            [start] * len(encodings),
            beam_size=beam_size,
            # Five tokens may not come twice in a strict search: enough to leave any loop, and seldom met in speech.
            no_repeat_ngram_size=5 if strict else 0,
            max_length=_CONTEXT_TOKENS,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
        )
        most = min(_CONTEXT_TOKENS // 2, _CONTEXT_TOKENS - len(start))
        heard = []
        for result in results:
            # Text tokens of `start` come back as well.
            tokens = [token for token in result.sequences_ids[0] if token < tokenizer.eot]
            # The score is the mean over the tokens; the end token counts as one (faster_whisper/transcribe.py).
            mean = result.scores[0] * len(tokens) / (len(tokens) + 1)
            heard.append(DecodedTokens(tokens, float(mean), float(result.no_speech_prob), len(tokens) < most - 1))
        return heard

    def detect(self, encodings: EncoderOutputs) -> list[dict[str, float]]:
        """See `WhisperNetwork.detect`."""
        results = self._whisper.model.detect_language(encoder_outputs(encodings))
        return [{token.strip("<|>"): float(share) for token, share in result} for result in results]

    def attend(
        self, encodings: EncoderOutputs, code: str, tokens: Sequence[list[int]], durations_ms: Sequence[int]
    ) -> list[TokenTimes]:
        """See `WhisperNetwork.attend`."""
        frames = [min(MOST_FRAMES, max(_FEWEST_FRAMES, duration_ms // FRAME_MS)) for duration_ms in durations_ms]
        start = list(cast(Any, self.tokenizer(code)).sot_sequence)
        # One by one, as in a batch all are padded to the longest text: 55 ms of processor time a window where batches of
        # eight take 84, with the same bits (tiny.en, one core).
        align = self._whisper.model.align
        results = [align(encoder_outputs([encodings[i]]), start, [list(row)], frames[i])[0] for i, row in enumerate(tokens)]
        return [TokenTimes(_borders_ms(result.alignments), result.text_token_probs) for result in results]


def _borders_ms(path: Sequence[tuple[int, int]]) -> list[int]:
    """The time in milliseconds at which the warping path first reaches each token; the last is the end token's."""
    borders: list[int] = []
    for token, position in path:
        if token == len(borders):
            borders.append(position * _ATTENTION_MS)
    return borders


def encoder_outputs(windows: EncoderOutputs) -> Any:
    """The encoder's outputs, of one length, as CTranslate2 takes them."""
    import ctranslate2

    return ctranslate2.StorageView.from_array(np.ascontiguousarray(windows, dtype=np.float32))


def _array(storage: Any) -> NDArray[np.float32]:
    import ctranslate2

    on_cpu = storage.to_device(ctranslate2.Device.cpu).to(ctranslate2.DataType.float32)
    return np.array(on_cpu, dtype=np.float32)

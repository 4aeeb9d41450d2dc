"""Whisper's network on PyTorch, through openai-whisper: the reference, on CPU or CUDA."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from oncue.asr.device_errors import NO_CUDA, explained
from oncue.asr.encoder_input import FRAME_MS, MOST_FRAMES
from oncue.asr.openai_stand_ins import EncodedInput, TokenByToken, unhooked
from oncue.asr.protocol import Samples
from oncue.asr.weights.checkpoint import Checkpoint
from oncue.asr.whisper import WINDOW_SAMPLES, DecodedTokens, EncoderOutputs, WhisperRecognizer, WhisperTokenizer
from oncue.asr.word_times import TokenTimes
from oncue.errors import DeviceMemoryFull, DeviceUnavailable, EngineUnavailable, ModelUnavailable
from oncue.options.hardware import AS_FOUND, Hardware
from oncue.options.recognition import AUTO
from oncue.system.compiled_code import compile_now, kept

if TYPE_CHECKING:
    from whisper import Whisper

NAME = "openai-whisper"
NOT_INSTALLED = (
    "the engine openai-whisper is not installed here: `make setup` with a TORCH_INDEX of CPU builds installs it, or choose "
    "the engine faster-whisper or auto"
)

# What each device can compute in; the first is the one of `auto`.
_COMPUTE_TYPES = {"cpu": ("float32",), "cuda": ("float32", "float16")}

_FEWEST_FRAMES = 20
_SAMPLED_TOKENS = 224


def ensure_hardware(hardware: Hardware) -> tuple[str, str]:
    """The device and the compute type that `hardware` means here. Loads no weights.

    Raises `DeviceUnavailable` for a device or compute type that is not there, and `EngineUnavailable` where the library is
    missing.
    """
    device = _device(hardware.device)
    known = _COMPUTE_TYPES[device]
    if hardware.compute_type == AUTO:
        return device, known[0]
    if hardware.compute_type not in known:
        raise DeviceUnavailable(
            f"the engine {NAME} cannot compute in {hardware.compute_type} on the device {device}: choose "
            f"{' or '.join(known)}, or auto (ONCUE_COMPUTE_TYPE, --compute-type), or the engine faster-whisper",
            compute_type=hardware.compute_type,
            device=device,
        )
    return device, hardware.compute_type


def _device(asked: str) -> str:
    if asked == "cpu":
        return "cpu"
    try:
        import torch
    except ImportError as error:
        raise EngineUnavailable(NOT_INSTALLED, engine=NAME) from error
    if torch.cuda.is_available():
        return "cuda"
    if asked == "cuda":
        raise DeviceUnavailable(NO_CUDA, device="cuda")
    return "cpu"


def load(checkpoint: Checkpoint, label: str, *, hardware: Hardware = AS_FOUND, threads: int) -> WhisperRecognizer:
    """A recogniser from a verified checkpoint.

    Raises `EngineUnavailable` where the library is missing, `DeviceUnavailable` and `DeviceMemoryFull` for hardware that is
    not there or too small, and `ModelUnavailable` where the library refuses the file.
    """
    try:
        import torch
        import whisper
    except ImportError as error:
        raise EngineUnavailable(NOT_INSTALLED, engine=NAME) from error
    device, compute_type = ensure_hardware(hardware)
    half = compute_type == "float16"
    if device == "cuda":
        # Where triton is not installed, the library says so, and times words as well without.
        warnings.filterwarnings("ignore", message="Failed to launch Triton kernels", module=r"whisper\.")
        # On an H100, cuDNN's attention plans each length anew, 5 s for the first text in a batch of a new size (float16).
        torch.backends.cuda.enable_cudnn_sdp(False)
    try:
        with explained(device, label):
            # Halved before it goes to the device, of whose memory it then takes half.
            model = whisper.load_model(str(checkpoint.path), device="cpu" if half else device)
            if half:
                model = in_half_precision(model).to(device)
    except (DeviceUnavailable, DeviceMemoryFull):
        raise
    except Exception as error:  # torch and pickle raise a dozen kinds for a file that is no checkpoint
        raise ModelUnavailable(f"openai-whisper cannot load {checkpoint.path} on {device}: {error}") from error
    if checkpoint.alignment_heads is not None:
        model.set_alignment_heads(checkpoint.alignment_heads)
    if device == "cpu":
        torch.set_num_threads(threads)
        _compile()
    return WhisperRecognizer(OpenAINetwork(model.eval()), label, batch_windows=hardware.batch_windows)


@cache
def _compile() -> None:
    """Has the library's search for word times kept, which it compiles anew in each process: three seconds."""
    from whisper import timing

    kept(timing.backtrace)
    kept(timing.dtw_cpu)
    compile_now(lambda: timing.dtw_cpu(np.zeros((1, 1))))


def in_half_precision(model: Any) -> Any:
    """The network with its weights in float16, norms excepted: those the library computes in float32.

    The library takes whole weights for float16, too, and halves them anew for each token.
    """
    from torch.nn import Conv1d, Embedding, Linear

    for part in model.modules():
        if isinstance(part, (Conv1d, Embedding, Linear)):
            part.half()
    for side in (model.encoder, model.decoder):
        side.positional_embedding.data = side.positional_embedding.data.half()
    return model


class OpenAINetwork:
    """Implements `WhisperNetwork` over a loaded `whisper.Whisper`."""

    def __init__(self, model: Whisper) -> None:
        self._model: Any = model
        self.tokenizer = lru_cache(maxsize=4)(self._tokenizer)

    @property
    def _precision(self) -> Any:
        return self._model.decoder.token_embedding.weight.dtype

    @property
    def _is_half(self) -> bool:
        return bool(self._precision.itemsize == 2)

    @property
    def name(self) -> str:
        return NAME

    @property
    def multilingual(self) -> bool:
        return bool(self._model.is_multilingual)

    @property
    def languages(self) -> Collection[str]:
        from whisper.tokenizer import LANGUAGES

        return list(LANGUAGES)[: self._model.num_languages] if self.multilingual else ["en"]

    @property
    def device(self) -> str:
        return str(self._model.device.type)

    def free_memory(self) -> None:
        """See `WhisperNetwork.free_memory`."""
        import torch

        if self.device == "cuda":
            torch.cuda.empty_cache()

    def _tokenizer(self, code: str) -> WhisperTokenizer:
        from whisper.tokenizer import get_tokenizer

        return cast(
            WhisperTokenizer,
            get_tokenizer(self.multilingual, num_languages=self._model.num_languages, language=code, task="transcribe"),
        )

    def encode(self, window: Samples, frames: int) -> NDArray[np.float32]:
        """See `WhisperNetwork.encode`. The library's encoder refuses less than thirty seconds: these are its layers."""
        import torch
        from torch.nn.functional import gelu
        from whisper.audio import log_mel_spectrogram, pad_or_trim

        samples = np.pad(window, (0, max(0, WINDOW_SAMPLES // 300 - window.size)))
        mel = log_mel_spectrogram(torch.from_numpy(samples), self._model.dims.n_mels, device=self._model.device)
        mel = mel.to(self._precision)
        with torch.inference_mode():
            encoder = self._model.encoder
            states = gelu(encoder.conv2(gelu(encoder.conv1(pad_or_trim(mel, frames).unsqueeze(0))))).permute(0, 2, 1)
            states = (states + encoder.positional_embedding[: states.shape[1]]).to(states.dtype)
            for block in encoder.blocks:
                states = block(states)
            encoding = encoder.ln_post(states)[0]
        return cast(NDArray[np.float32], encoding.float().cpu().numpy())

    def decode(
        self, encodings: EncoderOutputs, code: str, prompt: Sequence[int], *, beam_size: int, strict: bool
    ) -> list[DecodedTokens]:
        """See `WhisperNetwork.decode`. The library bans no repeated phrases: with `strict`, only the beam is wider."""
        if beam_size == 1:
            return self._decode(encodings, code, prompt=list(prompt) or None)
        # The library's beams are of one window: with more, it sets the beams of all against the windows.
        one_by_one = (encodings[i : i + 1] for i in range(len(encodings)))
        return [self._decode(one, code, prompt=list(prompt) or None, beam_size=beam_size)[0] for one in one_by_one]

    def extend(self, encoding: EncoderOutputs, code: str, tokens: list[int]) -> DecodedTokens:
        """See `WhisperNetwork.extend`. The token after the given ones is never the end: `suppress_blank` forbids it."""
        rest = self._decode(encoding, code, prefix=tokens, beam_size=5)[0]
        return replace(rest, tokens=[*tokens, *rest.tokens])

    def _decode(self, encodings: EncoderOutputs, code: str, **search: Any) -> list[DecodedTokens]:
        from whisper.decoding import DecodingOptions, decode

        options = DecodingOptions(language=code, without_timestamps=True, fp16=self._is_half, suppress_blank=True, **search)
        results = decode(EncodedInput(self._model, encodings.shape[1]), self._tensor(encodings), options)
        return [
            DecodedTokens(list(r.tokens), float(r.avg_logprob), float(r.no_speech_prob), len(r.tokens) < _SAMPLED_TOKENS - 1)
            for r in results
        ]

    def detect(self, encodings: EncoderOutputs) -> list[dict[str, float]]:
        """See `WhisperNetwork.detect`."""
        from whisper.decoding import detect_language

        _, shares = detect_language(EncodedInput(self._model, encodings.shape[1]), self._tensor(encodings))
        return [dict(each) for each in shares]

    def attend(
        self, encodings: EncoderOutputs, code: str, tokens: Sequence[list[int]], durations_ms: Sequence[int]
    ) -> list[TokenTimes]:
        """See `WhisperNetwork.attend`."""
        from whisper.timing import find_alignment

        results = []
        per_token = TokenByToken(self.tokenizer(code))
        for encoding, text, duration_ms in zip(self._tensor(encodings), tokens, durations_ms, strict=True):
            frames = min(MOST_FRAMES, max(_FEWEST_FRAMES, duration_ms // FRAME_MS))
            with unhooked(self._model):
                found = find_alignment(EncodedInput(self._model, len(encoding)), per_token, list(text), encoding, frames)
            borders = [round(1000 * timing.start) for timing in found] + [round(1000 * found[-1].end)]
            results.append(TokenTimes(borders, [float(timing.probability) for timing in found]))
        return results

    def _tensor(self, encodings: EncoderOutputs) -> Any:
        import torch

        return torch.from_numpy(np.asarray(encodings, dtype=np.float32)).to(self._model.device, self._precision)

"""Whisper's network as openai-whisper loads it: encoder, greedy decoding and word times of our own, the library's beams."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from oncue.asr.greedy_decoding import GreedyRules, decode_greedily
from oncue.asr.openai_attention import token_times
from oncue.asr.openai_decoder import OpenAIDecoder
from oncue.asr.openai_stand_ins import EncodedInput
from oncue.asr.protocol import Samples
from oncue.asr.text_draft import TextDraft
from oncue.asr.whisper_language import UNSPACED_LANGUAGES
from oncue.asr.whisper_network import WINDOW_SAMPLES, DecodedTokens, EncoderOutput, EncoderOutputs, WhisperTokenizer
from oncue.asr.word_times import TokenTimes

if TYPE_CHECKING:
    from whisper import Whisper

OPENAI_WHISPER = "openai-whisper"
"""The engine's name."""

_SAMPLED_TOKENS = 224

# The decoder writes an apostrophe so; it is kept from writing quotation marks.
_AS_WHISPER_WRITES = str.maketrans("’‘", "''", '"“”„«»')


class _PlainTokenizer:
    """The library's tokenizer, for which any text is text: `<|endoftext|>` in a transcript is what somebody wrote, not an
    order to the decoder, and the library's own refuses it."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokenizer, name)

    def encode(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, disallowed_special=()))


class OpenAINetwork:
    """Implements `WhisperNetwork` over a loaded `whisper.Whisper`.

    On a CPU any number of threads may call `encode`, `decode` and `attend`, each of which computes on one core: what is
    computed on several differs in its last bits with how many they are.
    """

    def __init__(self, model: Whisper) -> None:
        self._model: Any = model
        self._decoder = OpenAIDecoder(self._model.decoder)
        self.tokenizer = lru_cache(maxsize=4)(self._tokenizer)
        self._draft = lru_cache(maxsize=4)(self._drafted)
        self._drafting = Lock()
        # The library hooks the modules of the network that it decodes with.
        self._library = Lock()

    @property
    def _precision(self) -> Any:
        return self._model.decoder.token_embedding.weight.dtype

    @property
    def _is_half(self) -> bool:
        return bool(self._precision.itemsize == 2)

    @property
    def name(self) -> str:
        return OPENAI_WHISPER

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

    @property
    def mixes_lengths(self) -> bool:
        """See `WhisperNetwork.mixes_lengths`."""
        return self.device == "cpu"

    def free_memory(self) -> None:
        """See `WhisperNetwork.free_memory`."""
        import torch

        if self.device == "cuda":
            torch.cuda.empty_cache()

    def _tokenizer(self, code: str) -> WhisperTokenizer:
        from whisper.tokenizer import get_tokenizer

        found = get_tokenizer(self.multilingual, num_languages=self._model.num_languages, language=code, task="transcribe")
        return cast(WhisperTokenizer, _PlainTokenizer(found))

    def encode(self, window: Samples, frames: int) -> NDArray[np.float32]:
        """See `WhisperNetwork.encode`. The library's encoder refuses less than thirty seconds: these are its layers."""
        import torch
        from torch.nn.functional import gelu
        from whisper.audio import log_mel_spectrogram, pad_or_trim

        self._take_one_core()
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
        self, encodings: EncoderOutputs, code: str, prompt: Sequence[int], *, beam_size: int, strict: bool, draft: str = ""
    ) -> list[DecodedTokens]:
        """See `WhisperNetwork.decode`. The library bans no repeated phrases: with `strict`, only the beam is wider.

        On a GPU the library decodes greedily, too: there, many short products are what takes the time.
        """
        if beam_size == 1 and self.device == "cpu":
            return self._decode_greedily(encodings, code, prompt, draft)
        if beam_size == 1:
            return self._decode(encodings, code, prompt=list(prompt) or None)
        # The library's beams are of one window: with more, it sets the beams of all against the windows.
        return [self._decode([one], code, prompt=list(prompt) or None, beam_size=beam_size)[0] for one in encodings]

    def extend(self, encoding: EncoderOutput, code: str, tokens: list[int]) -> DecodedTokens:
        """See `WhisperNetwork.extend`. The token after the given ones is never the end: `suppress_blank` forbids it."""
        rest = self._decode([encoding], code, prefix=tokens, beam_size=5)[0]
        return replace(rest, tokens=[*tokens, *rest.tokens])

    def _decode_greedily(
        self, encodings: EncoderOutputs, code: str, prompt: Sequence[int], draft: str
    ) -> list[DecodedTokens]:
        import torch

        self._take_one_core()
        with self._drafting:  # windows side by side all want the same: the first of them makes it
            known = self._draft(code, draft)
        with torch.inference_mode():
            tensors = [self._tensor(encoding) for encoding in encodings]
            return decode_greedily(self._decoder, tensors, self._rules(code, prompt), known)

    def _rules(self, code: str, prompt: Sequence[int]) -> GreedyRules:
        from whisper.decoding import DecodingTask

        task = DecodingTask(self._model, self._options(code, prompt=list(prompt) or None))
        tokenizer = task.tokenizer
        return GreedyRules(
            start=task.initial_tokens,
            start_of_transcript=task.sot_index,
            barred=list(task._get_suppress_tokens()),
            barred_first=[*tokenizer.encode(" "), tokenizer.eot],
            end=tokenizer.eot,
            no_speech=tokenizer.no_speech,
            most=task.sample_len,
        )

    def _drafted(self, code: str, text: str) -> TextDraft | None:
        """The draft as the decoder would write it: plain apostrophes, and no quotation marks, which it never chooses."""
        if not text:
            return None
        tokenizer = self.tokenizer(code)
        written = text.translate(_AS_WHISPER_WRITES)
        tokens = tokenizer.encode(written if code in UNSPACED_LANGUAGES else f" {written}")
        return TextDraft(tokens, lambda token: tokenizer.decode([token]))

    def _options(self, code: str, **search: Any) -> Any:
        from whisper.decoding import DecodingOptions

        return DecodingOptions(language=code, without_timestamps=True, fp16=self._is_half, suppress_blank=True, **search)

    def _decode(self, encodings: EncoderOutputs, code: str, **search: Any) -> list[DecodedTokens]:
        from whisper.decoding import decode

        self._take_one_core()
        tensor = self._tensor(encodings)
        with self._library:
            results = decode(EncodedInput(self._model, tensor.shape[1]), tensor, self._options(code, **search))
        return [
            DecodedTokens(list(r.tokens), float(r.avg_logprob), float(r.no_speech_prob), len(r.tokens) < _SAMPLED_TOKENS - 1)
            for r in results
        ]

    def detect(self, encodings: EncoderOutputs) -> list[dict[str, float]]:
        """See `WhisperNetwork.detect`."""
        from whisper.decoding import detect_language

        self._take_one_core()
        tensor = self._tensor(encodings)
        with self._library:
            _, shares = detect_language(EncodedInput(self._model, tensor.shape[1]), tensor)
        return [dict(each) for each in shares]

    def attend(
        self, encodings: EncoderOutputs, code: str, tokens: Sequence[list[int]], durations_ms: Sequence[int]
    ) -> list[TokenTimes]:
        """See `WhisperNetwork.attend`."""
        import torch

        self._take_one_core()
        tokenizer = cast(Any, self.tokenizer(code))
        before = tokenizer.sot_sequence_including_notimestamps
        with torch.inference_mode():
            return [
                token_times(
                    self._decoder,
                    self._tensor(encoding),
                    before,
                    text,
                    tokenizer.eot,
                    heads=self._heads,
                    duration_ms=duration_ms,
                )
                for encoding, text, duration_ms in zip(encodings, tokens, durations_ms, strict=True)
            ]

    @cached_property
    def _heads(self) -> list[tuple[int, int]]:
        """The layer and number of the heads of the cross-attention that tell where a word is said."""
        return [(int(layer), int(head)) for layer, head in self._model.alignment_heads.indices().T]

    def _tensor(self, encodings: EncoderOutputs | EncoderOutput) -> Any:
        import torch

        return torch.from_numpy(np.asarray(encodings, dtype=np.float32)).to(self._model.device, self._precision)

    def _take_one_core(self) -> None:
        """Has this thread compute on one core; others that do so at the same time take the others."""
        import torch

        if self.device == "cpu" and torch.get_num_threads() != 1:
            torch.set_num_threads(1)

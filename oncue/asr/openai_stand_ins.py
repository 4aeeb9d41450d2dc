"""What openai-whisper's functions are given in place of its model and tokenizer, so that they do what is wanted of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any


class EncodedInput:
    """A stand-in for the model where the library would run the encoder: what it is given as `mel` is encoded.

    Its functions know the encoder's outputs by their shape, of which `length` is the first figure.
    """

    def __init__(self, model: Any, length: int) -> None:
        self._model = model
        self.dims = replace(model.dims, n_audio_ctx=length)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def __call__(self, encoding: Any, tokens: Any) -> Any:
        return self._model.decoder(tokens, encoding)

"""What openai-whisper's functions are given in place of its model and tokenizer, so that they do what is wanted of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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


class TokenByToken:
    """A stand-in for the tokenizer in `find_alignment`, which makes it time every token: `word_times` groups them into
    words."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokenizer, name)

    def split_to_word_tokens(self, tokens: list[int]) -> tuple[list[str], list[list[int]]]:
        return [""] * len(tokens), [[token] for token in tokens]


@contextmanager
def unhooked(model: Any) -> Iterator[None]:
    """Takes away what `find_alignment` leaves behind where it fails, as for want of memory.

    It hooks the decoder's cross-attention. With those hooks the decoder fails ever after, and what they hold is not freed.
    """
    try:
        yield
    except BaseException:
        for block in model.decoder.blocks:
            block.cross_attn._forward_hooks.clear()
        raise

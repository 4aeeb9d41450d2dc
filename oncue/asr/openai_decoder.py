"""Whisper's text decoder on PyTorch, given tokens of several windows at once, each window at its own place in its own text.

The library's decoder takes one token of each window at a time, keeps its keys and values by hooks on the network's modules,
and tells its attention by a switch of the whole class: no two threads may use it. This is the same network, by the same
weights, without hooks or switches, for any number of threads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

# MKL multiplies 16 rows faster than 4 to 15 (tiny.en, a pass on one core: 12 ms for one row, 36 for eight, 24 for sixteen).
_ROWS = 16


class WindowText:
    """What the decoder keeps of one window: keys and values of its sound, and of the first `length` tokens of its text, of
    which it may have `most`."""

    def __init__(self, decoder: Any, encoding: Any, most: int) -> None:
        import torch

        heads = decoder.blocks[0].attn.n_head
        shape = (2, heads, most, encoding.shape[1] // heads)
        self.length = 0
        self.text = [torch.empty(shape, dtype=encoding.dtype, device=encoding.device) for _ in decoder.blocks]
        self.sound = [
            [_by_head(_linear(encoding, part), heads) for part in (block.cross_attn.key, block.cross_attn.value)]
            for block in decoder.blocks
        ]


class OpenAIDecoder:
    """The decoder of a loaded `whisper.Whisper`. Thread-safe; a `WindowText` is one thread's."""

    def __init__(self, decoder: Any) -> None:
        self._decoder = decoder
        self._heads = decoder.blocks[0].attn.n_head

    def begin(self, encoding: Any, most: int) -> WindowText:
        """An empty text of at most so many tokens; `encoding` is the encoder's output, shape (positions, model width)."""
        return WindowText(self._decoder, encoding, most)

    def scores(self, texts: Sequence[WindowText], tokens: Sequence[Sequence[int]]) -> list[Any]:
        """The scores (logits) of all tokens after each of the given ones, which come after what each text has; for each
        window a tensor of shape (its tokens, vocabulary). The texts have those tokens from then on."""
        states = self._states(texts, tokens, {})
        return list(self._scores(states)[: sum(map(len, tokens))].split([len(each) for each in tokens]))

    def scores_at(self, text: WindowText, tokens: Sequence[int], rows: Sequence[int]) -> Any:
        """The scores after those of the tokens (indices) that are asked for."""
        return self._scores(self._states([text], [tokens], {})[list(rows)])

    def attention(self, text: WindowText, tokens: Sequence[int], heads: Sequence[tuple[int, int]]) -> tuple[Any, Any]:
        """The scores after each of the tokens, and what weight each of `heads` (layer, head) gives each position of the
        sound at each token before the softmax, shape (heads, tokens, positions)."""
        import torch

        told: dict[int, Any] = {layer: None for layer, _ in heads}
        states = self._states([text], [tokens], told)
        return self._scores(states)[: len(tokens)], torch.stack([told[layer][head] for layer, head in heads])

    def _scores(self, states: Any) -> Any:
        from torch.nn.functional import linear

        return linear(states, self._decoder.token_embedding.weight).float()

    def _states(self, texts: Sequence[WindowText], tokens: Sequence[Sequence[int]], told: dict[int, Any]) -> Any:
        """The states after the last layer, a row a token, and rows of no meaning behind them. `told` takes the attention to
        the sound of the layers that it has, for the last of the windows."""
        import torch
        from torch.nn.functional import gelu, pad

        decoder = self._decoder
        device = decoder.positional_embedding.device
        ids = [token for row in tokens for token in row]
        at = [text.length + place for text, row in zip(texts, tokens, strict=True) for place in range(len(row))]
        states = decoder.token_embedding.weight[torch.tensor(ids, device=device)] + decoder.positional_embedding[at]
        states = pad(states.to(texts[0].text[0].dtype), (0, 0, 0, -len(ids) % _ROWS if len(ids) > 1 else 0))
        own = [slice(a, b) for a, b in pairwise(accumulate(map(len, tokens), initial=0))]

        def by_window(rows: Any) -> Iterator[Any]:
            by_head = _by_head(rows[: len(ids)], self._heads)
            return (by_head[:, place] for place in own)

        for layer, block in enumerate(decoder.blocks):
            normed, part = _norm(states, block.attn_ln), block.attn
            asked = (by_window(_linear(normed, each)) for each in (part.query, part.key, part.value))
            mixed = [self._to_text(text, layer, *each) for text, *each in zip(texts, *asked, strict=True)]
            states = states + _linear(_rows_of(mixed, len(states)), part.out)
            normed, part = _norm(states, block.cross_attn_ln), block.cross_attn
            asked_sound = zip(texts, by_window(_linear(normed, part.query)), strict=True)
            mixed = [self._to_sound(text, layer, query, told) for text, query in asked_sound]
            states = states + _linear(_rows_of(mixed, len(states)), part.out)
            wide, _, narrow = block.mlp
            states = states + _linear(gelu(_linear(_norm(states, block.mlp_ln), wide)), narrow)
        for text, row in zip(texts, tokens, strict=True):
            text.length += len(row)
        return _norm(states, decoder.ln)

    def _to_text(self, text: WindowText, layer: int, query: Any, key: Any, value: Any) -> Any:
        """Attention to the tokens up to each row's own, which are kept."""
        first, last = text.length, text.length + query.shape[1]
        kept = text.text[layer]
        kept[0, :, first:last] = key
        kept[1, :, first:last] = value
        mask = self._decoder.mask[first:last, :last].to(query.dtype) if last > first + 1 else None
        return _attend(query, kept[0, :, :last], kept[1, :, :last], mask)

    def _to_sound(self, text: WindowText, layer: int, query: Any, told: dict[int, Any]) -> Any:
        key, value = text.sound[layer]
        if layer not in told:
            return _attend(query, key, value)
        # Step by step, as the library does to tell it.
        scale = key.shape[-1] ** -0.25
        told[layer] = ((query * scale) @ (key * scale).transpose(-1, -2)).float()
        return told[layer].softmax(-1).to(value.dtype) @ value


def _linear(states: Any, part: Any) -> Any:
    from torch.nn.functional import linear

    return linear(states, part.weight, part.bias)


def _norm(states: Any, part: Any) -> Any:
    from torch.nn.functional import layer_norm

    return layer_norm(states.float(), part.normalized_shape, part.weight, part.bias, part.eps).to(states.dtype)


def _attend(query: Any, key: Any, value: Any, mask: Any = None) -> Any:
    from torch.nn.functional import scaled_dot_product_attention

    return scaled_dot_product_attention(query[None], key[None], value[None], attn_mask=mask)[0]


def _by_head(rows: Any, heads: int) -> Any:
    """Rows of the model's width, shape (rows, width), as (heads, rows, width of a head)."""
    return rows.view(len(rows), heads, -1).transpose(0, 1).contiguous()


def _rows_of(parts: Sequence[Any], count: int) -> Any:
    """The windows' parts, by head, as rows of the model's width one after the other, `count` in all with empty ones."""
    import torch
    from torch.nn.functional import pad

    rows = torch.cat([part.transpose(0, 1).flatten(1) for part in parts])
    return pad(rows, (0, 0, 0, count - len(rows)))

"""Where Whisper's cross-attention rests at each token of a given text: what openai-whisper's `find_alignment` does, for any
number of threads and without hooks on the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from oncue.asr.encoder_input import FRAME_MS, MOST_FRAMES
from oncue.asr.openai_decoder import OpenAIDecoder
from oncue.asr.word_times import TokenTimes

_POSITION_MS = 2 * FRAME_MS
_FEWEST_FRAMES = 20
_MEDIAN_NETWORK = (
    *((0, 5), (0, 3), (1, 6), (2, 4), (0, 1), (3, 5), (2, 6)),
    *((2, 3), (3, 6), (4, 5), (1, 4), (1, 3), (3, 4)),
)


def token_times(
    decoder: OpenAIDecoder,
    encoding: Any,
    before: Sequence[int],
    text: Sequence[int],
    end: int,
    *,
    heads: Sequence[tuple[int, int]],
    duration_ms: int,
) -> TokenTimes:
    """The places of the tokens `text`, not empty, in one window, by the attention of `heads` (layer, head).

    `before` are the tokens that a text begins with, the last of them `no_timestamps`; `end` is the one that ends it.
    """
    import torch
    from whisper.timing import dtw

    given = [*before, *text, end]
    scores, weights = decoder.attention(decoder.begin(encoding, len(given)), given, heads)
    likely = scores[len(before) - 1 : -2, :end].softmax(-1)
    probabilities = likely[torch.arange(len(text)), list(text)].tolist()
    frames = min(MOST_FRAMES, max(_FEWEST_FRAMES, duration_ms // FRAME_MS))
    weights = weights[:, :, : frames // 2].softmax(-1)
    deviation, mean = torch.std_mean(weights, dim=-2, keepdim=True, unbiased=False)
    matrix = medians_of_seven((weights - mean) / deviation).mean(0)[len(before) - 1 : -1]
    rows, positions = dtw(-matrix)
    first = np.pad(np.diff(rows), (1, 0), constant_values=1).astype(bool)
    return TokenTimes([_POSITION_MS * int(position) for position in positions[first]], probabilities)


def medians_of_seven(values: Any) -> Any:
    """The median of each value and its three neighbours on either side, along the last axis, mirrored at its ends.

    By a network of comparisons (N. Devillard, "Fast median search", 1998) of whole rows, which takes less time than sorting.
    """
    import torch

    mirrored = torch.nn.functional.pad(values, (3, 3), mode="reflect")
    of_seven = [mirrored[..., shift : shift + values.shape[-1]] for shift in range(7)]
    for low, high in _MEDIAN_NETWORK:
        one, other = of_seven[low], of_seven[high]
        of_seven[low], of_seven[high] = torch.minimum(one, other), torch.maximum(one, other)
    return of_seven[3]

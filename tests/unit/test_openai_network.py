"""openai-whisper's functions as we use them: beams of several windows, a failure in the middle, half precision.

The network here has a layer of sixteen values, weights by chance, and ends every text after a word.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

pytestmark = pytest.mark.needs_torch

END = 50256


@pytest.fixture
def model() -> Any:
    import torch
    from whisper.model import ModelDimensions, Whisper

    torch.manual_seed(1)
    model = Whisper(ModelDimensions(80, 1500, 16, 1, 1, 51864, 448, 16, 1, 1)).eval()
    torch.nn.init.normal_(model.decoder.positional_embedding, std=0.02)
    model.decoder.ln.bias.data = model.decoder.token_embedding.weight[END].data * 10
    return model


def network(model: Any) -> Any:
    from oncue.asr.openai_network import OpenAINetwork

    return OpenAINetwork(model)


def encodings(model: Any, count: int) -> NDArray[np.float32]:
    noise = np.random.default_rng(0).normal(0, 0.1, (count, 16_000)).astype(np.float32)
    return np.stack([network(model).encode(window, 1600) for window in noise])


def test_windows_are_searched_with_beams_each_by_itself(model: Any) -> None:
    heard = encodings(model, 3)
    together = network(model).decode(heard, "en", [], beam_size=5, strict=True)
    alone = [network(model).decode(heard[i : i + 1], "en", [], beam_size=5, strict=True)[0] for i in range(3)]
    assert together == alone


def test_after_memory_was_too_little_for_a_beam_the_network_does_as_before(model: Any) -> None:
    heard, text = encodings(model, 2), [[400, 500, 600]] * 2
    whole = network(model)

    def all_that_it_does() -> list[Any]:
        wide = whole.decode(heard, "en", [], beam_size=5, strict=True)
        return [
            wide,
            whole.decode(heard, "en", [], beam_size=1, strict=False),
            whole.attend(heard, "en", text, [1000, 1000]),
        ]

    before = all_that_it_does()

    def full(*_: Any) -> None:
        raise RuntimeError("CUDA out of memory")

    failing = model.decoder.ln.register_forward_hook(full)
    with pytest.raises(RuntimeError, match="out of memory"):
        whole.decode(heard, "en", [], beam_size=5, strict=True)
    failing.remove()
    assert not any(part._forward_hooks for part in model.modules())
    assert all_that_it_does() == before


def test_half_precision_halves_the_weights_and_hears_the_same(model: Any) -> None:
    import torch

    from oncue.asr.openai_whisper_backend import in_half_precision

    exact = encodings(model, 1)
    weights = sum(part.numel() * part.element_size() for part in model.parameters())
    half = in_half_precision(model)
    assert sum(part.numel() * part.element_size() for part in half.parameters()) < 0.51 * weights
    assert half.decoder.ln.weight.dtype == torch.float32
    halved = encodings(half, 1)
    assert halved.dtype == np.float32
    assert np.allclose(halved, exact, atol=0.02)
    (times,) = network(half).attend(halved, "en", [[400, 500, 600]], [1000])
    assert len(times.border_ms) == 4
    (decoded,) = network(half).decode(halved, "en", [], beam_size=1, strict=False)
    assert decoded.finished


def test_medians_of_seven_are_those_of_the_library() -> None:
    import torch
    from whisper.timing import median_filter

    from oncue.asr.openai_attention import medians_of_seven

    for length in (10, 11, 300):
        values = torch.randn(2, 3, length, generator=torch.Generator().manual_seed(length)).round(decimals=1)
        assert torch.equal(medians_of_seven(values), median_filter(values, 7))


def test_what_reads_as_an_order_to_the_decoder_is_text_in_drafts_and_given_words(model: Any) -> None:
    ours = network(model)
    tokens = ours.tokenizer("en").encode(" <|endoftext|>")
    assert END not in tokens
    assert ours.tokenizer("en").decode(tokens) == " <|endoftext|>"
    heard = encodings(model, 1)
    how: dict[str, Any] = {"beam_size": 1, "strict": False}
    drafted = ours.decode(heard, "en", [], draft="He wrote <|endoftext|> here.", **how)
    assert drafted == ours.decode(heard, "en", [], **how)

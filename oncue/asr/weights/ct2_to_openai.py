"""CTranslate2's arrays under the names of openai-whisper's checkpoint; the numbers stay the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from oncue.asr.weights.ct2_reader import Array

# What a layer's parts are called: CTranslate2's scope, openai-whisper's.
_SELF_ATTENTION = ("self_attention", "attn")
_CROSS_ATTENTION = ("attention", "cross_attn")


def checkpoint_dims(arrays: Mapping[str, Array]) -> dict[str, int]:
    """The dimensions that openai-whisper builds its network from, read off the arrays' shapes.

    Raises `ValueError` where the arrays are not a whole Whisper model.
    """
    try:
        vocabulary, text_state = arrays["decoder/embeddings/weight"].shape
        audio_state, mels, _ = arrays["encoder/conv1/weight"].shape
        return {
            "n_mels": int(mels),
            "n_audio_ctx": len(arrays["encoder/position_encodings/encodings"]),
            "n_audio_state": int(audio_state),
            "n_audio_head": int(arrays["encoder/num_heads"]),
            "n_audio_layer": _layers(arrays, "encoder"),
            "n_vocab": int(vocabulary),
            "n_text_ctx": len(arrays["decoder/position_encodings/encodings"]),
            "n_text_state": int(text_state),
            "n_text_head": int(arrays["decoder/num_heads"]),
            "n_text_layer": _layers(arrays, "decoder"),
        }
    except (KeyError, ValueError) as error:
        raise ValueError(f"not a whole Whisper model: {error}") from error


def checkpoint_arrays(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """openai-whisper's `model_state_dict` as numpy arrays of the source's precision.

    Fused query-key-value rows are split. Whisper's keys have no bias: CTranslate2 stores zeros there, which are dropped.
    Raises `ValueError` for quantised weights: their scales would be lost.
    """
    if any(name.endswith("weight_scale") for name in arrays):
        raise ValueError("the weights are quantised; openai-whisper needs float16 or float32")
    try:
        return dict(_renamed(arrays))
    except KeyError as error:
        raise ValueError(f"not a whole Whisper model: it lacks {error}") from error


def _renamed(arrays: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
    yield "encoder.positional_embedding", arrays["encoder/position_encodings/encodings"]
    yield "decoder.positional_embedding", arrays["decoder/position_encodings/encodings"]
    yield "decoder.token_embedding.weight", arrays["decoder/embeddings/weight"]
    for convolution in ("conv1", "conv2"):
        yield from _weight_and_bias(arrays, f"encoder/{convolution}", f"encoder.{convolution}")
    yield from _norm(arrays, "encoder/layer_norm", "encoder.ln_post")
    yield from _norm(arrays, "decoder/layer_norm", "decoder.ln")
    for part in ("encoder", "decoder"):
        for layer in range(_layers(arrays, part)):
            source, target = f"{part}/layer_{layer}", f"{part}.blocks.{layer}"
            yield from _self_attention(arrays, source, target)
            if part == "decoder":
                yield from _cross_attention(arrays, source, target)
            yield from _norm(arrays, f"{source}/ffn/layer_norm", f"{target}.mlp_ln")
            yield from _weight_and_bias(arrays, f"{source}/ffn/linear_0", f"{target}.mlp.0")
            yield from _weight_and_bias(arrays, f"{source}/ffn/linear_1", f"{target}.mlp.2")


def _self_attention(arrays: Mapping[str, Array], source: str, target: str) -> Iterator[tuple[str, Array]]:
    source, target = f"{source}/{_SELF_ATTENTION[0]}", f"{target}.{_SELF_ATTENTION[1]}"
    yield from _norm(arrays, f"{source}/layer_norm", f"{target}_ln")
    yield from _split(arrays, f"{source}/linear_0", target, ("query", "key", "value"))
    yield from _weight_and_bias(arrays, f"{source}/linear_1", f"{target}.out")


def _cross_attention(arrays: Mapping[str, Array], source: str, target: str) -> Iterator[tuple[str, Array]]:
    source, target = f"{source}/{_CROSS_ATTENTION[0]}", f"{target}.{_CROSS_ATTENTION[1]}"
    yield from _norm(arrays, f"{source}/layer_norm", f"{target}_ln")
    yield from _weight_and_bias(arrays, f"{source}/linear_0", f"{target}.query")
    yield from _split(arrays, f"{source}/linear_1", target, ("key", "value"))
    yield from _weight_and_bias(arrays, f"{source}/linear_2", f"{target}.out")


def _split(arrays: Mapping[str, Array], source: str, target: str, names: tuple[str, ...]) -> Iterator[tuple[str, Array]]:
    weights = np.split(arrays[f"{source}/weight"], len(names))
    biases = np.split(arrays[f"{source}/bias"], len(names))
    for name, weight, bias in zip(names, weights, biases, strict=True):
        yield f"{target}.{name}.weight", weight
        if name != "key":
            yield f"{target}.{name}.bias", bias


def _weight_and_bias(arrays: Mapping[str, Array], source: str, target: str) -> Iterator[tuple[str, Array]]:
    yield f"{target}.weight", arrays[f"{source}/weight"]
    yield f"{target}.bias", arrays[f"{source}/bias"]


def _norm(arrays: Mapping[str, Array], source: str, target: str) -> Iterator[tuple[str, Array]]:
    yield f"{target}.weight", arrays[f"{source}/gamma"]
    yield f"{target}.bias", arrays[f"{source}/beta"]


def _layers(arrays: Mapping[str, Array], part: str) -> int:
    names = {
        name.split("/")[1] for name in arrays if name.startswith(f"{part}/layer_") and "layer_norm" not in name.split("/")[1]
    }
    return len(names)

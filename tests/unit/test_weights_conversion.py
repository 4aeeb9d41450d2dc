"""CTranslate2's file format and its translation into openai-whisper's names, on a model of a few numbers."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from oncue.asr.weights.ct2_reader import read_arrays
from oncue.asr.weights.ct2_to_openai import checkpoint_arrays, checkpoint_dims

Array = NDArray[Any]
_TYPES = {"float32": 0, "int8": 1, "int16": 2, "int32": 3, "float16": 4}


def text(value: str) -> bytes:
    return struct.pack("<H", len(value) + 1) + value.encode() + b"\0"


def written(path: Path, arrays: dict[str, Array], aliases: dict[str, str], specification: str = "WhisperSpec") -> Path:
    """The format as CTranslate2's `ModelSpec._serialize` writes it."""
    out = struct.pack("<I", 6) + text(specification) + struct.pack("<II", 3, len(arrays))
    for name, array in arrays.items():
        out += text(name) + struct.pack("<B", array.ndim) + b"".join(struct.pack("<I", n) for n in array.shape)
        out += struct.pack("<BI", _TYPES[array.dtype.name], array.nbytes) + array.tobytes()
    out += struct.pack("<I", len(aliases)) + b"".join(text(a) + text(b) for a, b in aliases.items())
    path.write_bytes(out)
    return path


def small_model() -> dict[str, Array]:
    """One layer on each side, width 2, vocabulary 5, 3 mel bands: every array different from every other."""
    random = np.random.default_rng(8)

    def half(*shape: int) -> Array:
        return random.normal(size=shape).astype(np.float16)

    arrays: dict[str, Array] = {
        "decoder/embeddings/weight": half(5, 2),
        "decoder/num_heads": np.array(1, np.int16),
        "decoder/position_encodings/encodings": half(7, 2),
        "encoder/num_heads": np.array(1, np.int16),
        "encoder/position_encodings/encodings": half(6, 2),
        "encoder/conv1/weight": half(2, 3, 3),
        "encoder/conv1/bias": half(2),
        "encoder/conv2/weight": half(2, 2, 3),
        "encoder/conv2/bias": half(2),
    }
    norms = ["encoder/layer_norm", "decoder/layer_norm", "decoder/layer_0/attention/layer_norm"]
    linears = {"decoder/layer_0/attention/linear_0": (2, 2), "decoder/layer_0/attention/linear_1": (4, 2)}
    linears["decoder/layer_0/attention/linear_2"] = (2, 2)
    for layer in ("encoder/layer_0", "decoder/layer_0"):
        norms += [f"{layer}/self_attention/layer_norm", f"{layer}/ffn/layer_norm"]
        linears |= {f"{layer}/self_attention/linear_0": (6, 2), f"{layer}/self_attention/linear_1": (2, 2)}
        linears |= {f"{layer}/ffn/linear_0": (8, 2), f"{layer}/ffn/linear_1": (2, 8)}
    for name in norms:
        arrays |= {f"{name}/gamma": half(2), f"{name}/beta": half(2)}
    for name, shape in linears.items():
        arrays |= {f"{name}/weight": half(*shape), f"{name}/bias": half(shape[0])}
    return arrays


def test_every_array_comes_back_with_its_name_shape_and_type(tmp_path: Path) -> None:
    arrays = small_model()
    read = read_arrays(written(tmp_path / "model.bin", arrays, {}))
    assert read.keys() == arrays.keys()
    for name, array in arrays.items():
        assert read[name].dtype == array.dtype
        np.testing.assert_array_equal(read[name], array)


def test_an_alias_is_the_array_that_it_names(tmp_path: Path) -> None:
    path = written(tmp_path / "model.bin", {"a": np.ones((2, 2), np.float32)}, {"b": "a"})
    np.testing.assert_array_equal(read_arrays(path)["b"], np.ones((2, 2)))


@pytest.mark.parametrize("keep", [0, 3, 20, 100, -1])
def test_a_file_cut_short_is_refused(tmp_path: Path, keep: int) -> None:
    path = written(tmp_path / "model.bin", small_model(), {})
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(ValueError, match=r"early|not a CTranslate2"):
        read_arrays(path)


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a CTranslate2 Whisper model"):
        read_arrays(written(tmp_path / "model.bin", {}, {}, specification="TransformerSpec"))


def test_the_dimensions_are_read_off_the_shapes() -> None:
    assert checkpoint_dims(small_model()) == {
        "n_mels": 3,
        "n_audio_ctx": 6,
        "n_audio_state": 2,
        "n_audio_head": 1,
        "n_audio_layer": 1,
        "n_vocab": 5,
        "n_text_ctx": 7,
        "n_text_state": 2,
        "n_text_head": 1,
        "n_text_layer": 1,
    }


def test_fused_rows_split_into_query_key_and_value_and_the_key_has_no_bias() -> None:
    arrays = small_model()
    state = checkpoint_arrays(arrays)
    fused = arrays["encoder/layer_0/self_attention/linear_0/weight"]
    np.testing.assert_array_equal(state["encoder.blocks.0.attn.query.weight"], fused[:2])
    np.testing.assert_array_equal(state["encoder.blocks.0.attn.key.weight"], fused[2:4])
    np.testing.assert_array_equal(state["encoder.blocks.0.attn.value.weight"], fused[4:])
    crossed = arrays["decoder/layer_0/attention/linear_1/bias"]
    np.testing.assert_array_equal(state["decoder.blocks.0.cross_attn.value.bias"], crossed[2:])
    assert not [name for name in state if name.endswith("key.bias")]


@pytest.mark.needs_torch
def test_the_names_are_exactly_those_of_openai_whisper() -> None:
    from whisper.model import ModelDimensions, Whisper

    arrays = small_model()
    expected = Whisper(ModelDimensions(**checkpoint_dims(arrays))).state_dict()
    state = checkpoint_arrays(arrays)
    assert {name: tuple(tensor.shape) for name, tensor in expected.items()} == {
        name: array.shape for name, array in state.items()
    }


def test_quantised_weights_are_refused() -> None:
    arrays = small_model() | {"decoder/embeddings/weight_scale": np.ones(5, np.float32)}
    with pytest.raises(ValueError, match="quantised"):
        checkpoint_arrays(arrays)


def test_half_a_model_is_refused() -> None:
    arrays = small_model()
    del arrays["decoder/layer_0/ffn/linear_1/bias"]
    with pytest.raises(ValueError, match="lacks"):
        checkpoint_arrays(arrays)

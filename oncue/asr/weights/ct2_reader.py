"""A reader of CTranslate2's `model.bin`, a plain list of named arrays (`ctranslate2/specs/model_spec.py`, `_serialize`)."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

# CTranslate2's DataType enum; bfloat16 (5) has no numpy type, and no Whisper conversion is published in it.
_DTYPES: tuple[str, ...] = ("<f4", "i1", "<i2", "<i4", "<f2")
_BINARY_VERSION = 6
_MOST_DIMENSIONS = 8


def read_arrays(path: Path) -> dict[str, Array]:
    """Every array of the file by its name, aliases included; the arrays are read-only views of one buffer.

    Raises `ValueError` for anything but a Whisper file of binary version 6.
    """
    reader = _Reader(path.read_bytes())
    version = reader.number("<I")
    specification = reader.text() if version == _BINARY_VERSION else ""
    if specification != "WhisperSpec":
        raise ValueError(f"{path} is not a CTranslate2 Whisper model of binary version {_BINARY_VERSION}")
    reader.number("<I")  # the specification's revision
    arrays = dict(reader.array() for _ in range(reader.number("<I")))
    for _ in range(reader.number("<I")):
        alias, name = reader.text(), reader.text()
        if name not in arrays:
            raise ValueError(f"{path} names an array that it lacks: {name}")
        arrays[alias] = arrays[name]
    return arrays


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self, form: str) -> int:
        return int(struct.unpack(form, self._take(struct.calcsize(form)))[0])

    def text(self) -> str:
        return self._take(self.number("<H"))[:-1].decode()

    def array(self) -> tuple[str, Array]:
        name = self.text()
        rank = self.number("<B")
        if rank > _MOST_DIMENSIONS:
            raise ValueError(f"array {name} has {rank} dimensions")
        shape = tuple(self.number("<I") for _ in range(rank))
        kind = self.number("<B")
        if kind >= len(_DTYPES):
            raise ValueError(f"array {name} has the unknown type {kind}")
        return name, np.frombuffer(self._take(self.number("<I")), dtype=_DTYPES[kind]).reshape(shape)

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise ValueError("the file ends early")
        self._at += count
        return taken

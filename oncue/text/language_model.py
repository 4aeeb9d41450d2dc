"""py3langid's model, unpacked once: its package holds it in LZMA, which takes most of a second of each process."""

from __future__ import annotations

import hashlib
import logging
import lzma
import shutil
import zipfile
from array import array
from pathlib import Path
from typing import Any

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

from oncue.system.atomic_files import whole_file
from oncue.system.cache_folder import cache_folder

_TYPECODES = {2: "H", 4: "I"}
"""The codes of `array` by the bytes of an unsigned number."""

_log = logging.getLogger(__name__)


def open_identifier(packed: Path = MODEL_DIR / MODEL_FILE) -> LanguageIdentifier:
    """The identifier, whose probabilities add up to 1.

    Its model is read from the cache, where the first process puts it. A copy that is damaged is made anew; where the cache
    cannot be written, the package's own file is read.
    """
    try:
        digest = hashlib.sha256(packed.read_bytes()).hexdigest()
        unpacked = cache_folder() / "languages" / f"{digest[:16]}.npz"
        if (known := _read(unpacked)) is not None:
            return known
        _unpack(packed, unpacked)
        if (made := _read(unpacked)) is not None:
            return made
    except OSError as error:
        _log.debug("cannot keep the unpacked language model: %s", error)
    return LanguageIdentifier.from_model_file(packed, norm_probs=True)


def _unpack(packed: Path, target: Path) -> None:
    with lzma.open(packed) as source, whole_file(target, target.parent.parent) as file:
        shutil.copyfileobj(source, file, 1 << 20)


def _read(unpacked: Path) -> LanguageIdentifier | None:
    """None where there is no such file, or no whole one: numpy checks each array's CRC. Raises `OSError`."""
    try:
        with np.load(unpacked, allow_pickle=False) as data:
            return LanguageIdentifier(
                data["ptc"],
                data["pc"],
                data["classes"].tolist(),
                _numbers(data["nextmove"]),
                data["out_feat"].tolist(),
                norm_probs=True,
                tk_row=_numbers(data["nextmove_row"]),
            )
    except FileNotFoundError:
        return None
    except (zipfile.BadZipFile, EOFError, KeyError, ValueError) as error:
        _log.debug("%s is no whole language model: %s", unpacked, error)
        return None


def _numbers(values: np.ndarray[Any, Any]) -> array[int]:
    """The same as Python's own array, which is read faster number by number."""
    numbers = array(_TYPECODES[values.dtype.itemsize])
    numbers.frombytes(values.tobytes())
    return numbers

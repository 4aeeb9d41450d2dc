"""What an engine's library means when it fails on a device: no memory, no such device, or something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from oncue.errors import DeviceMemoryFull, DeviceUnavailable

NO_CUDA = (
    "there is no GPU here that CUDA knows: install NVIDIA's driver, give the container its GPU, or choose the device cpu or "
    "auto (ONCUE_DEVICE, --device)"
)

# torch.cuda.OutOfMemoryError says "CUDA out of memory", torch's allocator for a processor "can't allocate memory";
# CTranslate2 raises RuntimeError with CUDA's own words, and std::bad_alloc comes to Python as MemoryError.
_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "cannot allocate memory", "bad_alloc", "alloc_failed")

# CTranslate2 counts the devices without CUDA's libraries, and misses those when it first computes: "Library
# libcublas.so.12 is not found or cannot be loaded". A driver that is too old is told in CUDA's words.
_NO_DEVICE = (
    "cannot be loaded",
    "driver version is insufficient",
    "no cuda-capable device",
    "no kernel image",
    "nvidia driver",
)

_TORCH_MEMORY = re.compile(r"\s+(?:Process \d+ has|Including non-PyTorch|Of the allocated|If reserved)\b")
_LIBRARY = re.compile(r"\blib\w+\.so[.\d]*\b")


@contextmanager
def explained(device: str, model: str) -> Iterator[None]:
    """Raises `DeviceMemoryFull` and `DeviceUnavailable` for what a library raises then; other errors stay as they are."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if is_out_of_memory(error):
            raise DeviceMemoryFull(
                f"The memory of the device ({device}) does not hold a single window with the model {model}: {_said(error)}. "
                "End what else uses it, or choose a smaller model or compute type (float16, int8), or another device.",
                model=model,
                device=device,
            ) from error
        if is_without_device(error):
            raise DeviceUnavailable(
                f"Whisper cannot run on the device {device}: {_said(error)}. {_remedy(error)}, or choose the device cpu "
                "(ONCUE_DEVICE, --device).",
                device=device,
            ) from error
        raise


def is_out_of_memory(error: BaseException) -> bool:
    """True where the device, or the machine, had no memory left for what was asked."""
    return isinstance(error, MemoryError) or _says(error, _OUT_OF_MEMORY)


def is_without_device(error: BaseException) -> bool:
    """True where the device cannot be used at all: libraries are missing, or the driver is too old."""
    return _says(error, _NO_DEVICE)


def _remedy(error: BaseException) -> str:
    """What to do. CTranslate2 is built for one version of cuBLAS, takes no other, and looks where the linker looks."""
    if missing := _LIBRARY.search(str(error)):
        return (
            f"Install {missing[0]} (cuBLAS comes with `pip install nvidia-cublas-cu12`) and name its folder in "
            "LD_LIBRARY_PATH, if it is not where the linker looks"
        )
    return "Install what is missing (NVIDIA's driver in a version that is new enough, or an engine that knows this GPU)"


def _said(error: BaseException) -> str:
    """The library's words without PyTorch's list of who holds how much, and without their last stop."""
    return _TORCH_MEMORY.split(str(error), maxsplit=1)[0].strip().rstrip(".")


def _says(error: BaseException, signs: tuple[str, ...]) -> bool:
    said = str(error).lower()
    return any(sign in said for sign in signs)

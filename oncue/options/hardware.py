"""Options on the hardware that Whisper runs on: the host's matter, which no job and no request may choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypedDict, get_args

from oncue.options.option import Option, options_of
from oncue.options.recognition import AUTO

DeviceName = Literal["auto", "cpu", "cuda"]
"""Where Whisper runs. `auto` is the GPU where CUDA finds one that computes, else the processor."""

ComputeType = Literal[
    "auto", "int8", "int8_float32", "int8_float16", "int8_bfloat16", "int16", "float16", "bfloat16", "float32"
]
"""How the network computes, in CTranslate2's names. `auto` is what was measured best: int8 on a processor, float16 on a GPU;
openai-whisper has float32, the one of `auto`, and on a GPU float16."""

DEVICES: tuple[str, ...] = get_args(DeviceName)
COMPUTE_TYPES: tuple[str, ...] = get_args(ComputeType)

DEFAULT_BATCH: Final = 8
MOST_IN_BATCH: Final = 256
MOST_ENGINE_THREADS: Final = 1024


@dataclass(frozen=True, slots=True)
class Hardware:
    """The hardware that a recogniser runs on, and how much of it is used."""

    device: str = AUTO
    compute_type: str = AUTO
    batch_windows: int = DEFAULT_BATCH
    """Windows that are decoded together, where the memory holds them. Measured: on one core, decoding takes 208 ms a window
    one by one, 155 ms by eight and as much by twelve (tiny.en); on a GPU, docs/hosts.md has the figures."""


AS_FOUND: Final = Hardware()
"""What the host offers, as was measured best."""


class HardwareChoices(TypedDict, total=False):
    """The options of the command line on the hardware."""

    device: Annotated[DeviceName, Option("Where Whisper runs; auto takes the GPU where CUDA finds one.", default=AUTO)]
    compute_type: Annotated[
        ComputeType,
        Option("How Whisper computes; auto is int8 on a processor, float16 on a GPU.", default=AUTO),
    ]
    batch_windows: Annotated[
        int,
        Option(
            "Windows of up to 26 s that are decoded together; fewer where the memory does not hold them.",
            1,
            MOST_IN_BATCH,
            default=DEFAULT_BATCH,
            metavar="N",
        ),
    ]
    threads: Annotated[
        int,
        Option(
            "Threads of Whisper and of the acoustic search; 0 takes one for each core.",
            0,
            MOST_ENGINE_THREADS,
            default=0,
            metavar="N",
        ),
    ]


HARDWARE_OPTIONS = options_of(HardwareChoices)

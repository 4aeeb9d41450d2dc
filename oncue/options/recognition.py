"""Options on recognition: the engines, the models, and the options that choose them."""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypedDict, get_args

from oncue.options.option import Option, options_of

AUTO: Final = "auto"

EngineName = Literal["auto", "faster-whisper", "openai-whisper"]
"""The libraries that run Whisper. `auto` is the first of the others that is installed: faster-whisper is 1.5 to 2 times as
fast on two cores, with the same words."""

ModelName = Literal[
    "auto", "tiny", "tiny.en", "base", "base.en", "small", "small.en", "medium", "medium.en",
    "large-v1", "large-v2", "large-v3", "large-v3-turbo",
]  # fmt: skip
"""OpenAI's names of Whisper's models, smallest first. `auto` is `ENGLISH_MODEL` for English, else `MULTILINGUAL_MODEL`."""

Listen = Literal["all", "as_needed"]
"""How much Whisper hears. `all`: every window, a second witness beside the sound. `as_needed`: only windows where the sound
does not confirm the published text."""

LISTENS: tuple[Listen, ...] = get_args(Listen)

LISTEN_ALL: Final = "all"
LISTEN_AS_NEEDED: Final = "as_needed"

ENGINES: tuple[str, ...] = get_args(EngineName)
MODELS: tuple[str, ...] = get_args(ModelName)

ENGLISH_MODEL = "tiny.en"
MULTILINGUAL_MODEL = "base"
"""The model of `auto` for other languages than English. It is also asked which language is spoken where the model that was
chosen knows only English."""


TRACK_PATTERN = r"^([1-9][0-9]{0,2}|[^\W\d_][^\W_]*([-_ ][^\W_]+)*)$"
"""A number that counts from 1, or a language's code, tag or name: which tracks there are, the recording tells."""

CHANNELS = ("mix", "left", "right", "center", "difference")
"""What is mostly taken of a track; which channels it has, the recording tells."""

_MORE_CHANNELS = ("centre", "lfe", "back-left", "back-right", "back-center", "side-left", "side-right", "[1-9][0-9]?")
CHANNEL_PATTERN = f"^({'|'.join((*CHANNELS, *_MORE_CHANNELS))})$"


class RecognitionChoices(TypedDict, total=False):
    """Options on how to recognise, which the result of a job depends on."""

    language: Annotated[
        str, Option("A code, tag or name: fr, pt-BR, German; else told from the text.", 2, 60, metavar="CODE")
    ]
    track: Annotated[
        str,
        Option(
            "The sound track, by number (1 is the first) or language; else the one that fits the text.",
            1,
            60,
            pattern=TRACK_PATTERN,
            metavar="N|CODE",
        ),
    ]
    channel: Annotated[
        str,
        Option(
            f"What to take of it: {', '.join(CHANNELS)} (left less right), another name or a number; else by what is heard "
            "in each.",
            1,
            20,
            pattern=CHANNEL_PATTERN,
            metavar="NAME|N",
        ),
    ]
    engine: Annotated[
        EngineName,
        Option(
            "What runs Whisper; else the worker's setting.",
            default=AUTO,
            on_command_line="What runs Whisper; auto takes the faster one here.",
        ),
    ]
    model: Annotated[
        ModelName,
        Option(
            "Whisper's model; else the worker's setting.",
            default=AUTO,
            metavar="NAME|PATH",
            on_command_line=f"Whisper's model: auto ({ENGLISH_MODEL} for English, {MULTILINGUAL_MODEL} otherwise), "
            f"{', '.join(MODELS[1:])}, or a file or folder.",
            or_path=True,
        ),
    ]
    listen: Annotated[
        Listen,
        Option(
            "Whisper hears `all`, or `as_needed` only what the sound does not confirm; else the worker's setting.",
            default=LISTEN_ALL,
            on_command_line="Whisper hears all, or only as_needed, where the sound does not confirm the text: that is "
            "faster, and finds fewer misprints.",
        ),
    ]
    min_coverage: Annotated[
        float,
        Option(
            "The job fails where less of the transcript's words, or of the speech, has captions.",
            0,
            1,
            metavar="SHARE",
            on_command_line="Fail where less of the transcript's words, or of the speech, has captions: 0.95 is 95 %.",
        ),
    ]


RECOGNITION_OPTIONS = options_of(RecognitionChoices)

"""Oncue: a recording and its published transcript to time-coded captions.

    alignment = oncue.align("news.mp3", "news.html")
    captions = oncue.render(alignment, "srt", profile="bbc")

Importing it loads no speech engine and no framework: `align` does, when it is called. docs/python.md shows more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from oncue.errors import OncueError, UsageError
from oncue.model import Alignment

if TYPE_CHECKING:
    from oncue.options.captions import RenderOptions
    from oncue.options.hardware import ComputeType, DeviceName
    from oncue.options.recognition import Listen

__all__ = ["Alignment", "OncueError", "PublishedAlignment", "align", "render"]


@dataclass(frozen=True, slots=True)
class PublishedAlignment(Alignment):
    """An alignment together with the published text that its character ranges point into."""

    text: str = ""


def align(
    audio: str | PathLike[str],
    transcript: str | PathLike[str],
    *,
    language: str | None = None,
    track: int | str | None = None,
    channel: int | str | None = None,
    engine: str = "auto",
    model: str = "auto",
    listen: Listen = "all",
    min_coverage: float = 0.0,
    device: DeviceName = "auto",
    compute_type: ComputeType = "auto",
    batch_windows: int = 8,
    threads: int = 0,
    on_progress: Callable[[str, float], None] | None = None,
) -> PublishedAlignment:
    """The alignment of a recording with its published transcript, both files; the options are those of `oncue align`.

    `language` is a code or name (None: told by the text), `track` the sound track by number or language and `channel` what
    to take of it (None: what fits the text, by what is heard in each), `engine` is "auto", "faster-whisper" or
    "openai-whisper", `model` a name, file or folder of Whisper weights or "auto", `listen` "all", or "as_needed" for Whisper
    to hear only what the sound does not confirm, `min_coverage` a share 0..1. `device` is "auto",
    "cpu" or "cuda", `compute_type` "auto" or one of CTranslate2's, `batch_windows` how many windows are decoded together,
    `threads` 0 for one a core.
    `on_progress` is called with the stage and how much of the whole is done, 0..1; what it raises ends the work.

    Raises `OncueError`, whose `code` is stable and listed in docs/api.md: `TranscriptMismatch` where text and recording do
    not belong together, an `InputError` for a file that cannot be used, `UsageError` for an option that cannot be.
    """
    from oncue.jobs.scratch import scratch
    from oncue.options.hardware import Hardware
    from oncue.options.recognition import RECOGNITION_OPTIONS
    from oncue.pipeline.align import AlignOptions
    from oncue.pipeline.align import align as align_files
    from oncue.progress import overall
    from oncue.text.language_tags import language_code
    from oncue.transcript.sandbox.read_file import read_file

    if not 0 <= min_coverage <= 1:
        raise UsageError("min_coverage is a share from 0 to 1.", option="min_coverage", value=min_coverage)

    def told(stage: str, done: float, audio_ms: int | None = None) -> None:
        if on_progress is not None:
            on_progress(stage, overall(stage, done))

    code = language_code(language) if language else None
    options = AlignOptions(
        language=code,
        track=None if track is None else str(track),
        channel=None if channel is None else str(channel),
        engine=engine,
        model=model,
        listen=listen,
        min_coverage=min_coverage,
        hardware=Hardware(device, compute_type, batch_windows),
        threads=threads,
    )
    for name, value in (("track", options.track), ("channel", options.channel)):
        RECOGNITION_OPTIONS[name].ensure_matches(value or "1")
    published, detected = read_file(Path(transcript), code)
    with scratch("align") as folder:
        found = align_files(
            Path(audio), published, options, folder=folder, on_progress=told, detected=detected, audio_name=Path(audio).name
        )
    return PublishedAlignment(**_fields(found), text=published.text)


def render(
    alignment: Alignment,
    format: str = "srt",
    *,
    text: str | None = None,
    title: str = "",
    **options: Unpack[RenderOptions],
) -> bytes:
    """The whole caption file in `format`, the ending of such files ("srt", "vtt"; the README has all); `options` are the
    caption options of `oncue align`, with underscores, as `oncue.options.captions.RenderOptions` declares them.

    `text` is the published text, for an alignment that does not carry it; `title` what the programme is called, in formats
    that say so. Raises `UsageError` for an unknown format or
    option, a value out of range, options that contradict each other, and where there is no text.
    """
    from oncue.captions.formats import caption_format
    from oncue.captions.options import caption_options
    from oncue.captions.track import CaptionTrack
    from oncue.options.captions import CAPTION_OPTIONS

    if unknown := sorted(options.keys() - CAPTION_OPTIONS.keys()):
        known = ", ".join(sorted(CAPTION_OPTIONS))
        raise UsageError(f"There is no caption option {unknown[0]!r}; known are {known}.", option=unknown[0])
    published = alignment.text if text is None and isinstance(alignment, PublishedAlignment) else text
    if published is None:
        raise UsageError("Give the published text, which this alignment is of: render(alignment, format, text=...).")
    plain = Alignment(**_fields(alignment))
    return caption_format(format).write(CaptionTrack(plain, published, caption_options(options), title)).data


def _fields(alignment: Alignment) -> dict[str, Any]:
    return {each.name: getattr(alignment, each.name) for each in fields(Alignment)}

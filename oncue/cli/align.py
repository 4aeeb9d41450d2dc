"""`oncue align`: one recording and its transcript to caption files, in this process."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from oncue.captions.formats import FORMATS
from oncue.captions.options import caption_options
from oncue.captions.track import CaptionTrack
from oncue.cli.interrupt import run_interruptibly
from oncue.cli.media_link import linked
from oncue.cli.options import caption_choices, hardware_choices, recognition_choices
from oncue.cli.outputs import parse_outputs, write_files
from oncue.cli.progress import progress_bar
from oncue.cli.summary import summary
from oncue.jobs.scratch import scratch
from oncue.model import Alignment
from oncue.options.hardware import Hardware
from oncue.options.recognition import LISTEN_ALL, Listen
from oncue.transcript.sandbox.read_file import read_file

if TYPE_CHECKING:
    from oncue.pipeline.align import TextAndLanguage

_EPILOG = """\b
Exit codes:
  0  done
  1  anything that is not below (interrupted, disk full, no such engine or model)
  2  the command line cannot be carried out, or a setting of the environment cannot be
  3  text and audio do not belong together, or share less than --min-coverage;
     nothing is written
  4  the recording or the transcript cannot be used
\b
Examples:
  oncue align news.mp3 news.html -o news.srt -o news.vtt
  oncue align news.mp3 news.txt -o - --format vtt --words
  oncue align tape.wav tape.txt -o tape.srt --profile bbc --start-timecode 10:00:00:00
"""


@click.command("align", epilog=_EPILOG, short_help="Make captions from a recording and its transcript.")
@click.argument("audio", type=click.Path(path_type=Path))
@click.argument("transcript", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="FILE",
    help=f"Where to write; may repeat. The ending picks the format: {', '.join('.' + name for name in FORMATS)}. "
    "`-` is standard output, and the default.",
)  # fmt: skip
@click.option(
    "--format", "stdout_format", type=click.Choice(list(FORMATS)), help="Format of standard output.  [default: srt]"
)
@recognition_choices
@hardware_choices
@caption_choices
@click.option("--quiet", is_flag=True, help="No progress and no summary; errors are still shown.")
def align_command(
    audio: Path,
    transcript: Path,
    outputs: tuple[str, ...],
    stdout_format: str | None,
    language: str | None,
    track: str | None,
    channel: str | None,
    engine: str,
    model: str,
    listen: Listen,
    min_coverage: float | None,
    device: str,
    compute_type: str,
    batch_windows: int,
    threads: int,
    quiet: bool,
    **captions: Any,
) -> None:
    """Align the published TRANSCRIPT with the recording AUDIO and write captions.

    AUDIO is anything ffmpeg decodes, video included. TRANSCRIPT is plain text, a saved web page (HTML), or captions (SRT,
    VTT). The captions show the transcript's own words; its labels, notes, headlines and credits are left out.
    """
    options = caption_options(captions)
    targets = parse_outputs(outputs, stdout_format, forbidden=(audio, transcript))
    started = perf_counter()
    recognition = {
        "language": language,
        "track": track,
        "channel": channel,
        "engine": engine,
        "model": model,
        "listen": listen,
        "min_coverage": min_coverage or 0.0,
        "hardware": Hardware(device, compute_type, batch_windows),
        "threads": threads,
    }
    beside = ThreadPoolExecutor(2)  # the transcript is read in a process of its own, for which this one need not wait
    try:
        reading = beside.submit(_read, transcript, language)
        beside.submit(_import_libraries, engine, listen)
        alignment = _align(audio, reading, recognition, show_progress=not quiet)
        text, _ = reading.result()
    finally:
        beside.shutdown(wait=False, cancel_futures=True)  # who interrupts it does not wait for them
    elapsed_s = perf_counter() - started
    shown = CaptionTrack(alignment, text.text, options, audio.stem)
    written = [(target, target.format.write(linked(shown, audio, target))) for target in targets]
    write_files([(target, file.data) for target, file in written])
    if not quiet:
        click.echo(summary(shown, elapsed_s, {target.name: file.lost for target, file in written}), err=True)


def _read(transcript: Path, language: str | None) -> TextAndLanguage:
    return read_file(transcript, language)


def _import_libraries(engine: str, listen: Listen) -> None:
    from oncue.asr.factory import import_libraries

    if listen == LISTEN_ALL:
        import_libraries(engine)


def _align(
    audio: Path, reading: Future[TextAndLanguage], recognition: Mapping[str, Any], *, show_progress: bool
) -> Alignment:
    # Imported here, so that `--help` and usage errors do not wait for the audio libraries.
    from oncue.pipeline.align import AlignOptions, align_as_read

    options = AlignOptions(**recognition)
    with scratch("align") as folder, progress_bar(show=show_progress) as on_progress:
        return run_interruptibly(
            lambda check: align_as_read(audio, reading, options, folder=folder, on_progress=check(on_progress))
        )

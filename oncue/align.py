"""`oncue align`: one recording and its transcript to caption files, in this process."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

import click

from alignment.errors import TranscriptUnreadable
from alignment.formats import FORMATS, parse_timecode
from alignment.limits import DEFAULT_PROFILE, PROFILES, CaptionOptions, caption_limits
from alignment.model import Alignment, Transcript
from alignment.transcript import DEFAULT_MAX_BYTES, read_transcript
from oncue.interruptible import run_interruptibly
from oncue.outputs import Output, parse_outputs, write_outputs
from oncue.progress import progress_bar
from oncue.summary import summary

_EPILOG = """\b
Exit codes:
  0  done
  1  anything that is not below (interrupted, disk full, no model)
  2  the command line cannot be carried out
  3  text and audio do not belong together; nothing is written
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
@click.option("--language", metavar="CODE", help="Such as en or fr.  [default: detected from the transcript]")
@click.option(
    "--engine", type=click.Choice(["auto", "openai-whisper", "faster-whisper"]), default="auto", show_default=True,
    help="What runs Whisper; auto takes the faster one here.",
)  # fmt: skip
@click.option(
    "--model", default="auto", show_default=True, metavar="NAME|PATH",
    help="Whisper model: auto (tiny.en for English, base otherwise), tiny.en, base, small, ... or a file or folder.",
)  # fmt: skip
@click.option(
    "--profile", type=click.Choice(list(PROFILES)), default=DEFAULT_PROFILE, show_default=True,
    help="Whose caption limits; the options below change single ones.",
)  # fmt: skip
@click.option("--max-chars", type=int, metavar="N", help="Most characters a line.")
@click.option("--max-lines", type=int, metavar="N", help="Most lines a caption.")
@click.option("--max-cps", type=float, metavar="N", help="Reading speed aimed for, in characters per second.")
@click.option("--min-duration", type=float, metavar="SECONDS", help="Shortest caption aimed for.")
@click.option("--max-duration", type=float, metavar="SECONDS", help="Longest caption.")
@click.option("--gap", type=float, metavar="SECONDS", help="Gap between captions aimed for.")
@click.option("--speakers/--no-speakers", default=True, show_default=True, help="Name speakers in the captions.")
@click.option("--words", is_flag=True, help="Word timestamps inside VTT captions.")
@click.option("--offset", type=float, default=0.0, metavar="SECONDS", help="Shift every time, also backwards (-1.5).")
@click.option(
    "--start-timecode", metavar="TC", help="Timecode of the recording's first frame, such as 10:00:00:00 (25 fps)."
)
@click.option("--quiet", is_flag=True, help="No progress and no summary; errors are still shown.")
def align_command(
    audio: Path,
    transcript: Path,
    outputs: tuple[str, ...],
    stdout_format: str | None,
    language: str | None,
    engine: str,
    model: str,
    profile: str,
    max_chars: int | None,
    max_lines: int | None,
    max_cps: float | None,
    min_duration: float | None,
    max_duration: float | None,
    gap: float | None,
    speakers: bool,
    words: bool,
    offset: float,
    start_timecode: str | None,
    quiet: bool,
) -> None:
    """Align the published TRANSCRIPT with the recording AUDIO and write captions.

    AUDIO is anything ffmpeg decodes, video included. TRANSCRIPT is plain text, a saved web page (HTML), or captions (SRT,
    VTT). The captions show the transcript's own words; its labels, notes, headlines and credits are left out.
    """
    limits = caption_limits(
        profile,
        max_chars=max_chars,
        max_lines=max_lines,
        max_cps=max_cps,
        min_duration_ms=_milliseconds(min_duration),
        max_duration_ms=_milliseconds(max_duration),
        gap_ms=_milliseconds(gap),
    )
    start_ms = parse_timecode(start_timecode) if start_timecode else 0
    captions = CaptionOptions(limits=limits, speakers=speakers, words=words, offset_ms=start_ms + round(1000 * offset))
    targets = parse_outputs(outputs, stdout_format, forbidden=(audio, transcript))
    text = _read(transcript)
    started = perf_counter()
    alignment = _align(audio, text, language, engine, model, show_progress=not quiet)
    elapsed_s = perf_counter() - started
    _write(targets, alignment, text, captions)
    if not quiet:
        click.echo(summary(alignment, text, captions, elapsed_s, [target.name for target in targets]), err=True)


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(1000 * seconds)


def _read(path: Path) -> Transcript:
    """The transcript in `path`, refused before it is read where it is too large to be one."""
    try:
        with path.open("rb") as file:
            data = file.read(DEFAULT_MAX_BYTES + 1)
    except IsADirectoryError:
        raise TranscriptUnreadable(f"{path} is a folder. Give the transcript's file.") from None
    except OSError as error:
        raise TranscriptUnreadable(f"{path}: {error.strerror}. Check the transcript's path and permissions.") from None
    return read_transcript(data, name=path.name)


def _align(
    audio: Path, transcript: Transcript, language: str | None, engine: str, model: str, *, show_progress: bool
) -> Alignment:
    # Imported here, so that `--help` and usage errors do not wait for the audio libraries.
    from worker.process import AlignOptions, align

    options = AlignOptions(language=language, engine=engine, model=model)
    with tempfile.TemporaryDirectory(prefix="oncue-") as folder, progress_bar(show=show_progress) as on_progress:
        return run_interruptibly(
            lambda check: align(audio, transcript, options, folder=Path(folder), on_progress=check(on_progress))
        )


def _write(targets: Sequence[Output], alignment: Alignment, transcript: Transcript, captions: CaptionOptions) -> None:
    rendered = [(target, target.format.render(alignment, transcript.text, captions)) for target in targets]
    write_outputs(rendered)

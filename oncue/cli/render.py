"""`oncue render`: an alignment that was kept as JSON into captions of any format, without listening again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from oncue.captions.formats import FORMATS, alignment_from_json
from oncue.captions.options import caption_options
from oncue.captions.segmentation import limit_warnings
from oncue.captions.track import CaptionTrack
from oncue.cli.options import caption_choices
from oncue.cli.outputs import file_stem, parse_outputs, write_files
from oncue.errors import InputError, UsageError
from oncue.model import Alignment

MOST_ALIGNMENT_BYTES = 128 * 1024 * 1024
"""Of an alignment: twelve hours of speech have 30 MB."""

MOST_TEXT_CHARACTERS = 4_000_000
"""Of a text that is put together from the words' places: twice what a transcript may have."""

PARAGRAPHS = "paragraphs: the alignment does not know those of the text; give it with --transcript."

_EPILOG = """\b
Examples:
  oncue align news.mp3 news.html -o news.json
  oncue render news.json --transcript news.html -o news.srt -o news.stl --profile bbc
"""


class AlignmentUnreadable(InputError):
    """The alignment cannot be read: no such file, or none of an alignment."""

    code = "alignment_unreadable"


class TextDiffers(InputError):
    """The text is not the one that was aligned; `data` holds the first word that differs as `word`."""

    code = "text_differs"


@click.command("render", epilog=_EPILOG, short_help="Make captions from an alignment that was kept as JSON.")
@click.argument("alignment", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="FILE",
    help="Where to write; may repeat. The ending picks the format. `-` is standard output, and the default.",
)  # fmt: skip
@click.option(
    "--format", "stdout_format", type=click.Choice(list(FORMATS)), help="Format of standard output.  [default: srt]"
)
@click.option(
    "--transcript", type=click.Path(path_type=Path), help="The published text that was aligned: it knows the paragraphs."
)
@click.option("--title", help="What the programme is called, in formats that say so.  [default: the file's name]")
@caption_choices
@click.option("--quiet", is_flag=True, help="No summary; errors are still shown.")
def render_command(
    alignment: Path,
    outputs: tuple[str, ...],
    stdout_format: str | None,
    transcript: Path | None,
    title: str | None,
    quiet: bool,
    **captions: Any,
) -> None:
    """Write captions from ALIGNMENT, JSON that `oncue align`, the service or a batch wrote, in any format.

    Nothing is listened to. Captions are those that `oncue align` would have written with the same options.
    """
    options = caption_options(captions)
    inputs = (alignment, *([transcript] if transcript else []))
    targets = parse_outputs(outputs, stdout_format, forbidden=inputs)
    found = read_alignment(alignment)
    text = joined_text(found) if transcript is None else published_text(found, transcript)
    track = CaptionTrack(found, text, options, title or file_stem(alignment))
    written = [(target, target.format.write(track)) for target in targets]
    write_files([(target, file.data) for target, file in written])
    if quiet:
        return
    warnings = limit_warnings(track.cues, options.limits.in_language(found.language))
    lines = [
        f"{len(track.cues)} captions of {alignment} in {', '.join(target.name for target in targets)}",
        *(f"  captions          {warning}" for warning in warnings),
        *([f"  captions          {PARAGRAPHS}"] if transcript is None else []),
        *(f"  not in the file   {target.name}: {loss}" for target, file in written for loss in file.lost),
    ]
    click.echo("\n".join(lines), err=True)


def read_alignment(path: Path) -> Alignment:
    """The alignment in a JSON file of schema 1 or 2. Raises `AlignmentUnreadable`, and says where the file is wrong."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_ALIGNMENT_BYTES + 1)
    except OSError as error:
        raise AlignmentUnreadable(f"{path}: {error.strerror}. Check the path and permissions.") from None
    if len(data) > MOST_ALIGNMENT_BYTES:
        raise AlignmentUnreadable(f"{path} has more than {MOST_ALIGNMENT_BYTES} bytes, as no alignment has.")
    try:
        return alignment_from_json(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise AlignmentUnreadable(f"{path} is not UTF-8, from byte {error.start} on.") from None
    except UsageError as error:
        raise AlignmentUnreadable(f"{path}: {error.detail}", **error.data) from error


def published_text(alignment: Alignment, path: Path) -> str:
    """The text that the alignment's ranges point into, from the published file or from a file of the text itself.

    Raises `TextDiffers` where it is another, and the errors of `read_file`.
    """
    from oncue.transcript.sandbox.read_file import read_file

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read(MOST_TEXT_CHARACTERS)
    except (OSError, UnicodeDecodeError):
        text = ""  # which `read_file` says better, or reads
    if text and _first_other_word(alignment, text) is None:
        return text
    published = read_file(path, alignment.language)[0].text
    if (other := _first_other_word(alignment, published)) is not None:
        raise TextDiffers(
            f"{path} is not the text that was aligned: {other!r} is not in its place. Give the text of that day, or "
            "leave --transcript out.",
            word=other,
        )
    return published


def joined_text(alignment: Alignment) -> str:
    """The words at their places, with spaces for all that is between them.

    Raises `UsageError` where the places are further apart than any text is long.
    """
    length = max((word.char_end for word in alignment.words), default=0)
    if length > MOST_TEXT_CHARACTERS:
        raise UsageError(f"The words' places go to character {length}, as no text is long. Give the text: --transcript.")
    letters = [" "] * length
    for word in alignment.words:
        letters[word.char_start : word.char_end] = word.text[: word.char_end - word.char_start].ljust(
            word.char_end - word.char_start
        )
    return "".join(letters)


def _first_other_word(alignment: Alignment, text: str) -> str | None:
    return next((word.text for word in alignment.words if text[word.char_start : word.char_end] != word.text), None)

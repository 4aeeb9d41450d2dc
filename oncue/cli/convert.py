"""`oncue convert`: captions of one format into any others, as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from oncue.caption_files.caption_file import READABLE, STYLING, read_captions
from oncue.captions.formats import FORMATS, Format, Use, WordTimes
from oncue.captions.given_captions import ESTIMATED, given_captions, given_track, overlaps
from oncue.captions.options import caption_options
from oncue.captions.track import CaptionTrack
from oncue.cli.options import caption_choices, chosen
from oncue.cli.outputs import file_stem, parse_outputs, write_files
from oncue.options.captions import CAPTION_OPTIONS

_CUTTING = {"profile", *(name for name, option in CAPTION_OPTIONS.items() if option.limit)}

CUT = "cut: the file has words and no captions: they are cut by the limits that are chosen, or the profile's."

_EPILOG = """\b
Examples:
  oncue convert news.srt news.vtt news.ttml
  oncue convert tape.stl tape.srt --offset -36000
  oncue convert news.vtt news.scc --frame-rate 29.97df --start-timecode 01:00:00:00
  oncue convert wide.srt narrow.srt --profile bbc
"""


@click.command("convert", epilog=_EPILOG, short_help="Convert captions into other formats.")
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("outputs", metavar="OUT...", nargs=-1, required=True)
@click.option("--from", "source_format", type=click.Choice(READABLE), help="Format of IN.  [default: by ending or content]")
@click.option("--format", "stdout_format", type=click.Choice(list(FORMATS)), help="Format of standard output (-).")
@click.option("--language", metavar="CODE", help="Language of the captions, such as en.  [default: told by the text]")
@click.option("--title", help="What the programme is called, in formats that say so.  [default: the file's name]")
@caption_choices
@click.option("--quiet", is_flag=True, help="No summary; errors are still shown.")
def convert_command(
    source: Path,
    outputs: tuple[str, ...],
    source_format: str | None,
    stdout_format: str | None,
    language: str | None,
    title: str | None,
    quiet: bool,
    **captions: Any,
) -> None:
    """Write the captions of the file IN in other formats, each told by the ending of OUT.

    Cues, lines, times and speakers stay as they are; styles and places on the screen are left behind. An offset, a start
    timecode and a frame rate change times. With a profile or a limit, captions are cut anew from the words.
    """
    options = caption_options(captions)
    targets = parse_outputs(outputs, stdout_format, forbidden=(source,))
    file = read_captions(source, source_format)
    given = given_captions(file.cues, speakers=options.speakers)
    code = _language(language, given.text)
    has_captions = file.format.captions or not any(cue.words for cue in file.cues)
    cut = not has_captions or bool(_CUTTING & chosen(captions).keys())
    track = given_track(given, code, options, title or file_stem(source), cut=cut)
    written = [(target, target.format.write(track)) for target in targets]
    write_files([(target, made.data) for target, made in written])
    if quiet:
        return
    lines = [f"{len(track.cues)} captions of {source} ({file.format.title}) in {', '.join(each.name for each in targets)}"]
    lines += [f"  captions          {notice}" for notice in given.notices]
    if not has_captions:
        lines.append(f"  captions          {CUT}")
    for target, made in written:
        lost = (*made.lost, *_lost(track, target.format, cut=cut, styled=file.styled, estimated=given.estimated))
        lines += [f"  not in the file   {target.name}: {loss}" for loss in lost]
    click.echo("\n".join(lines), err=True)


def _language(given: str | None, text: str) -> str:
    if given:
        from oncue.text.language_tags import language_code

        return language_code(given)
    from oncue.text.language_id import detect  # here, as its model takes a while

    return detect(text).language


def _lost(track: CaptionTrack, format: Format, *, cut: bool, styled: bool, estimated: int) -> Iterator[str]:
    """What captions that were given lose, whatever the format."""
    has_word_times = format.word_times is WordTimes.ALWAYS or (
        format.word_times is WordTimes.BY_CHOICE and track.options.words
    )
    if (has_word_times or cut) and estimated:
        yield ESTIMATED
    one_at_a_time = format.use is Use.PLAYOUT or track.options.frame_rate is not None
    if one_at_a_time and track.given is not None and (count := overlaps(track.given)):
        yield f"overlaps: {count} captions begin before the one in front of them has ended, which is ended there."
    if styled:
        yield STYLING

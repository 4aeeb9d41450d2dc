"""`oncue check`: captions of a file or of a job, held against the rules of those who order them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from oncue.caption_files.caption_file import READABLE
from oncue.caption_files.checked import check_report, judged_by
from oncue.caption_files.mended import changed_cues, mended_by_all
from oncue.captions.check import RULE_SETS, is_broken
from oncue.captions.options import caption_options
from oncue.cli.check_input import chosen_rules, input_of_file, input_of_job
from oncue.cli.check_output import REPORT_FORMATS, print_report
from oncue.cli.check_sound import at_new_times, findings_by_sound, findings_of_job, heard_file, mended_on_sound
from oncue.cli.connect import connect
from oncue.cli.mended_file import mended_output, write_mended
from oncue.cli.options import caption_choice, hardware_choices, listening_choices, service_choices
from oncue.cli.outputs import STDOUT
from oncue.errors import UsageError
from oncue.jobs.ids import ID
from oncue.options.captions import DEFAULT_PROFILE
from oncue.options.hardware import Hardware

EXIT_BROKEN = 5
"""The exit code where a hard rule is broken."""

_EPILOG = """\b
Exit codes:
  0  no hard rule is broken
  5  a hard rule is broken
  1, 2, 4  as of `oncue align`
\b
Examples:
  oncue check news.srt --rules bbc
  oncue check news.vtt --rules cea-608 --rules house.toml --frame-rate 25
  oncue check news.srt --audio news.mp3
  oncue check news.srt --rules bbc --fix -o mended.srt
  oncue check job_3v9k0q2m8s1d5w7x4b6c --format html > report.html
"""


@click.command("check", epilog=_EPILOG, short_help="Check captions by the rules of a house.")
@click.argument("captions", metavar="FILE|JOB")
@click.option(
    "--rules", "names", multiple=True, metavar="NAME|TOML",
    help=f"Whose: {', '.join(RULE_SETS)}, or a house's own file; may repeat.  [default: {DEFAULT_PROFILE}]",
)  # fmt: skip
@click.option("--from", "suffix", type=click.Choice(READABLE), help="Format of FILE.  [default: by ending or content]")
@click.option(
    "--audio", type=click.Path(path_type=Path), help="The recording of FILE: is each caption on screen when it is said?"
)
@caption_choice("frame_rate")
@caption_choice("start_timecode")
@caption_choice("offset")
@click.option(
    "--duration", type=click.FloatRange(0, 604_800), metavar="SECONDS",
    help="How long the recording is: no caption stays longer.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(REPORT_FORMATS), default="table", show_default=True, help="What to print."
)
@click.option("--fix", "fixing", is_flag=True, help="Mend line breaks and times, never words, and write OUT; see -o.")
@click.option("-o", "--output", "output", metavar="OUT", help="Where to write mended captions, `-` for standard output.")
@listening_choices
@hardware_choices
@service_choices
def check_command(
    captions: str,
    names: tuple[str, ...],
    suffix: str | None,
    audio: Path | None,
    frame_rate: str | None,
    start_timecode: str | None,
    offset: float,
    duration: float | None,
    form: str,
    fixing: bool,
    output: str | None,
    url: str,
    key: str | None,
    device: str,
    compute_type: str,
    batch_windows: int,
    threads: int,
    **recognition: Any,
) -> None:
    """Check the captions in FILE, or those of a service's JOB, and print what they break of the rules.

    Each finding has a code, the caption, a figure, the limit, and whose rule it is. With --frame-rate, times must be on
    frames. --start-timecode and --offset tell where the recording begins on the captions' clock.

    With --audio, the captions are held against their recording: the options of `oncue align` on listening are for that. A
    job's are held against its alignment always.

    With --fix, what can be mended without touching a word is written to OUT, and what is left is printed.
    """
    clock = {"frame_rate": frame_rate, "start_timecode": start_timecode, "offset": offset or None}
    caption_options(clock)  # what contradicts itself is told before anything is read
    rules = chosen_rules(names)
    path = Path(captions)
    if fixing != (output is not None):
        raise UsageError("--fix and -o go together: mended captions are written to another file.")
    language = recognition["language"]
    client = None
    if path.exists() or not (captions.startswith("job_") and ID.fullmatch(captions)):
        checked = input_of_file(path, suffix, language, duration, clock)
    elif audio is not None:
        raise UsageError("--audio is for files: a job's captions are held against its own recording.", option="audio")
    else:
        client = connect(url, key)
        checked = input_of_job(client, captions, rules, language, clock)
    judged = judged_by(checked, rules)
    changed = None
    target = None if output is None else mended_output(output, checked.format, path)
    held = None
    if audio is not None:
        hardware = Hardware(device, compute_type, batch_windows)
        listening = {**recognition, "threads": threads}
        held = heard_file(audio, checked, listening, hardware, show_progress=form == "table")
        if checked.end_ms is None:
            checked = replace(checked, end_ms=held.alignment.duration_ms + checked.offset_ms)
    if target is not None:
        on_sound = checked if held is None else replace(checked, cues=mended_on_sound(checked, held, judged))
        better = mended_by_all(on_sound, judged)
        changed = changed_cues(checked.cues, better)
        checked = replace(checked, cues=write_mended(replace(checked, cues=better), target))
        held = held and at_new_times(held, checked.cues, checked.offset_ms)
    found = [] if held is None else findings_by_sound(held, judged, checked.offset_ms)
    if client is not None:
        found = findings_of_job(client, captions, judged, checked.profile, checked.choices)
    report = check_report(checked, judged, changed, found)
    print_report(report, form, on_stderr=output == STDOUT)
    if is_broken(report.findings):
        click.get_current_context().exit(EXIT_BROKEN)

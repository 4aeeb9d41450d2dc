"""Options that several commands share: how to recognise, how captions look, where the service is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from oncue.captions.limits import DEFAULT_PROFILE, PROFILES
from oncue.jobs.addresses import service_address
from oncue.jobs.errors import SettingsInvalid

Command = TypeVar("Command", bound=Callable[..., Any])


def _language_code(context: click.Context, option: click.Parameter, given: str | None) -> str | None:
    """Refused before anything is read, decoded or uploaded."""
    if not given:
        return None
    from oncue.text.language_tags import language_code  # here, so that `--help` does not wait for the locale data

    return language_code(given)


def _service_url(context: click.Context, option: click.Parameter, given: str) -> str:
    """Refused before anything is read, as the option's or as the variable's, whichever it came from."""
    try:
        return service_address(given)
    except ValueError as error:
        if option.name and context.get_parameter_source(option.name) is ParameterSource.ENVIRONMENT:
            raise SettingsInvalid(f"{option.envvar}: {error}. See docs/settings.md.") from None
        raise click.BadParameter(f"{error}.", context, option) from None


def _api_key(context: click.Context, option: click.Parameter, given: str | None) -> str | None:
    """As above; what is no plain text could not be sent."""
    if not given or (given.isascii() and given.isprintable() and " " not in given):
        return given
    reason = "it is no API key: those are of letters, digits and signs, without spaces"
    if option.name and context.get_parameter_source(option.name) is ParameterSource.ENVIRONMENT:
        raise SettingsInvalid(f"{option.envvar}: {reason}. See docs/settings.md.")
    raise click.BadParameter(f"{reason}.", context, option)


_RECOGNITION = (
    click.option(
        "--language", metavar="CODE", callback=_language_code,
        help="Such as en, pt-BR or German.  [default: detected from the transcript]",
    ),
    click.option(
        "--engine", type=click.Choice(["auto", "openai-whisper", "faster-whisper"]), default="auto", show_default=True,
        help="What runs Whisper; auto takes the faster one here.",
    ),
    click.option(
        "--model", default="auto", show_default=True, metavar="NAME|PATH",
        help="Whisper model: auto (tiny.en for English, base otherwise), tiny.en, base, small, ... or a file or folder.",
    ),
    click.option(
        "--min-coverage", type=click.FloatRange(0, 1), metavar="SHARE",
        help="Fail where less of the transcript's words, or of the speech, has captions: 0.95 is 95 %.",
    ),
)  # fmt: skip

_CAPTIONS = (
    click.option(
        "--profile", type=click.Choice(list(PROFILES)), default=DEFAULT_PROFILE, show_default=True,
        help="Whose caption limits, in the language of the text; the options below change single ones.",
    ),
    click.option(
        "--max-chars", type=int, metavar="N", help="Most characters a line: full-width ones in Chinese, Japanese, Korean."
    ),
    click.option("--max-lines", type=int, metavar="N", help="Most lines a caption."),
    click.option("--max-cps", type=float, metavar="N", help="Reading speed aimed for, in characters per second."),
    click.option("--min-duration", type=float, metavar="SECONDS", help="Shortest caption aimed for."),
    click.option("--max-duration", type=float, metavar="SECONDS", help="Longest caption."),
    click.option("--gap", type=float, metavar="SECONDS", help="Gap between captions aimed for."),
    click.option("--speakers/--no-speakers", default=True, show_default=True, help="Name speakers in the captions."),
    click.option("--words", is_flag=True, help="Word timestamps inside VTT captions."),
    click.option("--offset", type=float, default=0.0, metavar="SECONDS", help="Shift every time, also backwards (-1.5)."),
    click.option(
        "--start-timecode", metavar="TC", help="Timecode of the recording's first frame, such as 10:00:00:00 (25 fps)."
    ),
)  # fmt: skip

_SERVICE = (
    click.option(
        "--url", envvar="ONCUE_URL", default="http://127.0.0.1:8000", show_default=True, show_envvar=True,
        callback=_service_url, help="Where the service is.",
    ),
    click.option(
        "--key", envvar="ONCUE_KEY", show_envvar=True, callback=_api_key, help="API key, where the service wants one."
    ),
)  # fmt: skip

_DEFAULTS: Mapping[str, object] = {
    "engine": "auto", "model": "auto", "profile": DEFAULT_PROFILE, "speakers": True, "words": False, "offset": 0.0,
}  # fmt: skip


def recognition_choices(command: Command) -> Command:
    """Adds the options `language`, `engine`, `model`, `min_coverage`."""
    return _with(_RECOGNITION, command)


def caption_choices(command: Command) -> Command:
    """Adds the options that `oncue.captions.options.caption_options` takes."""
    return _with(_CAPTIONS, command)


def service_choices(command: Command) -> Command:
    """Adds the options `url` and `key`."""
    return _with(_SERVICE, command)


def chosen(choices: Mapping[str, Any]) -> dict[str, Any]:
    """The choices that are not what they are anyway: what a job's `options` need to say."""
    return {name: value for name, value in choices.items() if value is not None and value != _DEFAULTS.get(name)}


def _with(options: tuple[Callable[[Command], Command], ...], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command

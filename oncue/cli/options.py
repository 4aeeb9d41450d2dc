"""Options that several commands share: recognition, the look of captions, the service's address and key."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from oncue.jobs.addresses import service_address
from oncue.jobs.errors import SettingsInvalid
from oncue.options.captions import CAPTION_OPTIONS
from oncue.options.hardware import HARDWARE_OPTIONS
from oncue.options.option import Option
from oncue.options.recognition import RECOGNITION_OPTIONS

Command = TypeVar("Command", bound=Callable[..., Any])


def _language_code(context: click.Context, option: click.Parameter, given: str | None) -> str | None:
    """The language's code. A language that is none is refused before anything is read, decoded or uploaded."""
    if not given:
        return None
    from oncue.text.language_tags import language_code  # here, so that `--help` does not wait for the locale data

    return language_code(given)


def _as_declared(context: click.Context, option: click.Parameter, given: str | None) -> str | None:
    """Refused before anything is read, by what the option declares."""
    if given is None or not option.name:
        return given
    meant = given.strip().lower()
    RECOGNITION_OPTIONS[option.name].ensure_matches(meant)
    return meant


def _service_url(context: click.Context, option: click.Parameter, given: str) -> str:
    """The service's URL. A wrong one is refused before anything is read, as the option's or as the variable's, wherever it
    came from."""
    try:
        return service_address(given)
    except ValueError as error:
        if option.name and context.get_parameter_source(option.name) is ParameterSource.ENVIRONMENT:
            raise SettingsInvalid(f"{option.envvar}: {error}. See docs/settings.md.") from None
        raise click.BadParameter(f"{error}.", context, option) from None


def _api_key(context: click.Context, option: click.Parameter, given: str | None) -> str | None:
    """The API key. A key that is no plain text is refused before anything is read, as it could not be sent."""
    if not given or (given.isascii() and given.isprintable() and " " not in given):
        return given
    reason = "it is no API key: those are of letters, digits and signs, without spaces"
    if option.name and context.get_parameter_source(option.name) is ParameterSource.ENVIRONMENT:
        raise SettingsInvalid(f"{option.envvar}: {reason}. See docs/settings.md.")
    raise click.BadParameter(f"{reason}.", context, option)


def _declared(options: Mapping[str, Option]) -> tuple[Callable[[Command], Command], ...]:
    return tuple(_click_option(option) for option in options.values())


def _click_option(option: Option) -> Callable[[Command], Command]:
    flag = f"--{option.name.replace('_', '-')}"
    # A text says `max_chars`, as HTTP and Python have it.
    about: dict[str, Any] = {
        "help": re.sub(r"`(\w+)`", lambda name: f"--{name[1].replace('_', '-')}", option.on_command_line or option.help)
    }
    if option.kind is bool and option.default:
        return click.option(f"{flag}/--no-{flag[2:]}", default=True, show_default=True, **about)
    if option.kind is bool:
        return click.option(flag, is_flag=True, **about)
    if option.name == "language":
        about["callback"] = _language_code
    elif option.pattern and option.name in RECOGNITION_OPTIONS:
        about["callback"] = _as_declared
    return click.option(
        flag, type=_click_type(option), default=option.default, show_default=option.default is not None,
        metavar=option.metavar or None, **about,
    )  # fmt: skip


def _click_type(option: Option) -> click.Choice[str] | click.IntRange | click.FloatRange | click.types.StringParamType:
    if option.names and not option.or_path:
        return click.Choice(option.names)
    if option.kind is int:
        least, most = (None if bound is None else int(bound) for bound in (option.least, option.most))
        return click.IntRange(least, most)
    return click.FloatRange(option.least, option.most) if option.kind is float else click.STRING


_RECOGNITION = _declared(RECOGNITION_OPTIONS)
_LISTENING = _declared({name: option for name, option in RECOGNITION_OPTIONS.items() if name != "min_coverage"})
_CAPTIONS = _declared(CAPTION_OPTIONS)
_HARDWARE = _declared(HARDWARE_OPTIONS)

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
    name: option.default for name, option in {**RECOGNITION_OPTIONS, **CAPTION_OPTIONS}.items()
}


def recognition_choices(command: Command) -> Command:
    """A decorator that adds the options that `RecognitionChoices` declares."""
    return _with(_RECOGNITION, command)


def listening_choices(command: Command) -> Command:
    """A decorator that adds the same options where no share of words is asked for: what is missing is what is looked for."""
    return _with(_LISTENING, command)


def hardware_choices(command: Command) -> Command:
    """A decorator that adds the options that `HardwareChoices` declares."""
    return _with(_HARDWARE, command)


def caption_choices(command: Command) -> Command:
    """A decorator that adds the options that `RenderOptions` declares."""
    return _with(_CAPTIONS, command)


def caption_choice(name: str) -> Callable[[Command], Command]:
    """A decorator that adds one option that `RenderOptions` declares."""
    return _click_option(CAPTION_OPTIONS[name])


def service_choices(command: Command) -> Command:
    """A decorator that adds the options `url` and `key`."""
    return _with(_SERVICE, command)


def chosen(choices: Mapping[str, Any]) -> dict[str, Any]:
    """The choices that were made, as a job's `options` need to name them: what is not chosen is left to the worker's
    settings, which may differ from the command line's defaults."""
    context = click.get_current_context(silent=True)

    def is_chosen(name: str, value: object) -> bool:
        made = context is not None and context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        return value is not None and (made or value != _DEFAULTS.get(name))

    return {name: value for name, value in choices.items() if is_chosen(name, value)}


def _with(options: tuple[Callable[[Command], Command], ...], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command

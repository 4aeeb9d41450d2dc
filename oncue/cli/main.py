"""The command `oncue`: its subcommands, and the exit code for each kind of error."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from types import MappingProxyType

import click

from oncue.errors import CoverageTooLow, InputError, OncueError, StorageFull, TranscriptMismatch, UsageError
from oncue.jobs.environment import OTHER_VARIABLES, given_names, wrong_values
from oncue.jobs.errors import DISK_FULL, JobsError, SettingsInvalid

EXIT_OTHER = 1
EXIT_USAGE = 2
EXIT_MISMATCH = 3
EXIT_UNREADABLE = 4


COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "align": "oncue.cli.align:align_command",
        "render": "oncue.cli.render:render_command",
        "convert": "oncue.cli.convert:convert_command",
        "check": "oncue.cli.check:check_command",
        "compare": "oncue.cli.compare.command:compare_command",
        "serve": "oncue.cli.serve:serve_command",
        "submit": "oncue.cli.submit:submit_command",
        "batch": "oncue.cli.batch.command:batch_command",
        "jobs": "oncue.cli.jobs:jobs_command",
        "keys": "oncue.cli.keys:keys_command",
        "worker": "oncue.cli.processes:worker_command",
        "aligner": "oncue.cli.processes:aligner_command",
        "reaper": "oncue.cli.processes:reaper_command",
    }
)
"""The module and function of each subcommand. It is imported when it is named, so that none waits for what another needs."""

NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "align": ("av", "faster_whisper"),
        "compare": ("av", "faster_whisper"),
        "serve": ("service", "worker"),
        "worker": ("worker",),
        "aligner": ("worker",),
    }
)
"""Packages that an image may lack, by command; without them the command does not exist."""


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> object:
        if not set(ctx.help_option_names) & set(ctx.args):
            _check_environment()
        return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS or not all(map(find_spec, NEEDED.get(cmd_name, ()))):
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("oncue"), prog_name="oncue")
def commands() -> None:
    """Time-coded captions from a recording and its published transcript."""


def _check_environment() -> None:
    """Raises `SettingsInvalid` for variables that Oncue does not have or whose value it refuses; every command calls it."""
    wrong = wrong_values(os.environ)
    if {name.upper() for name in given_names(os.environ)} - OTHER_VARIABLES.keys():
        try:
            from oncue.jobs.settings import read_settings  # only here, as it takes a while, and captions need no settings
        except ModuleNotFoundError as missing:
            if missing.name not in ("pydantic", "pydantic_settings"):
                raise
        else:  # where the service's packages are not installed, its settings mean nothing
            read_settings()
    if wrong:
        raise SettingsInvalid(f"{'; '.join(wrong)}. See docs/settings.md.")


_UNREADABLE = frozenset({"audio_unreadable", "audio_too_long", "audio_silent", "audio_empty", "file_missing"})
_UNREADABLE |= {"transcript_unreadable", "transcript_empty", "transcript_too_long", "language_unsupported"}
_UNREADABLE |= {"too_large", "input_missing", "transcript_too_complex"}


def exit_code(error: OncueError) -> int:
    """The exit code for `error`, raised here or reported by a service; 0 is kept for success."""
    if isinstance(error, JobsError):  # `invalid_request` of the store is about its data, not about the command line
        return EXIT_USAGE if isinstance(error, SettingsInvalid) else EXIT_OTHER
    if isinstance(error, UsageError) or error.code in ("usage", "invalid_request", "language_unknown"):
        return EXIT_USAGE
    if error.code in (TranscriptMismatch.code, CoverageTooLow.code):
        return EXIT_MISMATCH
    if isinstance(error, InputError) or error.code in _UNREADABLE:
        return EXIT_UNREADABLE
    return EXIT_OTHER


def main(command: click.Command = commands) -> None:
    """Runs a command line, `oncue`'s own; every error is one line on standard error that says what to do."""
    try:
        sys.exit(command.main(standalone_mode=False))
    except OncueError as error:
        _fail(f"{error.code}: {error.detail}", exit_code(error))
    except click.ClickException as error:
        hint = f" See `{error.ctx.command_path} --help`." if isinstance(error, click.UsageError) and error.ctx else ""
        _fail(f"usage: {error.format_message()}{hint}", EXIT_USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("oncue: interrupted: nothing was written.", err=True)
        sys.stderr.flush()
        os._exit(EXIT_OTHER)  # the recogniser may still be at work in C++, and unwinding under it crashes
    except ModuleNotFoundError as error:
        if error.name not in {package for packages in NEEDED.values() for package in packages}:
            raise
        _fail(f"usage: This installation is without the package `{error.name}`, which that command needs.", EXIT_USAGE)
    except OSError as error:
        if error.errno in DISK_FULL:
            where = "Make room, or set TMPDIR to a folder on a larger disk, and run it again."
            _fail(f"{StorageFull.code}: The disk is full: no captions were written. {where}", EXIT_OTHER)
        _fail(f"system: {error.strerror or error}: {error.filename or ''}".rstrip(": "), EXIT_OTHER)


def _fail(message: str, code: int) -> None:
    click.echo(f"oncue: {' '.join(message.split())}", err=True)
    sys.exit(code)

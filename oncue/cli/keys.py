"""The command `oncue keys`: makes and revokes the API keys of a service, on the service's own machine."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from oncue.errors import UsageError
from oncue.jobs.api_keys import create_api_key
from oncue.jobs.errors import NotFound
from oncue.jobs.model import ApiKey
from oncue.jobs.setting_places import check_places
from oncue.jobs.settings import read_settings
from oncue.jobs.store import SqlStore, open_store
from oncue.jobs.store.migrate import migrate

_DATA_DIR = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="The service's data folder; else ONCUE_DATA_DIR or ONCUE_DATABASE_URL.",
)


@click.group("keys", short_help="Make, list and revoke API keys.")
def keys_command() -> None:
    """Manage API keys, which the service wants as soon as it listens on more than this machine."""


@keys_command.command("create")
@click.argument("name")
@_DATA_DIR
def create(name: str, data_dir: Path | None) -> None:
    """Make a key. It is shown once: only a hash of it is stored."""
    key, secret = create_api_key(_store(data_dir), name)
    click.echo(secret)
    click.echo(f"Key {key.id} for {name}. It is not shown again. Send it as `Authorization: Bearer KEY`.", err=True)


@keys_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@_DATA_DIR
def show(as_json: bool, data_dir: Path | None) -> None:
    """List all keys, revoked ones too."""
    keys = _store(data_dir).api_keys()
    if as_json:
        shown = [
            {"id": key.id, "name": key.name, "role": key.role, "revoked": key.revoked_at_ms is not None} for key in keys
        ]
        click.echo(json.dumps(shown))
        return
    table = Table("Id", "Name", "Role", "Made", "Revoked")
    for key in keys:
        table.add_row(key.id, key.name, key.role, _day(key.created_at_ms), _revoked(key))
    Console().print(table)


@keys_command.command("revoke")
@click.argument("key_id")
@_DATA_DIR
def revoke(key_id: str, data_dir: Path | None) -> None:
    """Take a key back; the service notices within seconds."""
    try:
        key = _store(data_dir).revoke_api_key(key_id)
    except NotFound as error:
        raise UsageError(error.detail) from None
    click.echo(f"Key {key.id} ({key.name}) opens nothing any more.", err=True)


def _store(data_dir: Path | None) -> SqlStore:
    settings = read_settings() if data_dir is None else read_settings(data_dir=data_dir)
    check_places(settings, files=False)
    migrate(settings)
    return open_store(settings, connections=1)


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d")


def _revoked(key: ApiKey) -> str:
    return "" if key.revoked_at_ms is None else _day(key.revoked_at_ms)

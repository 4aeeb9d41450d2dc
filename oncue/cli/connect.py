"""The client as commands use it: it reports trouble on standard error, each kind once."""

from __future__ import annotations

import click

from oncue.cli.client import Client


def connect(url: str, key: str | None) -> Client:
    """A client of the service at `url`."""
    told: set[str] = set()

    def on_trouble(detail: str) -> None:
        if detail not in told:
            told.add(detail)
            click.echo(f"oncue: trying again: {detail}", err=True)

    return Client(url, key, on_trouble=on_trouble)

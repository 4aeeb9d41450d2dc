"""The page on batches tells of everything the command takes and says."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from oncue.captions.formats import FORMATS
from oncue.cli.batch.command import batch_command
from oncue.cli.batch.item import ItemStatus
from oncue.cli.batch.manifest import COLUMNS
from oncue.cli.batch.state import STATE_NAME
from oncue.cli.options import caption_choices
from oncue.transcript.file_types import CAPTION_SUFFIXES, DATA_SUFFIXES, TEXT_SUFFIXES


@pytest.fixture(scope="module")
def page() -> str:
    return (Path(__file__).resolve().parents[2] / "docs" / "batches.md").read_text(encoding="utf-8")


def test_every_option_that_is_not_one_of_captions_is_told(page: str) -> None:
    captions = {option.name for option in click.command()(caption_choices(lambda: None)).params}
    options = [each for each in batch_command.params if isinstance(each, click.Option) and each.name not in captions]
    assert [each.opts[0] for each in options if f"`{each.opts[0]}`" not in page] == []


def test_every_default_is_the_one_told(page: str) -> None:
    for option in batch_command.params:
        if option.name in ("formats", "uploads", "patience"):
            assert f"| `{option.opts[0]}` | {option.default} |".replace("300.0", "300") in page.replace(
                "`srt,vtt`", "srt,vtt"
            )


def test_every_column_status_transcript_and_file_is_told(page: str) -> None:
    told = [
        *COLUMNS,
        *(status.value for status in ItemStatus if status is not ItemStatus.WAITING),
        STATE_NAME,
        "report.json",
    ]
    told += [f"news{ending}" for ending in (*TEXT_SUFFIXES, *CAPTION_SUFFIXES, *DATA_SUFFIXES)]
    assert [name for name in told if f"`{name}`" not in page] == []


def test_the_formats_in_the_help_are_those_there_are() -> None:
    (formats,) = [option for option in batch_command.params if option.name == "formats"]
    assert isinstance(formats, click.Option)
    assert all(name in (formats.help or "") for name in FORMATS)

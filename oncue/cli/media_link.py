"""The recording that a page of the command line plays: the one it was made from, where that goes along with the page."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from oncue.captions.formats import Format
from oncue.captions.track import CaptionTrack
from oncue.cli.outputs import Output


def linked(track: CaptionTrack, recording: Path, output: Output) -> CaptionTrack:
    """`track` with the recording's address for this output, where its format has one and nobody gave another."""
    choice = media_choice(recording, output.path, output.format, {"media": track.options.media})
    return replace(track, options=replace(track.options, media=choice["media"])) if choice else track


def media_choice(recording: Path, path: Path | None, form: Format, chosen: Mapping[str, Any]) -> dict[str, str]:
    """The caption option `media` for a file that is written at `path`, None being standard output; empty where its format
    has no such address, where the recording is not near, and where `chosen` already has one."""
    if not form.links_media or chosen.get("media") or path is None:
        return {}
    near = address_from(recording, path.parent)
    return {"media": near} if near else {}


def address_from(recording: Path, folder: Path) -> str:
    """The recording's address, relative to a page in `folder`, percent-encoded; "" where it is not near.

    It is near in that folder, below it, or in one beside it: what is farther does not go along when the page is copied, and
    its path would tell of this machine.
    """
    relative = Path(os.path.relpath(recording, folder))
    if relative.parts[:2].count(os.pardir) > 1:
        return ""
    return quote(os.fsencode(relative.as_posix()), safe="/")

"""The recording that a page of the command line plays, and the addresses that a page may be given."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from bench.caption_pictures import said
from oncue.captions.formats import FORMATS
from oncue.captions.limits import CaptionOptions
from oncue.captions.options import caption_options
from oncue.captions.track import CaptionTrack
from oncue.cli.media_link import address_from, linked
from oncue.cli.outputs import Output
from oncue.errors import UsageError
from oncue.jobs.options import CaptionChoices


@pytest.mark.parametrize(
    ("recording", "folder", "address"),
    [
        ("news.mp3", "", "news.mp3"),
        ("audio/Nachrichten 12:00 #1%.mp3", ".", "audio/Nachrichten%2012%3A00%20%231%25.mp3"),
        ("audio/a.mp3", "pages", "../audio/a.mp3"),
        ("a.mp3", "pages/today", ""),
        ("/mnt/store/a.mp3", "/srv/pages", ""),
        ("خبر.mp3", "", "%D8%AE%D8%A8%D8%B1.mp3"),
        ("\udcff.mp3", "", "%FF.mp3"),
    ],
)
def test_a_recording_is_linked_to_where_it_goes_along_with_the_page(recording: str, folder: str, address: str) -> None:
    assert address_from(Path(recording), Path(folder)) == address


def test_only_a_page_that_nobody_gave_an_address_is_given_one() -> None:
    track = CaptionTrack(*said("Yes."))
    page, captions = Output(Path("a.html"), FORMATS["html"]), Output(Path("a.srt"), FORMATS["srt"])
    assert linked(track, Path("a.mp3"), page).options.media == "a.mp3"
    assert linked(track, Path("a.mp3"), captions) is track
    assert linked(track, Path("a.mp3"), Output(None, FORMATS["html"])) is track
    chosen = CaptionTrack(*said("Yes."), CaptionOptions(media="https://a.example/b.mp3"))
    assert linked(chosen, Path("a.mp3"), page) is chosen


@pytest.mark.parametrize(
    "address",
    ["a.mp3", "../b/a b.mp3", "https://a.example/b.mp3?c=d:e", "http://[::1]:80/a", "//a.example/b", "file:///a.mp3"],
)
def test_an_address_is_a_file_or_one_that_browsers_fetch_sound_from(address: str) -> None:
    assert caption_options({"media": address}).media == address
    assert CaptionChoices.model_validate({"media": address}).model_dump()["media"] == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:audio/wav,",
        "C:\\a.mp3",
        "a\nb",
        "a.mp3\n",
        "https://",
        "x\x00",
    ],
)
def test_another_address_is_refused_everywhere(address: str) -> None:
    with pytest.raises(ValidationError):
        CaptionChoices.model_validate({"media": address})
    if address:
        with pytest.raises(UsageError, match="media cannot be"):
            caption_options({"media": address})

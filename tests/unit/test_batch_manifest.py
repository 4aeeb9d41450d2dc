"""Manifests as people write them, and as spreadsheets do."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncue.cli.batch.item import Item, ItemStatus
from oncue.cli.batch.manifest import read_manifest
from oncue.errors import UsageError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.wav", "a.txt", "b.wav", "b.html"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def read(folder: Path, text: str | bytes) -> list[Item]:
    manifest = folder / "manifest.csv"
    manifest.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_manifest(manifest)


def test_a_row_is_an_item_and_its_paths_are_relative_to_the_manifest(folder: Path) -> None:
    first, second = read(folder, "audio,transcript\na.wav,a.txt\nb.wav,b.html\n")
    assert (first.name, first.audio, first.transcript) == ("a.wav", folder / "a.wav", folder / "a.txt")
    assert (second.audio, second.transcript, second.status) == (folder / "b.wav", folder / "b.html", ItemStatus.WAITING)


def test_a_path_may_be_absolute(folder: Path) -> None:
    (item,) = read(folder, f"audio,transcript\n{folder / 'a.wav'},{folder / 'b.html'}\n")
    assert (item.audio, item.transcript) == (folder / "a.wav", folder / "b.html")


def test_options_and_output_have_columns_and_all_others_are_metadata(folder: Path) -> None:
    (item,) = read(
        folder, "audio,transcript,language,profile,output,desk,Air date\na.wav,a.txt,fr,bbc,out/x.srt,News,2024-05-01\n"
    )
    assert item.options == {"language": "fr", "profile": "bbc"}
    assert item.output == folder / "out" / "x.srt"
    assert item.metadata == {"desk": "News", "Air date": "2024-05-01"}


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffaudio,transcript,desk\r\na.wav,a.txt,News\r\n",
        "audio;transcript;desk\r\na.wav;a.txt;News\r\n",
        "audio\ttranscript\tdesk\na.wav\ta.txt\tNews\n",
        "transcript,desk,audio\na.txt,News,a.wav\n",
        " Audio , TRANSCRIPT ,desk\n a.wav , a.txt , News \n",
        'audio,transcript,desk\n"a.wav","a.txt","News"\n',
        "audio,transcript,desk\n,,\na.wav,a.txt,News\n\n,,\n",
        "audio,transcript,desk\na.wav,a.txt,News,too,many\n",
    ],
    ids=["byte order mark", "semicolons", "tabs", "other order", "spaces and capitals", "quotes", "empty rows", "too many"],
)
def test_spreadsheets_write_it_in_many_ways(folder: Path, text: str) -> None:
    (item,) = read(folder, text)
    assert (item.audio, item.transcript, item.metadata) == (folder / "a.wav", folder / "a.txt", {"desk": "News"})


@pytest.mark.parametrize("header", ["file,text", "File,transcript", "audio, TEXT "])
def test_recording_and_transcript_may_be_called_as_other_services_call_them(folder: Path, header: str) -> None:
    (item,) = read(folder, f"{header}\na.wav,a.txt\n")
    assert (item.name, item.audio, item.transcript, item.metadata) == ("a.wav", folder / "a.wav", folder / "a.txt", {})


def test_those_names_are_metadata_beside_the_proper_ones(folder: Path) -> None:
    (item,) = read(folder, "audio,transcript,file,Text\na.wav,a.txt,7,Leader\n")
    assert (item.audio, item.metadata) == (folder / "a.wav", {"file": "7", "Text": "Leader"})


def test_a_row_with_a_missing_file_fails_alone_and_says_which_line_it_is(folder: Path) -> None:
    items = read(folder, "audio,transcript\nnone.wav,a.txt\na.wav,none.txt\n,a.txt\na.wav\na.wav,a.txt\n")
    assert [item.code for item in items] == ["no_recording", "no_transcript", "no_recording", "no_transcript", None]
    assert [(item.detail or "").partition(":")[0].split(" names")[0] for item in items[:4]] == [
        "Line 2", "Line 3", "Line 4", "Line 5",
    ]  # fmt: skip
    assert items[2].name == "line 4"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("audio\na.wav\n", "no column transcript"),
        ("a.wav,a.txt\n", "no column audio and no column transcript"),
        ("", "no column audio"),
        ("audio,transcript\n", "no rows"),
        ("audio,transcript\n,\n", "no rows"),
        (b"audio,transcript\n\xff\xfe,a.txt\n", "UTF-8"),
        (b"RIFF\x00\x00\x00\xffWAVE", "UTF-8"),
    ],
)
def test_a_file_that_is_no_manifest_is_a_usage_error_that_says_why(folder: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read(folder, text)

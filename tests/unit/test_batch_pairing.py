"""Which transcript of a folder is taken for which recording. Folders are drawn as lists of names."""

from __future__ import annotations

import errno
import os
import unicodedata
from pathlib import Path

import pytest

from oncue.cli.batch import near_misses
from oncue.cli.batch.item import Item, ItemStatus
from oncue.cli.batch.pairing import pair_folder
from oncue.errors import UsageError
from tests.interposed import calls_of


def paired(folder: Path, names: str, *, recursive: bool = False, ours: str = "") -> list[str]:
    """`recording + transcript` for each pair, `name: code` for each that has failed."""
    for name in names.split():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x" * 100)
    items = pair_folder(
        folder,
        recursive=recursive,
        wrote=lambda path: path.name in ours.split(),
        has_sound=lambda path: path.suffix == ".vob",
    )
    return [_drawn(item) for item in items]


def _drawn(item: Item) -> str:
    if item.status is ItemStatus.FAILED:
        return f"{item.name}: {item.code}"
    assert item.transcript is not None
    return f"{item.name} + {item.transcript.name}"


@pytest.mark.parametrize("text", ["a.txt", "a.html", "a.htm", "a.srt", "a.vtt", "a.TXT"])
@pytest.mark.parametrize("recording", ["a.mp3", "a.WAV", "a.mp4", "a.mxf"])
def test_a_recording_goes_with_the_transcript_of_its_name(tmp_path: Path, recording: str, text: str) -> None:
    assert paired(tmp_path, f"{recording} {text}") == [f"{recording} + {text}"]


def test_every_pair_of_a_folder_is_found_and_other_files_are_passed_over(tmp_path: Path) -> None:
    names = "b.wav b.html a.mp3 a.txt cover.jpg report.json notes.md .hidden.wav ._a.mp3"
    assert paired(tmp_path, names) == ["a.mp3 + a.txt", "b.wav + b.html"]


def test_a_name_may_have_dots_in_it(tmp_path: Path) -> None:
    assert paired(tmp_path, "news.2024.wav news.2024.txt") == ["news.2024.wav + news.2024.txt"]


def test_accents_match_however_the_file_system_spells_them(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "Åbo") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert paired(tmp_path, f"{decomposed}.wav {composed}.txt") == [f"{decomposed}.wav + {composed}.txt"]


@pytest.mark.parametrize("text", ["a.txt", "a.html"])
def test_text_goes_before_captions(tmp_path: Path, text: str) -> None:
    assert paired(tmp_path, f"a.wav a.srt {text} a.vtt") == [f"a.wav + {text}"]


def test_captions_that_we_wrote_are_no_transcript(tmp_path: Path) -> None:
    assert paired(tmp_path, "a.wav a.srt b.wav b.srt b.vtt", ours="a.srt b.vtt") == ["a.wav: no_transcript", "b.wav + b.srt"]


def test_a_text_that_we_wrote_is_no_transcript(tmp_path: Path) -> None:
    assert paired(tmp_path, "a.wav a.html a.txt", ours="a.txt") == ["a.wav + a.html"]


def test_what_has_no_partner_or_too_many_is_named_with_what_to_do(tmp_path: Path) -> None:
    names = "ok.wav ok.txt alone.wav lonely.txt lonely2.srt two.wav two.txt two.html twin.wav twin.mp3 twin.txt"
    assert paired(tmp_path, names) == [
        "alone.wav: no_transcript",
        "ok.wav + ok.txt",
        "twin.mp3: ambiguous",
        "two.wav: ambiguous",
        "lonely.txt: no_recording",
        "lonely2.srt: no_recording",
    ]
    details = {item.name: item.detail or "" for item in pair_folder(tmp_path, recursive=False, wrote=lambda path: False)}
    assert "alone.txt" in details["alone.wav"]
    assert "twin.mp3 and twin.wav" in details["twin.mp3"]
    assert "two.html and two.txt" in details["two.wav"]
    assert "lonely" in details["lonely.txt"]


def test_folders_inside_are_read_when_asked_for_and_hidden_ones_never(tmp_path: Path) -> None:
    names = "a.wav a.txt mon/a.wav mon/a.txt mon/late/b.wav mon/late/b.txt tue/c.wav c.txt .trash/d.wav .trash/d.txt"
    assert paired(tmp_path, names) == ["a.wav + a.txt", "c.txt: no_recording"]
    assert paired(tmp_path, names, recursive=True) == [
        "a.wav + a.txt",
        "mon/a.wav + a.txt",
        "mon/late/b.wav + b.txt",
        "tue/c.wav: no_transcript",
        "c.txt: no_recording",
    ]


def test_a_name_that_is_no_text_can_be_shown(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.wav")).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 only")
    (item,) = pair_folder(tmp_path, recursive=False, wrote=lambda path: False)
    assert item.name.encode("utf-8") == b"a?.wav"
    assert (item.detail or "").encode("utf-8")


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        pair_folder(tmp_path / "nowhere", recursive=False, wrote=lambda path: False)


def test_a_folder_inside_that_may_not_be_read_is_named_and_keeps_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "locked").mkdir()
    scandir = os.scandir

    def refusing(path: str) -> object:  # root may read everything
        if str(path) == str(tmp_path / "locked"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert paired(tmp_path, "a.wav a.txt", recursive=True) == ["a.wav + a.txt", "locked: file_unreadable"]
    assert paired(tmp_path, "a.wav a.txt", recursive=False) == ["a.wav + a.txt"]


def test_a_recording_is_known_by_its_sound_where_no_list_knows_its_ending(tmp_path: Path) -> None:
    assert paired(tmp_path, "a.vob a.txt b.vob c.xyz c.txt") == [
        "a.vob + a.txt",
        "b.vob: no_transcript",
        "c.txt: no_recording",
    ]


def test_nearly_right_names_are_named(tmp_path: Path) -> None:
    paired(tmp_path, "Case.mp3 case.txt x.mp3 x.pages news.mp3 news.mp3.txt talk_1.mp3 talk_1-transcript.html far.mp3")
    items = pair_folder(tmp_path, recursive=False, wrote=lambda path: False, has_sound=lambda path: False)
    details = {item.name: item.detail or "" for item in items}
    assert "case.txt" in details["Case.mp3"]
    assert "Case.mp3" in details["case.txt"]
    assert "x.pages" in details["x.mp3"]
    assert "news.mp3.txt" in details["news.mp3"]
    assert "talk_1-transcript.html" in details["talk_1.mp3"]
    assert "meant" not in details["far.mp3"]


def test_in_a_large_folder_without_any_pair_each_name_is_looked_at_a_few_times_only(tmp_path: Path) -> None:
    names = " ".join(f"sound{number}.wav text{number}.txt" for number in range(150))
    with calls_of(near_misses._letters) as looked:
        assert len(paired(tmp_path, names)) == 300
    assert 0 < len(looked) <= 4 * 300


def test_every_failure_names_the_users_file(tmp_path: Path) -> None:
    paired(tmp_path, "alone.wav lonely.txt two.wav two.txt two.html twin.wav twin.mp3 twin.txt")
    items = pair_folder(tmp_path, recursive=False, wrote=lambda path: False)
    assert all(Path(item.name).stem in (item.detail or "") for item in items)


def test_data_goes_with_a_recording_only_where_nothing_else_does_and_is_else_passed_over(tmp_path: Path) -> None:
    names = "a.mp3 a.txt a.json b.mp3 b.srt b.csv c.mp3 c.csv package.json figures.tsv"
    assert paired(tmp_path, names) == ["a.mp3 + a.txt", "b.mp3 + b.srt", "c.mp3 + c.csv"]

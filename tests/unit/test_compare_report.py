"""`oncue compare` beside its work: which files belong together, and what the report shows."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from oncue.alignment.text_differences import compare_texts
from oncue.cli.compare.pairs import pairs_of
from oncue.cli.compare.report import Compared, CompareReport, as_html, as_json, as_text
from oncue.errors import TranscriptMismatch, UsageError
from oncue.pipeline.compare import compared
from tests.unit.test_captions_in_sound import OURS, spoken


def folder(parent: Path, name: str, *files: str) -> Path:
    made = parent / name
    made.mkdir()
    for file in files:
        (made / file).write_bytes(b"")
    return made


def test_files_of_one_name_belong_together_whatever_their_endings(tmp_path: Path) -> None:
    ours = folder(tmp_path, "ours", "news.srt", "Talk.vtt", "alone.srt", ".hidden.srt", "readme.txt")
    theirs = folder(tmp_path, "theirs", "news.vtt", "talk.srv3", "twice.srt", "twice.vtt")
    audio = folder(tmp_path, "audio", "news.mxf", "talk.wav", "twice.mp3", "other.mp3")
    found = pairs_of(ours, theirs, audio)
    assert [(pair.name, pair.ours.name, pair.theirs.name, pair.audio.name) for pair in found.pairs] == [
        ("news", "news.srt", "news.vtt", "news.mxf"),
        ("talk", "Talk.vtt", "talk.srv3", "talk.wav"),
    ]
    assert [sentence.partition(":")[0] for sentence in found.unpaired] == ["alone", "twice"]


def test_what_is_not_there_or_belongs_nowhere_is_refused(tmp_path: Path) -> None:
    ours, theirs = folder(tmp_path, "ours", "a.srt"), folder(tmp_path, "theirs", "b.srt")
    audio = folder(tmp_path, "audio", "a.wav")
    with pytest.raises(UsageError, match="No name is in all three"):
        pairs_of(ours, theirs, audio)
    with pytest.raises(UsageError, match="three folders"):
        pairs_of(ours / "a.srt", theirs, audio)
    with pytest.raises(UsageError, match="There is no"):
        pairs_of(ours / "a.srt", theirs / "b.srt", audio / "none.wav")


def report(*, hostile: str | None = None) -> CompareReport:
    theirs = OURS.replace("met in Rome", "sat in Rome").replace("1.0-3.4", "1.9-3.4")
    found = compared(spoken(OURS), spoken(theirs), 83)
    if hostile is not None:
        found = replace(found, disagreements=(replace(found.disagreements[0], theirs=hostile),))
    refused = TranscriptMismatch("The transcript does not belong to this recording.")
    return CompareReport((Compared("news", found), Compared("other", None, refused)), ("alone: not in THEIRS.",))


def test_the_text_has_the_figures_the_verdict_and_what_was_not_compared() -> None:
    told = as_text(report())
    for expected in (
        "ours",
        "theirs",
        "words lost",
        "drift",
        "jumps",
        "The texts differ at 1 places:",
        "ours: met  theirs: sat",
    ):
        assert expected in told
    assert "other  transcript_mismatch: The transcript does not belong" in told
    assert "not compared: alone: not in THEIRS." in told
    two = CompareReport((Compared("a", report().found[0]), Compared("b", report().found[0])), ())
    assert "2 programmes" in as_text(two)


def test_json_has_all_of_it_and_html_is_one_safe_page() -> None:
    whole = report(hostile="<script>alert(1)</script>&\ud800")
    data = json.loads(as_json(whole))
    assert [one["name"] for one in data["programmes"]] == ["news", "other"]
    assert data["programmes"][1]["problem"]["code"] == "transcript_mismatch"
    assert data["programmes"][0]["comparison"]["disagreements"]
    page = as_html(whole)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page
    page.encode("utf-8")
    as_text(whole).encode("utf-8", "replace")


def test_long_texts_are_compared_word_by_word() -> None:
    letters = "abcdefghijklm"
    first = [a + b + c for a in letters for b in letters for c in letters]  # 2197
    second = [*first[:1000], "new", *first[1000:2000], *first[2010:]]
    found = compare_texts(first, second, "en")
    assert [(one.first_start, one.first_end, one.second_start, one.second_end) for one in found.differences] == [
        (1000, 1000, 1000, 1001),
        (2000, 2010, 2001, 2001),
    ]
    assert len(found.same) == 2187
    assert compare_texts([], [], "en").differences == ()
    assert len(compare_texts(["کی", "لوگ", "ہی"], ["کے", "لوگ", "ہے"], "ur").differences) == 2
    assert compare_texts(["well", "-", "so"], ["well", "so"], "en").differences == ()

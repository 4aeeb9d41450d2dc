"""Words beside music: a reported recording in which one was drawn out over a jingle."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncue.model import Alignment
from oncue.pipeline.align import AlignOptions, align
from oncue.transcript import read_transcript

MARDI_MS = 2740
"""Where a person marked the beginning of the word."""


def _aligned(repository: Path, work: Path) -> Alignment:
    folder = repository.parent / "shared" / "cases" / "33-word-stretched-over-jingle"
    if not folder.is_dir():
        pytest.skip("needs shared/cases beside the repository")
    transcript = read_transcript((folder / "transcript.txt").read_bytes(), name="transcript.txt")
    return align(folder / "audio.flac", transcript, AlignOptions(), folder=work)


def test_a_word_begins_after_the_jingle_that_comes_before_it(repository: Path, tmp_path: Path) -> None:
    found = _aligned(repository, tmp_path)
    mardi = next(word for word in found.words if word.text == "mardi")
    assert mardi.start_ms is not None
    assert abs(mardi.start_ms - MARDI_MS) <= 100


def test_a_name_is_timed_where_it_is_spoken_and_not_where_it_is_a_label(repository: Path, tmp_path: Path) -> None:
    found = _aligned(repository, tmp_path)
    names = [word.start_ms for word in found.words if word.text.startswith("Tivolle")]
    assert names[0] is not None
    assert "Patricia" not in {word.text for word in found.words if word.start_ms is not None}

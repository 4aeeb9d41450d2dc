"""`oncue render`: from a kept alignment, the captions that were written when it was made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.caption_pictures import said
from oncue.captions.formats import FORMATS, alignment_to_json
from oncue.captions.options import caption_options
from oncue.captions.track import CaptionTrack
from tests.api import ALIGNMENT, TEXT
from tests.e2e.commands_here import oncue_here

ALIGNED, PUBLISHED = said("Anna| Good morning. It is ~half~ eight.\n\nBob| Already?\nIt is.")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "news.json"
    path.write_text(alignment_to_json(ALIGNED), encoding="utf-8")
    return path


def test_with_its_text_every_format_is_as_it_was_written_at_first(kept: Path, tmp_path: Path) -> None:
    text = tmp_path / "news.txt"
    text.write_text(PUBLISHED, encoding="utf-8")
    names = [name for suffix in FORMATS for name in ("-o", str(tmp_path / f"out.{suffix}"))]
    choices = {"profile": "bbc", "start_timecode": "10:00:00:00", "words": True}
    done = oncue_here(
        "render", kept, "--transcript", text, *names, "--profile", "bbc", "--start-timecode", "10:00:00:00", "--words",
        "--title", "The News",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
    track = CaptionTrack(ALIGNED, PUBLISHED, caption_options(choices), "The News")
    for suffix, each in FORMATS.items():
        assert (tmp_path / f"out.{suffix}").read_bytes() == each.write(track).data
    assert f"{tmp_path / 'out.srt'}: word_times: " in done.stderr


def test_without_its_text_the_words_are_spaced_as_they_were_and_paragraphs_are_missed(kept: Path) -> None:
    done = oncue_here("render", kept, "-o", "-", "--format", "vtt")
    assert done.stdout.encode() == FORMATS["vtt"].write(CaptionTrack(ALIGNED, PUBLISHED)).data
    assert "paragraphs: " in done.stderr


def test_a_page_is_read_as_it_was_when_it_was_aligned(tmp_path: Path) -> None:
    path, page = tmp_path / "kept.json", tmp_path / "page.html"
    path.write_text(json.dumps(ALIGNMENT))
    page.write_text(f"<html><body><p>{TEXT}</p></body></html>")
    done = oncue_here("render", path, "--transcript", page, "-o", "-", "--quiet")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("1\n00:00:00,000 --> ")


def refused(*arguments: str | Path) -> tuple[int, str]:
    done = oncue_here("render", *arguments)
    assert len(done.stderr.splitlines()) == 1
    return done.returncode, done.stderr


def test_what_is_no_alignment_or_of_another_text_is_refused(kept: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Good evening, this is another text than the one that was aligned.")
    assert refused(kept, "--transcript", other)[0] == 4
    assert "text_differs: " in refused(kept, "--transcript", other)[1]
    assert "alignment_unreadable: " in refused(tmp_path / "none.json")[1]
    assert "alignment_unreadable: " in refused(other)[1]
    assert "is an input" in refused(kept, "-o", kept)[1]
    far = json.loads(kept.read_text())
    far["words"][-1] |= {"char_start": 10**11, "char_end": 10**11 + 3}
    kept.write_text(json.dumps(far))
    assert refused(kept) == (2, "oncue: usage: The words' places go to character 100000000003, as no text is long. "
                             "Give the text: --transcript.\n")  # fmt: skip

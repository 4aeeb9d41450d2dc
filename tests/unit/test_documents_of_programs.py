"""The same programme as several programs save it: each reads like the plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncue.errors import OncueError, TranscriptUnreadable
from oncue.transcript import read_transcript
from oncue.transcript.file_types import DOCUMENT_TYPES, type_of
from oncue.transcript.uploaded_file import UploadedFile
from tests.unit.transcript_pictures import drawn, picture

_FOLDER = Path(__file__).parent.parent / "data" / "harbour_hour"
_PROSE = (
    "pandoc.docx",
    "pandoc.odt",
    "pandoc.rtf",
    "libreoffice.docx",
    "libreoffice.odt",
    "libreoffice.fodt",
    "libreoffice.rtf",
)
_PAGES = ("pandoc.html", "libreoffice.html", "pandoc.md", "markdownify.md")
"""Notes stay in their text, marked as such, and are told in the ledger."""
_PDF = ("libreoffice.pdf", "chromium.pdf")
_TABLES = (
    *(f"{program}-table.{suffix}" for program in ("pandoc", "libreoffice") for suffix in ("docx", "odt", "rtf", "html")),
    *(f"{program}-table.md" for program in ("pandoc", "markdownify")),
    *(f"{program}-table.{suffix}" for program in ("pandas", "polars") for suffix in ("csv", "tsv")),
)

_ANNA = "Good morning. The ferry leaves at ten, and the captain says the wind is good."
_BEN = "It does not. It leaves at eleven, as it has for years"
_LAST = "Then we have time for a coffee, and for the first of our three questions."


def _spoken(name: str) -> list[tuple[str | None, str]]:
    transcript = read_transcript((_FOLDER / name).read_bytes(), name=name)
    said: list[tuple[str | None, str]] = []
    for token in transcript.tokens:
        if token.speakable and token.kind is None:
            before = said.pop() if said and said[-1][0] == token.speaker else (token.speaker, "")
            said.append((token.speaker, f"{before[1]} {token.text}".strip()))
    return said


@pytest.mark.parametrize("name", [*_PROSE, *_PAGES, *_PDF])
def test_prose_has_its_labels_its_heading_and_no_notes(name: str) -> None:
    (anna, first), (ben, second), (again, last) = _spoken(name)
    assert (anna, ben, again) == ("ANNA LEE", "BEN OKORO", "ANNA LEE")
    assert (first, last) == (_ANNA, _LAST)
    assert second.startswith(_BEN)
    transcript = read_transcript((_FOLDER / name).read_bytes())
    heading = [token for token in transcript.tokens if token.kind == "heading"]
    assert [token.text for token in heading] == ["The", "Harbour", "Hour"]


@pytest.mark.parametrize("name", [*_TABLES, "libreoffice-table.pdf"])
def test_a_table_of_time_speaker_and_text_is_read_as_turns(name: str) -> None:
    assert drawn((_FOLDER / name).read_bytes()) == picture("""
        [label] Anna Lee:
        Anna Lee| Good morning. The ferry leaves at ten.
        [label] Ben Okoro:
        Ben Okoro| It does not. It leaves at eleven.
        [label] Anna Lee:
        Anna Lee| Then we have time for a coffee.
    """)


@pytest.mark.parametrize("name", _PROSE)
def test_notes_are_left_out_and_told(name: str) -> None:
    transcript = read_transcript((_FOLDER / name).read_bytes())
    assert [notice.partition(":")[0] for notice in transcript.notices] == ["notes_left_out"]
    assert "timetable" not in transcript.text


def test_a_note_at_the_foot_of_a_pdfs_page_is_no_speech() -> None:
    transcript = read_transcript((_FOLDER / "libreoffice.pdf").read_bytes())
    note = [token for token in transcript.tokens if token.char_start >= transcript.text.index("1 The timetable")]
    assert note
    assert not any(token.speakable for token in note)


def test_what_a_browser_prints_around_a_page_is_left_out_and_told() -> None:
    transcript = read_transcript((_FOLDER / "chromium.pdf").read_bytes())
    assert "file:" not in transcript.text
    assert any(notice.startswith("page_heads_left_out: ") and "file:" in notice for notice in transcript.notices)


def test_an_old_word_document_is_refused_by_its_name() -> None:
    with pytest.raises(TranscriptUnreadable, match=r"old Word document \(\.doc\).*save it as \.docx") as refused:
        read_transcript((_FOLDER / "libreoffice.doc").read_bytes(), name="page.doc")
    assert refused.value.data == {"looks_like": "an old Word document (.doc)"}


@pytest.mark.parametrize("name", [*_PROSE, *_PDF])
def test_a_file_is_known_whatever_it_is_called(name: str) -> None:
    data = (_FOLDER / name).read_bytes()
    kind = type_of(UploadedFile(data, name))
    assert kind is type_of(UploadedFile(data, "page.txt")) is type_of(UploadedFile(data, "page.srt"))
    assert Path(name).suffix in kind.suffixes


_MHTML = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"


def _told(data: bytes, name: str) -> str | None:
    """The code of the error, or of the notice about a cut."""
    try:
        notices = read_transcript(data, name=name).notices
    except OncueError as error:
        return error.code
    return next((notice.partition(":")[0] for notice in notices if notice.startswith("file_")), None)


@pytest.mark.parametrize("name", [*_PROSE, *_PDF])
def test_a_file_that_was_cut_off_is_refused_or_says_so(name: str) -> None:
    data = (_FOLDER / name).read_bytes()
    for share in (1, 30, 60, 95):
        cut = data[: len(data) * share // 100]
        assert _told(cut, name) in ("transcript_unreadable", "transcript_empty", "file_cut_off") or name in _PDF


@pytest.mark.parametrize("kind", [kind for kind in DOCUMENT_TYPES if kind.packed], ids=lambda kind: kind.name)
@pytest.mark.parametrize("filling", [b"\x00", b" ", b"{", b"<"])
def test_two_megabytes_of_nothing_behind_a_beginning_are_refused(kind: object, filling: bytes) -> None:
    starts = {
        "DOCX": b"PK\x03\x04",
        "ODT": b"PK\x03\x04",
        "RTF": b"{\\rtf1 ",
        "PDF": b"%PDF-1.7\n",
        "MHTML": _MHTML,
    }
    start = starts[getattr(kind, "name")]  # noqa: B009
    with pytest.raises(OncueError) as refused:
        read_transcript(start + filling * 1_990_000)
    assert refused.value.code in ("transcript_unreadable", "transcript_empty")

"""PDF files: what of their pages is text, in which order, and what is no speech."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from oncue.errors import TranscriptTooLong, TranscriptUnreadable
from oncue.transcript import pdf_file, read_transcript
from oncue.transcript.document import Document
from oncue.transcript.pdf_file import read
from oncue.transcript.uploaded_file import UploadedFile
from tests.unit.pdf_pages import both, drawn_pdf, lines
from tests.unit.transcript_pictures import drawn, picture

_SHARED = Path(__file__).parents[3] / "shared" / "fixtures" / "documents"
_FIRST = (
    "The committee met in the large hall of the harbour and heard the master,",
    "who said that the ferry leaves at ten and that the wind would be good for",
    "the whole of the week, as far as anybody could tell.",
)
_WORDS = ("one", "two", "three", "four", "five")
_SECOND = ("Then everybody went home.",)


def _text(data: bytes) -> str:
    return read(UploadedFile(data)).text


def _unspoken(document: Document) -> list[str]:
    return [document.text[mark.start : mark.end] for mark in document.marked]


def _codes(document: Document) -> list[str]:
    return [notice.partition(":")[0] for notice in document.notices]


def test_lines_of_a_paragraph_are_one_and_paragraphs_are_told_by_distance_and_indent() -> None:
    apart = drawn_pdf([both(lines(*_FIRST), lines(*_SECOND, top=700))])
    indented = drawn_pdf([both(lines(*_FIRST), lines("They" + _SECOND[0], left=90, top=718))])
    assert _text(apart) == " ".join(_FIRST) + "\n\n" + _SECOND[0]
    assert _text(indented).split("\n\n")[0] == " ".join(_FIRST)


def test_running_heads_feet_and_numbers_of_pages_are_left_out_and_told() -> None:
    def page(number: int) -> Callable[[Canvas], None]:
        body = [f"Line {letter} of page {number * 7} says something else than all others." for letter in "abcdefgh"]
        return both(lines("Harbour Media", top=815, size=8), lines(*body), lines(f"Page {number} of 3", top=30, left=280))

    document = read(UploadedFile(drawn_pdf([page(number) for number in (1, 2, 3)])))
    assert "Harbour Media" not in document.text
    assert "of 3" not in document.text
    assert document.text.count("says something else") == 24
    assert _codes(document) == ["page_heads_left_out"]
    assert "Harbour Media" in document.notices[0]


def test_a_sentence_goes_on_over_the_end_of_a_page_and_so_does_a_word() -> None:
    first = both(lines(*_FIRST[:2], "the whole of the week, as far as anybody could possibly under-"), lines("1", top=30))
    second = both(
        lines("stand it, and that was the end of what he had to say to the committee on", "that day."), lines("2", top=30)
    )
    assert "anybody could possibly understand it, and" in _text(drawn_pdf([first, second]))


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [f"In the left column, line {number}," for number in range(8)]
    right = [f"in the right column, line {number}," for number in range(8)]
    data = drawn_pdf(
        [
            both(
                lines("A title that runs over both of the columns of the page, from left to right", top=790),
                lines(*left),
                lines(*right, left=320),
            )
        ]
    )
    text = _text(data)
    assert text.startswith("A title")
    assert text.index("left column, line 7") < text.index("right column, line 0")


def test_names_beside_what_they_say_are_no_columns_of_prose() -> None:
    names = lines("ANNA:", "BEN:", "ANNA:", "BEN:", "ANNA:")
    said = lines(*(f"Sentence {number} of a long conversation about ferries." for number in range(5)), left=150)
    text = drawn(drawn_pdf([both(names, said)]))
    assert text.startswith(picture("""
        [label] ANNA:
        ANNA| Sentence 0 of a long conversation about ferries.
        [label] BEN:
        BEN| Sentence 1 of a long conversation about ferries.
    """))  # fmt: skip


def test_a_time_and_a_name_above_what_is_said_are_a_line_of_their_own() -> None:
    said = (
        "00:00:24 Beatriz Figueiredo",
        "nobody leaves the harbour.",
        "00:00:31 Marta Nogueira",
        "the ferry has gone.",
    )
    assert _text(drawn_pdf([lines(*said)])) == "\n\n".join(said)


@pytest.mark.parametrize(("first", "step"), [(1, 1), (5, 5)])
def test_numbers_that_count_the_lines_are_left_out_and_told(first: int, step: int) -> None:
    body = [
        f"Q. Did you see number {word} on that day in the harbour?" for word in ("one", "two", "three", "four", "five") * 5
    ]
    numbers = [str(number) if number % step == 0 else "" for number in range(1, 26)]
    document = read(UploadedFile(drawn_pdf([both(lines(*numbers, left=40), lines(*body))])))
    assert not any(word.isdigit() for word in document.text.split())
    assert _codes(document) == ["line_numbers_left_out"]


def test_headings_are_told_by_their_size_and_notes_by_small_type_at_the_foot() -> None:
    def raised(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 7)
        canvas.drawString(72 + canvas.stringWidth(_FIRST[2], "Helvetica", 11), 736, "1")

    page = both(
        lines("The Harbour", top=800, size=20),
        lines(*_FIRST),
        raised,
        lines("1 See the timetable of that year.", top=90, size=8),
    )
    document = read(UploadedFile(drawn_pdf([page])))
    assert [document.text[start:end] for start, end in document.headings] == ["The Harbour"]
    assert _unspoken(document) == ["1", "1 See the timetable of that year."]


def test_text_that_nobody_sees_is_left_out_and_told() -> None:
    def hidden(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(72, 500, "white on white")
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(2_000, 500, "off the page")
        text = canvas.beginText(72, 400)
        text.setTextRenderMode(3)
        text.textOut("invisible ink")
        canvas.drawText(text)
        canvas.saveState()
        canvas.rotate(45)
        canvas.drawString(400, 0, "DRAFT")
        canvas.restoreState()

    document = read(UploadedFile(drawn_pdf([both(lines(*_FIRST), hidden)])))
    assert document.text == " ".join(_FIRST)
    assert _codes(document) == ["turned_text_left_out", "hidden_text_left_out"]


def test_white_text_on_a_dark_ground_is_seen() -> None:
    def bar(canvas: Canvas) -> None:
        canvas.rect(60, 480, 400, 40, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(72, 500, "Good evening.")
        canvas.setFillColorRGB(0, 0, 0)

    assert "Good evening." in _text(drawn_pdf([both(lines(*_FIRST), bar)]))


def test_a_page_that_is_held_sideways_is_read() -> None:
    def turned(canvas: Canvas) -> None:
        canvas.translate(300, 100)
        canvas.rotate(90)
        lines(*_FIRST, left=0, top=0)(canvas)

    assert _text(drawn_pdf([turned])) == " ".join(_FIRST)


def _scan(canvas: Canvas) -> None:
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("RGB", (40, 60), (200, 200, 200))), 0, 0, 595, 842)


def test_a_scan_is_refused_by_name_and_one_with_recognised_text_is_read() -> None:
    with pytest.raises(TranscriptUnreadable, match="run OCR") as refused:
        _text(drawn_pdf([_scan]))
    assert refused.value.data == {"looks_like": "a scan"}

    def recognised(canvas: Canvas) -> None:
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(3)
        text.textOut(_FIRST[0])
        canvas.drawText(text)

    assert _text(drawn_pdf([both(_scan, recognised)])) == _FIRST[0]


def test_a_password_to_open_it_is_named_and_one_to_change_it_is_none_of_our_business() -> None:
    with pytest.raises(TranscriptUnreadable, match="password") as refused:
        _text(drawn_pdf([lines(*_FIRST)], password="open"))
    assert refused.value.data == {"looks_like": "a PDF with a password"}
    assert _text(drawn_pdf([lines(*_FIRST)], owner="change")) == " ".join(_FIRST)


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.7\n" + b"\x00" * 10_000, b"%PDF-1.4\ntrailer <</Root 1 0 R>>"])
def test_what_only_begins_as_a_pdf_is_damaged(data: bytes) -> None:
    with pytest.raises(TranscriptUnreadable, match="damaged") as refused:
        read_transcript(data)
    assert refused.value.data == {"looks_like": "a damaged PDF"}


def test_a_table_of_references_that_is_wrong_is_mended() -> None:
    data = drawn_pdf([lines(*_FIRST)])
    assert _text(data.replace(b"startxref\n", b"startxref\n9")) == " ".join(_FIRST)
    assert _text(b"junk before\n" + data) == " ".join(_FIRST)


def test_very_many_pages_are_refused_before_one_is_read() -> None:
    count = pdf_file.MOST_PAGES + 1
    kids = " ".join("3 0 R" for _ in range(count))
    data = (
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
        f"2 0 obj <</Type/Pages/Count {count}/Kids[{kids}]>> endobj\n"
        "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF"
    ).encode()
    with pytest.raises(TranscriptTooLong) as refused:
        read(UploadedFile(data))
    assert refused.value.data == {"pages": count, "limit_pages": pdf_file.MOST_PAGES}


def test_a_hearing_as_a_court_publishes_it_has_its_lines_without_their_numbers() -> None:
    if not _SHARED.is_dir():
        pytest.skip("needs shared/fixtures beside the repository: files that others wrote")
    document = read(UploadedFile((_SHARED / "scotus-transcript-p1.pdf").read_bytes()))
    assert (
        "The above-entitled matter came on for oral argument before the Supreme Court of the United States at 1:01 p.m."
        in document.text.split("\n\n")
    )
    assert "line_numbers_left_out" in _codes(document)

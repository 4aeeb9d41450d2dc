"""Files that no type reads: each is refused by its own name, with what to do."""

from __future__ import annotations

import pytest

from oncue.errors import TranscriptUnreadable
from oncue.transcript import read_transcript
from oncue.transcript.file_types import type_of
from oncue.transcript.uploaded_file import UploadedFile
from tests.unit.docx_files import zipped


def _ole(*streams: str) -> bytes:
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    head[30:32] = (9).to_bytes(2, "little")
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in ("Root Entry", *streams))
    return bytes(head) + entries.ljust(4096, b"\x00")


@pytest.mark.parametrize(
    ("data", "what", "advice"),
    [
        (_ole("WordDocument", "1Table"), "an old Word document (.doc)", "save it as .docx"),
        (_ole("Workbook"), "an old Excel workbook (.xls)", "save the sheet as .csv"),
        (_ole("PowerPoint Document"), "an old PowerPoint presentation (.ppt)", "save the transcript as"),
        (_ole("EncryptionInfo", "EncryptedPackage"), "an Office document with a password", "save it without its password"),
        (_ole("Something"), "an old office document", "save it as .docx"),
        (
            zipped({"[Content_Types].xml": "x", "xl/workbook.xml": "x"}),
            "an Excel workbook (.xlsx)",
            "save the sheet as .csv",
        ),
        (zipped({"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}), "a PowerPoint presentation (.pptx)", "save"),
        (zipped({"mimetype": "application/epub+zip", "a.html": "x"}), "an EPUB book", "save the transcript as"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            "an OpenDocument spreadsheet (.ods)",
            ".csv",
        ),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.presentation"}),
            "an OpenDocument presentation (.odp)",
            "save",
        ),
        (zipped({"Index/Document.iwa": "x", "preview.jpg": "x"}), "a Pages document (.pages)", "export it as Word"),
        (zipped({"Index/Slide-1.iwa": "x"}), "a Keynote presentation (.key)", "save"),
        (zipped({"a.txt": "Hello."}), "a ZIP archive or an office document", "unpack it"),
        (b"Rar!\x1a\x07\x00" + bytes(20), "a RAR archive", "unpack it"),
        (b"\x1f\x8b\x08" + bytes(20), "a gzip archive", "unpack it"),
        (bytes(257) + b"ustar\x0000" + bytes(20), "a tar archive", "unpack it"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "an image", "save the transcript as"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><text>Hi</text></svg>", "an image (SVG)", "save"),
        (b"RIFF\x24\x08\x00\x00WAVEfmt ", "a WAV recording", "save the transcript as"),
        (b"RIFF\x24\x08\x00\x00AVI LIST", "an AVI recording", "save the transcript as"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(20), "an MP4 or QuickTime recording", "save the transcript as"),
        (b"\xff\xfb\x90\x00" + bytes(200), "an MP3 recording", "save the transcript as"),
        (b"\x1a\x45\xdf\xa3" + bytes(20), "a Matroska or WebM recording", "save the transcript as"),
        (
            b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>",
            "an XML file of a kind that is not read (<rss>)",
            "save",
        ),
        (b"<fcpxml xmlns='x'><a>Hello</a></fcpxml>", "an XML file of a kind that is not read (<fcpxml>)", "save"),
    ],
)
def test_each_is_called_by_its_name(data: bytes, what: str, advice: str) -> None:
    with pytest.raises(TranscriptUnreadable) as refused:
        read_transcript(data, name="transcript.txt")
    assert refused.value.data == {"looks_like": what}
    assert refused.value.detail.startswith(f"The transcript is {what}, not text: ")
    assert advice in refused.value.detail.partition(", not text: ")[2]


@pytest.mark.parametrize(
    "text", ["BMW sells cars.", "FORM and content.", "ID3 is a tag.", "MZ said hello.", "<b>Hi</b> there."]
)
def test_prose_that_begins_like_a_file_is_prose(text: str) -> None:
    assert read_transcript(text.encode()).text.split()[-1] == text.split()[-1].replace("<b>", "")


def test_utf_16_is_no_mp3() -> None:
    assert read_transcript("Good morning, all of you.".encode("utf-16")).text == "Good morning, all of you."


def test_what_is_saved_under_the_ending_of_another_program_is_read_as_what_it_is() -> None:
    page = b"<html><head><title>x</title></head><body><p>Good morning to everybody who is here today.</p></body></html>"
    assert type_of(UploadedFile(page, "page.doc")).name == "HTML"
    assert type_of(UploadedFile(rb"{\rtf1 Good morning.}", "page.doc")).name == "RTF"


def test_a_page_saved_with_all_that_is_on_it_is_read_as_its_page() -> None:
    page = (
        b"From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        b'\ttype="text/html";\r\n\tboundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n<html><body><article><p>Good morning, caf=C3=A9. The ferry "
        b"leaves at ten, and the captain says that the wind is good.</p></article></body></html>\r\n--b\r\n"
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"
    )
    assert type_of(UploadedFile(page, "page.mhtml")).name == "MHTML"
    text = read_transcript(page).text
    assert text.startswith("Good morning, café.")
    assert "iVBOR" not in text

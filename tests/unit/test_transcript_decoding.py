"""What becomes of the bytes that newsrooms save."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncue.errors import OncueError, TranscriptEmpty, TranscriptTooLong, TranscriptUnreadable
from oncue.transcript import SizeLimits, read_transcript
from oncue.transcript.encoding import decode


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_western_text_is_the_same_in_every_encoding(encoding: str) -> None:
    text = "“Ça va?” — she said. It’s a café;\r\nthat is all there is to it.\r\n"
    assert read_transcript(text.encode(encoding)).text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Привет, как дела? Сегодня очень хорошая погода, друзья.", "cp1251"),
        ("Привет, как дела? Сегодня очень хорошая погода, друзья.", "utf-16-le"),
        ("Zażółć gęślą jaźń. Książka leży na stole, proszę państwa.", "cp1250"),
        ("こんにちは。元気ですか？今日はいい天気ですね。", "shift_jis"),
        ("Καλημέρα σας, κυρίες και κύριοι. Σήμερα είναι μια όμορφη μέρα.", "iso8859-7"),
    ],
)
def test_other_code_pages_are_recognised(text: str, encoding: str) -> None:
    assert read_transcript(text.encode(encoding)).text == text


def test_a_page_is_read_in_the_encoding_it_declares() -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Dobrý večer, vážení diváci, začínáme.</p></body></html>'
    assert read_transcript(page.encode("iso-8859-2")).text == "Dobrý večer, vážení diváci, začínáme."


def test_a_few_damaged_bytes_do_not_change_the_encoding() -> None:
    good = "Это было давно, и никто не помнит, когда именно. " * 4
    assert read_transcript(good.encode() + b"\xff" + b" end").text == good + "\ufffd end"


def test_line_ends_are_kept() -> None:
    assert read_transcript(b"one\r\ntwo\rthree\nfour").text == "one\r\ntwo\rthree\nfour"


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", "\ufeff \u00a0".encode(), " \n".encode("utf-16")])
def test_a_file_of_nothing_is_empty(data: bytes) -> None:
    with pytest.raises(TranscriptEmpty, match="transcript is empty"):
        read_transcript(data)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"RIFF\x24\x08\x00\x00WAVEfmt ", "WAV"),
        (bytes(range(256)) * 4, "binary"),
        (b"some words\x00\x00\x01", "binary"),
    ],
)
def test_what_is_not_text_is_named_and_refused(data: bytes, what: str) -> None:
    with pytest.raises(TranscriptUnreadable, match=f"{what}.*save the transcript as plain text"):
        read_transcript(data)


def test_the_limit_counts_bytes_and_is_exact() -> None:
    assert read_transcript("ééé".encode(), limits=SizeLimits(6)).text == "ééé"
    with pytest.raises(TranscriptTooLong) as caught:
        read_transcript("ééé".encode(), limits=SizeLimits(5))
    assert caught.value.data == {"size_bytes": 6, "limit_bytes": 5}


@pytest.mark.parametrize("page", ["0:00 0:00\nPlay Live Radio\n", "JOHN DOE:\n\nANN LEE:\n", "[MUSIC]\n(LAUGHTER)", "— … •"])
def test_a_page_without_anything_to_say_is_empty(page: str) -> None:
    with pytest.raises(TranscriptEmpty, match="Nothing in the transcript is speech"):
        read_transcript(page.encode())


def test_errors_are_one_line_and_say_what_to_do() -> None:
    for data in (b"", b"%PDF", b"[MUSIC]", b"<html><body><nav>Home</nav></body></html>"):
        with pytest.raises(OncueError) as caught:
            read_transcript(data)
        assert "\n" not in caught.value.detail
        assert ": " in caught.value.detail


_SAVED = {
    "cp1250": ("pl", "cs", "sk", "hu", "hr", "sl"),
    "iso8859_2": ("pl", "cs", "hu"),
    "cp1252": ("en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "is", "ca"),
    "cp1254": ("tr",),
    "cp1257": ("lt",),
    "cp1251": ("ru", "uk", "bg", "mk"),
    "cp1253": ("el",),
    "cp1256": ("ar",),
    "mac_roman": ("fr", "de"),
    "gb18030": ("zh",),
    "shift_jis": ("ja",),
    "euc_kr": ("ko",),
}


@pytest.mark.parametrize(("code_page", "language"), [(page, one) for page, several in _SAVED.items() for one in several])
def test_a_text_in_the_code_page_of_its_language_is_read(code_page: str, language: str, repository: Path) -> None:
    lines = (repository / "bench" / "texts" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    data = "\n".join(line.split("\t")[0] for line in lines)[:1500].encode(code_page, errors="ignore")
    assert decode(data) == data.decode(code_page)

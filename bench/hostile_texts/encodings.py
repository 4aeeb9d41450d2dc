"""Bytes whose encoding is hard to tell, is wrong, or is none, by what they are made of."""

from __future__ import annotations

from collections.abc import Mapping

from bench.hostile_texts.made_text import MadeText, random_bytes, random_signs


def _mixed(size: int) -> bytes:
    piece = (
        "Straße и улица ".encode()
        + "Grüße aus Köln ".encode("cp1252")
        + "улица ".encode("cp1251")
        + "東京 ".encode("shift_jis")
    )
    return piece * (size // len(piece))


def _wrong_mark(size: int) -> bytes:
    return b"\xff\xfe" + b"This is plain text under the mark of another encoding. " * (size // 55)


ENCODINGS: Mapping[str, MadeText] = {
    "bytes: NUL": MadeText("page.txt", lambda size: b"\x00" * size),
    "bytes: text and NUL": MadeText("page.txt", lambda size: b"Hello there.\x00" * (size // 13)),
    "bytes: text then NULs": MadeText("page.txt", lambda size: b"Hello there. " * 400 + b"\x00" * (size - 5200)),
    "bytes: UTF-16": MadeText("page.txt", lambda size: ("Hello there. " * (size // 26)).encode("utf-16-le")),
    "bytes: UTF-16, wrong mark": MadeText("page.txt", _wrong_mark),
    "bytes: UTF-16 swapped": MadeText("page.txt", lambda size: b"\xfe\xff" + ("Hello. " * (size // 14)).encode("utf-16-le")),
    "bytes: UTF-32": MadeText("page.txt", lambda size: ("Hello there. " * (size // 52)).encode("utf-32")),
    "bytes: surrogates": MadeText("page.txt", lambda size: b"\xff\xfe" + b"\x00\xd8" * (size // 2)),
    "bytes: 0xff": MadeText("page.txt", lambda size: b"\xff" * size),
    "bytes: 0x80": MadeText("page.txt", lambda size: b"\x80" * size),
    "bytes: 0xc3": MadeText("page.txt", lambda size: b"\xc3" * size),
    "bytes: 0xe9 and letters": MadeText("page.txt", lambda size: b"caf\xe9 " * (size // 5)),
    "bytes: random": MadeText("page.txt", random_bytes(0, 256)),
    "bytes: random high": MadeText("page.txt", random_bytes(128, 256)),
    "bytes: random printable": MadeText("page.txt", random_bytes(32, 127)),
    "bytes: random markup": random_signs("<>/=\"' pbdiv&;!-", name="page.html"),
    "bytes: random brackets": random_signs("()[]{}<>*_ \n:.\"'-"),
    "bytes: mixed encodings": MadeText("page.txt", _mixed),
    "bytes: Windows-1251": MadeText("page.txt", lambda size: ("Добрый вечер. " * (size // 14)).encode("cp1251")),
    "bytes: Shift JIS": MadeText("page.txt", lambda size: ("今日は良い天気です。" * (size // 20)).encode("shift_jis")),
    "bytes: GB18030": MadeText("page.txt", lambda size: ("今天的天气很好。" * (size // 16)).encode("gb18030")),
    "bytes: UTF-7 page": MadeText("page.html", lambda size: b'<meta charset="utf-7">\xff' + b"+AGEAYg-" * (size // 8)),
    "bytes: punycode page": MadeText("page.html", lambda size: b'<meta charset="punycode">\xff' + b"ab-" * (size // 3)),
    "bytes: idna page": MadeText("page.html", lambda size: b'<meta charset="idna">\xff' + b"ab." * (size // 3)),
    "bytes: zip page": MadeText("page.html", lambda size: b'<meta charset="zip">\xff' + b"ab." * (size // 3)),
    "bytes: unicode_escape page": MadeText(
        "page.html", lambda size: b'<meta charset="unicode_escape">\xff' + b"\\u0041" * (size // 6)
    ),
}

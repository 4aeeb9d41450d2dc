"""Hostile texts of any size, which keep a parser busy: the same for tests and measurements."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Make = Callable[[int], bytes]

_ADA = "Ada Lovelace: This engine weaves patterns, and nobody had seen the like of it before.\n"


@dataclass(frozen=True, slots=True)
class MadeText:
    """A text that `make` makes, of about so many bytes as it is told, under the file name `name`."""

    name: str
    make: Make


def _again(piece: str | bytes, *, before: str = "", after: str = "", name: str = "page.txt") -> MadeText:
    """A text of `piece` over and over, between `before` and `after`."""
    data = piece.encode() if isinstance(piece, str) else piece

    def make(size: int) -> bytes:
        inner = max(size - len(before.encode()) - len(after.encode()), len(data))
        return before.encode() + data * (inner // len(data)) + after.encode()

    return MadeText(name, make)


def _numbered(line: str, *, before: str = "", after: str = "", name: str = "page.txt") -> MadeText:
    """A text of `line` over and over, each time with another number at `{n}` and another clock at `{clock}`."""

    def make(size: int) -> bytes:
        parts = [before]
        made = len(before)
        n = 0
        while made < size:
            n += 1
            parts.append(line.format(n=n, clock=f"{n // 3600 % 100:02}:{n // 60 % 60:02}:{n % 60:02}", word=_word(n)))
            made += len(parts[-1].encode())
        return "".join([*parts, after]).encode()

    return MadeText(name, make)


def _word(n: int) -> str:
    """The n-th of endlessly many different words."""
    letters = "etaoinshrdlucm"
    word = ""
    while n:
        n, letter = divmod(n, len(letters))
        word += letters[letter]
    return word


def _random_bytes(low: int, high: int) -> Make:
    def make(size: int) -> bytes:
        draw = random.Random(5)
        return bytes(draw.randrange(low, high) for _ in range(size))

    return make


def _random_signs(signs: str, *, name: str = "page.txt", before: str = "") -> MadeText:
    def make(size: int) -> bytes:
        draw = random.Random(7)
        each = len(signs.encode()) / len(signs)
        return (before + "".join(draw.choices(signs, k=int(size / each)))).encode()

    return MadeText(name, make)


def _nested(tag: str, text: str = "x") -> MadeText:
    """A text of `tag` inside `tag` inside `tag`, every one of them closed."""

    def make(size: int) -> bytes:
        opening, closing = f"<{tag}>", f"</{tag.split()[0]}>"
        depth = size // (len(opening) + len(closing))
        return ("<html><body>" + opening * depth + text + closing * depth + "</body></html>").encode()

    return MadeText("page.html", make)


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


_HTML: Mapping[str, MadeText] = {
    f"html: {name}": made
    for name, made in {
        "<p>": _again("<p>", name="page.html"),
        "<p>a": _again("<p>a", name="page.html"),
        "<p>A: b": _again("<p>Ada: b", name="page.html"),
        "<br>": _again("<br>", before="<p>Hello.", name="page.html"),
        "a<br>": _again("a<br>", before="<p>Hello.", name="page.html"),
        "A: b<br>": _again("Ada: b<br>", before="<p>Hello.", name="page.html"),
        "<div>": _again("<div>", name="page.html"),
        "<div>a": _again("<div>a", name="page.html"),
        "nested div": _nested("div"),
        "nested b": _nested("b"),
        "nested blockquote": _nested("blockquote"),
        "nested ul li": _again("<ul><li>a", name="page.html"),
        "nested table": _again("<table><tr><td>", name="page.html"),
        "tables": _again("<table><tr><td>a</td><td>b</td></tr></table>", name="page.html"),
        "table rows": _again("<tr><td>Ada:</td><td>went home.</td></tr>", before="<table>", name="page.html"),
        "table cells": _again("<td>a", before="<table><tr>", name="page.html"),
        "<a": _again("<a", before="<p>", name="page.html"),
        "<a href>": _again('<a href="x">', before="<p>", name="page.html"),
        "links": _again('<p><a href="/story">A story of the day</a></p>', name="page.html"),
        "<b>": _again("<b>", before="<p>", name="page.html"),
        "<b>a": _again("<b>a", before="<p>", name="page.html"),
        "<b></p>": _again("<b></p>", before="<p>", name="page.html"),
        "<font> misnested": _again("<font><p></font>a", before="<p>", name="page.html"),
        "<i><b></i></b>": _again("<i>a<b>b</i>c</b>", before="<p>", name="page.html"),
        "&amp;": _again("&amp;", before="<p>", name="page.html"),
        "&": _again("&", before="<p>", name="page.html"),
        "&#x41;": _again("&#x41;", before="<p>", name="page.html"),
        "<!--": _again("<!--", before="<p>", name="page.html"),
        "<!---->": _again("<!-- -->", after="<p>a", name="page.html"),
        "<![CDATA[": _again("<![CDATA[", before="<p>", name="page.html"),
        "<script>": _again("<script>a</script>", before="<p>", name="page.html"),
        "<": _again("<", before="<p>", name="page.html"),
        ">": _again(">", before="<p>", name="page.html"),
        "< >": _again("< >", before="<p>", name="page.html"),
        "attributes": _again(' a="b"', before="<p", after=">Hello.", name="page.html"),
        "one attribute": _again("a", before='<p class="', after='">Hello.', name="page.html"),
        "unique attributes": _numbered(" {word}=1", before="<p", after=">Hello.", name="page.html"),
        "unique tags": _numbered("<x{word}>a", before="<p>", name="page.html"),
        "unclosed p attributes": _again('<p class="a" ', name="page.html"),
        "spans": _again("<span>a </span>", before="<p>", name="page.html"),
        "one long p": _again("word ", before="<html><body><p>", name="page.html"),
        "sentences in one p": _again("He went home. ", before="<html><body><p>", name="page.html"),
        "headings": _again("<h2>A title</h2>", name="page.html"),
        "label paragraphs": _numbered("<p><b>Mr {word}:</b> a.</p>", name="page.html"),
        "comment class": _again('<div class="comment">a</div>', name="page.html"),
        "article in article": _again("<article><p>Hello there, a sentence.</p>", name="page.html"),
        "json-ld": _again(
            '{"@type":"Article","articleBody":"',
            before='<script type="application/ld+json">',
            after="</script>a",
            name="page.html",
        ),
    }.items()
}

_CAPTIONS: Mapping[str, MadeText] = {
    "srt: indexes": _again("1\n", before="1\n00:00:00,000 --> 00:00:01,000\na\n\n", name="page.srt"),
    "srt: digits": _again("1", before="1\n00:00:00,000 --> 00:00:01,000\na\n\n", name="page.srt"),
    "srt: digits first": _again("1", after="\n00:00:00,000 --> 00:00:01,000\na\n\n", name="page.srt"),
    "srt: half timings": _again("00:00:00,000 --> ", before="1\n00:00:00,000 --> 00:00:01,000\na\n\n", name="page.srt"),
    "srt: half timing lines": _again(
        "00:00:00,000 --> \n", before="1\n00:00:00,000 --> 00:00:01,000\na\n\n", name="page.srt"
    ),
    "srt: timing lines": _again("00:00:00,000 --> 00:00:01,000\n", before="1\n", name="page.srt"),
    "srt: empty cues": _numbered("{n}\n{clock},000 --> {clock},900\n\n", name="page.srt", after="x"),
    "srt: one word cues": _numbered("{n}\n{clock},000 --> {clock},900\n{word}\n\n", name="page.srt"),
    "srt: blank lines": _again("\n", before="1\n00:00:00,000 --> 00:00:01,000\na\n", name="page.srt"),
    "srt: clocks": _again("00:00:", before="1\n00:00:00,000 --> 00:00:01,000\na\n\n", name="page.srt"),
    "srt: tags": _again("<i>", before="1\n00:00:00,000 --> 00:00:01,000\na", name="page.srt"),
    "srt: overrides": _again("{\\an8}", before="1\n00:00:00,000 --> 00:00:01,000\na", name="page.srt"),
    "srt: open overrides": _again("{\\", before="1\n00:00:00,000 --> 00:00:01,000\na", name="page.srt"),
    "srt: long digits in timings": _again("1", before="1\n", after=":00:00,000 --> 00:00:01,000\na\n", name="page.srt"),
    "srt: rolling": _numbered("{n}\n{clock},000 --> {clock},900\na {word}\nb {word}\n\n", name="page.srt"),
    "srt: one cue of lines": _again("a\n", before="1\n00:00:00,000 --> 00:00:01,000\n", name="page.srt"),
    "vtt: notes": _again("NOTE a\n\n", before="WEBVTT\n\n", after="00:00.000 --> 00:01.000\na\n", name="page.vtt"),
    "vtt: note lines": _again("a\n", before="WEBVTT\n\nNOTE\n", after="\n00:00.000 --> 00:01.000\na\n", name="page.vtt"),
    "vtt: styles": _again("STYLE\na\n\n", before="WEBVTT\n\n", after="00:00.000 --> 00:01.000\na\n", name="page.vtt"),
    "vtt: cues": _numbered("{clock}.000 --> {clock}.900\n{word}\n\n", before="WEBVTT\n\n", name="page.vtt"),
    "vtt: voices": _again("<v Ada>a ", before="WEBVTT\n\n00:00.000 --> 00:01.000\n", name="page.vtt"),
    "vtt: open voices": _again("<v ", before="WEBVTT\n\n00:00.000 --> 00:01.000\n", name="page.vtt"),
    "vtt: named voices": _numbered("{clock}.000 --> {clock}.900\n<v {word}>a\n\n", before="WEBVTT\n\n", name="page.vtt"),
    "vtt: stamps": _again("<00:00:00.000>a", before="WEBVTT\n\n00:00.000 --> 00:01.000\n", name="page.vtt"),
    "vtt: identifiers": _again("a\n\n", before="WEBVTT\n\n", after="00:00.000 --> 00:01.000\na\n", name="page.vtt"),
    "vtt: arrows": _again("-->\n", before="WEBVTT\n\n", name="page.vtt"),
    "vtt: blank lines": _again("\n", before="WEBVTT\n\n", after="00:00.000 --> 00:01.000\na\n", name="page.vtt"),
}

_PLAIN: Mapping[str, MadeText] = {
    "one line without spaces": _again("a"),
    "one line of capitals": _again("A"),
    "digits": _again("1"),
    "digits with points": _again("1."),
    "digits with commas": _again("1,"),
    "clocks": _again("00:00 "),
    "clock lines": _again("00:00\n"),
    "clocks glued": _again("00:00"),
    "timing lines": _again("00:00:00,000 --> \n"),
    "initials": _again("A."),
    "initials apart": _again("A. "),
    "A: ": _again("A: "),
    "A: lines": _again("A: b\n"),
    "Name: in one line": _again("Ada Byron: Hello. "),
    "NAME: in one line": _again("ADA BYRON: Hello. "),
    "different names in one line": _numbered("MR {word}: Hello. "),
    "different name lines": _numbered("Mr {word}: Hello.\n"),
    "different full names": _numbered("Ada {word} Byron: Hello.\n\n"),
    "same surnames": _numbered("A{word} Byron: Hello.\n\nByron: Yes.\n\n"),
    "names of eight words": _numbered("A B C D E F G {word}: x\n"),
    "names on own lines": _numbered("Ada Byron\nHello there {word}.\n"),
    "interview": _again(_ADA),
    "colons": _again(":"),
    "colons apart": _again(" : "),
    "a:": _again("a:"),
    "(": _again("("),
    ")": _again(")"),
    "()": _again("()"),
    "( a": _again("( a"),
    "(a)": _again("(a) "),
    "((a)": _again("((a) "),
    "( lines": _again("(\n"),
    "[": _again("["),
    "[a": _again("[a "),
    "[]": _again("[]"),
    "[ lines": _again("[a\n"),
    "(laughter)": _again("(laughter)"),
    "[music] lines": _again("[music]\n"),
    "{": _again("{"),
    "nested brackets": MadeText("page.txt", lambda size: b"(" * (size // 2) + b"a" + b")" * (size // 2)),
    "*": _again("*"),
    "*a": _again("*a "),
    "*a*": _again("*laughs*"),
    "notes of music": _again("♪"),
    "notes of music apart": _again("♪ a "),
    '"': _again('"'),
    '" a': _again('"a '),
    "‘’": _again("‘’"),
    "« a": _again("« a "),
    "'": _again("'"),
    "a'": _again("a'"),
    "dots": _again("."),
    "dots apart": _again(". "),
    "ellipses": _again("…"),
    "dashes": _again("-"),
    "a-": _again("a-"),
    "a--": _again("a--"),
    "—": _again("—"),
    "a—": _again("a—b"),
    "- lines": _again("- a\n"),
    ">>": _again(">>"),
    ">> a": _again(">> a "),
    ">> lines": _again(">> a\n"),
    "/": _again("/"),
    "a/b": _again("a / b "),
    "|": _again("a | "),
    "trail of links": _again("Home > Programs > "),
    "share words": _again("facebook twitter "),
    "share lines": _again("Share\n"),
    "newlines": _again("\n", before="Hello.", after="there"),
    "carriage returns": _again("\r", before="Hello.", after="there"),
    "a and newline": _again("a\n"),
    "a and blank lines": _again("a\n\n"),
    "spaces": _again(" ", before="Hello.", after="there"),
    "spaces between": _again(" ", before="Ada", after=": Hello."),
    "spaces in front": _again(" ", after="Hello."),
    "tabs": _again("\t", before="Hello.", after="there"),
    "hard spaces": _again("\u00a0", before="Hello.", after="there"),
    "headings": _again("A Title Of It\n\n"),
    "# headings": _again("# a\n"),
    "sentences": _again("He went. "),
    "Mr.": _again("Mr. "),
    "! ": _again("! "),
    "credits": _again("Produced by Ada Byron. "),
    "by lines": _again("By Ada Byron and Charles Babbage and "),
    "copyright": _again("Copyright Ada "),
    "copyright lines": _again("Copyright NPR.\n"),
    "all rights": _again("a all rights reserved "),
    "you can read": _again("You can read "),
    "links in quotation marks": _again("a \u00bb " * 90 + "!\n"),
    "by capitals": _again("By " + "A" * 130 + "!\n"),
    "record in capitals": _again("Mr. " + "A" * 130 + "!\n"),
    "headings, then prose": MadeText("page.txt", lambda size: b"A title\n" * (size // 32) + b"He went.\n" * (size // 12)),
    "titled names": _numbered("Dr Mr {word} Byron: Hello.\n\n"),
    "dates": _again("3 January 1833, "),
    "dates lines": _again("Monday, January 3, 1833\n"),
    "iframe": _again("<iframe "),
    "https": _again("https://"),
    "biographies": _numbered("Ada Byron: Hello.\n", after="Ada Byron has a cat.\n" * 2000),
    "credit after labels": _again("Ada Byron is a host.\n", before="Ada Byron: Hello.\n\nBabbage: Yes.\n\n"),
    "many people, many paragraphs": MadeText(
        "page.txt",
        lambda size: (
            "".join(f"Ada {_word(n).title()}: Hello.\n" for n in range(1, size // 44))
            + "Ada Byron has come.\n" * (size // 40)
        ).encode(),
    ),
    "introductions": _again("I'm Ada Byron Babbage and I'm ", before="Ada Byron: Hello.\n"),
    "word": _again("word "),
    "different words": _numbered("{word} "),
    "combining characters": _again("\u0301", before="a"),
    "combining classes": _random_signs("\u0301\u0323\u0327\u0334\u0345", before="a"),
    "a with accents": _again("a\u0301\u0323"),
    "hangul jamo": _again("\u1112\u1161\u11ab"),
    "emoji": _again("👩\u200d👩\u200d👧\u200d👦"),
    "emoji apart": _again("👩\u200d👩\u200d👧\u200d👦 "),
    "flags": _again("🇩🇪"),
    "chinese": _again("今天的天气很好"),
    "chinese at random": _random_signs("今天的天气很好我们去公园里面看花草树木和小鸟"),
    "one ideograph": _again("一"),
    "chinese sentences": _again("今天的天气很好。"),
    "chinese commas": _again("今天，"),
    "chinese and latin": _again("今a"),
    "kana": _again("ア"),
    "small kana": _again("ッ"),
    "prolonged sound marks": _again("ー", before="ア"),
    "japanese": _again("今日は良い天気ですね"),
    "thai": _again("วันนี้อากาศดี"),
    "one thai letter": _again("ก"),
    "thai vowels": _again("\u0e34", before="ก"),
    "thai at random": _random_signs("กขคงจชซดตทนบปผพฟมยรลวสหอะาิีุู่้เแโใไ"),
    "lao": _again("ສະບາຍດີ"),
    "khmer": _again("សួស្តី"),
    "khmer stacking": _again("ក្"),
    "burmese": _again("မင်္ဂလာပါ"),
    "burmese at random": _random_signs("ကခဂငစဆဇညတထဒနပဖဗမယရလဝသဟအာိီုူေဲံ့း္်"),
    "tibetan": _again("བོད་"),
    "arabic": _again("السلام عليكم "),
    "arabic without spaces": _again("س"),
    "bidi controls": _again("\u202e\u2066", before="a"),
    "bidi controls and letters": _again("\u202ea\u2069"),
    "zero width spaces": _again("\u200b", before="a", after="b"),
    "zero width lines": _again("\u200b\n", after="b"),
    "soft hyphens": _again("\u00ad", before="a"),
    "byte order marks": _again("\ufeff", after="a"),
    "line separators": _again("a\u2028"),
    "variation selectors": _again("\ufe0f", before="a"),
    "ligatures": _again("\ufdfa"),
    "fullwidth colons": _again("：", before="甲"),
    "fullwidth labels": _again("甲：乙\n"),
    "hindi": _again("नमस्ते "),
    "hebrew points": _again("\u05d0\u05b8"),
    "special casing": _again("ŉΐﬃ"),
    "superscripts": _again("²"),
    "roman numerals": _again("Ⅷ"),
    "money": _again("$1.000.000,"),
    "underscores": _again("_"),
    "backslashes": _again("\\"),
    "at signs": _again("a@b."),
    "private use": _again("\ue000"),
    "unassigned": _again("\U000e0fff"),
    "replacement signs": _again("a\ufffd" + "b" * 30),
}

_BYTES: Mapping[str, MadeText] = {
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
    "bytes: random": MadeText("page.txt", _random_bytes(0, 256)),
    "bytes: random high": MadeText("page.txt", _random_bytes(128, 256)),
    "bytes: random printable": MadeText("page.txt", _random_bytes(32, 127)),
    "bytes: random markup": _random_signs("<>/=\"' pbdiv&;!-", name="page.html"),
    "bytes: random brackets": _random_signs("()[]{}<>*_ \n:.\"'-"),
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

HOSTILE: Mapping[str, MadeText] = MappingProxyType({**_PLAIN, **_HTML, **_CAPTIONS, **_BYTES})
"""The texts, by what they are made of. Each must be read, or refused, soon; what is read of it does not matter."""

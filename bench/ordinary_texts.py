"""Ordinary transcripts of any size, as stations publish them, which must be read soon however large they are."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bench.hostile_texts.made_text import MadeText
from bench.settings import ROOT

_NAMES = ("Ada Byron", "Charles Babbage", "Mary Somerville", "Luigi Menabrea", "Augustus De Morgan", "Sophia Frend")


def _sentences(language: str) -> Iterator[str]:
    """Yields sentences of a published text, in an order of their own, without end; each 20th has a number in it."""
    text = (ROOT / "bench" / "texts" / f"{language}.txt").read_text(encoding="utf-8")
    known = [sentence.strip() for sentence in re.split(r"(?<=[.!?。])\s*", text) if sentence.strip()]
    draw = random.Random(11)
    n = 0
    while True:
        n += 1
        yield draw.choice(known) if n % 20 else f"In {1800 + n % 220}, {n} of them were counted."


def _filled(size: int, before: str, parts: Iterator[str], after: str = "") -> bytes:
    made = [before]
    length = len(before) + len(after)
    for part in parts:
        made.append(part)
        length += len(part.encode())
        if length >= size:
            break
    return "".join([*made, after]).encode()


def _paragraphs(language: str = "en") -> Iterator[str]:
    sentences = _sentences(language)
    while True:
        yield " ".join(next(sentences) for _ in range(4))


def _prose(size: int) -> bytes:
    return _filled(size, "", (f"{paragraph}\n\n" for paragraph in _paragraphs()))


def _chinese(size: int) -> bytes:
    return _filled(size, "", (f"{paragraph}\n\n" for paragraph in _paragraphs("zh")))


def _interview(size: int) -> bytes:
    turns = (
        (_NAMES[n % 6].upper() if n < 12 else _NAMES[n % 6].split()[-1].upper(), p) for n, p in enumerate(_paragraphs())
    )
    return _filled(size, "", (f"{name}: {paragraph}\n\n" for name, paragraph in turns))


def _subrip(size: int) -> bytes:
    def cues() -> Iterator[str]:
        for n, sentence in enumerate(_sentences("en"), 1):
            words = sentence.split()
            half = (len(words) + 1) // 2
            clock = f"{n * 3 // 3600:02}:{n * 3 // 60 % 60:02}:{n * 3 % 60:02}"
            yield f"{n}\n{clock},000 --> {clock},900\n{' '.join(words[:half])}\n{' '.join(words[half:])}\n\n"

    return _filled(size, "", cues())


def _webvtt(size: int) -> bytes:
    def cues() -> Iterator[str]:
        for n, sentence in enumerate(_sentences("en"), 1):
            clock = f"{n * 3 // 3600:02}:{n * 3 // 60 % 60:02}:{n * 3 % 60:02}"
            yield f"{clock}.000 --> {clock}.900\n<v {_NAMES[n // 5 % 6]}>{sentence}\n\n"

    return _filled(size, "WEBVTT\n\n", cues())


_HEAD = (
    "<!DOCTYPE html><html><head><title>A day</title><meta charset='utf-8'><script>var a = 1;</script></head><body>"
    "<header><nav><ul><li><a href='/'>Home</a></li><li><a href='/news'>News</a></li></ul></nav></header>"
    "<main><article><h1>A day in the archive</h1><p class='byline'>By <a href='/ada'>Ada Byron</a></p>"
)
_TAIL = "</article></main><footer><p>Terms of use</p></footer></body></html>"


def _article(size: int) -> bytes:
    def parts() -> Iterator[str]:
        for n, paragraph in enumerate(_paragraphs()):
            words = paragraph.split()
            words[3:5] = [f"<a href='/story/{n}'>{' '.join(words[3:5])}</a>"]
            heading = f"<h2>What happened in {1800 + n % 220}</h2>" if n % 8 == 7 else ""
            yield f"{heading}<p>{' '.join(words)} <em>So it was</em> &amp; is.</p>\n"

    return _filled(size, _HEAD, parts(), _TAIL)


def _page_of_turns(size: int) -> bytes:
    turns = ((_NAMES[n % 6], paragraph) for n, paragraph in enumerate(_paragraphs()))
    return _filled(size, _HEAD, (f"<p><strong>{name}:</strong> {said}</p>\n" for name, said in turns), _TAIL)


def _page_of_breaks(size: int) -> bytes:
    return _filled(size, _HEAD + "<p>", (f"{paragraph}<br><br>\n" for paragraph in _paragraphs()), "</p>" + _TAIL)


def _page_of_rows(size: int) -> bytes:
    turns = ((_NAMES[n % 6], paragraph) for n, paragraph in enumerate(_paragraphs()))
    rows = (f"<tr><td>{name}</td><td>{said}</td></tr>\n" for name, said in turns)
    return _filled(size, _HEAD + "<table>", rows, "</table>" + _TAIL)


ORDINARY: Mapping[str, MadeText] = MappingProxyType(
    {
        "prose": MadeText("page.txt", _prose),
        "prose in Chinese": MadeText("page.txt", _chinese),
        "interview": MadeText("page.txt", _interview),
        "SRT": MadeText("page.srt", _subrip),
        "WebVTT with voices": MadeText("page.vtt", _webvtt),
        "HTML article": MadeText("page.html", _article),
        "HTML interview": MadeText("page.html", _page_of_turns),
        "HTML with line breaks": MadeText("page.html", _page_of_breaks),
        "HTML table": MadeText("page.html", _page_of_rows),
    }
)

"""Caption files: a cue or two a sentence, each of at most two lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

import pysubs2

from bench.pages.page import File, Page, Writer, pieces_of
from bench.pages.phrases import PHRASES
from bench.pages.programme import SENTENCE_MS, Piece, Role

_LINE = 40
_PLAIN = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u20ac\u00a3_", "''\"\"--.EL ")
_NOT_ASCII = frozenset(PHRASES) - {"en"}
_PARITY = [n | (0x80 if bin(n).count("1") % 2 == 0 else 0) for n in range(128)]


@dataclass(frozen=True, slots=True)
class _Cue:
    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: str | None


def _cues(page: Page, *, labels: bool, width: int = _LINE) -> Iterator[_Cue]:
    """Two lines a cue at most; a label begins its turn's first cue, a sound is a cue of its own."""
    end = 0
    for block in page.body:
        if block.role is not Role.TURN:
            yield _Cue(end, end + 200, (block.text,), None)
            continue
        for n, piece in enumerate(block.speech):
            text = f"{block.label} {piece.text}" if labels and block.label and not n else piece.text
            lines = textwrap.wrap(text, width, break_long_words=len(text.split()) < 4, break_on_hyphens=False)
            pairs = [tuple(lines[k : k + 2]) for k in range(0, len(lines), 2)]
            start = block.start_ms + n * SENTENCE_MS
            each = (SENTENCE_MS - 400) // len(pairs)
            for k, pair in enumerate(pairs):
                yield _Cue(start + k * each, start + (k + 1) * each - 40, pair, block.speaker)
            end = start + SENTENCE_MS - 300


def _plain(cue: _Cue) -> _Cue:
    """The cue in ASCII: quotes and dashes as typewriters have them, no emoji."""
    lines = (line.translate(_PLAIN).encode("ascii", "ignore").decode().strip() for line in cue.lines)
    return replace(cue, lines=tuple(lines))


def _clock(ms: int, mark: str = ",", hours: int = 2) -> str:
    return f"{ms // 3_600_000:0{hours}}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{mark}{ms % 1000:03}"


def _speech(page: Page) -> tuple[Piece, ...]:
    return tuple(piece for block in page.body for piece in block.speech)


def _srt(page: Page) -> File:
    parts = [
        f"{n}\n{_clock(cue.start_ms)} --> {_clock(cue.end_ms)}\n" + "\n".join(cue.lines) + "\n"
        for n, cue in enumerate(_cues(page, labels=True), 1)
    ]
    return File("page.srt", "\n".join(parts).encode(), pieces_of(page.body))


def _vtt_voices(page: Page) -> File:
    parts = ["WEBVTT\n"]
    for cue in _cues(page, labels=False):
        text = escape("\n".join(cue.lines), quote=False)
        text = f"<v {escape(cue.speaker)}>{text}</v>" if cue.speaker else text
        parts.append(f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')} line:90%\n{text}\n")
    return File("page.vtt", "\n".join(parts).encode(), _speech(page))


def _vtt_labels(page: Page) -> File:
    parts = ["WEBVTT - made for measuring\n\nNOTE nothing of this is said\n"]
    for cue in _cues(page, labels=True):
        text = escape("\n".join(cue.lines), quote=False)
        parts.append(f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}\n{text}\n")
    return File("page.vtt", "\n".join(parts).encode(), pieces_of(page.body))


def _by_pysubs2(page: Page, kind: str) -> File:
    subtitles = pysubs2.SSAFile()
    for cue in _cues(page, labels=False):
        event = pysubs2.SSAEvent(cue.start_ms, cue.end_ms, r"{\i1}" + r"\N".join(cue.lines) + r"{\i0}")
        event.name = cue.speaker or ""
        subtitles.append(event)
    return File(f"page.{kind}", subtitles.to_string(kind).encode(), _speech(page))


def _sbv(page: Page) -> File:
    parts = [
        f"{_clock(cue.start_ms, '.', 1)},{_clock(cue.end_ms, '.', 1)}\n" + "\n".join(cue.lines) + "\n"
        for cue in _cues(page, labels=True)
    ]
    return File("page.sbv", "\n".join(parts).encode(), pieces_of(page.body))


def _ttml(page: Page) -> File:
    agents = sorted({cue.speaker for cue in _cues(page, labels=False) if cue.speaker})
    known = "".join(
        f'<ttm:agent xml:id="a{n}" type="person"><ttm:name type="full">{escape(name)}</ttm:name></ttm:agent>'
        for n, name in enumerate(agents)
    )
    parts = []
    for cue in _cues(page, labels=False):
        agent = f' ttm:agent="a{agents.index(cue.speaker)}"' if cue.speaker else ""
        text = "<br/>".join(escape(line, quote=False) for line in cue.lines)
        parts.append(f'<p begin="{_clock(cue.start_ms, ".")}" end="{_clock(cue.end_ms, ".")}"{agent}>{text}</p>')
    head = f"<head><metadata><ttm:title>Made for measuring</ttm:title>{known}</metadata></head>"
    body = "<body><div>\n" + "\n".join(parts) + "\n</div></body>"
    spaces = 'xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"'
    root = f'<tt {spaces} xml:lang="{page.programme.language}">{head}{body}</tt>'
    document = f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n'
    return File("page.ttml", document.encode(), _speech(page))


def _scc_pairs(data: list[int]) -> str:
    data = data + [0] * (len(data) % 2)
    return " ".join(f"{_PARITY[a]:02x}{_PARITY[b]:02x}" for a, b in zip(data[::2], data[1::2], strict=True))


def _scc(page: Page) -> File:
    """Pop-on captions: load, place each line on its row, show; every control code twice."""
    parts = ["Scenarist_SCC V1.0"]
    for cue in map(_plain, _cues(page, labels=True, width=32)):
        codes = ["9420 9420 94ae 94ae"]
        for row, line in zip(("9440", "9470"), cue.lines, strict=False):
            codes += [row, row, _scc_pairs([ord(character) for character in line])]
        codes += ["942f 942f"]
        seconds, frames = divmod(cue.start_ms * 30 // 1000, 30)
        clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{frames:02}"
        parts.append(f"{clock}\t{' '.join(codes)}")
    return File("page.scc", ("\n\n".join(parts) + "\n").encode(), pieces_of(page.body))


def _frames(ms: int) -> bytes:
    return bytes((ms // 3_600_000, ms // 60_000 % 60, ms // 1000 % 60, ms % 1000 // 40))


def _stl(page: Page) -> File:
    """EBU STL of 25 frames a second, code table 00."""
    cues = [_plain(cue) for cue in _cues(page, labels=True, width=37)]
    head = b"850STL25.011" + b"00" + b"0A" + b"Made for measuring".ljust(208)
    head += b"261127261127" + b"00" + f"{len(cues):05}{len(cues):05}001".encode() + b"40" + b"23" + b"1" + b"0" * 16 + b"11"
    head = head.ljust(1024)
    blocks = []
    for n, cue in enumerate(cues):
        text = b"\x0b\x0b" + b"\x8a".join(line.encode("ascii") for line in cue.lines) + b"\x0a\x0a"
        about = bytes((0,)) + n.to_bytes(2, "little") + b"\xff\x00" + _frames(cue.start_ms) + _frames(cue.end_ms)
        blocks.append(about + bytes((20, 2, 0)) + text.ljust(112, b"\x8f"))
    return File("page.stl", head + b"".join(blocks), pieces_of(page.body))


WRITERS = (
    Writer("SRT", _srt, clocks=False),
    Writer("WebVTT, voices", _vtt_voices, labels=False),
    Writer("WebVTT, labels", _vtt_labels, clocks=False),
    Writer("ASS", lambda page: _by_pysubs2(page, "ass"), labels=False),
    Writer("SSA", lambda page: _by_pysubs2(page, "ssa"), labels=False),
    Writer("SBV", _sbv, clocks=False),
    Writer("TTML", _ttml, labels=False),
    Writer("SCC", _scc, clocks=False, not_in=_NOT_ASCII),
    Writer("EBU STL", _stl, clocks=False, not_in=_NOT_ASCII),
)

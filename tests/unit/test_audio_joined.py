"""Where recordings were joined byte by byte."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from oncue.audio.concatenated import find_parts

# A layer III frame at 64 kbit/s and 48 kHz, mono: 192 bytes; the header of a file lies behind 17 bytes of side information.
FRAME = bytes((0xFF, 0xFB, 0x54, 0xC4)) + bytes(188)
HEADER = FRAME[:21] + b"Info" + FRAME[25:]
TAG = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10)


def _seams(folder: Path, content: bytes) -> list[int]:
    path = folder / "joined"
    path.write_bytes(content)
    parts = find_parts(path)
    assert [part.whole for part in parts] == ([True] if len(parts) == 1 else [False] * len(parts))
    assert (parts[0].start, parts[-1].end) == (0, len(content))
    assert all(one.end == other.start for one, other in itertools.pairwise(parts))
    return [part.start for part in parts[1:]]


@pytest.mark.parametrize("tag", [b"", TAG], ids=["without tags", "with tags"])
def test_an_mp3_is_cut_where_a_file_begins_in_it_with_its_tag(tmp_path: Path, tag: bytes) -> None:
    one = tag + HEADER + FRAME * 5
    assert _seams(tmp_path, one) == []
    assert _seams(tmp_path, one * 3) == [len(one), 2 * len(one)]
    assert _seams(tmp_path, tag + FRAME * 5 + one) == [len(tag) + 5 * len(FRAME)]


def test_words_in_the_sound_or_in_a_tag_are_no_header(tmp_path: Path) -> None:
    odd = FRAME[:100] + b"Info Xing" + FRAME[109:]
    assert _seams(tmp_path, HEADER + odd * 3) == []
    assert _seams(tmp_path, TAG[:12] + b"Info" + TAG[16:] + HEADER + FRAME) == []


def _page(flags: int, body: bytes = b"x") -> bytes:
    return b"OggS\x00" + bytes([flags]) + bytes(20) + bytes([1, len(body)]) + body


def test_a_chain_of_ogg_files_is_cut_at_its_links(tmp_path: Path) -> None:
    one = _page(2) + _page(2) + _page(0) + _page(0, b"OggS\x00\x02" + bytes(40)) + _page(4)
    assert _seams(tmp_path, one) == []
    assert _seams(tmp_path, one * 2) == [len(one)]


def test_other_files_are_left_whole(tmp_path: Path) -> None:
    assert _seams(tmp_path, b"RIFF" + HEADER * 4) == []

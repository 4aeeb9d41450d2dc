"""EBU STL and SCC files by their bytes, as programs of broadcasters write them."""

from __future__ import annotations


def stl_file(*blocks: bytes, table: bytes = b"00", count: int | None = None) -> bytes:
    head = bytearray(b" " * 1024)
    head[0:14] = b"850STL25.011" + table
    head[238:243] = f"{len(blocks) if count is None else count:05}".encode()
    return bytes(head) + b"".join(blocks)


def stl_block(
    number: int, text: bytes, *, last: int = 0xFF, second: int | None = None, comment: int = 0, cumulative: int = 0
) -> bytes:
    at = number if second is None else second
    return bytes([0, number, 0, last, cumulative, 0, 0, at, 0, 0, 0, at, 20, 20, 2, comment]) + text.ljust(112, b"\x8f")


def scc_file(*lines: str) -> bytes:
    return ("Scenarist_SCC V1.0\n\n" + "\n\n".join(lines) + "\n").encode()


def scc_text(text: str) -> str:
    data = text.encode("ascii").ljust(len(text) + len(text) % 2, b"\x00")
    return data.hex(" ", 2)

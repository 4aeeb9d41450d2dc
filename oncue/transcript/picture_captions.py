"""Captions that are pictures: a program for text recognition must read them first."""

from __future__ import annotations

import re

from oncue.transcript.uploaded_file import UploadedFile

_INDEX = re.compile(rb"\s*(?:\xef\xbb\xbf)?# VobSub index file")
_SEGMENTS = b"\x14\x15\x16\x17\x80"


def picture_captions(file: UploadedFile) -> str | None:
    """What such a file is called, None for anything else."""
    data = file.data
    if _INDEX.match(data):
        return "the index of VobSub captions"
    if data.startswith(b"\x00\x00\x01\xba") and file.suffix in (".sub", ".idx"):
        return "VobSub captions"
    if data.startswith(b"PG") and len(data) > 12 and data[10:11] in _SEGMENTS and 0 in data[2:10]:
        return "PGS captions (Blu-ray)"
    return None

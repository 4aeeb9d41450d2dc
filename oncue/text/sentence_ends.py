"""Where a written sentence ends."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।॥။。][\"'”’»)\]」』）】]*$")


def ends_sentence(word: str) -> bool:
    """Whether a written word looks like the last one of its sentence."""
    return _SENTENCE_END.search(word) is not None

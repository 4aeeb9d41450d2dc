"""Proper names of a transcript: words a recogniser would not expect, to bias it with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from oncue.model import Token
from oncue.text.sentence_ends import CLOSERS, ends_sentence

MOST_NAMES = 24
"""The most names in a prompt. Whisper takes 224 tokens, but each slows the decoder, and a long list is echoed."""

_EDGES = re.compile(r"^[\W_]+|(?:['’]s)?[\W_]*$")


def names_in(tokens: Sequence[Token]) -> list[str]:
    """Capitalised words and runs of them that do not merely begin a sentence, the most frequent first."""
    lower = {token.text.strip(".,;:!?\"'”’()").casefold() for token in tokens if token.text[:1].islower()}
    counts: Counter[str] = Counter()
    run: list[str] = []
    begins = True
    for token, following in zip(tokens, [*(token.text for token in tokens[1:]), ""], strict=True):
        word = _EDGES.sub("", token.text)
        spoken = token.speakable and token.kind is None
        if spoken and word[:1].isupper() and len(word) > 2 and word.casefold() not in lower and not (begins and not run):
            run.append(word)
        elif run:
            counts[" ".join(run)] += 1
            run = []
        begins = not spoken or ends_sentence(token.text, following) or token.text.rstrip(CLOSERS).endswith((":", "："))
        if begins and run:
            counts[" ".join(run)] += 1
            run = []
    if run:
        counts[" ".join(run)] += 1
    parts = {part for name in counts if " " in name for part in name.split()}
    return [name for name, _ in counts.most_common() if name not in parts][:MOST_NAMES]

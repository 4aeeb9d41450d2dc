"""Hostile texts of any size, which keep a parser busy: the same for tests and measurements."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bench.hostile_texts.caption_files import CAPTION_FILES
from bench.hostile_texts.encodings import ENCODINGS
from bench.hostile_texts.html import HTML
from bench.hostile_texts.made_text import MadeText
from bench.hostile_texts.other_caption_files import OTHER_CAPTION_FILES
from bench.hostile_texts.plain import PLAIN

HOSTILE: Mapping[str, MadeText] = MappingProxyType({**PLAIN, **HTML, **CAPTION_FILES, **OTHER_CAPTION_FILES, **ENCODINGS})
"""The texts, by what they are made of. Each must be read, or refused, soon; what is read of it does not matter."""

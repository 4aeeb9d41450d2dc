"""The names of recording and transcript where they are given by name: the parts of a form, the columns of a manifest."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RECORDING, TEXT = "audio", "transcript"

OTHER_NAMES: Mapping[str, str] = MappingProxyType({"file": RECORDING, "text": TEXT})
"""The names of other services for the two, by the name that is taken for it where its own is absent."""

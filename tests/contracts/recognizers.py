"""The engines that every recogniser's tests run on."""

from __future__ import annotations

import pytest

SECOND = 16_000
"""The samples of a second."""

ENGINES = ["faster-whisper", pytest.param("openai-whisper", marks=pytest.mark.needs_torch)]

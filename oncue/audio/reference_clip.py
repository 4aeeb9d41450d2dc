"""Six seconds of speech that are known to be good, and what is said in them, for a worker to try itself on.

They are the beginning of the recording in `demo`, of the public domain; `scripts/make_selftest_clip.py` cuts them.
"""

from __future__ import annotations

from pathlib import Path

CLIP = Path(__file__).with_name("reference_clip.opus")
TEXT = "Good morning. This Tuesday is election day. After months of spirited debate and vigorous campaigning,"

"""Where lines end in files of every system, and in those converted twice."""

from __future__ import annotations

import re

LINE_END = re.compile(r"\r\r?\n|\n|\r")
"""One end of a line."""

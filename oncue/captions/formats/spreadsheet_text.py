"""Text in tables that spreadsheets open.

They calculate what begins with = + - or @, be it in a file that a stranger wrote ("CSV injection", OWASP). Such a
cell begins with a word joiner (U+2060, no width, no ink) here, which makes it text. An apostrophe would show.
"""

from __future__ import annotations

import re

from oncue.caption_readers.invisible_marks import WORD_JOINER

# A lone sign is no formula. Japanese and Chinese spreadsheets take the wide signs, too, and where the list separator is a
# semicolon, one inside the text begins a cell.
_FORMULA = re.compile("(?:^|(?<=[;,\t|]))(?=[=+\\-@＝＋－＠][^\n])")


def never_a_formula(text: str) -> str:
    """The text of a cell as no spreadsheet calculates with it; the same where none would."""
    return _FORMULA.sub(WORD_JOINER, text)

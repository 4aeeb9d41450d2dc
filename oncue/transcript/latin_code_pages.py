"""Which code page a text in Latin letters was saved in: that in which its letters are those of one language."""

from __future__ import annotations

import re
from collections import Counter

from oncue.text.alphabets import ALPHABETS
from oncue.text.language_id import detect

_CODE_PAGES = ("cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2", "iso8859_13", "mac_roman", "mac_latin2")
"""The likeliest first: of code pages in which a text reads as well, the first is taken."""

_SAMPLE = 200_000
# Quotation marks, dashes and the like stand between letters in every language.
_SIGN = r"[^\x00-\x7f\s\u2010-\u203a\xab\xbb\xad\xb7]"
_WRITTEN = re.compile(rf"(?<=[^\W\d_]){_SIGN}|{_SIGN}(?=[^\W\d_])|[^\x00-\x7f\W\d_]")
_NOT_ASCII = re.compile(rb"[A-Za-z]*[^\x00-\x7f][^\s]*")
_LEAST_SHARE = 0.97


def latin_code_page(data: bytes) -> str | None:
    """Python's name of the code page in which nearly all letters beyond ASCII are of one language; None where in none.

    Where it reads as well in several, the language of its plain letters decides, and then the likelier code page.
    """
    fitting: list[tuple[float, str, str]] = []
    for name in _CODE_PAGES:
        try:
            text = data[:_SAMPLE].decode(name)
        except UnicodeDecodeError:
            continue
        found = Counter(_WRITTEN.findall(text))
        if not found:
            return name
        shares = {
            language: sum(found[letter] for letter in letters) / found.total() for language, letters in ALPHABETS.items()
        }
        fitting += [(share, language, name) for language, share in shares.items() if share >= _LEAST_SHARE]
    if not fitting:
        return None
    most = max(share for share, _, _ in fitting)
    best = [(language, name) for share, language, name in fitting if share == most]
    if len({name for _, name in best}) > 1:
        plain = detect(_NOT_ASCII.sub(b" ", data[:_SAMPLE]).decode("ascii")).language
        best = [(language, name) for language, name in best if language == plain] or best
    return best[0][1]
